"""
Change a prescription in force: by a proposal that waits, or urgently and at once.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PrescriptionId
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import Action, ResourceType, refused, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import (
    Order,
    Prescription,
    Proposal,
    ProposalId,
    propose,
    revise_urgently,
)
from dastern_core.schedule import DailyClock
from dastern_core.usecases.auditing import record_prescription
from dastern_core.usecases.authorising import judge, prescription_thing
from dastern_core.usecases.replanning import put_in_force, supersede_stale
from dastern_core.usecases.telling import tell

__all__ = ["change_urgently", "propose_change"]


def propose_change(
    prescription_id: PrescriptionId,
    order: Order,
    *,
    actor_id: AccountId,
    reason: str,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Proposal:
    """
    Propose a change; what is in force stays until the patient accepts it (RX-21).

    Args:
        prescription_id: What is in force.
        order: What it would order.
        actor_id: Its author.
        reason: Why.
        store: Where it goes.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        The proposal, which the patient was told of.

    Raises:
        NotPermittedError: Somebody else is its author, or may not write now; audited.
        ConflictError: It is not in force, or a proposal of this version waits already.
        InvalidInputError: The reason is blank, or the order breaks a rule.
        NotFoundError: There is no such prescription, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    proposal: Proposal | None = None
    with store.begin() as work:
        newest = work.prescriptions.get(prescription_id)
        thing = prescription_thing(newest, ResourceType.PROPOSAL)
        judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            proposal = propose(
                newest,
                order,
                proposal_id=ProposalId(entropy.identifier()),
                author_id=actor_id,
                reason=reason,
                now=now,
            )
            supersede_stale(work, newest, actor_id=actor_id, now=now, entropy=entropy)
            work.proposals.add(proposal)
            record_prescription(
                work,
                AuditAction.PRESCRIPTION_UPDATE,
                newest,
                actor=judged.actor,
                details={"proposal": str(proposal.id)},
                at=now,
                entropy=entropy,
            )
            tell(
                work,
                NoticeKind.CHANGE_PROPOSED,
                patient_id=newest.patient_id,
                author_id=actor_id,
                about=proposal.id,
                reason=reason,
                now=now,
                entropy=entropy,
            )
    if proposal is None:
        raise refused(judged.decision)
    return proposal


def change_urgently(
    prescription_id: PrescriptionId,
    order: Order,
    *,
    actor_id: AccountId,
    reason: str,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Put a change in force at once, with its doses; the patient is told why (RX-23).

    Args:
        prescription_id: What is in force.
        order: What it orders now.
        actor_id: Its author, whom the patient allows history and reports.
        reason: Why it cannot wait; never empty.
        daily_clock: The patient's meal and slot times.
        store: The system's store: the patient's doses are planned anew.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        The next version, marked urgent; the earlier ones stay.

    Raises:
        NotPermittedError: Somebody else is its author, or the patient's level is not
            ALLOWED; audited.
        ConflictError: It is not in force, or somebody changed it meanwhile.
        InvalidInputError: The reason is blank, or the order breaks a rule.
        NotFoundError: There is no such prescription, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        newest = work.prescriptions.get(prescription_id)
        thing = prescription_thing(newest, ResourceType.URGENT_CHANGE)
        judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            version = revise_urgently(newest, order, author_id=actor_id, reason=reason, now=now)
            put_in_force(
                work,
                version,
                former=newest,
                actor_id=actor_id,
                daily_clock=daily_clock,
                now=now,
                entropy=entropy,
            )
            record_prescription(
                work,
                AuditAction.PRESCRIPTION_UPDATE,
                version,
                actor=judged.actor,
                details={"urgent": "true", "reason": reason},
                at=now,
                entropy=entropy,
            )
            tell(
                work,
                NoticeKind.URGENT_CHANGE,
                patient_id=newest.patient_id,
                author_id=actor_id,
                about=newest.id,
                reason=reason,
                now=now,
                entropy=entropy,
            )
            newest = version
    require(judged.decision)
    return newest
