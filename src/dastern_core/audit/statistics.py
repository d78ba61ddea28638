"""
Statistics of a log: how much was done, by whom, about whom and when.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import attrs

from dastern_core.audit.entries import ActorRole, AuditAction, AuditEntry
from dastern_core.kernel import AccountId, PatientId, require_aware

__all__ = ["LogStatistics", "log_statistics"]

_MOST_FREQUENT: Final = 10
_DAY: Final = timedelta(days=1)


@attrs.frozen(kw_only=True)
class LogStatistics:
    """
    What many entries come to, without a patient's data.

    Args:
        total: How many entries there are.
        actors: How many accounts acted; the system is none.
        patients: How many patients they concern.
        kinds: How many different actions there are.
        earliest: When the first was done; None where there is none.
        latest: When the last was.
        frequent: The ten most frequent actions with their counts, the most frequent first;
            of equals the first by name.
        roles: How many entries each role left, the most first; of equals the first by name.
        last_day: How many were done within the 24 hours before now.
    """

    total: int
    actors: int
    patients: int
    kinds: int
    earliest: datetime | None
    latest: datetime | None
    frequent: tuple[tuple[AuditAction, int], ...]
    roles: tuple[tuple[ActorRole, int], ...]
    last_day: int


def log_statistics(entries: Iterable[AuditEntry], *, now: datetime) -> LogStatistics:
    """
    Count entries in one pass; no entry is kept in memory.

    Args:
        entries: In any order.
        now: Aware; what lies after it is in no last day.

    Source:
        Rule AUD-14.
    """
    require_aware(now, field="now")
    actors, patients = set[AccountId](), set[PatientId]()
    actions, roles = Counter[AuditAction](), Counter[ActorRole]()
    earliest, latest, last_day = None, None, 0
    for entry in entries:
        if entry.actor_id is not None:
            actors.add(entry.actor_id)
        patients.add(entry.patient_id)
        actions[entry.action] += 1
        roles[entry.actor_role] += 1
        earliest = entry.at if earliest is None else min(earliest, entry.at)
        latest = entry.at if latest is None else max(latest, entry.at)
        last_day += now - _DAY < entry.at <= now
    by_count = sorted(actions.items(), key=lambda one: (-one[1], one[0].value))
    return LogStatistics(
        total=actions.total(),
        actors=len(actors),
        patients=len(patients),
        kinds=len(actions),
        earliest=earliest,
        latest=latest,
        frequent=tuple(by_count[:_MOST_FREQUENT]),
        roles=tuple(sorted(roles.items(), key=lambda one: (-one[1], one[0].value))),
        last_day=last_day,
    )
