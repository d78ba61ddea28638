"""
What every bank does.
"""

from datetime import timedelta

import pytest

from dastern_core.kernel import Currency, InvalidInputError, Money
from dastern_core.khqr import md5
from dastern_core.payments import (
    LARGEST_BATCH,
    AccountStatus,
    BakongAccount,
    DeeplinkRequest,
    DeeplinkSource,
    ExternalKey,
    HashKey,
    InstructionKey,
    Md5Key,
    Paid,
    PaymentStatus,
    ShortHashKey,
    Transaction,
    Unpaid,
    UnpaidReason,
    received_payment,
    settle,
)
from dastern_core.ports.bank import Bank
from dastern_core.testing.fakes.bank import BankLedger
from dastern_core.testing.samples import NOW, sample_order

__all__ = ["BankContract", "sample_ledger", "sample_transaction"]

_FAILED = "f" * 32
_STATIC = "5" * 32
_UNKNOWN = Md5Key(md5="0" * 32)
_ACCOUNT = BakongAccount(name="dastern@devb")


def sample_transaction(number: int) -> Transaction:
    """
    Give the transaction that pays ``sample_order(number)``.
    """
    order = sample_order(number)
    return Transaction(
        hash=f"{number:064x}"[::-1],
        amount=order.price,
        receiver=order.receiver,
        payer="payer@devb",
        created_at=NOW + timedelta(minutes=1),
        acknowledged_at=NOW + timedelta(minutes=1, milliseconds=1),
        instruction_reference=f"instruction-{number}",
        external_reference=f"100FT{number:011}",
    )


def sample_ledger() -> BankLedger:
    """
    Give what the bank under test must know: the sample orders 1 to 3 are paid.
    """
    return BankLedger(
        paid={sample_order(number).md5: sample_transaction(number) for number in (1, 2, 3)},
        unpaid={_FAILED: UnpaidReason.FAILED, _STATIC: UnpaidReason.STATIC},
        accounts=frozenset({_ACCOUNT.name}),
    )


class BankContract:
    """
    Subclass it and supply a fixture ``bank`` that knows ``sample_ledger()``.
    """

    def test_finds_a_payment_by_each_of_its_keys(self, bank: Bank) -> None:
        """
        Code, hash, short hash with amount, and both references lead to one record.
        """
        transaction = sample_transaction(2)
        keys = (
            Md5Key(md5=sample_order(2).md5),
            HashKey(hash=transaction.hash),
            ShortHashKey(short_hash=transaction.hash[:8], amount=transaction.amount),
            InstructionKey(reference=str(transaction.instruction_reference)),
            ExternalKey(reference=str(transaction.external_reference)),
        )

        assert [Paid(transaction=transaction)] * 5 == [bank.find(key) for key in keys]

    def test_says_no_to_a_key_of_no_payment(self, bank: Bank) -> None:
        """
        What nobody paid is not found, whatever the key; that is an answer, not an error.
        """
        other = Money(minor=sample_order(1).price.minor + 1, currency=Currency.USD)
        keys = (
            _UNKNOWN,
            HashKey(hash="e" * 64),
            ShortHashKey(short_hash=sample_transaction(1).hash[:8], amount=other),
            InstructionKey(reference="nothing"),
            ExternalKey(reference="nothing"),
        )

        assert [Unpaid(reason=UnpaidReason.NOT_FOUND)] * 5 == [bank.find(key) for key in keys]

    def test_tells_why_a_payment_is_not_paid(self, bank: Bank) -> None:
        """
        A failed transfer and a code without amount are told apart from nothing found.
        """
        reasons = [bank.find(Md5Key(md5=key)) for key in (_FAILED, _STATIC)]

        assert reasons == [
            Unpaid(reason=UnpaidReason.FAILED),
            Unpaid(reason=UnpaidReason.STATIC),
        ]

    def test_answers_many_in_their_order(self, bank: Bank) -> None:
        """
        One call answers for codes, another for hashes, each in the order of asking.
        """
        keys = [Md5Key(md5=sample_order(3).md5), _UNKNOWN, Md5Key(md5=_STATIC)]
        codes = bank.find_many([*keys, Md5Key(md5=sample_order(1).md5)])
        hashes = bank.find_many([HashKey(hash="e" * 64), HashKey(hash=sample_transaction(2).hash)])

        assert codes == (
            Paid(transaction=sample_transaction(3)),
            Unpaid(reason=UnpaidReason.NOT_FOUND),
            Unpaid(reason=UnpaidReason.STATIC),
            Paid(transaction=sample_transaction(1)),
        )
        assert hashes == (
            Unpaid(reason=UnpaidReason.NOT_FOUND),
            Paid(transaction=sample_transaction(2)),
        )

    @pytest.mark.rule("PAY-10")
    def test_answers_fifty_and_no_more(self, bank: Bank) -> None:
        """
        A batch has a largest size; an empty one is answered with nothing.
        """
        keys = [Md5Key(md5=f"{number:032x}") for number in range(LARGEST_BATCH + 1)]

        assert bank.find_many(keys[:0]) == ()
        assert len(bank.find_many(keys[:LARGEST_BATCH])) == LARGEST_BATCH
        with pytest.raises(InvalidInputError):
            bank.find_many(keys)

    def test_tells_known_accounts_from_unknown_ones(self, bank: Bank) -> None:
        """
        An account that the bank does not have is unknown; that is no error either.
        """
        nobody = BakongAccount(name="nobody@devb")
        statuses = (bank.account_status(_ACCOUNT), bank.account_status(nobody))

        assert (AccountStatus.KNOWN, AccountStatus.UNKNOWN) == statuses

    def test_makes_a_link_to_a_payable_code(self, bank: Bank) -> None:
        """
        With or without the asking app's name the answer is a secure address.
        """
        source = DeeplinkSource(
            app_name="Sample Clinic",
            icon_address="https://example.org/icon.png",
            callback_address="clinic://paid",
        )
        payload = sample_order(1).payload
        links = [
            bank.deeplink(DeeplinkRequest(payload=payload, source=one, now=NOW))
            for one in (None, source)
        ]

        assert [True, True] == [link.startswith("https://") for link in links]

    @pytest.mark.rule("PAY-13")
    def test_what_it_found_settles_the_order(self, bank: Bank) -> None:
        """
        The record of a code pays the order of that code, at the bank's own time.
        """
        order = sample_order(1)
        key = Md5Key(md5=md5(order.payload))
        answer = bank.find(key)
        assert isinstance(answer, Paid)
        settled = settle(order, received_payment(answer.transaction, key=key), now=order.expires_at)

        assert (PaymentStatus.PAID, sample_transaction(1).acknowledged_at) == (
            settled.status,
            settled.paid_at,
        )
