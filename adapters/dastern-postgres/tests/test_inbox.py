"""
The stored inbox: the contract, and what happens where one message comes several times at once.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest

from dastern_core.ports.payment_store import PaymentStore
from dastern_core.testing.contracts import AuditLogContract, InboxContract
from dastern_core.testing.samples import NOW
from dastern_postgres import PostgresPaymentStore
from dastern_postgres.testing import retire_entries

_AT_ONCE = 6


class TestPostgresInbox(InboxContract):
    """
    The contract of every inbox.
    """


class TestPostgresPaymentAuditLog(AuditLogContract):
    """
    The contract of every audit log, on the payments' own.
    """

    @pytest.fixture
    def store(self, payment_store: PostgresPaymentStore) -> PaymentStore:
        """
        Give the payment store for the log.
        """
        return payment_store

    @pytest.fixture
    def retire(self, payment_database: str) -> Callable[[datetime], None]:
        """
        Give what retires old months as the tables' owner.
        """
        return lambda before: retire_entries(payment_database, before=before)


@pytest.mark.rule("SIG-02")
def test_of_one_message_at_once_one_is_new(payment_store: PostgresPaymentStore) -> None:
    """
    A nonce that several bring at the same moment is accepted of one.
    """
    together = Barrier(_AT_ONCE)

    def bring(_: int) -> bool:
        with payment_store.begin() as work:
            together.wait()
            return work.inbox.remember("clinic", "nonce", content=b"", at=NOW)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        told = sorted(pool.map(bring, range(_AT_ONCE)))

    assert [False] * (_AT_ONCE - 1) + [True] == told
