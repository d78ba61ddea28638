"""
A bank in memory, and the ledger that tells what it knows.
"""

from collections.abc import Mapping, Sequence

import attrs

from dastern_core.payments import (
    AccountStatus,
    BakongAccount,
    DeeplinkRequest,
    ExternalKey,
    HashKey,
    InstructionKey,
    Md5Key,
    Paid,
    ShortHashKey,
    Transaction,
    TransactionKey,
    Unpaid,
    UnpaidReason,
    Unreadable,
    require_batch,
)

__all__ = ["BankLedger", "InMemoryBank"]


@attrs.frozen(kw_only=True)
class BankLedger:
    """
    What a bank for tests knows.

    Args:
        paid: The transaction of each paid code, by the MD5 of its payload.
        unpaid: Why the bank says no to the MD5 or hash of others; to any other it says
            that nothing was found.
        accounts: The accounts that exist.
    """

    paid: Mapping[str, Transaction]
    unpaid: Mapping[str, UnpaidReason]
    accounts: frozenset[str]

    def transaction(self, key: TransactionKey) -> Transaction | None:
        """
        Give the transaction that has a key.
        """
        if isinstance(key, Md5Key):
            return self.paid.get(key.md5)
        return next((one for one in self.paid.values() if _has(one, key)), None)

    def reason(self, key: TransactionKey) -> UnpaidReason:
        """
        Give why the bank says no to a key of no transaction.
        """
        match key:
            case Md5Key(md5=named) | HashKey(hash=named):
                return self.unpaid.get(named, UnpaidReason.NOT_FOUND)
        return UnpaidReason.NOT_FOUND


class InMemoryBank:
    """
    Answers from a ledger, and never fails.

    Args:
        ledger: What it knows; may change between two questions.
    """

    def __init__(self, ledger: BankLedger) -> None:
        self._ledger = ledger

    def find(self, key: TransactionKey) -> Paid | Unpaid:
        """
        Look one payment up.
        """
        found = self._ledger.transaction(key)
        if found is not None:
            return Paid(transaction=found)
        return Unpaid(reason=self._ledger.reason(key))

    def find_many(
        self, keys: Sequence[Md5Key] | Sequence[HashKey]
    ) -> tuple[Paid | Unpaid | Unreadable, ...]:
        """
        Look many payments up.
        """
        require_batch(keys)
        return tuple(self.find(key) for key in keys)

    def account_status(self, account: BakongAccount) -> AccountStatus:
        """
        Tell whether an account exists.
        """
        known = account.name in self._ledger.accounts
        return AccountStatus.KNOWN if known else AccountStatus.UNKNOWN

    def deeplink(self, request: DeeplinkRequest) -> str:
        """
        Make a link that nobody answers.
        """
        return f"https://bank.invalid/{request.payload[-4:]}"


def _has(
    transaction: Transaction, key: HashKey | ShortHashKey | InstructionKey | ExternalKey
) -> bool:
    match key:
        case HashKey(hash=whole):
            return transaction.hash == whole
        case ShortHashKey(short_hash=short, amount=amount):
            return transaction.hash.startswith(short) and transaction.amount == amount
        case InstructionKey(reference=reference):
            return transaction.instruction_reference == reference
    return transaction.external_reference == key.reference
