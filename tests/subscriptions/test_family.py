"""
Families: three seats, by invitation and consent.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dastern_core.kernel import (
    AccountId,
    IllegalTransitionError,
    InvalidInputError,
    NotPermittedError,
)
from dastern_core.subscriptions import (
    FAMILY_SEATS,
    INVITATION_LIFETIME,
    SEAT_LIFE,
    Family,
    PlanTier,
    SeatChange,
    SeatEvent,
    SeatsTakenError,
    SeatStatus,
    accept_seat,
    entitled_tier,
    found_family,
    invite_member,
    leave_seat,
    remove_member,
)

NOW = datetime(2026, 6, 15, tzinfo=UTC)
OWNER, ONE, TWO, THREE = (AccountId(UUID(int=number)) for number in range(1, 5))
FREE, PREMIUM, FAMILY = PlanTier


def invite(family: Family, member_id: AccountId, *, now: datetime = NOW) -> Family:
    """
    Invite somebody under a family plan.
    """
    return invite_member(family, member_id, owner_tier=FAMILY, now=now)


@pytest.mark.rule("SUB-07")
def test_three_share_a_plan() -> None:
    """
    The payer and two; open invitations hold seats, and what is given up is free again.
    """
    family = accept_seat(invite(found_family(OWNER), ONE), ONE, now=NOW)
    full = invite(family, TWO)
    with pytest.raises(SeatsTakenError):
        invite(full, THREE)
    freed = remove_member(full, TWO, now=NOW)
    other = accept_seat(invite(freed, THREE), THREE, now=NOW)

    assert 3 == FAMILY_SEATS
    assert (frozenset({ONE}), frozenset({TWO})) == (full.members, full.invited(now=NOW))
    assert frozenset({ONE, THREE}) == other.members


@pytest.mark.rule("SUB-08")
@pytest.mark.parametrize("tier", [FREE, PREMIUM])
def test_seats_come_with_the_family_plan(tier: PlanTier) -> None:
    """
    Nobody invites with another one.
    """
    with pytest.raises(NotPermittedError):
        invite_member(found_family(OWNER), ONE, owner_tier=tier, now=NOW)


@pytest.mark.rule("SUB-08")
def test_the_payer_needs_no_seat() -> None:
    """
    Nobody invites oneself.
    """
    with pytest.raises(InvalidInputError, match="member_id is the payer"):
        invite(found_family(OWNER), OWNER)


@pytest.mark.rule("SUB-08")
def test_an_invitation_is_accepted_in_its_time() -> None:
    """
    24 hours; then the seat is free, and the invitation can be made anew.
    """
    family = invite(found_family(OWNER), ONE)
    end = NOW + INVITATION_LIFETIME
    last = end - timedelta(seconds=1)
    with pytest.raises(IllegalTransitionError, match="over"):
        accept_seat(family, ONE, now=end)
    with pytest.raises(IllegalTransitionError):
        invite(family, ONE, now=last)
    again = accept_seat(invite(family, ONE, now=end), ONE, now=end)

    assert (frozenset({ONE}), frozenset()) == (family.invited(now=last), family.invited(now=end))
    assert frozenset({ONE}) == accept_seat(family, ONE, now=last).members == again.members


@pytest.mark.rule("SUB-19")
def test_whoever_goes_loses_the_seat_alone() -> None:
    """
    Declining, leaving and being removed end a seat; nobody without one can go.
    """
    invited = invite(found_family(OWNER), ONE)
    seated = accept_seat(invited, ONE, now=NOW)
    for family in (
        leave_seat(invited, ONE, now=NOW),
        leave_seat(seated, ONE, now=NOW),
        remove_member(seated, ONE, now=NOW),
    ):
        assert (SeatStatus.NONE, frozenset()) == (family.status_of(ONE), family.members)
        with pytest.raises(IllegalTransitionError):
            leave_seat(family, ONE, now=NOW)


@pytest.mark.parametrize("status", SeatStatus)
@pytest.mark.parametrize("event", SeatEvent)
def test_every_step_is_allowed_or_refused(status: SeatStatus, event: SeatEvent) -> None:
    """
    Only what was offered can be taken.
    """
    allowed = {
        ("NONE", "INVITE"): "INVITED",
        ("INVITED", "ACCEPT"): "MEMBER",
        ("INVITED", "LEAVE"): "NONE",
        ("INVITED", "REMOVE"): "NONE",
        ("MEMBER", "LEAVE"): "NONE",
        ("MEMBER", "REMOVE"): "NONE",
    }
    expected = allowed.get((status.name, event.name))
    if expected is None:
        with pytest.raises(IllegalTransitionError):
            SEAT_LIFE.after(status, event)
        return

    assert SeatStatus[expected] is SEAT_LIFE.after(status, event)


def test_an_impossible_history_is_refused() -> None:
    """
    Nobody takes what was not offered.
    """
    change = SeatChange(member_id=ONE, event=SeatEvent.ACCEPT, at=NOW)

    with pytest.raises(InvalidInputError, match="history has an impossible step"):
        Family(owner_id=OWNER, history=(change,))
    with pytest.raises(InvalidInputError, match="at has no time zone"):
        SeatChange(member_id=ONE, event=SeatEvent.ACCEPT, at=NOW.replace(tzinfo=None))


@pytest.mark.rule("SUB-07")
@pytest.mark.parametrize(
    ("own", "owner", "expected"),
    [
        (FREE, None, FREE),
        (FREE, FAMILY, PREMIUM),
        (FREE, PREMIUM, FREE),
        (FREE, FREE, FREE),
        (PREMIUM, FAMILY, PREMIUM),
        (FAMILY, FAMILY, FAMILY),
        (PREMIUM, None, PREMIUM),
    ],
)
def test_a_member_has_premium(own: PlanTier, owner: PlanTier | None, expected: PlanTier) -> None:
    """
    While the payer has the family plan; the own plan is never lessened.
    """
    assert expected is entitled_tier(own, family_owner=owner)
