"""
Answer a proposal: the patient accepts or declines a change, its author withdraws it.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import (
    Prescription,
    Proposal,
    ProposalEvent,
    ProposalId,
    accept_proposal,
    close_proposal,
)
from dastern_core.schedule import DailyClock
from dastern_core.usecases.auditing import record_prescription
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.judging import record_act
from dastern_core.usecases.replanning import put_in_force
from dastern_core.usecases.telling import tell

__all__ = ["accept_change", "close_change"]


def accept_change(
    proposal_id: ProposalId,
    *,
    actor_id: AccountId,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Put a proposed change in force, with its doses (RX-21).

    Args:
        proposal_id: A pending one.
        actor_id: The patient.
        daily_clock: The patient's meal and slot times.
        store: The system's store: the next version bears its author's name.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        The next version, by the doctor who proposed it; the earlier ones stay.

    Raises:
        NotPermittedError: Somebody else than the patient; audited.
        IllegalTransitionError: It was decided already.
        ConflictError: The prescription changed since, or is no longer in force.
        NotFoundError: There is no such proposal, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        proposal = work.proposals.get(proposal_id)
        newest = work.prescriptions.get(proposal.prescription_id)
        judged = judge(
            work, Action.ACCEPT, _thing(proposal), actor_id=actor_id, now=now, entropy=entropy
        )
        if judged.decision.allowed:
            accepted, version = accept_proposal(proposal, newest, now=now)
            work.proposals.change(accepted, expected=proposal.status)
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
                AuditAction.PRESCRIPTION_CONFIRM,
                version,
                actor=judged.actor,
                details={"proposal": str(proposal.id)},
                at=now,
                entropy=entropy,
            )
            tell(
                work,
                NoticeKind.CHANGE_ACCEPTED,
                patient_id=proposal.patient_id,
                recipient_id=proposal.author_id,
                author_id=actor_id,
                about=proposal.id,
                now=now,
                entropy=entropy,
            )
            newest = version
    require(judged.decision)
    return newest


def close_change(
    proposal_id: ProposalId,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Proposal:
    """
    Decline a proposed change as its patient, or withdraw it as its author.

    Args:
        proposal_id: A pending one.
        actor_id: The patient or the author.
        store: Where it is.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        The proposal; the prescription goes on as it is, and the other side was told.

    Raises:
        NotPermittedError: A third person; audited.
        IllegalTransitionError: It was decided already.
        ConflictError: It was decided meanwhile.
        NotFoundError: There is no such proposal, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        proposal = work.proposals.get(proposal_id)
        judged = judge(
            work, Action.END, _thing(proposal), actor_id=actor_id, now=now, entropy=entropy
        )
        if judged.decision.allowed:
            declines = proposal.patient_id == actor_id
            event = ProposalEvent.DECLINE if declines else ProposalEvent.WITHDRAW
            closed = close_proposal(proposal, event, now=now)
            work.proposals.change(closed, expected=proposal.status)
            record_act(
                work,
                AuditAction.PRESCRIPTION_UPDATE,
                actor=judged.actor,
                patient_id=proposal.patient_id,
                resource=("prescription", str(proposal.prescription_id)),
                details={"proposal": str(proposal.id), "status": closed.status.value},
                now=now,
                entropy=entropy,
            )
            tell(
                work,
                NoticeKind.CHANGE_DECLINED if declines else NoticeKind.CHANGE_WITHDRAWN,
                patient_id=proposal.patient_id,
                recipient_id=proposal.author_id if declines else AccountId(proposal.patient_id),
                author_id=actor_id,
                about=proposal.id,
                now=now,
                entropy=entropy,
            )
            proposal = closed
    require(judged.decision)
    return proposal


def _thing(proposal: Proposal) -> Resource:
    return Resource(
        type=ResourceType.PROPOSAL,
        patient_id=proposal.patient_id,
        author_id=proposal.author_id,
        prescription_id=proposal.prescription_id,
        at=proposal.proposed_at,
    )
