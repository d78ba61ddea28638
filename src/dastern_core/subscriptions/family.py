"""
Families: who shares the plan of whom, by invitation and consent.

A family plan has three seats, the payer's among them (SUB-07). Whoever is invited has to
accept, and can leave; nobody is in two families, which the store sees to. A family is its
history, as a subscription is. What members have stored stays theirs when they go (SUB-19).
"""

from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import ClassVar

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    IllegalTransitionError,
    InvalidInputError,
    NotPermittedError,
    TransitionTable,
    require_aware,
)
from dastern_core.subscriptions.plans import PLANS, PlanTier

__all__ = [
    "FAMILY_SEATS",
    "INVITATION_LIFETIME",
    "SEAT_LIFE",
    "Family",
    "SeatChange",
    "SeatEvent",
    "SeatStatus",
    "SeatsTakenError",
    "accept_seat",
    "entitled_tier",
    "found_family",
    "invite_member",
    "leave_seat",
    "remove_member",
]

FAMILY_SEATS = 3
"""
How many share a family plan, the payer included (SUB-07, C31).
"""

INVITATION_LIFETIME = timedelta(hours=24)
"""
For how long an invitation can be accepted (C29).
"""


class SeatStatus(Enum):
    """
    Where somebody stands in a family.
    """

    NONE = "NONE"
    INVITED = "INVITED"
    MEMBER = "MEMBER"


class SeatEvent(Enum):
    """
    What can happen to a seat.
    """

    INVITE = "INVITE"
    ACCEPT = "ACCEPT"
    LEAVE = "LEAVE"
    """
    The invited or the member declines, or goes.
    """

    REMOVE = "REMOVE"
    """
    The payer takes the seat back.
    """


SEAT_LIFE: TransitionTable[SeatStatus, SeatEvent] = TransitionTable(
    name="family seat",
    start=SeatStatus.NONE,
    steps={
        (SeatStatus.NONE, SeatEvent.INVITE): SeatStatus.INVITED,
        (SeatStatus.INVITED, SeatEvent.ACCEPT): SeatStatus.MEMBER,
        (SeatStatus.INVITED, SeatEvent.LEAVE): SeatStatus.NONE,
        (SeatStatus.INVITED, SeatEvent.REMOVE): SeatStatus.NONE,
        (SeatStatus.MEMBER, SeatEvent.LEAVE): SeatStatus.NONE,
        (SeatStatus.MEMBER, SeatEvent.REMOVE): SeatStatus.NONE,
    },
)
"""
The life of a seat in a family plan (SUB-07, SUB-08).
"""


class SeatsTakenError(NotPermittedError):
    """
    All seats of the family plan are taken, by members or by open invitations.
    """

    code: ClassVar[str] = "seats_taken"


@attrs.frozen(kw_only=True)
class SeatChange:
    """
    One step of a seat.

    Args:
        member_id: Whose seat.
        event: What happened.
        at: When, aware.

    Raises:
        InvalidInputError: The instant is naive.
    """

    member_id: AccountId
    event: SeatEvent
    at: datetime

    def __attrs_post_init__(self) -> None:
        """
        Refuse an instant without a zone.
        """
        require_aware(self.at, field="at")


@attrs.frozen(kw_only=True)
class Family:
    """
    Who shares the plan of one payer.

    Args:
        owner_id: Who pays.
        history: Every change, the oldest first.

    Raises:
        InvalidInputError: A step is one that the life of a seat does not allow, or the
            owner is given a seat beside the own one.
    """

    owner_id: AccountId
    history: tuple[SeatChange, ...]

    def __attrs_post_init__(self) -> None:
        """
        Refuse a history that cannot have happened.
        """
        try:
            seats = self._seats()
        except IllegalTransitionError as error:
            remedy = "Give every change, the oldest first."
            fault = Fault(field="history", problem="has an impossible step", remedy=remedy)
            raise InvalidInputError(fault) from error
        if self.owner_id in seats:
            remedy = "Invite somebody else; the payer has a seat."
            raise InvalidInputError(Fault(field="member_id", problem="is the payer", remedy=remedy))

    @property
    def members(self) -> frozenset[AccountId]:
        """
        Who has accepted, without the payer.
        """
        seats = self._seats()
        return frozenset(one for one, (status, _) in seats.items() if status is SeatStatus.MEMBER)

    def invited(self, *, now: datetime) -> frozenset[AccountId]:
        """
        Whose invitation can still be accepted.
        """
        seats = self._seats()
        return frozenset(
            one
            for one, (status, at) in seats.items()
            if status is SeatStatus.INVITED and _is_open(at, now)
        )

    def status_of(self, member_id: AccountId) -> SeatStatus:
        """
        Where somebody stands; an invitation that is over counts until it is taken back.
        """
        return self._seats().get(member_id, (SeatStatus.NONE, None))[0]

    def _seats(self) -> dict[AccountId, tuple[SeatStatus, datetime]]:
        seats: dict[AccountId, tuple[SeatStatus, datetime]] = {}
        for change in self.history:
            before = seats.get(change.member_id, (SeatStatus.NONE, change.at))[0]
            seats[change.member_id] = (SEAT_LIFE.after(before, change.event), change.at)
        return seats


def found_family(owner_id: AccountId) -> Family:
    """
    Give the family of somebody who has invited nobody.
    """
    return Family(owner_id=owner_id, history=())


def invite_member(
    family: Family, member_id: AccountId, *, owner_tier: PlanTier, now: datetime
) -> Family:
    """
    Offer somebody a seat.

    Args:
        family: Of the payer.
        member_id: Who is invited.
        owner_tier: What the payer is entitled to now.
        now: Aware.

    Returns:
        The family with the invitation; an invitation that is over is made anew.

    Raises:
        NotPermittedError: The payer has no family plan.
        SeatsTakenError: No seat is free.
        IllegalTransitionError: There is an open invitation, or the member has a seat.
        InvalidInputError: It is the payer, or ``now`` is naive.

    Source:
        Rules SUB-07, SUB-08.
    """
    if owner_tier is not PlanTier.FAMILY_PREMIUM:
        message = "seats come with the family plan: upgrade to it first"
        raise NotPermittedError(message)
    require_aware(now, field="now")
    if family.status_of(member_id) is SeatStatus.INVITED and member_id not in family.invited(
        now=now
    ):
        family = _step(family, member_id, SeatEvent.REMOVE, now=now)
    invited = _step(family, member_id, SeatEvent.INVITE, now=now)
    if 1 + len(invited.members) + len(invited.invited(now=now)) > FAMILY_SEATS:
        message = f"all {FAMILY_SEATS} seats are taken: remove a member or an invitation first"
        raise SeatsTakenError(message)
    return invited


def accept_seat(family: Family, member_id: AccountId, *, now: datetime) -> Family:
    """
    Take the seat that was offered.

    Raises:
        IllegalTransitionError: Nothing was offered, or the invitation is over.
        InvalidInputError: ``now`` is naive.
    """
    require_aware(now, field="now")
    accepted = _step(family, member_id, SeatEvent.ACCEPT, now=now)
    if member_id not in family.invited(now=now):
        message = "the invitation is over: ask for a new one"
        raise IllegalTransitionError(message)
    return accepted


def leave_seat(family: Family, member_id: AccountId, *, now: datetime) -> Family:
    """
    Decline an invitation, or go (SUB-19).

    Raises:
        IllegalTransitionError: There is no seat and no invitation.
        InvalidInputError: ``now`` is naive.
    """
    return _step(family, member_id, SeatEvent.LEAVE, now=now)


def remove_member(family: Family, member_id: AccountId, *, now: datetime) -> Family:
    """
    Take back a seat or an invitation; the member keeps what is stored (SUB-19).

    Raises:
        IllegalTransitionError: There is no seat and no invitation.
        InvalidInputError: ``now`` is naive.
    """
    return _step(family, member_id, SeatEvent.REMOVE, now=now)


def entitled_tier(own: PlanTier, *, family_owner: PlanTier | None) -> PlanTier:
    """
    Give the tier whose limits hold for somebody, alone or in a family.

    Args:
        own: By the own subscription (``tier_at``).
        family_owner: Of the payer whose family the account is a member of; None without.

    Returns:
        The better of the own tier and, where the payer has the family plan, premium.

    Source:
        Rule SUB-07.
    """
    shared = PlanTier.PREMIUM if family_owner is PlanTier.FAMILY_PREMIUM else PlanTier.FREEMIUM
    return max(own, shared, key=lambda tier: PLANS[tier].price.minor)


def _step(family: Family, member_id: AccountId, event: SeatEvent, *, now: datetime) -> Family:
    SEAT_LIFE.after(family.status_of(member_id), event)
    change = SeatChange(member_id=member_id, event=event, at=require_aware(now, field="now"))
    return attrs.evolve(family, history=(*family.history, change))


def _is_open(invited_at: datetime, now: datetime) -> bool:
    return now.astimezone(UTC) < invited_at.astimezone(UTC) + INVITATION_LIFETIME
