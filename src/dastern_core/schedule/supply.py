"""
Supply: how much of a medicine is left at home, and when it runs out.

Where the amounts do not let it be told there is no value, only the reason: a wrong date
leaves somebody without medicine.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import (
    Fault,
    InvalidInputError,
    Quantity,
    local_date,
    require_aware,
    resolve,
)
from dastern_core.schedule.doses import Dose, DoseStatus

__all__ = ["Supply", "SupplyState", "refill_at", "supply_of"]

_TAKEN: Final = frozenset({DoseStatus.TAKEN_ON_TIME, DoseStatus.TAKEN_LATE})


class SupplyState(Enum):
    """
    What can be said of a supply.

    ``RUNS_OUT``: a planned dose will not be covered.
    ``LASTS``: every planned dose is covered.
    ``EMPTY``: nothing is left, or more was recorded than was dispensed.
    ``NOT_DISPENSED``: it is not known how much there was.
    ``UNIT_MISMATCH``: doses and supply are counted in different units.
    """

    RUNS_OUT = "runs_out"
    LASTS = "lasts"
    EMPTY = "empty"
    NOT_DISPENSED = "not_dispensed"
    UNIT_MISMATCH = "unit_mismatch"


@attrs.frozen(kw_only=True)
class Supply:
    """
    What is left of a medicine.

    Args:
        state: What can be said.
        left: How much is left now; None where that is not known.
        runs_out_at: The instant of the first dose that is not wholly covered, in UTC;
            None where there is none, or it is not known.
        runs_out_on: The local day of that instant.
    """

    state: SupplyState
    left: Quantity | None = None
    runs_out_at: datetime | None = None
    runs_out_on: date | None = None


def supply_of(
    doses: Sequence[Dose],
    *,
    dispensed: Sequence[Quantity],
    zone: ZoneInfo,
    now: datetime,
    as_needed_a_day: Quantity | None = None,
) -> Supply:
    """
    Reckon the supply of one medicine.

    Args:
        doses: All of its doses, taken and planned, since it was first dispensed; what
            was skipped or missed is still in the box.
        dispensed: What was handed over, once or several times.
        zone: Whose day the last one is.
        now: Aware.
        as_needed_a_day: How much of it is used a day when needed, where somebody says
            so; without it, what is taken as needed counts once it is taken.

    Returns:
        What is left, exact, and when a planned dose is first not covered. A range counts
        as its most, because too early a refill harms nobody. A dose that is due and not
        recorded counts as still to be taken.

    Raises:
        InvalidInputError: The rate is zero.
    """
    begin = require_aware(now, field="now").astimezone(UTC)
    if as_needed_a_day is not None and as_needed_a_day.value == 0:
        remedy = "Leave it out where nothing is used a day."
        raise InvalidInputError(Fault(field="as_needed_a_day", problem="is 0", remedy=remedy))
    if not dispensed:
        return Supply(state=SupplyState.NOT_DISPENSED)
    taken = [dose for dose in doses if dose.status in _TAKEN]
    due = sorted(
        (dose for dose in doses if dose.status is DoseStatus.DUE), key=lambda dose: dose.due_at
    )
    units = {one.unit for one in dispensed} | {dose.quantity.unit for dose in (*taken, *due)}
    units |= {as_needed_a_day.unit} if as_needed_a_day is not None else set()
    if len(units) > 1:
        return Supply(state=SupplyState.UNIT_MISMATCH)
    there = sum((one.value for one in dispensed), Fraction(0))
    rest = there - sum((dose.quantity.value for dose in taken), Fraction(0))
    left = Quantity(value=max(rest, Fraction(0)), unit=dispensed[0].unit)
    if rest <= 0:
        today = local_date(begin, zone=zone)
        return Supply(state=SupplyState.EMPTY, left=left, runs_out_at=begin, runs_out_on=today)
    rate = as_needed_a_day.value if as_needed_a_day is not None else Fraction(0)
    at = _short_at(due, rest, rate, begin)
    if at is None:
        return Supply(state=SupplyState.LASTS, left=left)
    day = local_date(at, zone=zone)
    return Supply(state=SupplyState.RUNS_OUT, left=left, runs_out_at=at, runs_out_on=day)


def _short_at(
    due: Sequence[Dose], rest: Fraction, rate: Fraction, begin: datetime
) -> datetime | None:
    """
    Find the first instant at which what is left does not cover what is asked for.
    """
    before = begin
    for dose in due:
        at = max(dose.due_at, begin)
        empty = _empty_at(rest, rate, before)
        if empty is not None and empty < at:
            return empty
        rest -= rate * _days(at - before) + (dose.quantity_max or dose.quantity).value
        if rest < 0:
            return at
        before = at
    return _empty_at(rest, rate, before)


def _empty_at(rest: Fraction, rate: Fraction, since: datetime) -> datetime | None:
    if rate == 0:
        return None
    microseconds = rest / rate * (timedelta(days=1) // timedelta(microseconds=1))
    # A supply for longer than the calendar has no last day worth telling.
    if microseconds > timedelta(days=365 * 100) // timedelta(microseconds=1):
        return None
    return since + timedelta(microseconds=int(microseconds))


def _days(length: timedelta) -> Fraction:
    microsecond = timedelta(microseconds=1)
    return Fraction(length // microsecond, timedelta(days=1) // microsecond)


def refill_at(
    supply: Supply, *, days_before: int, at: time, zone: ZoneInfo, now: datetime
) -> datetime | None:
    """
    Give the instant at which to remind somebody to fetch more.

    Args:
        supply: The supply.
        days_before: How many days before the day on which it runs out; 0 or more.
        at: At which wall time.
        zone: Whose wall.
        now: Aware.

    Returns:
        In UTC, not before now; None where it does not run out, or that is not known.

    Raises:
        InvalidInputError: The number of days is negative.
    """
    if days_before < 0:
        raise InvalidInputError(
            Fault(field="days_before", problem="is negative", remedy="Give 0 or more days.")
        )
    begin = require_aware(now, field="now").astimezone(UTC)
    if supply.runs_out_on is None:
        return None
    today = local_date(begin, zone=zone)
    ahead = min(days_before, (supply.runs_out_on - today).days)
    day = supply.runs_out_on - timedelta(days=max(ahead, 0))
    return max(resolve(day, at, zone=zone).instant, begin)
