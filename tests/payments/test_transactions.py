"""
Transactions: which record answers which question, and what it settles.
"""

from datetime import datetime, timedelta

import attrs
import pytest

from dastern_core.kernel import Currency, InvalidInputError, Money
from dastern_core.payments import (
    LARGEST_BATCH,
    ExternalKey,
    HashKey,
    InstructionKey,
    Md5Key,
    PaymentMismatchError,
    PaymentOrder,
    PaymentStatus,
    ShortHashKey,
    Transaction,
    TransactionKey,
    contradicts_key,
    received_payment,
    require_batch,
    settle,
)

DOLLAR = Money(minor=100, currency=Currency.USD)
RECORD = Transaction(
    hash="8465d722" + "0" * 56,
    amount=DOLLAR,
    receiver="shop@devb",
    payer="someone@devb",
    instruction_reference="I-1",
)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Md5Key(md5="0" * 32), False),
        (HashKey(hash=RECORD.hash), False),
        (HashKey(hash="1" * 64), True),
        (ShortHashKey(short_hash="8465d722", amount=DOLLAR), False),
        (ShortHashKey(short_hash="8465d723", amount=DOLLAR), True),
        (ShortHashKey(short_hash="8465d722", amount=attrs.evolve(DOLLAR, minor=101)), True),
        (InstructionKey(reference="I-1"), False),
        (InstructionKey(reference="I-2"), True),
        (ExternalKey(reference="not told"), False),
    ],
)
def test_a_record_of_another_payment_contradicts_the_key(
    key: TransactionKey, *, expected: bool
) -> None:
    """
    What the record says must be what was asked for; what it leaves out may be.
    """
    assert expected is contradicts_key(RECORD, key)


def test_a_record_shows_nobody_who_paid() -> None:
    """
    The payer's account stays out of logs and messages.
    """
    assert "someone" not in repr(RECORD)


def test_a_record_has_aware_instants() -> None:
    """
    An instant without a zone is refused.
    """
    naive = datetime(2026, 6, 15)  # noqa: DTZ001 - the fault under test

    with pytest.raises(InvalidInputError) as created:
        attrs.evolve(RECORD, created_at=naive)
    with pytest.raises(InvalidInputError) as acknowledged:
        attrs.evolve(RECORD, acknowledged_at=naive)

    assert "created_at" == created.value.faults[0].field
    assert "acknowledged_at" == acknowledged.value.faults[0].field


@pytest.mark.rule("PAY-13")
@pytest.mark.rule("PAY-14")
def test_a_found_payment_settles_its_own_order_alone(order: PaymentOrder, now: datetime) -> None:
    """
    Amount, currency, receiver and code must be the order's; the bank's time counts.
    """
    paid_at = now + timedelta(minutes=2)
    record = attrs.evolve(
        RECORD, amount=order.price, receiver=order.receiver, acknowledged_at=paid_at
    )
    key = Md5Key(md5=order.md5)
    settled = settle(order, received_payment(record, key=key), now=paid_at)
    wrong = {
        "amount": attrs.evolve(record, amount=attrs.evolve(order.price, minor=1)),
        "currency": attrs.evolve(record, amount=attrs.evolve(order.price, currency=Currency.KHR)),
        "receiver": attrs.evolve(record, receiver="other@devb"),
    }

    assert (PaymentStatus.PAID, paid_at) == (settled.status, settled.paid_at)
    for field, transaction in wrong.items():
        with pytest.raises(PaymentMismatchError) as caught:
            settle(order, received_payment(transaction, key=key), now=now)
        assert [field] == [fault.field for fault in caught.value.faults]
    with pytest.raises(PaymentMismatchError):
        settle(order, received_payment(record, key=Md5Key(md5="0" * 32)), now=now)


@pytest.mark.rule("PAY-10")
def test_a_batch_has_fifty_keys_of_one_kind() -> None:
    """
    Every fault of a batch is told at once; fifty and none are allowed.
    """
    codes = [Md5Key(md5=f"{number:032x}") for number in range(LARGEST_BATCH)]
    require_batch(codes)
    require_batch([])
    mixed = [*codes, codes[0], HashKey(hash="0" * 64)]

    with pytest.raises(InvalidInputError) as caught:
        require_batch(mixed)  # type: ignore[arg-type]  # two kinds are the fault under test

    assert ["are 52", "are of two kinds", "hold one twice"] == [
        fault.problem for fault in caught.value.faults
    ]
