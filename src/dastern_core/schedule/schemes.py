"""
Schemes: one dosage made ready for the calendar, once for all its doses and patients.
"""

from datetime import timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import Fault
from dastern_core.schedule.anchors import whole_seconds
from dastern_core.schedule.clocks import DailyClock
from dastern_core.schedule.dosages import Dosage, ordered_dose
from dastern_core.schedule.measures import MeasureRange
from dastern_core.schedule.moments import Moment
from dastern_core.schedule.occurrences import DoseDetails, DoseFlag
from dastern_core.schedule.patterns import (
    Pattern,
    UnschedulableError,
    WallRule,
    pattern_of,
    repeat_of,
)
from dastern_core.schedule.timing import Repeat, TimeUnit

__all__ = ["Scheme", "scheme_of"]

_DAY: Final = timedelta(days=1)
_KEPT_SCHEMES: Final = 4_096
_LONGEST_SECONDS: Final = 366 * 24 * 3600  # of one intake; only a mistake is longer


@attrs.frozen(kw_only=True)
class Scheme:
    """
    What a dosage asks for, and what its doses share.

    Args:
        repeat: The rule in force.
        pattern: What the rule means.
        details: Of a dose that is tied to no moment of the day.
        moments: From midnight, and what the doses of that moment share; in the order of
            the day, empty for a pattern that is not on the wall.
        is_within_day: Whether every moment lies in the day to which it belongs.
    """

    repeat: Repeat
    pattern: Pattern
    details: DoseDetails
    moments: tuple[tuple[timedelta, DoseDetails], ...]
    is_within_day: bool


@lru_cache(maxsize=_KEPT_SCHEMES)
def scheme_of(
    dosage: Dosage, *, index: int, zone: ZoneInfo, clock: DailyClock, begin: timedelta | None
) -> Scheme:
    """
    Make a dosage ready for the calendar.

    Args:
        dosage: One that is taken by the clock.
        index: The dosage's place among the medicine's dosages, from 0.
        zone: Where the clock hangs.
        clock: The clock times of what it names.
        begin: From midnight to its first moment's time; None where it begins with a day.

    Raises:
        NoClockTimeError: It names a time of day that the clock does not have.
        UnschedulableError: It has no timing, no meaning, or more than one.
        InvalidInputError: An intake's length is not a whole number of seconds.
    """
    if dosage.timing is None:
        problem, remedy = "says only in words when to take it", "Give its timing."
        fault = Fault(field=f"dosage[{index}].timing", problem=problem, remedy=remedy)
        raise UnschedulableError(fault)
    repeat = repeat_of(dosage.timing) or Repeat()
    pattern = pattern_of(dosage.timing, clock=clock, begin=begin)
    details = _details(dosage, repeat=repeat, pattern=pattern, index=index, zone=zone)
    named = pattern.rule.moments if isinstance(pattern.rule, WallRule) else ()
    return Scheme(
        repeat=repeat,
        pattern=pattern,
        details=details,
        moments=tuple((moment.at, _at_moment(details, moment)) for moment in named),
        is_within_day=all(timedelta(0) <= moment.at < _DAY for moment in named),
    )


def _details(
    dosage: Dosage, *, repeat: Repeat, pattern: Pattern, index: int, zone: ZoneInfo
) -> DoseDetails:
    dose = ordered_dose(dosage)
    low, high = (dose.low, dose.high) if isinstance(dose, MeasureRange) else (dose, None)
    lasts_max = _length(repeat.duration_max, repeat.duration_unit)
    flags = {
        DoseFlag.ASSUMED: pattern.is_assumed,
        DoseFlag.RANGE: pattern.is_range or high is not None or lasts_max is not None,
        DoseFlag.UNMODELLED: bool(dosage.additional_instructions or dosage.patient_instruction),
    }
    return DoseDetails(
        index=index,
        name="",
        zone=zone,
        event=None,
        quantity=low.quantity if low else None,
        quantity_max=high.quantity if high else None,
        lasts=_length(repeat.duration, repeat.duration_unit),
        lasts_max=lasts_max,
        latest_at=None,
        flags=tuple(flag for flag, holds in flags.items() if holds),
    )


def _at_moment(details: DoseDetails, moment: Moment) -> DoseDetails:
    flags = details.flags
    if moment.is_assumed and DoseFlag.ASSUMED not in flags:
        flags = (DoseFlag.ASSUMED, *flags)
    return attrs.evolve(details, name=moment.name, event=moment.event, flags=flags)


def _length(length: Fraction | None, unit: TimeUnit | None) -> timedelta | None:
    if length is None or unit is None:
        return None
    return timedelta(seconds=min(whole_seconds(length, unit, field="duration"), _LONGEST_SECONDS))
