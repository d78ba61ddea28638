"""
Transactions: what the bank says became of a payment.

A bank that could not be asked, or whose answer cannot be read, has said nothing: that is
an error (``dastern_core.payments.bank_failures``), never an unpaid order (B073, PAY-12).
"""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

import attrs

from dastern_core.kernel import Fault, InvalidInputError, Money, require_aware
from dastern_core.payments.settlement import ReceivedPayment
from dastern_core.payments.transaction_keys import (
    ExternalKey,
    HashKey,
    InstructionKey,
    Md5Key,
    ShortHashKey,
    TransactionKey,
)

__all__ = [
    "LARGEST_BATCH",
    "Paid",
    "Transaction",
    "Unpaid",
    "UnpaidReason",
    "Unreadable",
    "contradicts_key",
    "received_payment",
    "require_batch",
]

LARGEST_BATCH = 50
"""
How many payments one call may ask about (PAY-10).
"""


class UnpaidReason(Enum):
    """
    Why the bank does not call a payment paid.
    """

    NOT_FOUND = "NOT_FOUND"
    """
    Nobody has paid yet; it may still happen.
    """

    FAILED = "FAILED"
    """
    A transfer was tried and failed; the payer may try again.
    """

    STATIC = "STATIC"
    """
    The code has no amount, so the bank cannot tell its payments apart: it never will.
    """


@attrs.frozen(kw_only=True)
class Transaction:
    """
    Money that moved, as the bank recorded it.

    Args:
        hash: The bank's key for it, lower-case hex.
        amount: With its currency.
        receiver: The account that got it, such as ``name@bank``.
        payer: The account that paid it; None where the bank does not say.
        created_at: When the payer sent it, aware; None where the bank does not say.
        acknowledged_at: When the bank had it, aware; None where the bank does not say.
        instruction_reference: Of the payer's instruction, if it has one.
        external_reference: Of the payer's bank, if it has one.

    Raises:
        InvalidInputError: An instant is naive.
    """

    hash: str
    amount: Money
    receiver: str
    payer: str | None = attrs.field(default=None, repr=False)
    created_at: datetime | None = None
    acknowledged_at: datetime | None = None
    instruction_reference: str | None = None
    external_reference: str | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse an instant without a zone.
        """
        if self.created_at is not None:
            require_aware(self.created_at, field="created_at")
        if self.acknowledged_at is not None:
            require_aware(self.acknowledged_at, field="acknowledged_at")


@attrs.frozen(kw_only=True)
class Paid:
    """
    The bank has the payment.

    Whether it is the right one, ``settle`` compares.

    Args:
        transaction: The bank's record of it.
    """

    transaction: Transaction


@attrs.frozen(kw_only=True)
class Unpaid:
    """
    The bank answered, and the answer is no.

    Args:
        reason: Why.
    """

    reason: UnpaidReason


@attrs.frozen(kw_only=True)
class Unreadable:
    """
    One answer of a batch that nothing can be concluded from; the others stand.

    Args:
        problem: What is wrong with it, as a sentence without the bank's own text.
    """

    problem: str


def received_payment(transaction: Transaction, *, key: Md5Key) -> ReceivedPayment:
    """
    Give what ``settle`` compares with the order.

    Args:
        transaction: What the bank found.
        key: By what it was found. Only the MD5 proves which code was paid, so a
            transaction found by another key settles nothing.

    Source:
        Rules PAY-13, PAY-14.
    """
    return ReceivedPayment(
        md5=key.md5,
        amount=transaction.amount,
        receiver=transaction.receiver,
        acknowledged_at=transaction.acknowledged_at,
    )


def contradicts_key(transaction: Transaction, key: TransactionKey) -> bool:
    """
    Tell whether a record is about another payment than the one that was asked for.

    Args:
        transaction: What the bank answered.
        key: By what it was asked.

    Returns:
        False where the record agrees, or does not say: it never holds the MD5, and may
        leave out references.
    """
    match key:
        case HashKey(hash=asked):
            return transaction.hash != asked
        case ShortHashKey(short_hash=asked, amount=amount):
            return not transaction.hash.startswith(asked) or transaction.amount != amount
        case InstructionKey(reference=asked):
            return transaction.instruction_reference not in {None, asked}
        case ExternalKey(reference=asked):
            return transaction.external_reference not in {None, asked}
    return False


def require_batch(keys: Sequence[Md5Key] | Sequence[HashKey]) -> None:
    """
    Refuse keys that cannot be asked about in one call.

    Args:
        keys: Any number of keys.

    Raises:
        InvalidInputError: They are more than ``LARGEST_BATCH``, of two kinds, or one
            stands twice.

    Source:
        Rule PAY-10.
    """
    faults = []
    if len(keys) > LARGEST_BATCH:
        remedy = f"Ask in batches of {LARGEST_BATCH}."
        faults.append(Fault(field="keys", problem=f"are {len(keys)}", remedy=remedy))
    if len({type(key) for key in keys}) > 1:
        remedy = "Ask about MD5s and about hashes in two calls."
        faults.append(Fault(field="keys", problem="are of two kinds", remedy=remedy))
    if len(set(keys)) < len(keys):
        remedy = "Give each key once."
        faults.append(Fault(field="keys", problem="hold one twice", remedy=remedy))
    if faults:
        raise InvalidInputError(*faults)
