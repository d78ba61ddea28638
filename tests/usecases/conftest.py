"""
A store, a clock and entropy for the use cases.
"""

import pytest
from tests.usecases.clinics import Clinic

from dastern_core.kernel import AccountId, ActorRole
from dastern_core.permissions import Actor
from dastern_core.testing.fakes import (
    InMemoryPaymentStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.samples import NOW, sample_patient_id


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
