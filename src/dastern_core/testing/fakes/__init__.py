"""
Fakes: every port, in memory, under the port's file name.
"""

from dastern_core.testing.fakes.clock import SteppingClock
from dastern_core.testing.fakes.entropy import SeededEntropy
from dastern_core.testing.fakes.identity_messages import CollectedMessages
from dastern_core.testing.fakes.identity_store import InMemoryIdentityStore
from dastern_core.testing.fakes.payment_store import InMemoryPaymentStore
from dastern_core.testing.fakes.unit_of_work import InMemoryStore

__all__ = [
    "CollectedMessages",
    "InMemoryIdentityStore",
    "InMemoryPaymentStore",
    "InMemoryStore",
    "SeededEntropy",
    "SteppingClock",
]
