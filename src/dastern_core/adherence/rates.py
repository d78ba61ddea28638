"""
Rates: the share of doses that were taken, with an honest denominator.

Formula: taken / (taken + missed + skipped), where taken is on time plus late. What is
still due and what is taken as needed is left out on both sides. A rate lies within 0
and 1; where nothing counted there is no rate, neither 0 nor 1 (rules C23 and C24).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import TypeVar
from zoneinfo import ZoneInfo

import attrs

from dastern_core.adherence.outcomes import Outcome, due_day
from dastern_core.kernel import Fault, InvalidInputError, PrescriptionId
from dastern_core.schedule import DoseStatus, Slot

__all__ = [
    "Band",
    "Bands",
    "Tally",
    "band",
    "percent",
    "rates_by_day",
    "rates_by_month",
    "rates_by_prescription",
    "rates_by_slot",
    "rates_by_week",
    "rates_by_weekday",
    "tally",
]

_WHOLE = 100
_SLOTS = tuple(Slot)


@attrs.frozen(kw_only=True)
class Tally:
    """
    How many doses ended how.

    Args:
        on_time: Taken within the grace period.
        late: Taken after it.
        missed: Not taken, and nobody said why.
        skipped: Not taken on purpose.
        due: Still open; in no denominator.
        as_needed: Taken or not as needed; in no denominator.
    """

    on_time: int = 0
    late: int = 0
    missed: int = 0
    skipped: int = 0
    due: int = 0
    as_needed: int = 0

    @property
    def taken(self) -> int:
        """
        The numerator: on time plus late (rules ADH-01 and C24).
        """
        return self.on_time + self.late

    @property
    def counted(self) -> int:
        """
        The denominator: taken, missed and skipped (rules ADH-02 and C23).
        """
        return self.taken + self.missed + self.skipped

    @property
    def rate(self) -> Fraction | None:
        """
        The exact share taken of the doses that count, or None where none counts.
        """
        return Fraction(self.taken, self.counted) if self.counted else None

    @property
    def on_time_share(self) -> Fraction | None:
        """
        The exact share on time of the doses taken, or None where none was taken.

        A measure of its own: a late dose lowers it and leaves the rate alone (rule C24).
        """
        return Fraction(self.on_time, self.taken) if self.taken else None


class Band(Enum):
    """
    The colour of a rate.
    """

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@attrs.frozen(kw_only=True)
class Bands:
    """
    The lowest whole percentages that are still green and still yellow.

    Args:
        green: 90 by default; 90 itself is green.
        yellow: 70 by default; below it a patient needs attention (rule ADH-13).

    Raises:
        InvalidInputError: Not 0 <= yellow <= green <= 100.

    Source:
        Rules C25 and ADH-11 for the defaults.
    """

    green: int = 90
    yellow: int = 70

    def __attrs_post_init__(self) -> None:
        """
        Refuse bands out of order.
        """
        if not 0 <= self.yellow <= self.green <= _WHOLE:
            raise InvalidInputError(
                Fault(
                    field="bands",
                    problem="are out of order",
                    remedy="Give whole percentages with 0 <= yellow <= green <= 100.",
                )
            )


_DEFAULT_BANDS = Bands()


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """
    Count how the doses ended.

    Args:
        outcomes: In any order.

    Returns:
        The counts; all zero for no outcomes.
    """
    numbers = dict.fromkeys(DoseStatus, 0)
    as_needed = 0
    for outcome in outcomes:
        if outcome.as_needed:
            as_needed += 1
        else:
            numbers[outcome.status] += 1
    return Tally(
        on_time=numbers[DoseStatus.TAKEN_ON_TIME],
        late=numbers[DoseStatus.TAKEN_LATE],
        missed=numbers[DoseStatus.MISSED],
        skipped=numbers[DoseStatus.SKIPPED],
        due=numbers[DoseStatus.DUE],
        as_needed=as_needed,
    )


def percent(rate: Fraction | None) -> int | None:
    """
    Round a share to a whole percentage, halves upward.

    Returns:
        0 to 100, or None where there is no rate. 99.5 % shows as 100: whoever needs
        "all of them" compares the exact rate, as streaks do.

    Source:
        Rule ADH-01.

    Example:
        >>> percent(Fraction(1, 8)), percent(Fraction(2, 3)), percent(None)
        (13, 67, None)
    """
    return None if rate is None else (rate * _WHOLE + Fraction(1, 2)).__floor__()


def band(rate: Fraction | None, *, bands: Bands = _DEFAULT_BANDS) -> Band | None:
    """
    Colour a rate by its rounded percentage, so that number and colour agree on a screen.

    Returns:
        The colour, or None where there is no rate; never green for want of data.

    Source:
        Rules ADH-11, C25 and defect B051.

    Example:
        >>> band(Fraction(9, 10)), band(Fraction(69, 100)), band(None)
        (<Band.GREEN: 'green'>, <Band.RED: 'red'>, None)
    """
    shown = percent(rate)
    if shown is None:
        return None
    if shown >= bands.green:
        return Band.GREEN
    return Band.YELLOW if shown >= bands.yellow else Band.RED


def rates_by_day(outcomes: Iterable[Outcome], *, zone: ZoneInfo) -> Mapping[date, Tally]:
    """
    Tally each of the patient's calendar days that has a dose, oldest first.

    A day without doses is absent. A day on which none counts is present without a rate.
    """
    return _grouped(outcomes, lambda outcome: due_day(outcome, zone=zone))


def rates_by_week(outcomes: Iterable[Outcome], *, zone: ZoneInfo) -> Mapping[date, Tally]:
    """
    Tally each week that has a dose, by its Monday (ISO 8601), oldest first.
    """

    def monday(outcome: Outcome) -> date:
        day = due_day(outcome, zone=zone)
        return day - timedelta(days=day.weekday())

    return _grouped(outcomes, monday)


def rates_by_month(outcomes: Iterable[Outcome], *, zone: ZoneInfo) -> Mapping[date, Tally]:
    """
    Tally each calendar month that has a dose, by its first day, oldest first.
    """
    return _grouped(outcomes, lambda outcome: due_day(outcome, zone=zone).replace(day=1))


def rates_by_weekday(outcomes: Iterable[Outcome], *, zone: ZoneInfo) -> Mapping[int, Tally]:
    """
    Tally each weekday that has a dose, Monday as 0: the pattern in what is missed.
    """
    return _grouped(outcomes, lambda outcome: due_day(outcome, zone=zone).weekday())


def rates_by_prescription(outcomes: Iterable[Outcome]) -> Mapping[PrescriptionId, Tally]:
    """
    Tally each prescription that has a dose, by identifier (rule ADH-09).
    """
    return _grouped(outcomes, lambda outcome: outcome.prescription_id)


def rates_by_slot(outcomes: Iterable[Outcome]) -> Mapping[Slot | None, Tally]:
    """
    Tally each slot that has a dose in the order of the day, then what has no slot.
    """
    found: defaultdict[Slot | None, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        found[outcome.slot].append(outcome)
    return {slot: tally(found[slot]) for slot in (*_SLOTS, None) if slot in found}


_Key = TypeVar("_Key", date, int, PrescriptionId)


def _grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], _Key]) -> dict[_Key, Tally]:
    groups: defaultdict[_Key, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    return {name: tally(groups[name]) for name in sorted(groups)}
