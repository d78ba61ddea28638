"""
Treatment episodes: stretches without a gap that ends the treatment.

A gap longer than permitted ends an episode, and so may a change of medicine or of dose.
An episode ends when its supply ends; what is left of the gap is no treatment.

Source: Dima and Dediu 2017, doi:10.1371/journal.pone.0174426.
"""

import math
from collections.abc import Iterable
from datetime import date
from enum import Enum
from itertools import zip_longest

import attrs

from dastern_core.adherence.gaps import CarryOver, Interval, intervals
from dastern_core.adherence.supply import SupplyEvent, known_dose, known_medication
from dastern_core.adherence.windows import Window, Windows
from dastern_core.kernel import Fault, InvalidInputError

__all__ = [
    "DAYS_IN",
    "EXACT_DAYS",
    "Episode",
    "EpisodeRules",
    "GapUnit",
    "PermissibleGap",
    "episodes",
]


class GapUnit(Enum):
    """
    What a permissible gap is counted in.
    """

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    PERCENT = "percent"


DAYS_IN = {GapUnit.DAYS: 1, GapUnit.WEEKS: 7, GapUnit.MONTHS: 30, GapUnit.YEARS: 365}
"""
The fixed days of each unit of a permissible gap, as in the reference.
"""

EXACT_DAYS = 1e-6
"""
By how much a gap must exceed what is permitted: what differs less is rounding.
"""

_WHOLE = 100


@attrs.frozen(kw_only=True)
class PermissibleGap:
    """
    The longest gap that does not end an episode.

    Args:
        value: Not negative and finite.
        unit: Days, weeks, months of 30 days, years of 365 days, or percent of the
            duration of the event before the gap.
    """

    value: float
    unit: GapUnit = GapUnit.DAYS

    def __attrs_post_init__(self) -> None:
        """
        Refuse a gap that is no length of time.
        """
        if not (math.isfinite(self.value) and self.value >= 0):
            raise InvalidInputError(
                Fault(field="gap", problem="is no length", remedy="Give a number from 0 on.")
            )

    def days_after(self, event: SupplyEvent) -> float:
        """
        Give the permitted days after an event.
        """
        if self.unit is GapUnit.PERCENT:
            return self.value / _WHOLE * event.duration_days
        return self.value * DAYS_IN[self.unit]


@attrs.frozen(kw_only=True)
class EpisodeRules:
    """
    What ends an episode.

    Args:
        gap: A gap longer than this does.
        medication_change: Whether another medicine does.
        dosage_change: Whether another daily dose does.
        append_gap: Whether an episode keeps the permitted days of the gap that ends it.
    """

    gap: PermissibleGap
    medication_change: bool = False
    dosage_change: bool = False
    append_gap: bool = False


@attrs.frozen(kw_only=True)
class Episode:
    """
    One stretch of treatment.

    Args:
        number: From 1, in the order of time.
        events: The events that make it up, at least one.
        duration_days: Not negative; fractional where carried supply is.
        end_gap_days: The days without supply after its last event.
    """

    number: int
    events: tuple[SupplyEvent, ...]
    duration_days: float
    end_gap_days: float

    @property
    def start(self) -> date:
        """
        The day of its first event.
        """
        return self.events[0].day

    @property
    def window(self) -> Window:
        """
        From its first event to its end, in day numbers.
        """
        first = self.events[0].number
        return Window(start=first, end=first + self.duration_days)


def episodes(
    events: Iterable[SupplyEvent], *, followup: Window, rules: EpisodeRules, carry_over: CarryOver
) -> tuple[Episode, ...]:
    """
    Split one patient's follow-up into treatment episodes.

    Args:
        events: In any order; those outside the follow-up are left out.
        followup: The patient's follow-up window.
        rules: What ends an episode.
        carry_over: What becomes of supply that is left over; ``into`` has no meaning
            here, because all of the follow-up is looked at.

    Returns:
        The episodes in order; none without events. A final gap shorter than permitted
        stays in the last episode.

    Raises:
        InvalidInputError: An option needs a dose or a medicine that an event lacks.

    Units:
        Days.
    """
    measured = intervals(
        events,
        windows=Windows(followup=followup, observation=followup),
        carry_over=carry_over,
    )
    lasts = [
        index
        for index, (one, after) in enumerate(zip_longest(measured, measured[1:]))
        if after is None
        or one.gap_days > rules.gap.days_after(one.event) + EXACT_DAYS
        or _changes(one.event, after.event, rules)
    ]
    firsts = [0, *(last + 1 for last in lasts)]
    return tuple(
        _episode(number, measured[first : last + 1], rules, closes=last == lasts[-1])
        for number, (first, last) in enumerate(zip(firsts, lasts, strict=False), start=1)
    )


def _episode(
    number: int, measured: tuple[Interval, ...], rules: EpisodeRules, *, closes: bool
) -> Episode:
    last = measured[-1]
    left_out = _left_out(last.gap_days, rules.gap.days_after(last.event), rules, closes=closes)
    next_start = last.event.number + last.days
    return Episode(
        number=number,
        events=tuple(one.event for one in measured),
        duration_days=next_start - measured[0].event.number - left_out,
        end_gap_days=last.gap_days,
    )


def _left_out(gap: float, permitted: float, rules: EpisodeRules, *, closes: bool) -> float:
    """
    Give the part of the gap after an episode that the episode does not keep.
    """
    if rules.append_gap:
        return max(0.0, gap - permitted)
    return 0.0 if closes and gap < permitted - EXACT_DAYS else gap


def _changes(event: SupplyEvent, after: SupplyEvent, rules: EpisodeRules) -> bool:
    if rules.medication_change and known_medication(event) != known_medication(after):
        return True
    return rules.dosage_change and known_dose(event) != known_dose(after)
