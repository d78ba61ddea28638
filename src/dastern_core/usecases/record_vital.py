"""
Record a vital sign: stored, judged and told in one unit of work, once an episode.
"""

from datetime import datetime
from fractions import Fraction

import attrs

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    AccessLevel,
    Action,
    ConnectionStatus,
    Resource,
    ResourceType,
    require,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.judging import Judged, record_act
from dastern_core.usecases.telling import tell
from dastern_core.vitals import (
    AlertStep,
    PersonalBounds,
    Reading,
    ReadingId,
    VitalAlertId,
    VitalSign,
    assess,
    follow,
    record_reading,
)

__all__ = ["Measurement", "record_vital", "remove_vital", "set_vital_bounds"]


@attrs.frozen(kw_only=True)
class Measurement:
    """
    What somebody measured; each field as for ``Reading``.

    Args:
        sign: What was measured.
        value: The number; the systolic one for blood pressure.
        secondary: The diastolic number, for blood pressure alone.
        unit: The symbol of one of the sign's units.
        measured_at: When; None means at this moment (VIT-17).
        source: Who or what measured.
    """

    sign: VitalSign
    value: Fraction
    secondary: Fraction | None = None
    unit: str
    measured_at: datetime | None = None
    source: str = "manual"


def record_vital(
    measurement: Measurement,
    *,
    patient_id: PatientId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[Reading, AlertStep]:
    """
    Store a reading, judge it by the patient's bounds and follow its episode (VIT-10, VIT-12).

    Args:
        measurement: What was measured.
        patient_id: Whose body it tells about; the patient records it.
        store: Where it goes.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        The reading, and what it does to the episode of its sign. Where an episode begins or
        worsens, the patient and everybody whom the patient lets see anything were told.

    Raises:
        NotPermittedError: The account is closed; audited.
        InvalidInputError: The reading is one that no living body shows, or of the future.
        ConflictError: Two readings began an episode at one moment: record it again.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    reading = record_reading(
        reading_id=ReadingId(entropy.identifier()),
        patient_id=patient_id,
        now=now,
        **attrs.asdict(measurement, recurse=False),
    )
    step = AlertStep(alert=None, is_told=False)
    with store.begin() as work:
        judged = _judge(
            work,
            Action.CREATE,
            patient_id,
            reading.measured_at,
            actor_id=AccountId(patient_id),
            now=now,
            entropy=entropy,
        )
        if judged.decision.allowed:
            work.vitals.add_reading(reading)
            step = _follow(work, reading, entropy=entropy)
            _record(work, AuditAction.VITAL_RECORDED, reading, judged, now=now, entropy=entropy)
            if step.is_told:
                _tell(work, reading, now=now, entropy=entropy)
    require(judged.decision)
    return reading, step


def remove_vital(
    reading_id: ReadingId,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> None:
    """
    Remove a reading for good; its patient alone does so (VIT-17).

    What was told of it stays told.

    Args:
        reading_id: Which one.
        actor_id: Its patient.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: Somebody else; audited.
        NotFoundError: There is no such reading, or nobody acts with this account.
        PortError: The store failed; nothing is removed.
    """
    now = clock.now()
    with store.begin() as work:
        reading = work.vitals.reading(reading_id)
        judged = _judge(
            work,
            Action.DELETE,
            reading.patient_id,
            reading.measured_at,
            actor_id=actor_id,
            now=now,
            entropy=entropy,
        )
        if judged.decision.allowed:
            work.vitals.remove_reading(reading_id)
            _record(work, AuditAction.VITAL_UPDATE, reading, judged, now=now, entropy=entropy)
    require(judged.decision)


def set_vital_bounds(
    bounds: PersonalBounds,
    *,
    patient_id: PatientId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> None:
    """
    Set what is normal for a patient; red lines hold whatever it says (VIT-05, C51).

    Args:
        bounds: For one component; what is left open is the default.
        patient_id: Whose; the patient sets them.
        store: Where they go.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: The account is closed; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now, actor_id = clock.now(), AccountId(patient_id)
    with store.begin() as work:
        judged = _judge(
            work,
            Action.UPDATE,
            patient_id,
            now,
            actor_id=actor_id,
            now=now,
            entropy=entropy,
        )
        if judged.decision.allowed:
            work.vitals.put_bounds(patient_id, bounds)
            record_act(
                work,
                AuditAction.VITAL_UPDATE,
                actor=judged.actor,
                patient_id=patient_id,
                resource=("vital_bounds", bounds.component.value),
                details={},
                now=now,
                entropy=entropy,
            )
    require(judged.decision)


def _follow(work: UnitOfWork, reading: Reading, *, entropy: Entropy) -> AlertStep:
    whose, sign = reading.patient_id, reading.sign
    bounds = work.vitals.bounds(whose)
    current = work.vitals.current_alert(whose, sign) or work.vitals.last_alert(whose, sign)
    (newest,) = work.vitals.readings(whose, sign=sign, since=None, limit=1)
    is_normal = assess(newest, personal=bounds).severity is None
    step = follow(
        assess(reading, personal=bounds),
        current=current,
        alert_id=VitalAlertId(entropy.identifier()),
        normal_at=newest.measured_at if is_normal else None,
    )
    if step.alert is None:
        return step
    if current is None or step.alert.id != current.id:
        work.vitals.add_alert(step.alert)
    else:
        work.vitals.change_alert(step.alert, expected=current)
    return step


def _tell(work: UnitOfWork, reading: Reading, *, now: datetime, entropy: Entropy) -> None:
    patient_id, account_id = reading.patient_id, AccountId(reading.patient_id)
    recipients = [account_id]
    for tie in work.connections.of_account(account_id):
        if tie.status is ConnectionStatus.ACCEPTED:
            other = tie.member_id if tie.patient_id == account_id else AccountId(tie.patient_id)
            grant = work.grants.get(patient_id, other)
            if grant is not None and grant.level is not AccessLevel.NOT_ALLOWED:
                recipients.append(other)
    for recipient_id in recipients:
        tell(
            work,
            NoticeKind.VITAL_ANOMALY,
            patient_id=patient_id,
            recipient_id=recipient_id,
            author_id=account_id,
            about=reading.id,
            also_oneself=True,
            now=now,
            entropy=entropy,
        )


def _judge(
    work: UnitOfWork,
    action: Action,
    patient_id: PatientId,
    at: datetime,
    *,
    actor_id: AccountId,
    now: datetime,
    entropy: Entropy,
) -> Judged:
    thing = Resource(type=ResourceType.VITAL, patient_id=patient_id, at=at)
    return judge(work, action, thing, actor_id=actor_id, now=now, entropy=entropy)


def _record(
    work: UnitOfWork,
    action: AuditAction,
    reading: Reading,
    judged: Judged,
    *,
    now: datetime,
    entropy: Entropy,
) -> None:
    record_act(
        work,
        action,
        actor=judged.actor,
        patient_id=reading.patient_id,
        resource=("vital", str(reading.id)),
        details={"sign": reading.sign.value},
        now=now,
        entropy=entropy,
    )
