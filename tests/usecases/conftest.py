"""
A store, a clock and entropy for the use cases.
"""

import pytest

from dastern_core.testing.fakes import (
    InMemoryPaymentStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.samples import NOW


@pytest.fixture
def store() -> InMemoryStore:
    """
    Give an empty store.
    """
    return InMemoryStore()


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
