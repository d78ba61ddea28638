"""
Doses as needed: when the next one is allowed, never when it is due.

They are not scheduled, never missed and never scored (rules PRN-01, PRN-02, PRN-05).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from fractions import Fraction

import attrs

from dastern_core.kernel import Fault, InvalidInputError, Quantity, require_aware
from dastern_core.schedule.abbreviations import abbreviation
from dastern_core.schedule.anchors import whole_seconds
from dastern_core.schedule.dosages import Dosage, ordered_dose
from dastern_core.schedule.measures import Measure, MeasureRange
from dastern_core.schedule.patterns import repeat_of
from dastern_core.schedule.timing import TimeUnit, bounds_unit

__all__ = [
    "Allowance",
    "AllowanceReason",
    "Intake",
    "PrnRule",
    "RollingLimit",
    "next_allowed",
    "prn_rule",
]

_SECONDS_A_DAY = 24 * 3600
_CALENDAR_DAYS = {TimeUnit.MONTH: 28, TimeUnit.YEAR: 365}  # the shortest there is


@attrs.frozen(kw_only=True)
class RollingLimit:
    """
    The most that may be taken in any stretch of a length.

    Args:
        most: The amount.
        stretch: The length.
    """

    most: Quantity
    stretch: timedelta


@attrs.frozen(kw_only=True)
class PrnRule:
    """
    How a medicine is taken as needed.

    Args:
        quantity: One dose, the least of a range; None where nothing says so.
        quantity_max: The most of one dose; None without a range.
        min_interval: The least time from one dose to the next; zero where nothing says so.
        limits: What may be taken at most in any stretch of time.
        most_per_dose: The most of one dose.
        most_per_lifetime: The most of all doses together.
        reasons: What it is needed for, in words or codes.
        until: From when on it is no longer to be taken, in UTC; None for an open end, or
            where the beginning is not known.
    """

    quantity: Quantity | None
    quantity_max: Quantity | None
    min_interval: timedelta
    limits: tuple[RollingLimit, ...]
    most_per_dose: Quantity | None
    most_per_lifetime: Quantity | None
    reasons: tuple[str, ...]
    until: datetime | None = None


@attrs.frozen(kw_only=True)
class Intake:
    """
    One dose that was taken.

    Args:
        at: When; aware.
        quantity: How much.
    """

    at: datetime
    quantity: Quantity


class AllowanceReason(Enum):
    """
    What decides when the next dose is allowed.
    """

    ALLOWED = "allowed"
    MIN_INTERVAL = "min_interval"
    ROLLING_LIMIT = "rolling_limit"
    DOSE_ABOVE_LIMIT = "dose_above_limit"
    LIFETIME_LIMIT = "lifetime_limit"
    UNIT_MISMATCH = "unit_mismatch"
    COURSE_ENDED = "course_ended"


@attrs.frozen(kw_only=True)
class Allowance:
    """
    When the next dose is allowed, and why not earlier.

    Args:
        at: The earliest instant, in UTC, not before now; None for never, for one after
            the course's end, or where the units do not let it be told.
        reason: What decides it.
    """

    at: datetime | None
    reason: AllowanceReason


def prn_rule(dosage: Dosage) -> PrnRule:
    """
    Read how a medicine is taken as needed.

    Args:
        dosage: One whose ``is_as_needed`` holds.

    Returns:
        The rule; the least interval is the least cycle over the greatest frequency.

    Raises:
        InvalidInputError: A limit is per something that is no time, or a cycle is broken.

    Source:
        FHIR R5 Dosage.asNeeded and maxDosePerPeriod; rule PRN-06.
    """
    dose = ordered_dose(dosage)
    low, high = (dose.low, dose.high) if isinstance(dose, MeasureRange) else (dose, None)
    limits = [
        RollingLimit(most=ratio.numerator.quantity, stretch=_stretch(ratio.denominator))
        for ratio in dosage.most_per_period
    ]
    each, life = dosage.most_per_administration, dosage.most_per_lifetime
    return PrnRule(
        quantity=low.quantity if low else None,
        quantity_max=high.quantity if high else None,
        min_interval=_min_interval(dosage),
        limits=tuple(limits),
        most_per_dose=each.quantity if each else None,
        most_per_lifetime=life.quantity if life else None,
        reasons=tuple(
            reason.text or next((one.display or one.code or "" for one in reason.codings), "")
            for reason in dosage.as_needed_for
        ),
    )


def next_allowed(
    rule: PrnRule, *, history: Sequence[Intake], quantity: Quantity, now: datetime
) -> Allowance:
    """
    Tell when the next dose is allowed.

    Args:
        rule: How the medicine is taken.
        history: What was taken of it, in any order; also what was taken late or twice.
        quantity: The dose in question.
        now: Aware.

    Returns:
        The earliest instant from now on at which the interval has passed and no stretch
        of a limit's length would hold too much; a dose taken exactly one stretch ago no
        longer counts. Amounts in different units are not compared: the answer then is
        that the units do not match, not that the dose is allowed.
    """
    require_aware(now, field="now")
    refusal = _refusal(rule, history, quantity)
    if refusal is not None:
        return Allowance(at=None, reason=refusal)
    earliest = now.astimezone(UTC)
    reason = AllowanceReason.ALLOWED
    if history:
        rested = max(intake.at for intake in history) + rule.min_interval
        if rested > earliest:
            earliest, reason = rested.astimezone(UTC), AllowanceReason.MIN_INTERVAL
    for limit in rule.limits:
        free = _free_at(limit, history, quantity, earliest)
        if free > earliest:
            earliest, reason = free, AllowanceReason.ROLLING_LIMIT
    if rule.until is not None and earliest >= rule.until:
        return Allowance(at=None, reason=AllowanceReason.COURSE_ENDED)
    return Allowance(at=earliest, reason=reason)


def _min_interval(dosage: Dosage) -> timedelta:
    timing = dosage.timing
    if timing is None or not (abbreviation(timing.code) or timing.repeat):
        return timedelta(0)
    repeat = repeat_of(timing) if abbreviation(timing.code) else timing.repeat
    if repeat is None or (repeat.frequency is None and repeat.period is None):
        return timedelta(0)
    unit = repeat.period_unit or TimeUnit.DAY
    cycle = _length(repeat.period or Fraction(1), unit, field="period")
    return cycle / (repeat.frequency_max or repeat.frequency or 1)


def _length(value: Fraction, unit: TimeUnit, *, field: str) -> timedelta:
    if unit in _CALENDAR_DAYS:
        value, unit = value * _CALENDAR_DAYS[unit], TimeUnit.DAY
    return timedelta(seconds=min(whole_seconds(value, unit, field=field), 10**10))


def _stretch(length: Measure) -> timedelta:
    unit = bounds_unit(length)
    if unit is None:
        remedy = "Give the denominator in s, min, h, d, wk, mo or a."
        raise InvalidInputError(
            Fault(field="maxDosePerPeriod", problem="is per something but time", remedy=remedy)
        )
    return _length(length.value, unit, field="maxDosePerPeriod")


def _refusal(
    rule: PrnRule, history: Sequence[Intake], quantity: Quantity
) -> AllowanceReason | None:
    caps = [limit.most for limit in rule.limits]
    caps += [cap for cap in (rule.most_per_dose, rule.most_per_lifetime) if cap is not None]
    units = {one.unit for one in caps}
    if caps and units | {quantity.unit} | {intake.quantity.unit for intake in history} != units:
        return AllowanceReason.UNIT_MISMATCH
    if len(units) > 1:
        return AllowanceReason.UNIT_MISMATCH
    if any(quantity.value > cap.value for cap in caps):
        return AllowanceReason.DOSE_ABOVE_LIMIT
    taken = sum((intake.quantity.value for intake in history), Fraction(0))
    if rule.most_per_lifetime and taken + quantity.value > rule.most_per_lifetime.value:
        return AllowanceReason.LIFETIME_LIMIT
    return None


def _free_at(
    limit: RollingLimit, history: Sequence[Intake], quantity: Quantity, earliest: datetime
) -> datetime:
    room = limit.most.value - quantity.value
    frees = sorted((intake.at + limit.stretch).astimezone(UTC) for intake in history)
    candidates = (max(earliest, at) for at in (earliest, *frees))
    return next(at for at in candidates if _taken(limit, history, at) <= room)


def _taken(limit: RollingLimit, history: Sequence[Intake], at: datetime) -> Fraction:
    recent = (one for one in history if one.at + limit.stretch > at)
    return sum((one.quantity.value for one in recent), Fraction(0))
