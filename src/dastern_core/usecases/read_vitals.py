"""
Read vital signs: readings, alerts and trends, for whoever may see them (VIT-14).
"""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId, local_date
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.judging import record_act
from dastern_core.usecases.reading import read_allowed, read_shown
from dastern_core.vitals import (
    LONGEST_TREND_DAYS,
    Reading,
    Stretch,
    VitalAlert,
    VitalAlertId,
    VitalSign,
    VitalTrend,
    resolve_alert,
    vital_trend,
)

__all__ = ["read_vital_alerts", "read_vital_trend", "read_vitals", "see_to_alert"]

_READINGS, _ALERTS = 100, 50  # VIT-15
_MOST: Final = 10_000  # readings of a year, one every hour


def read_vitals(
    patient_id: PatientId,
    *,
    actor_id: AccountId,
    sign: VitalSign | None = None,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[Reading, ...]:
    """
    Read those of a patient's 100 newest readings that somebody may see.

    Args:
        patient_id: Whose.
        actor_id: Who reads.
        sign: Of this sign; None means of all.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    return read_shown(
        lambda work: work.vitals.readings(patient_id, sign=sign, since=None, limit=_READINGS),
        _reading_thing,
        about=Resource(type=ResourceType.VITAL, patient_id=patient_id),
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def read_vital_alerts(
    patient_id: PatientId, *, actor_id: AccountId, store: Store, clock: Clock, entropy: Entropy
) -> tuple[VitalAlert, ...]:
    """
    Read those of a patient's 50 newest alerts that somebody may see.

    Args:
        patient_id: Whose.
        actor_id: Who reads.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    return read_shown(
        lambda work: work.vitals.alerts(patient_id, limit=_ALERTS),
        _alert_thing,
        about=Resource(type=ResourceType.VITAL_ALERT, patient_id=patient_id),
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def read_vital_trend(
    patient_id: PatientId,
    sign: VitalSign,
    *,
    actor_id: AccountId,
    zone: ZoneInfo,
    days: int = 30,
    stretch: Stretch = Stretch.DAILY,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> VitalTrend:
    """
    Summarize those of a patient's readings that somebody may see, up to today (VIT-16).

    Args:
        patient_id: Whose.
        sign: What to follow.
        actor_id: Who reads.
        zone: The patient's zone.
        days: How many days, 1 to 366.
        stretch: What one point covers.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        InvalidInputError: The number of days is out of range.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    now = clock.now()
    with store.begin() as work:
        since = now - timedelta(days=min(abs(days), LONGEST_TREND_DAYS) + 1)  # in any zone
        found = read_allowed(
            work,
            work.vitals.readings(patient_id, sign=sign, since=since, limit=_MOST),
            _reading_thing,
            about=Resource(type=ResourceType.VITAL, patient_id=patient_id),
            actor_id=actor_id,
            now=now,
            entropy=entropy,
        )
        personal = work.vitals.bounds(patient_id)
    return vital_trend(
        found.shown(),
        sign=sign,
        last_day=local_date(now, zone=zone),
        zone=zone,
        days=days,
        stretch=stretch,
        personal=personal,
    )


def see_to_alert(
    alert_id: VitalAlertId, *, actor_id: AccountId, store: Store, clock: Clock, entropy: Entropy
) -> VitalAlert:
    """
    Say that somebody saw to an alert: the patient, or whoever may see it (VIT-13).

    Args:
        alert_id: An open one.
        actor_id: Who saw to it.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: The patient does not let this person see it; audited.
        IllegalTransitionError: It is resolved or ended already.
        ConflictError: It worsened or changed meanwhile: look at it again.
        NotFoundError: There is no such alert, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    sought = (ResourceType.VITAL_ALERT, alert_id)
    with begin_on(
        store, Action.UPDATE, sought, actor_id=actor_id, now=now, entropy=entropy
    ) as work:
        alert = work.vitals.alert(alert_id)
        thing = _alert_thing(alert)
        judged = judge(work, Action.UPDATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            resolved = resolve_alert(alert, by=actor_id, now=now)
            work.vitals.change_alert(resolved, expected=alert)
            record_act(
                work,
                AuditAction.VITAL_UPDATE,
                actor=judged.actor,
                patient_id=alert.patient_id,
                resource=("vital_alert", str(alert.id)),
                details={"status": resolved.status.value},
                now=now,
                entropy=entropy,
            )
            alert = resolved
    require(judged.decision)
    return alert


def _reading_thing(reading: Reading) -> Resource:
    return Resource(type=ResourceType.VITAL, patient_id=reading.patient_id, at=reading.measured_at)


def _alert_thing(alert: VitalAlert) -> Resource:
    return Resource(type=ResourceType.VITAL_ALERT, patient_id=alert.patient_id, at=alert.since)
