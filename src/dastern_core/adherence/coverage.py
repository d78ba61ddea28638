"""
Coverage: the proportion of days covered (PDC) as the Pharmacy Quality Alliance defines it.

Formula: days of the treatment period with supply of any of the medicines, over the days
of the treatment period. The period runs from the first fill in the measurement period to
the end of that period, both days included. Each day counts once. Overlapping supply of
one medicine is moved to the day after the earlier supply ends; that of another medicine
is not. What reaches past the period, and what was filled before it, does not count.

Source: PQA, Proportion of Days Covered measure specifications; CMS, Medicare Part C & D
Star Ratings Technical Notes, medication adherence measures. Left to the caller because it
is no arithmetic: age, enrolment, excluded diagnoses. For CMS's adjustment for inpatient
and skilled-nursing stays see ``days_covered_at_home``.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum

import attrs

from dastern_core.adherence.supply import SupplyEvent, in_order
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["SHORTEST_DAYS", "DaysCovered", "Exclusion", "days_covered"]

SHORTEST_DAYS = 91
"""
The shortest treatment period that PQA counts: the first fill is that long before the end.
"""

_FILLS = 2  # PQA: at least two fills on different days


class Exclusion(Enum):
    """
    Why a patient does not belong in the measure.
    """

    FILLED_ONCE = "filled_once"
    STARTED_LATE = "started_late"


@attrs.frozen(kw_only=True)
class DaysCovered:
    """
    How much of the treatment period was covered.

    Args:
        covered: Days with supply; fractional only where a duration is.
        days: Days of the treatment period.
        exclusion: Why the patient is left out of the measure; None where counted.
    """

    covered: float
    days: int
    exclusion: Exclusion | None

    @property
    def share(self) -> float:
        """
        The proportion of days covered, 0 to 1.
        """
        return self.covered / self.days


def days_covered(
    events: Iterable[SupplyEvent], *, first_day: date, last_day: date
) -> DaysCovered | None:
    """
    Count one patient's covered days.

    Args:
        events: Fills of the measure's medicines, in any order. Without a medication they
            are taken for the same one. A combination is a fill of each of its medicines
            that the measure is about, named as when it stands alone.
        first_day: The measurement period's first day.
        last_day: Its last day, included: the end of enrolment or death where earlier.

    Returns:
        The count, or None without a fill in the period.

    Raises:
        InvalidInputError: The period ends before it starts.

    Example:
        >>> fills = [
        ...     SupplyEvent(day=date(2018, 1, 1), duration_days=90, medication="A"),
        ...     SupplyEvent(day=date(2018, 3, 25), duration_days=90, medication="A"),
        ... ]
        >>> days_covered(fills, first_day=date(2018, 1, 1), last_day=date(2018, 12, 31))
        DaysCovered(covered=180.0, days=365, exclusion=None)
    """
    if last_day < first_day:
        raise InvalidInputError(
            Fault(field="last_day", problem="is before the first", remedy="Swap the days.")
        )
    fills = in_order(event for event in events if first_day <= event.day <= last_day)
    if not fills:
        return None
    index = fills[0].number
    days = last_day.toordinal() + 1 - index
    covered, reached = 0.0, float(index)
    for start, stop in sorted(_supplied(fills)):
        stop_within = min(stop, index + days)
        covered += max(0.0, stop_within - max(start, reached))
        reached = max(reached, stop_within)
    return DaysCovered(covered=covered, days=days, exclusion=_exclusion(fills, days))


def _supplied(fills: Iterable[SupplyEvent]) -> list[tuple[float, float]]:
    """
    Give each fill's first day and the day after its last, overlaps of one medicine moved.
    """
    runs_out: dict[str | None, float] = {}
    found: list[tuple[float, float]] = []
    for fill in fills:
        start = max(fill.number, runs_out.get(fill.medication, 0.0))
        runs_out[fill.medication] = start + fill.duration_days
        found.append((start, start + fill.duration_days))
    return found


def _exclusion(fills: Iterable[SupplyEvent], days: int) -> Exclusion | None:
    if len({fill.day for fill in fills}) < _FILLS:
        return Exclusion.FILLED_ONCE
    return Exclusion.STARTED_LATE if days < SHORTEST_DAYS else None
