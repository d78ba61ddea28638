"""
Keep a batch: what a patient takes together is begun, changed, taken and ended as one.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, NotFoundError, PatientId, Period, PrescriptionId
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import (
    Batch,
    BatchId,
    BatchItem,
    Prescription,
    batch_order,
    batch_rest,
    begin_batch,
    first_batch_day,
    plan_doses,
    revise_own,
)
from dastern_core.schedule import DailyClock, Dose
from dastern_core.subscriptions import PlanTier
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.judging import Judged, record_act
from dastern_core.usecases.plan_room import require_plan_room
from dastern_core.usecases.replanning import put_in_force
from dastern_core.usecases.stop_prescription import stop_running

__all__ = [
    "BatchPlan",
    "add_to_batch",
    "create_batch",
    "end_batch",
    "move_batch",
    "remove_from_batch",
]

_Ports = tuple[Store, Clock, Entropy]
_LONGEST: Final = timedelta(days=3_660)  # no course of doses is planned further


@attrs.frozen(kw_only=True)
class BatchPlan:
    """
    What a patient wants to take together.

    Args:
        name: What they call it.
        at: When, on their clock.
        items: The medicines, at least one.
        zone: The zone whose clock the doses follow.
        grace_minutes: 10, 20, 30 or 60.
    """

    name: str
    at: time
    items: Sequence[BatchItem]
    zone: ZoneInfo
    grace_minutes: int


def create_batch(
    plan: BatchPlan,
    *,
    patient_id: PatientId,
    daily_clock: DailyClock,
    tier: PlanTier,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[Batch, Prescription]:
    """
    Begin a batch with its prescription and doses, in one unit of work (BAT-02).

    Args:
        plan: What is taken, and when.
        patient_id: Who takes them, and who alone changes the batch.
        daily_clock: The patient's meal and slot times.
        tier: What the patient is entitled to.
        store: Where it goes.
        clock: Tells when; times that are past today are not planned (BAT-05).
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: The account is closed; audited.
        InvalidInputError: The name, the time or an item breaks a rule; nothing is stored.
        LimitReachedError: The plan allows no further prescription or medicine.
        QuotaExceededError: The plan allows to store no more.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    batch = Batch(
        id=BatchId(entropy.identifier()),
        patient_id=patient_id,
        prescription_id=PrescriptionId(entropy.identifier()),
        name=plan.name,
        at=plan.at,
    )
    prescription = begin_batch(
        batch,
        plan.items,
        start=first_batch_day(batch, zone=plan.zone, now=now),
        zone=plan.zone,
        grace_minutes=plan.grace_minutes,
        now=now,
    )
    with store.begin() as work:
        judged = _judge(
            work, Action.CREATE, batch, actor_id=AccountId(patient_id), now=now, entropy=entropy
        )
        if judged.decision.allowed:
            require_plan_room(work, prescription, tier=tier)
            work.prescriptions.add(prescription)
            work.batches.add(batch)
            work.doses.plan(plan_doses(prescription, daily_clock=daily_clock, now=now))
            _record(work, AuditAction.PRESCRIPTION_CREATE, batch, judged, now=now, entropy=entropy)
    require(judged.decision)
    return batch, prescription


def add_to_batch(
    batch_id: BatchId,
    item: BatchItem,
    *,
    actor_id: AccountId,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Add a medicine to a batch, as the next version of its prescription (BAT-09).

    Args:
        batch_id: The batch.
        item: The medicine; its length counts from the next time of the batch.
        actor_id: Its patient.
        daily_clock: The patient's meal and slot times.
        store: Where it is.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: Somebody else than its patient; audited (BAT-10).
        InvalidInputError: The item breaks a rule.
        ConflictError: Its prescription has ended, or somebody changed it meanwhile.
        NotFoundError: There is no such batch, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    return _change(
        batch_id,
        lambda batch, rest: (batch, [*rest.values(), item]),
        actor_id=actor_id,
        reason="A medicine was added",
        daily_clock=daily_clock,
        ports=(store, clock, entropy),
    )


def remove_from_batch(
    batch_id: BatchId,
    row: int,
    *,
    actor_id: AccountId,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Take a medicine out of a batch; what was taken of it stays (BAT-09).

    Args:
        batch_id: The batch.
        row: The medicine's number in the newest version.
        actor_id: Its patient.
        daily_clock: The patient's meal and slot times.
        store: Where it is.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: Somebody else than its patient; audited (BAT-10).
        InvalidInputError: It is the last one: end the batch instead.
        ConflictError: Its prescription has ended, or somebody changed it meanwhile.
        NotFoundError: There is no such batch, nobody acts with this account, or nothing of
            this row is left.
        PortError: The store failed; nothing is stored.
    """

    def without(batch: Batch, rest: Mapping[int, BatchItem]) -> tuple[Batch, list[BatchItem]]:
        if row not in rest:
            message = "the batch has no such medicine, or none of it is left"
            raise NotFoundError(message)
        return batch, [item for number, item in rest.items() if number != row]

    return _change(
        batch_id,
        without,
        actor_id=actor_id,
        reason="A medicine was removed",
        daily_clock=daily_clock,
        ports=(store, clock, entropy),
    )


def move_batch(
    batch_id: BatchId,
    at: time,
    *,
    actor_id: AccountId,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Move a batch to another time of day; what is past keeps the time that it had (BAT-06).

    Args:
        batch_id: The batch.
        at: When, on the patient's clock.
        actor_id: Its patient.
        daily_clock: The patient's meal and slot times.
        store: Where it is.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: Somebody else than its patient; audited (BAT-10).
        InvalidInputError: It is no time of day, or no dose is left to be moved.
        ConflictError: Its prescription has ended, or somebody changed it meanwhile.
        NotFoundError: There is no such batch, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    return _change(
        batch_id,
        lambda batch, rest: (attrs.evolve(batch, at=at), list(rest.values())),
        actor_id=actor_id,
        reason="The time was changed",
        daily_clock=daily_clock,
        ports=(store, clock, entropy),
    )


def end_batch(
    batch_id: BatchId,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Remove a batch and stop its prescription; what was taken stays (BAT-08, RX-15).

    Args:
        batch_id: The batch.
        actor_id: Its patient.
        store: Where it is.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        Its prescription, stopped.

    Raises:
        NotPermittedError: Somebody else than its patient; audited (BAT-10).
        IllegalTransitionError: Its prescription has ended already.
        ConflictError: Somebody changed it meanwhile.
        NotFoundError: There is no such batch, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    sought = (ResourceType.BATCH, batch_id)
    with begin_on(
        store, Action.DELETE, sought, actor_id=actor_id, now=now, entropy=entropy
    ) as work:
        batch = work.batches.get(batch_id)
        judged = _judge(work, Action.DELETE, batch, actor_id=actor_id, now=now, entropy=entropy)
        prescription = work.prescriptions.get(batch.prescription_id)
        if judged.decision.allowed:
            prescription = stop_running(work, prescription, note=None, now=now)
            work.batches.remove(batch)
            _record(work, AuditAction.PRESCRIPTION_UPDATE, batch, judged, now=now, entropy=entropy)
    require(judged.decision)
    return prescription


def _change(
    batch_id: BatchId,
    alter: Callable[[Batch, Mapping[int, BatchItem]], tuple[Batch, list[BatchItem]]],
    *,
    actor_id: AccountId,
    reason: str,
    daily_clock: DailyClock,
    ports: _Ports,
) -> Prescription:
    store, clock, entropy = ports
    now = clock.now()
    sought = (ResourceType.BATCH, batch_id)
    with begin_on(
        store, Action.UPDATE, sought, actor_id=actor_id, now=now, entropy=entropy
    ) as work:
        batch = work.batches.get(batch_id)
        judged = _judge(work, Action.UPDATE, batch, actor_id=actor_id, now=now, entropy=entropy)
        newest = work.prescriptions.get(batch.prescription_id)
        if judged.decision.allowed:
            rest = batch_rest(newest, _doses(work, newest, now), now=now)
            changed, items = alter(batch, rest)
            order = attrs.evolve(
                batch_order(changed, items),
                start=first_batch_day(changed, zone=newest.zone, now=now),
            )
            version = revise_own(newest, order, author_id=actor_id, reason=reason, now=now)
            put_in_force(
                work,
                version,
                former=newest,
                actor_id=actor_id,
                daily_clock=daily_clock,
                now=now,
                entropy=entropy,
            )
            work.batches.change(changed, expected=batch)
            _record(work, AuditAction.PRESCRIPTION_UPDATE, batch, judged, now=now, entropy=entropy)
            newest = version
    require(judged.decision)
    return newest


def _doses(work: UnitOfWork, prescription: Prescription, now: datetime) -> list[Dose]:
    since = min(prescription.created_at, now)
    found = work.doses.of_patient(prescription.patient_id, Period(start=since, end=now + _LONGEST))
    return [dose for dose in found if dose.prescription_id == prescription.id]


def _judge(
    work: UnitOfWork,
    action: Action,
    batch: Batch,
    *,
    actor_id: AccountId,
    now: datetime,
    entropy: Entropy,
) -> Judged:
    thing = Resource(
        type=ResourceType.BATCH,
        patient_id=batch.patient_id,
        prescription_id=batch.prescription_id,
    )
    return judge(work, action, thing, actor_id=actor_id, now=now, entropy=entropy)


def _record(
    work: UnitOfWork,
    action: AuditAction,
    batch: Batch,
    judged: Judged,
    *,
    now: datetime,
    entropy: Entropy,
) -> None:
    record_act(
        work,
        action,
        actor=judged.actor,
        patient_id=batch.patient_id,
        resource=("batch", str(batch.id)),
        details={"prescription": str(batch.prescription_id)},
        now=now,
        entropy=entropy,
    )
