"""
Sharing a plan: offered, taken, given up; and what each is entitled to meanwhile.
"""

from datetime import timedelta
from typing import TypedDict

import pytest

from dastern_core.kernel import AccountId, ConflictError, NotPermittedError
from dastern_core.subscriptions import PERIOD, Family, PlanTier
from dastern_core.testing.fakes import (
    InMemoryPaymentStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.samples import sample_patient_id, sample_subscription
from dastern_core.usecases.read_plan import read_plan
from dastern_core.usecases.share_plan import offer_seat, take_back_seat, take_seat, vacate_seat

OWNER, OTHER, MEMBER, CLOSED = (AccountId(sample_patient_id(number)) for number in (1, 2, 3, 4))
NONE = timedelta()


class Given(TypedDict):
    """
    What every step needs from outside, by name.
    """

    people: InMemoryStore
    store: InMemoryPaymentStore
    clock: SteppingClock
    entropy: SeededEntropy


class Home:
    """
    Two payers of family plans, and somebody who pays nothing.
    """

    def __init__(
        self,
        store: InMemoryPaymentStore,
        people: InMemoryStore,
        clock: SteppingClock,
        entropy: SeededEntropy,
    ) -> None:
        self.store = store
        self.people = people
        self.clock = clock
        self.entropy = entropy
        with store.begin() as work:
            for number in (1, 2):
                bought = sample_subscription(number, tier=PlanTier.FAMILY_PREMIUM)
                work.subscriptions.append(bought, known=0)

    def offer(self, owner_id: AccountId = OWNER) -> Family:
        """
        Offer the member a seat.
        """
        return offer_seat(MEMBER, owner_id=owner_id, **self.given())

    def take(self, owner_id: AccountId = OWNER) -> Family:
        """
        Take it.
        """
        return take_seat(owner_id, member_id=MEMBER, **self.given())

    def plan(self, *, grace: timedelta = NONE) -> PlanTier:
        """
        Read what the member is entitled to.
        """
        return read_plan(MEMBER, actor_id=MEMBER, grace=grace, **self.given())

    def given(self) -> Given:
        """
        Give what every step needs.
        """
        return {
            "people": self.people,
            "store": self.store,
            "clock": self.clock,
            "entropy": self.entropy,
        }


@pytest.fixture
def home(
    payment_store: InMemoryPaymentStore,
    people: InMemoryStore,
    clock: SteppingClock,
    entropy: SeededEntropy,
) -> Home:
    """
    Give a home.
    """
    return Home(payment_store, people, clock, entropy)


@pytest.mark.rule("SUB-07")
@pytest.mark.rule("SUB-19")
@pytest.mark.rule("SUB-20")
def test_a_seat_gives_premium_while_it_lasts(home: Home) -> None:
    """
    From taking to giving up, and no longer than the payer's plan; every step is audited.
    """
    home.offer()
    offered = home.plan()
    home.take()
    seated = home.plan()
    vacate_seat(OWNER, member_id=MEMBER, **home.given())
    left = home.plan()
    home.offer()
    home.take()
    home.clock.step(PERIOD + timedelta(seconds=1))
    ended = home.plan()
    with home.store.begin() as work:
        entries = work.audit_log.about(sample_patient_id(3), limit=9)
    steps = [dict(entry.details)["seat"] for entry in reversed(entries)]

    assert [PlanTier.FREEMIUM, PlanTier.PREMIUM, PlanTier.FREEMIUM, PlanTier.FREEMIUM] == [
        offered,
        seated,
        left,
        ended,
    ]
    assert ["INVITE", "ACCEPT", "LEAVE", "INVITE", "ACCEPT"] == steps
    assert PlanTier.PREMIUM is home.plan(grace=timedelta(days=1))


@pytest.mark.rule("SUB-08")
def test_nobody_takes_two_seats(home: Home) -> None:
    """
    The second is free to be taken once the first was taken back.
    """
    home.offer()
    home.offer(OTHER)
    home.take()
    with pytest.raises(ConflictError):
        home.take(OTHER)
    take_back_seat(MEMBER, owner_id=OWNER, **home.given())
    family = home.take(OTHER)

    assert frozenset({MEMBER}) == family.members


@pytest.mark.rule("SUB-08")
@pytest.mark.rule("EPA-15")
def test_a_closed_account_shares_no_plan(home: Home) -> None:
    """
    It offers, takes, gives up and takes back nothing; each attempt is on record.
    """
    for step in (offer_seat, take_back_seat):
        with pytest.raises(NotPermittedError, match="closed-account"):
            step(MEMBER, owner_id=CLOSED, **home.given())
    for other in (take_seat, vacate_seat):
        with pytest.raises(NotPermittedError, match="closed-account"):
            other(OWNER, member_id=CLOSED, **home.given())
    with home.store.begin() as work:
        entries = [
            entry
            for number in (4, 1)
            for entry in reversed(work.audit_log.about(sample_patient_id(number), limit=9))
        ]

    assert ["CREATE", "DELETE", "UPDATE", "DELETE"] == [
        dict(entry.details)["refused"] for entry in entries
    ]
    assert {"closed-account"} == {dict(entry.details)["rule"] for entry in entries}


@pytest.mark.rule("RBAC-03")
def test_a_plan_is_read_by_its_own_account_and_the_system(home: Home) -> None:
    """
    Somebody else's question is refused on record; the system asks for whom it works.
    """
    with pytest.raises(NotPermittedError, match="no-rule"):
        read_plan(OWNER, actor_id=MEMBER, grace=NONE, **home.given())
    known = read_plan(OWNER, actor_id=None, grace=NONE, **home.given())
    with home.store.begin() as work:
        (entry,) = work.audit_log.about(sample_patient_id(1), limit=9)

    assert PlanTier.FAMILY_PREMIUM is known
    assert (MEMBER, "no-rule") == (entry.actor_id, dict(entry.details)["rule"])
