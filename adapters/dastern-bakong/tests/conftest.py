"""
A bank on this computer, and clients of it that wait for nothing.
"""

from collections.abc import Iterator

import attrs
import pytest
from pydantic import SecretStr

from dastern_bakong import BakongBank, Patience, bakong_bank
from dastern_bakong.testing import LocalBank, local_bank
from dastern_core.testing.contracts.bank import sample_ledger


@pytest.fixture
def token() -> SecretStr:
    """
    Give the access token that the bank accepts.
    """
    return SecretStr("eyJhbGciOiJIUzI1NiJ9.sample-token.signature")


@pytest.fixture
def patience() -> Patience:
    """
    Give limits that let a test see three repetitions without a wait.
    """
    return Patience(
        first_wait_seconds=0, jitter_seconds=0, silence_seconds=10, failures=100, pause_seconds=3600
    )


@pytest.fixture
def server(token: SecretStr) -> Iterator[LocalBank]:
    """
    Run a bank that knows the sample ledger.
    """
    with local_bank(sample_ledger(), token=token) as running:
        yield running


@pytest.fixture
def bank(server: LocalBank, token: SecretStr, patience: Patience) -> Iterator[BakongBank]:
    """
    Give a client that repeats a question three times.
    """
    with bakong_bank(token, base_url=server.url, patience=patience) as opened:
        yield opened


@pytest.fixture
def hasty(server: LocalBank, token: SecretStr, patience: Patience) -> Iterator[BakongBank]:
    """
    Give a client that asks once.
    """
    once = attrs.evolve(patience, retries=0)
    with bakong_bank(token, base_url=server.url, patience=once) as opened:
        yield opened
