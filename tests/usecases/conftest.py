"""
A store, a clock and entropy for the use cases.
"""

import pytest
from tests.usecases.clinics import Clinic
from tests.usecases.obligations import watch

from dastern_core.kernel import AccountId, ActorRole
from dastern_core.permissions import Actor
from dastern_core.testing.fakes import (
    CollectedMessages,
    InMemoryIdentityStore,
    InMemoryPaymentStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.fakes.access_tokens import InMemoryAccessTokens
from dastern_core.testing.fakes.passwords import FastPasswords
from dastern_core.testing.fakes.rate_limits import GENEROUS, InMemoryRateLimits
from dastern_core.testing.samples import NOW, PHNOM_PENH, sample_patient_id
from dastern_core.usecases.identification import Identification, IdentitySecrets


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Put the question whether all obligations were met behind all that meets them.
    """
    items.sort(key=lambda item: item.name == "test_every_rule_that_asks_for_something_was_obeyed")


@pytest.fixture(autouse=True)
def _obligations(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Let every test prove, besides, that what its decisions owe is done.
    """
    watch(monkeypatch)


@pytest.fixture
def limits(clock: SteppingClock) -> InMemoryRateLimits:
    """
    Give limits that no other test reaches.
    """
    return InMemoryRateLimits(clock, table=GENEROUS)


@pytest.fixture
def store() -> InMemoryStore:
    """
    Give a store that knows two patients, and nothing else.
    """
    known = InMemoryStore()
    with known.begin() as work:
        for number in (1, 2):
            account_id = AccountId(sample_patient_id(number))
            work.actors.put(Actor(account_id=account_id, role=ActorRole.PATIENT))
    return known


@pytest.fixture
def people() -> InMemoryStore:
    """
    Give a store that knows three patients, one whose account is closed and an administrator.
    """
    known = InMemoryStore()
    with known.begin() as work:
        for number, role in (
            *((one, ActorRole.PATIENT) for one in range(1, 5)),
            (99, ActorRole.ADMIN),
        ):
            account_id = AccountId(sample_patient_id(number))
            work.actors.put(Actor(account_id=account_id, role=role, is_active=number != 4))
    return known


@pytest.fixture
def payment_store() -> InMemoryPaymentStore:
    """
    Give an empty payment store.
    """
    return InMemoryPaymentStore()


@pytest.fixture
def clock() -> SteppingClock:
    """
    Give a clock that stands at ten o'clock on the samples' day.
    """
    return SteppingClock(NOW)


@pytest.fixture
def entropy() -> SeededEntropy:
    """
    Give entropy that repeats.
    """
    return SeededEntropy("use cases")


@pytest.fixture
def clinic(store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy) -> Clinic:
    """
    Give a clinic with people in it.
    """
    filled = Clinic(store, clock, entropy)
    filled.fill()
    return filled


@pytest.fixture
def messages() -> CollectedMessages:
    """
    Give a box that nothing was sent to.
    """
    return CollectedMessages()


@pytest.fixture
def using(
    clock: SteppingClock,
    entropy: SeededEntropy,
    messages: CollectedMessages,
    limits: InMemoryRateLimits,
) -> Identification:
    """
    Give what letting people in needs, in memory.
    """
    return Identification(
        store=InMemoryIdentityStore(),
        clock=clock,
        entropy=entropy,
        passwords=FastPasswords(),
        access_tokens=InMemoryAccessTokens(),
        messages=messages,
        limits=limits,
        secrets=IdentitySecrets(codes=b"c" * 32, sessions=b"s" * 32, devices=b"d" * 32),
        known_passwords=frozenset({"password1234"}),
        zone=PHNOM_PENH,
    )
