"""
What every inbox does.
"""

from datetime import timedelta

import pytest

from dastern_core.kernel import ConflictError
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.testing.samples import NOW

__all__ = ["InboxContract"]


class InboxContract:
    """
    Subclass it and supply a fixture ``payment_store`` that gives an empty store.
    """

    @pytest.mark.rule("SIG-02")
    def test_remembers_once(self, payment_store: PaymentStore) -> None:
        """
        Of one sender's message the first is new; another sender may use the same id.
        """
        with payment_store.begin() as work:
            unknown = work.inbox.knows("bank", "1", content=b"paid")
            first = work.inbox.remember("bank", "1", content=b"paid", at=NOW)
        with payment_store.begin() as work:
            again = work.inbox.remember("bank", "1", content=b"paid", at=NOW)
            other = work.inbox.remember("clinic", "1", content=b"else", at=NOW)
            known = work.inbox.knows("bank", "1", content=b"paid")

        assert (False, True, False, True, True) == (unknown, first, again, other, known)

    def test_tells_another_message_of_one_id(self, payment_store: PaymentStore) -> None:
        """
        A repetition says the same; what does not is a conflict.
        """
        with payment_store.begin() as work:
            work.inbox.remember("bank", "1", content=b"paid", at=NOW)

        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.inbox.knows("bank", "1", content=b"failed")
        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.inbox.remember("bank", "1", content=b"failed", at=NOW)

    def test_forgets_what_is_old(self, payment_store: PaymentStore) -> None:
        """
        So many at a time, and nothing from the instant on.
        """
        with payment_store.begin() as work:
            for number in range(4):
                at = NOW + timedelta(days=number)
                work.inbox.remember("bank", str(number), content=b"", at=at)
        with payment_store.begin() as work:
            forgotten = [
                work.inbox.forget(before=NOW + timedelta(days=3), limit=2) for _ in range(3)
            ]
            left = work.inbox.knows("bank", "3", content=b"")

        assert ([2, 1, 0], True) == (forgotten, left)
