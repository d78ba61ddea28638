"""
Details of a dose: what all the doses of one dosage share, worked out once.
"""

from datetime import timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

import attrs
from dateutil.relativedelta import relativedelta

from dastern_core.kernel import Quantity, WallClock
from dastern_core.schedule.anchors import whole_seconds
from dastern_core.schedule.dosages import Dosage, ordered_dose
from dastern_core.schedule.instants import Hit, wall_instant
from dastern_core.schedule.measures import MeasureRange
from dastern_core.schedule.occurrences import DoseFlag, Occurrence
from dastern_core.schedule.patterns import ElapsedRule, Pattern
from dastern_core.schedule.timing import Repeat, TimeUnit

__all__ = ["DoseDetails", "details_of", "occurrence_of"]

_CLOCK_FLAGS: Final = {WallClock.GAP: DoseFlag.GAP, WallClock.FOLD: DoseFlag.FOLD}
_LONGEST_SECONDS: Final = 366 * 24 * 3600  # of one intake; only a mistake is longer


@attrs.frozen(kw_only=True)
class DoseDetails:
    """
    What all the doses of one dosage share.

    Args:
        index: The dosage's place among the medicine's dosages, from 0.
        quantity: How much, the least of a range.
        quantity_max: The most of a range.
        lasts: How long one intake takes.
        lasts_max: How long it may take.
        slack: How much longer the cycle may be.
        keeps_hours: Whether the cycle is counted in elapsed time, not on the wall.
        flags: What to show about every one of them.
    """

    index: int
    quantity: Quantity | None
    quantity_max: Quantity | None
    lasts: timedelta | None
    lasts_max: timedelta | None
    slack: relativedelta | None
    keeps_hours: bool
    flags: tuple[DoseFlag, ...]


def details_of(dosage: Dosage, *, repeat: Repeat, pattern: Pattern, index: int) -> DoseDetails:
    """
    Work out what the doses of a dosage share.

    Args:
        dosage: The instruction.
        repeat: The rule in force.
        pattern: What the rule asks for.
        index: The dosage's place, from 0.

    Raises:
        InvalidInputError: An intake's length is not a whole number of seconds.
    """
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
        quantity=low.quantity if low else None,
        quantity_max=high.quantity if high else None,
        lasts=_length(repeat.duration, repeat.duration_unit),
        lasts_max=lasts_max,
        slack=pattern.slack,
        keeps_hours=isinstance(pattern.rule, ElapsedRule),
        flags=tuple(flag for flag, holds in flags.items() if holds),
    )


def occurrence_of(
    hit: Hit, *, details: DoseDetails, zone: ZoneInfo, is_optional: bool
) -> Occurrence:
    """
    Give the dose at a hit.

    Args:
        hit: The instant.
        details: What it shares with the dosage's other doses.
        zone: The zone of the wall.
        is_optional: Whether it lies beyond the definite part of the schedule.
    """
    flags = details.flags
    if hit.wall_clock is not WallClock.ONCE:
        flags = (_CLOCK_FLAGS[hit.wall_clock], *flags)
    if hit.is_assumed and DoseFlag.ASSUMED not in flags:
        flags = (DoseFlag.ASSUMED, *flags)
    if is_optional:
        flags = (*flags, DoseFlag.OPTIONAL)
    latest_at = None
    if details.slack is not None and details.keeps_hours:
        latest_at = hit.at + details.slack
    elif details.slack is not None:
        latest_at, _ = wall_instant(hit.printed + details.slack, zone=zone)
    return Occurrence(
        at=hit.at,
        local=hit.local,
        key=(str(details.index), *hit.key),
        event=hit.event,
        quantity=details.quantity,
        quantity_max=details.quantity_max,
        lasts=details.lasts,
        lasts_max=details.lasts_max,
        latest_at=latest_at,
        flags=flags,
    )


def _length(length: Fraction | None, unit: TimeUnit | None) -> timedelta | None:
    if length is None or unit is None:
        return None
    return timedelta(seconds=min(whole_seconds(length, unit, field="duration"), _LONGEST_SECONDS))
