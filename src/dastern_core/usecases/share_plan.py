"""
Share a plan: seats of a family plan are offered, taken and given up, each step audited.
"""

from collections.abc import Callable

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.subscriptions import (
    Family,
    accept_seat,
    invite_member,
    leave_seat,
    remove_member,
    tier_at,
)
from dastern_core.usecases.auditing import record

__all__ = ["offer_seat", "take_back_seat", "take_seat", "vacate_seat"]


def offer_seat(
    member_id: AccountId,
    *,
    owner_id: AccountId,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> Family:
    """
    Invite somebody into the payer's family plan (SUB-08).

    Args:
        member_id: Who is invited; that the two are connected is the caller's to ask.
        owner_id: Who pays.
        store: Where families and subscriptions are.
        clock: Tells when; the invitation lasts 24 hours.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: The payer has no family plan, or all seats are taken.
        IllegalTransitionError: The member is invited already, or has a seat.
        InvalidInputError: The payer invites the payer.
        ConflictError: Somebody changed the family at the same moment; nothing is stored.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        tier = tier_at(work.subscriptions.get(owner_id), now=now)
        family = work.families.get(owner_id)
        invited = invite_member(family, member_id, owner_tier=tier, now=now)
        work.families.append(invited, known=len(family.history))
        record(
            work,
            AuditAction.SUBSCRIPTION_CHANGE,
            at=now,
            actor_id=owner_id,
            patient_id=PatientId(member_id),
            resource=("family", str(owner_id)),
            details={"seat": invited.history[-1].event.value},
            entropy=entropy,
        )
    return invited


def take_seat(
    owner_id: AccountId,
    *,
    member_id: AccountId,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> Family:
    """
    Accept the invitation into somebody's family plan.

    Raises:
        IllegalTransitionError: Nothing was offered, or the invitation is over.
        ConflictError: The member has a seat in another family, or somebody changed this
            one at the same moment; nothing is stored.
        PortError: The store failed; nothing is stored.
    """
    return _change(
        accept_seat, owner_id, member_id, actor_id=member_id, tools=(store, clock, entropy)
    )


def vacate_seat(
    owner_id: AccountId,
    *,
    member_id: AccountId,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> Family:
    """
    Decline an invitation, or leave; what the member has stored stays (SUB-19).

    Raises:
        IllegalTransitionError: There is no seat and no invitation.
        ConflictError: As for `take_seat`.
        PortError: As for `take_seat`.
    """
    return _change(
        leave_seat, owner_id, member_id, actor_id=member_id, tools=(store, clock, entropy)
    )


def take_back_seat(
    member_id: AccountId,
    *,
    owner_id: AccountId,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> Family:
    """
    Remove a member, or take an invitation back; what the member has stored stays (SUB-19).

    Raises:
        IllegalTransitionError: There is no seat and no invitation.
        ConflictError: As for `take_seat`.
        PortError: As for `take_seat`.
    """
    return _change(
        remove_member, owner_id, member_id, actor_id=owner_id, tools=(store, clock, entropy)
    )


def _change(
    step: Callable[..., Family],
    owner_id: AccountId,
    member_id: AccountId,
    *,
    actor_id: AccountId,
    tools: tuple[PaymentStore, Clock, Entropy],
) -> Family:
    store, clock, entropy = tools
    now = clock.now()
    with store.begin() as work:
        family = work.families.get(owner_id)
        changed = step(family, member_id, now=now)
        work.families.append(changed, known=len(family.history))
        record(
            work,
            AuditAction.SUBSCRIPTION_CHANGE,
            at=now,
            actor_id=actor_id,
            patient_id=PatientId(member_id),
            resource=("family", str(owner_id)),
            details={"seat": changed.history[-1].event.value},
            entropy=entropy,
        )
    return changed
