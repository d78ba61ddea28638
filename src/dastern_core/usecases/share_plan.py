"""
Share a plan: seats of a family plan are offered, taken and given up, each step audited.
"""

from collections.abc import Callable
from datetime import datetime

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.actors import People
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.payment_store import PaymentStore, PaymentUnitOfWork
from dastern_core.subscriptions import (
    Family,
    accept_seat,
    invite_member,
    leave_seat,
    remove_member,
    tier_at,
)
from dastern_core.usecases.judging import judge_alone, record_act, standing_of

__all__ = ["offer_seat", "take_back_seat", "take_seat", "vacate_seat"]

_Step = Callable[[PaymentUnitOfWork, Family, datetime], Family]


def offer_seat(
    member_id: AccountId,
    *,
    owner_id: AccountId,
    people: People,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> Family:
    """
    Invite somebody into the payer's family plan (SUB-08).

    Args:
        member_id: Who is invited; that the two are connected is the caller's to ask.
        owner_id: Who pays.
        people: Where it is stored as what they act.
        store: Where families and subscriptions are.
        clock: Tells when; the invitation lasts 24 hours.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: The payer has no family plan, or all seats are taken; or the
            account is closed, which is audited.
        NotFoundError: Nobody acts with this account.
        IllegalTransitionError: The member is invited already, or has a seat.
        InvalidInputError: The payer invites the payer.
        ConflictError: Somebody changed the family at the same moment; nothing is stored.
        PortError: The store failed; nothing is stored.
    """

    def offer(work: PaymentUnitOfWork, family: Family, now: datetime) -> Family:
        tier = tier_at(work.subscriptions.get(owner_id), now=now)
        return invite_member(family, member_id, owner_tier=tier, now=now)

    return _change(
        offer,
        Action.CREATE,
        (owner_id, member_id),
        actor_id=owner_id,
        tools=(people, store, clock, entropy),
    )


def take_seat(
    owner_id: AccountId,
    *,
    member_id: AccountId,
    people: People,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> Family:
    """
    Accept the invitation into somebody's family plan.

    Raises:
        NotPermittedError: The account is closed; audited.
        IllegalTransitionError: Nothing was offered, or the invitation is over.
        ConflictError: The member has a seat in another family, or somebody changed this
            one at the same moment; nothing is stored.
        PortError: The store failed; nothing is stored.
    """
    return _change(
        lambda _, family, now: accept_seat(family, member_id, now=now),
        Action.UPDATE,
        (owner_id, member_id),
        actor_id=member_id,
        tools=(people, store, clock, entropy),
    )


def vacate_seat(
    owner_id: AccountId,
    *,
    member_id: AccountId,
    people: People,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> Family:
    """
    Decline an invitation, or leave; what the member has stored stays (SUB-19).

    Raises:
        NotPermittedError: The account is closed; audited.
        IllegalTransitionError: There is no seat and no invitation.
        ConflictError: As for `take_seat`.
        PortError: As for `take_seat`.
    """
    return _change(
        lambda _, family, now: leave_seat(family, member_id, now=now),
        Action.DELETE,
        (owner_id, member_id),
        actor_id=member_id,
        tools=(people, store, clock, entropy),
    )


def take_back_seat(
    member_id: AccountId,
    *,
    owner_id: AccountId,
    people: People,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> Family:
    """
    Remove a member, or take an invitation back; what the member has stored stays (SUB-19).

    Raises:
        NotPermittedError: The account is closed; audited.
        IllegalTransitionError: There is no seat and no invitation.
        ConflictError: As for `take_seat`.
        PortError: As for `take_seat`.
    """
    return _change(
        lambda _, family, now: remove_member(family, member_id, now=now),
        Action.DELETE,
        (owner_id, member_id),
        actor_id=owner_id,
        tools=(people, store, clock, entropy),
    )


def _change(
    step: _Step,
    action: Action,
    pair: tuple[AccountId, AccountId],
    *,
    actor_id: AccountId,
    tools: tuple[People, PaymentStore, Clock, Entropy],
) -> Family:
    (owner_id, member_id), (people, store, clock, entropy) = pair, tools
    now = clock.now()
    actor = standing_of(actor_id, people=people)
    thing = Resource(
        type=ResourceType.SEAT, patient_id=PatientId(owner_id), counterpart_id=member_id
    )
    with store.begin() as work:
        family = work.families.get(owner_id)
        judged = judge_alone(work, action, thing, actor=actor, now=now, entropy=entropy)
        if judged.decision.allowed:
            known = len(family.history)
            family = step(work, family, now)
            work.families.append(family, known=known)
            record_act(
                work,
                AuditAction.SUBSCRIPTION_CHANGE,
                actor=actor,
                patient_id=PatientId(member_id),
                resource=("family", str(owner_id)),
                details={"seat": family.history[-1].event.value},
                now=now,
                entropy=entropy,
            )
    require(judged.decision)
    return family
