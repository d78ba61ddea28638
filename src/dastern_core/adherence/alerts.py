"""
Alerts: what a doctor hears when doses stay untaken.

A run of misses is what was missed since a dose was last taken, in the order in which
the doses were due. A skipped dose is a decision: it neither lengthens the run nor ends
it. As-needed doses and doses still due play no part.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

import attrs

from dastern_core.adherence.outcomes import TAKEN, Outcome, by_due_time, counts, due_day
from dastern_core.schedule import DoseStatus

__all__ = ["AlertThresholds", "MissAlert", "MissLevel", "MissReason", "miss_alert"]


class MissLevel(Enum):
    """
    How urgent a run of misses is.
    """

    WARNING = "warning"
    CRITICAL = "critical"


class MissReason(Enum):
    """
    Why a run of misses is reported.
    """

    CONSECUTIVE_DOSES = "consecutive_doses"
    CONTINUING_DAYS = "continuing_days"


@attrs.frozen(kw_only=True)
class AlertThresholds:
    """
    When a run of misses is reported.

    Args:
        tolerated_doses: A warning once more doses in a row than this are missed.
        critical_days: Critical once the misses fall on this many distinct days.

    Source:
        Rules ADH-15 and C26 for the defaults: more than 2 doses, at least 3 days.
    """

    tolerated_doses: int = attrs.field(default=2, validator=attrs.validators.ge(0))
    critical_days: int = attrs.field(default=3, validator=attrs.validators.ge(1))


_DEFAULT_THRESHOLDS = AlertThresholds()


@attrs.frozen(kw_only=True)
class MissAlert:
    """
    One run of misses, reported once however long it grows.

    Args:
        level: How urgent.
        reason: Which threshold was crossed.
        doses: The misses in the run.
        days: The patient's calendar days on which they fell.
        since: When the first of them was due: the run's identity over time.
    """

    level: MissLevel
    reason: MissReason
    doses: int
    days: int
    since: datetime


def miss_alert(
    outcomes: Iterable[Outcome],
    *,
    zone: ZoneInfo,
    thresholds: AlertThresholds = _DEFAULT_THRESHOLDS,
) -> MissAlert | None:
    """
    Judge the run of misses that lasts until now.

    Args:
        outcomes: Of one patient, in any order, up to now.
        zone: The patient's zone.
        thresholds: When to speak.

    Returns:
        The alert, or None while there is nothing to report.

    Source:
        Rules ADH-15 and C26; defect B052 (misses that are not consecutive are no run).
    """
    run: list[Outcome] = []
    for outcome in by_due_time(filter(counts, outcomes)):
        if outcome.status in TAKEN:
            run.clear()
        elif outcome.status is DoseStatus.MISSED:
            run.append(outcome)
    days = len({due_day(outcome, zone=zone) for outcome in run})
    if run and days >= thresholds.critical_days:
        level, reason = MissLevel.CRITICAL, MissReason.CONTINUING_DAYS
    elif len(run) > thresholds.tolerated_doses:
        level, reason = MissLevel.WARNING, MissReason.CONSECUTIVE_DOSES
    else:
        return None
    return MissAlert(level=level, reason=reason, doses=len(run), days=days, since=run[0].due_at)
