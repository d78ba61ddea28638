"""
The timeline: a patient's encounters, newest first, and what they add up to.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

import attrs

from dastern_core.encounters.records import Encounter, EncounterId, EncounterType
from dastern_core.kernel import Fault, HospitalId, InvalidInputError, Period

__all__ = [
    "LONGEST_PAGE",
    "EncounterStatistics",
    "TimelinePage",
    "encounter_statistics",
    "timeline",
]

LONGEST_PAGE: Final = 100
"""
The most encounters of one page (C45).
"""


@attrs.frozen(kw_only=True)
class TimelinePage:
    """
    A stretch of the timeline.

    Args:
        encounters: Newest first.
        after: Where the next page begins, or None at the end: the last one's instant and
            identifier, so that a new encounter shifts no page.
    """

    encounters: tuple[Encounter, ...]
    after: tuple[datetime, EncounterId] | None


@attrs.frozen(kw_only=True)
class EncounterStatistics:
    """
    What a patient's encounters add up to (EPN-12).

    Args:
        total: How many.
        by_type: How many of each kind there were.
        hospitals: Which hospitals, each once.
        first: When the oldest happened, or None.
        last: When the newest happened, or None.
    """

    total: int
    by_type: Mapping[EncounterType, int]
    hospitals: frozenset[HospitalId]
    first: datetime | None
    last: datetime | None


def timeline(
    encounters: Iterable[Encounter],
    *,
    period: Period | None = None,
    types: frozenset[EncounterType] | None = None,
    after: tuple[datetime, EncounterId] | None = None,
    limit: int = 20,
) -> TimelinePage:
    """
    Give a page of a patient's timeline.

    Args:
        encounters: The newest version of each, in any order; withdrawn ones are left out.
        period: Only those that happened in it.
        types: Only these kinds.
        after: As the page before gave it; None begins.
        limit: How many, 1 to 100.

    Raises:
        InvalidInputError: The limit is out of range.

    Source:
        Rule EPN-08.
    """
    if not 1 <= limit <= LONGEST_PAGE:
        remedy = f"Give 1 to {LONGEST_PAGE}."
        raise InvalidInputError(Fault(field="limit", problem="is out of range", remedy=remedy))
    found = sorted(
        (
            one
            for one in encounters
            if one.retired_at is None
            and (period is None or one.occurred_at in period)
            and (types is None or one.type in types)
            and (after is None or _place(one) < after)
        ),
        key=_place,
        reverse=True,
    )
    page = tuple(found[:limit])
    return TimelinePage(encounters=page, after=_place(page[-1]) if len(found) > limit else None)


def encounter_statistics(encounters: Iterable[Encounter]) -> EncounterStatistics:
    """
    Count a patient's encounters; withdrawn ones do not count.
    """
    kept = [one for one in encounters if one.retired_at is None]
    instants = [one.occurred_at for one in kept]
    return EncounterStatistics(
        total=len(kept),
        by_type=Counter(one.type for one in kept),
        hospitals=frozenset(one.hospital for one in kept if one.hospital is not None),
        first=min(instants, default=None),
        last=max(instants, default=None),
    )


def _place(encounter: Encounter) -> tuple[datetime, EncounterId]:
    return encounter.occurred_at, encounter.id
