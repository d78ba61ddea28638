"""
Sharing a plan: offered, taken, given up; and what each is entitled to meanwhile.
"""

from datetime import timedelta

import pytest

from dastern_core.kernel import AccountId, ConflictError
from dastern_core.subscriptions import PERIOD, Family, PlanTier
from dastern_core.testing.fakes import InMemoryPaymentStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import sample_patient_id, sample_subscription
from dastern_core.usecases.read_plan import read_plan
from dastern_core.usecases.share_plan import offer_seat, take_back_seat, take_seat, vacate_seat

OWNER, OTHER, MEMBER = (AccountId(sample_patient_id(number)) for number in (1, 2, 3))
NONE = timedelta()


class Home:
    """
    Two payers of family plans, and somebody who pays nothing.
    """

    def __init__(
        self, store: InMemoryPaymentStore, clock: SteppingClock, entropy: SeededEntropy
    ) -> None:
        self.store = store
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
        return offer_seat(
            MEMBER, owner_id=owner_id, store=self.store, clock=self.clock, entropy=self.entropy
        )

    def take(self, owner_id: AccountId = OWNER) -> Family:
        """
        Take it.
        """
        return take_seat(
            owner_id, member_id=MEMBER, store=self.store, clock=self.clock, entropy=self.entropy
        )

    def plan(self, *, grace: timedelta = NONE) -> PlanTier:
        """
        Read what the member is entitled to.
        """
        return read_plan(MEMBER, grace=grace, store=self.store, clock=self.clock)


@pytest.fixture
def home(payment_store: InMemoryPaymentStore, clock: SteppingClock, entropy: SeededEntropy) -> Home:
    """
    Give a home.
    """
    return Home(payment_store, clock, entropy)


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
    vacate_seat(OWNER, member_id=MEMBER, store=home.store, clock=home.clock, entropy=home.entropy)
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
    take_back_seat(MEMBER, owner_id=OWNER, store=home.store, clock=home.clock, entropy=home.entropy)
    family = home.take(OTHER)

    assert frozenset({MEMBER}) == family.members
