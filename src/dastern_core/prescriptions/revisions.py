"""
Revisions: how a prescription changes without anything being overwritten.

Only its author changes what was ordered (RX-17). A draft is revised at once. What is in
force is revised by a proposal, which becomes the next version when the patient accepts it
(RX-21), or, where the author says why it is urgent, at once and told to the patient
(RX-23). The version that is replaced stays as it was (RX-18).
"""

from datetime import date, datetime
from enum import Enum
from typing import NewType
from uuid import UUID

import attrs

from dastern_core.kernel import (
    AccountId,
    ConflictError,
    Fault,
    InvalidInputError,
    MedicationId,
    NotPermittedError,
    PatientId,
    PrescriptionId,
    TransitionTable,
    derive,
    require_aware,
)
from dastern_core.prescriptions.lifecycle import PrescriptionEvent, PrescriptionStatus
from dastern_core.prescriptions.medications import Medication
from dastern_core.prescriptions.versions import Prescription, advance

__all__ = [
    "PROPOSAL_LIFECYCLE",
    "RESUMED_REASON",
    "Order",
    "Proposal",
    "ProposalEvent",
    "ProposalId",
    "ProposalStatus",
    "accept_proposal",
    "close_proposal",
    "propose",
    "resume",
    "revise_draft",
    "revise_own",
    "revise_urgently",
]

RESUMED_REASON = "Resumed after a pause"
"""
Why a version was written that orders what was left at a pause.
"""

ProposalId = NewType("ProposalId", UUID)
"""
One proposed change.
"""


@attrs.frozen(kw_only=True)
class Order:
    """
    What a version orders.

    Args:
        medications: The lines; their identifiers are set when the version is written.
        diagnosis: As written, or None.
        follow_up_on: When the patient should come back, or None.
        start: The first local day from which its lengths count; None keeps the start of the
            version that it replaces.
    """

    medications: tuple[Medication, ...] = attrs.field(repr=False)
    diagnosis: str | None = attrs.field(default=None, repr=False)
    follow_up_on: date | None = None
    start: date | None = None


class ProposalStatus(Enum):
    """
    Where a proposal stands.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    """
    Another version came into force before anybody decided.
    """


class ProposalEvent(Enum):
    """
    What can happen to a proposal.
    """

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"


PROPOSAL_LIFECYCLE: TransitionTable[ProposalStatus, ProposalEvent] = TransitionTable(
    name="proposal",
    start=ProposalStatus.PENDING,
    steps={
        (ProposalStatus.PENDING, ProposalEvent.ACCEPT): ProposalStatus.ACCEPTED,
        (ProposalStatus.PENDING, ProposalEvent.DECLINE): ProposalStatus.DECLINED,
        (ProposalStatus.PENDING, ProposalEvent.WITHDRAW): ProposalStatus.WITHDRAWN,
        (ProposalStatus.PENDING, ProposalEvent.SUPERSEDE): ProposalStatus.SUPERSEDED,
    },
)
"""
The life of a proposed change (RX-21, C15).
"""


@attrs.frozen(kw_only=True)
class Proposal:
    """
    A change that waits for the patient.

    Args:
        id: Its own identifier.
        prescription_id: Of which prescription.
        patient_id: Whose.
        base_version: The version that it would replace.
        order: What it would order.
        author_id: Who proposes it.
        reason: Why: 1 to 1,000 characters.
        proposed_at: When; aware.
        status: Where it stands.
        decided_at: When it was accepted, declined, withdrawn or superseded, or None.
    """

    id: ProposalId
    prescription_id: PrescriptionId
    patient_id: PatientId
    base_version: int
    order: Order
    author_id: AccountId
    reason: str = attrs.field(repr=False)
    proposed_at: datetime
    status: ProposalStatus = PROPOSAL_LIFECYCLE.start
    decided_at: datetime | None = None


def revise_draft(
    draft: Prescription, order: Order, *, author_id: AccountId, reason: str, now: datetime
) -> Prescription:
    """
    Write a draft's next version; one that was handed back can be confirmed again.

    Args:
        draft: The newest version.
        order: What it orders now.
        author_id: Who revises it: its author alone.
        reason: Why.
        now: Aware.

    Raises:
        NotPermittedError: Somebody else is its author.
        IllegalTransitionError: It is no draft.
        InvalidInputError: The reason is blank, or the order breaks a rule.

    Source:
        Rules RX-12, RX-17 to RX-19.
    """
    _require_author(draft, author_id)
    revised = advance(draft, PrescriptionEvent.REVISE, now=now)
    return _next_version(revised, order, author_id=author_id, reason=reason, now=now)


def propose(
    prescription: Prescription,
    order: Order,
    *,
    proposal_id: ProposalId,
    author_id: AccountId,
    reason: str,
    now: datetime,
) -> Proposal:
    """
    Propose a change of what is in force.

    Args:
        prescription: The newest version.
        order: What it would order.
        proposal_id: The proposal's identifier.
        author_id: Who proposes it: the prescription's author alone.
        reason: Why.
        now: Aware.

    Raises:
        NotPermittedError: Somebody else is its author.
        ConflictError: It is not in force: a draft is revised, what ended is written anew.
        InvalidInputError: The reason is blank, or the order breaks a rule.

    Source:
        Rules RX-17, RX-21, C15.
    """
    _require_author(prescription, author_id)
    _require_in_force(prescription)
    version = _next_version(prescription, order, author_id=author_id, reason=reason, now=now)
    return Proposal(
        id=proposal_id,
        prescription_id=prescription.id,
        patient_id=prescription.patient_id,
        base_version=prescription.version,
        order=attrs.evolve(order, medications=version.medications),
        author_id=author_id,
        reason=reason,
        proposed_at=now,
    )


def accept_proposal(
    proposal: Proposal, prescription: Prescription, *, now: datetime
) -> tuple[Proposal, Prescription]:
    """
    Put a proposed change in force.

    Args:
        proposal: A pending one.
        prescription: The newest version.
        now: Aware.

    Returns:
        The proposal, accepted, and the next version, which stands where the old one stood.

    Raises:
        IllegalTransitionError: It was decided already.
        ConflictError: The prescription changed since, or is no longer in force.
    """
    accepted = close_proposal(proposal, ProposalEvent.ACCEPT, now=now)
    _require_in_force(prescription)
    if (proposal.prescription_id, proposal.base_version) != (prescription.id, prescription.version):
        message = "the prescription was changed since this was proposed: ask for a new proposal"
        raise ConflictError(message)
    version = _next_version(
        prescription,
        proposal.order,
        author_id=proposal.author_id,
        reason=proposal.reason,
        now=now,
    )
    return accepted, version


def close_proposal(proposal: Proposal, event: ProposalEvent, *, now: datetime) -> Proposal:
    """
    Decline, withdraw or supersede a proposal; the prescription goes on as it is.

    Raises:
        IllegalTransitionError: It was decided already.
    """
    return attrs.evolve(
        proposal,
        status=PROPOSAL_LIFECYCLE.after(proposal.status, event),
        decided_at=require_aware(now, field="now"),
    )


def revise_urgently(
    prescription: Prescription, order: Order, *, author_id: AccountId, reason: str, now: datetime
) -> Prescription:
    """
    Put a change in force at once; the patient is told of it with its reason.

    Args:
        prescription: The newest version, in force.
        order: What it orders now.
        author_id: Who changes it: its author alone.
        reason: Why it cannot wait; never empty.
        now: Aware.

    Returns:
        The next version, marked urgent.

    Raises:
        NotPermittedError: Somebody else is its author.
        ConflictError: It is not in force.
        InvalidInputError: The reason is blank, or the order breaks a rule.

    Source:
        Rule RX-23.
    """
    _require_author(prescription, author_id)
    _require_in_force(prescription)
    version = _next_version(prescription, order, author_id=author_id, reason=reason, now=now)
    return attrs.evolve(version, is_urgent=True)


def resume(paused: Prescription, rest: Order | None, *, now: datetime) -> Prescription:
    """
    Let a paused prescription go on with what is left of it.

    Args:
        paused: The newest version.
        rest: As ``remaining_order`` gives it; None where nothing is left.
        now: Aware.

    Returns:
        The next version, in force, by the same author; or the same version, completed.

    Raises:
        IllegalTransitionError: It is not paused.

    Source:
        Rules RX-14, DST-29.
    """
    going_on = advance(paused, PrescriptionEvent.RESUME, now=now)
    if rest is None:
        return advance(going_on, PrescriptionEvent.COMPLETE, now=now)
    return _next_version(going_on, rest, author_id=paused.author_id, reason=RESUMED_REASON, now=now)


def revise_own(
    prescription: Prescription, order: Order, *, author_id: AccountId, reason: str, now: datetime
) -> Prescription:
    """
    Put a patient's change of what they wrote themselves in force at once.

    Args:
        prescription: The newest version, in force, written by its patient.
        order: What it orders now.
        author_id: Who changes it.
        reason: Why.
        now: Aware.

    Raises:
        NotPermittedError: Somebody else is its author, or its author is not its patient.
        ConflictError: It is not in force.
        InvalidInputError: The reason is blank, or the order breaks a rule.

    Source:
        Rules RX-27, RX-28, BAT-06, BAT-10.
    """
    _require_author(prescription, author_id)
    _require_in_force(prescription)
    if prescription.patient_id != author_id:
        message = "what a doctor ordered is changed by a proposal, or urgently"
        raise NotPermittedError(message)
    return _next_version(prescription, order, author_id=author_id, reason=reason, now=now)


def _next_version(
    newest: Prescription, order: Order, *, author_id: AccountId, reason: str, now: datetime
) -> Prescription:
    if not reason.strip():
        remedy = "Say why it is changed."
        raise InvalidInputError(Fault(field="reason", problem="is missing", remedy=remedy))
    number = newest.version + 1
    lines = tuple(
        attrs.evolve(line, id=derive(MedicationId, newest.id, f"{number}/{line.row}"))
        for line in order.medications
    )
    return attrs.evolve(
        newest,
        version=number,
        author_id=author_id,
        medications=lines,
        diagnosis=order.diagnosis,
        follow_up_on=order.follow_up_on,
        start=newest.start if order.start is None else order.start,
        created_at=now,
        change_reason=reason,
        is_urgent=False,
        status_note=None,
    )


def _require_author(prescription: Prescription, author_id: AccountId) -> None:
    if prescription.author_id != author_id:
        message = "only the author of a prescription changes what it orders"
        raise NotPermittedError(message)


def _require_in_force(prescription: Prescription) -> None:
    if prescription.status not in {PrescriptionStatus.ACTIVE, PrescriptionStatus.PAUSED}:
        message = "only what is in force is changed: revise a draft, write anew what ended"
        raise ConflictError(message)
