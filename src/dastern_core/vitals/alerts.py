"""
Vital alerts: told once an episode, and again only when it worsens.

An episode is a run of abnormal readings of one sign. Its first reading raises the alert,
a worse one raises it again, and a normal one ends it; a person may resolve it before.
A reading that arrives late and is older than the newest one never ends an episode, and
never begins one that runs: it belongs to the episode that is over.
"""

from datetime import datetime
from enum import Enum
from typing import Final, NewType
from uuid import UUID

import attrs

from dastern_core.kernel import AccountId, PatientId, TransitionTable, require_aware
from dastern_core.vitals.readings import Reading, ReadingId
from dastern_core.vitals.severity import Assessment, Severity
from dastern_core.vitals.signs import VitalSign

__all__ = [
    "ALERT_LIFECYCLE",
    "AlertEvent",
    "AlertStatus",
    "AlertStep",
    "VitalAlert",
    "VitalAlertId",
    "follow",
    "resolve_alert",
]

VitalAlertId = NewType("VitalAlertId", UUID)
"""
One alert: one episode of one sign.
"""


class AlertStatus(Enum):
    """
    Where an alert stands.
    """

    OPEN = "open"
    RESOLVED = "resolved"
    ENDED = "ended"


class AlertEvent(Enum):
    """
    What can happen to an alert.
    """

    WORSEN = "worsen"
    RESOLVE = "resolve"
    RECOVER = "recover"


ALERT_LIFECYCLE: Final[TransitionTable[AlertStatus, AlertEvent]] = TransitionTable(
    name="vital alert",
    start=AlertStatus.OPEN,
    steps={
        (AlertStatus.OPEN, AlertEvent.WORSEN): AlertStatus.OPEN,
        (AlertStatus.OPEN, AlertEvent.RESOLVE): AlertStatus.RESOLVED,
        (AlertStatus.OPEN, AlertEvent.RECOVER): AlertStatus.ENDED,
        (AlertStatus.RESOLVED, AlertEvent.WORSEN): AlertStatus.OPEN,
        (AlertStatus.RESOLVED, AlertEvent.RECOVER): AlertStatus.ENDED,
    },
)
"""
The life of an alert (VIT-10, VIT-13).
"""


@attrs.frozen(kw_only=True)
class VitalAlert:
    """
    One episode of abnormal readings.

    Args:
        id: The alert's own identifier.
        patient_id: Whose readings.
        sign: Of what.
        severity: The worst so far: what was told.
        since: When the first abnormal reading was measured.
        latest_at: When the newest reading of the episode was measured.
        reading_id: The reading that raised it, or raised it again.
        status: Where it stands.
        resolved_at: When a person resolved it, or None (VIT-13).
        resolved_by: Who did, or None.
    """

    id: VitalAlertId
    patient_id: PatientId
    sign: VitalSign
    severity: Severity
    since: datetime
    latest_at: datetime
    reading_id: ReadingId
    status: AlertStatus = ALERT_LIFECYCLE.start
    resolved_at: datetime | None = None
    resolved_by: AccountId | None = None


@attrs.frozen(kw_only=True)
class AlertStep:
    """
    What a reading does to the patient's alert about its sign.

    Args:
        alert: As it stands afterwards; None where there is no episode.
        is_told: Whether people hear of it: a new episode, or a worse one.
    """

    alert: VitalAlert | None
    is_told: bool


def follow(
    assessment: Assessment,
    *,
    current: VitalAlert | None,
    alert_id: VitalAlertId,
    normal_at: datetime | None = None,
) -> AlertStep:
    """
    Follow an episode by one more reading.

    Args:
        assessment: The reading, judged.
        current: The patient's alert about this sign that has not ended; where there is
            none, the last one that has, or None.
        alert_id: The identifier of a new alert, used only where an episode begins.
        normal_at: When the newest known reading of this sign was measured, if it is normal;
            None where it is not, or where this reading is the newest.

    Source:
        Rules VIT-06, VIT-10; C50 (judged when it is written).
    """
    reading, severity = assessment.reading, assessment.severity
    if current is None or current.status is AlertStatus.ENDED:
        if current is not None and reading.measured_at <= current.latest_at:
            return _joined(reading, severity, ended=current)
        return _begun(reading, severity, alert_id=alert_id, normal_at=normal_at)
    if severity is None:
        if reading.measured_at <= current.latest_at:
            return AlertStep(alert=current, is_told=False)
        status = ALERT_LIFECYCLE.after(current.status, AlertEvent.RECOVER)
        ended = attrs.evolve(current, status=status, latest_at=reading.measured_at)
        return AlertStep(alert=ended, is_told=False)
    continued = attrs.evolve(
        current,
        since=min(current.since, reading.measured_at),
        latest_at=max(current.latest_at, reading.measured_at),
    )
    if severity <= current.severity:
        return AlertStep(alert=continued, is_told=False)
    worse = attrs.evolve(
        continued,
        severity=severity,
        reading_id=reading.id,
        status=ALERT_LIFECYCLE.after(current.status, AlertEvent.WORSEN),
        resolved_at=None,
        resolved_by=None,
    )
    return AlertStep(alert=worse, is_told=True)


def _begun(
    reading: Reading,
    severity: Severity | None,
    *,
    alert_id: VitalAlertId,
    normal_at: datetime | None,
) -> AlertStep:
    """
    Begin an episode; it is told, and over already where a newer reading is normal.
    """
    if severity is None:
        return AlertStep(alert=None, is_told=False)
    begun = VitalAlert(
        id=alert_id,
        patient_id=reading.patient_id,
        sign=reading.sign,
        severity=severity,
        since=reading.measured_at,
        latest_at=reading.measured_at,
        reading_id=reading.id,
    )
    if normal_at is not None and reading.measured_at <= normal_at:
        status = ALERT_LIFECYCLE.after(begun.status, AlertEvent.RECOVER)
        begun = attrs.evolve(begun, status=status, latest_at=normal_at)
    return AlertStep(alert=begun, is_told=True)


def _joined(reading: Reading, severity: Severity | None, *, ended: VitalAlert) -> AlertStep:
    """
    Take a late reading into the episode that is over: told where it is worse, never opened.
    """
    if severity is None:
        return AlertStep(alert=None, is_told=False)
    joined = attrs.evolve(ended, since=min(ended.since, reading.measured_at))
    if severity <= ended.severity:
        return AlertStep(alert=joined, is_told=False)
    worse = attrs.evolve(joined, severity=severity, reading_id=reading.id)
    return AlertStep(alert=worse, is_told=True)


def resolve_alert(alert: VitalAlert, *, by: AccountId, now: datetime) -> VitalAlert:
    """
    Say that somebody saw to it; the episode lasts until a normal reading.

    Args:
        alert: An open one.
        by: Who; whether they may is for ``permissions`` to say.
        now: When; aware.

    Raises:
        IllegalTransitionError: It is resolved or ended already.

    Source:
        Rule VIT-13.
    """
    return attrs.evolve(
        alert,
        status=ALERT_LIFECYCLE.after(alert.status, AlertEvent.RESOLVE),
        resolved_at=require_aware(now, field="now"),
        resolved_by=by,
    )
