"""
The bank: the payment system that knows whether money has moved.
"""

from collections.abc import Sequence
from typing import Protocol

from dastern_core.payments import (
    AccountStatus,
    BakongAccount,
    DeeplinkRequest,
    HashKey,
    Md5Key,
    Paid,
    TransactionKey,
    Unpaid,
    Unreadable,
)

__all__ = ["Bank"]


class Bank(Protocol):
    """
    Answers questions about payments, and changes nothing.

    Every method may be called by several threads at once, ends within a bounded time, and
    raises a ``BankError`` where there is no answer: ``BankUnreachableError``,
    ``BankDownError``, ``BankBusyError``, ``BankPausedError``, ``BankTokenError``,
    ``BankForbiddenError``, ``BankRefusedError`` or ``BankAnswerError``. After such an error
    nothing is known of the payment: leave its order as it is and ask again (PAY-12).
    """

    def find(self, key: TransactionKey) -> Paid | Unpaid:
        """
        Ask what became of one payment.

        Args:
            key: By what to look it up.

        Returns:
            ``Paid`` with a transaction that has this key, or ``Unpaid`` where the bank says
            so. ``Unpaid`` is never a guess. Asking twice may turn ``Unpaid`` into ``Paid``,
            never the reverse.
        """
        ...

    def find_many(
        self, keys: Sequence[Md5Key] | Sequence[HashKey]
    ) -> tuple[Paid | Unpaid | Unreadable, ...]:
        """
        Ask about many payments in one call (PAY-10).

        Args:
            keys: At most ``LARGEST_BATCH``, all of one kind, each once; none is allowed.

        Returns:
            One answer for each key, in their order.

        Raises:
            InvalidInputError: The keys are too many, of two kinds, or one stands twice.
        """
        ...

    def account_status(self, account: BakongAccount) -> AccountStatus:
        """
        Ask whether an account exists.
        """
        ...

    def deeplink(self, request: DeeplinkRequest) -> str:
        """
        Have a link made that opens the bank's app with the code of a request.

        Returns:
            An ``https`` address. Asking twice makes two links to the same payment.
        """
        ...
