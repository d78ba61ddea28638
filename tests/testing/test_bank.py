"""
The bank in memory passes the contract that the adapters pass.
"""

import pytest

from dastern_core.ports.bank import Bank
from dastern_core.testing.contracts.bank import BankContract, sample_ledger
from dastern_core.testing.fakes.bank import InMemoryBank


@pytest.fixture
def bank() -> Bank:
    """
    Give a bank that knows the sample ledger.
    """
    return InMemoryBank(sample_ledger())


class TestInMemoryBank(BankContract):
    """
    A bank in memory.
    """
