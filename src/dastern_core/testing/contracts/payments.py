"""
What every store of payment orders does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.payments import (
    QUESTIONS,
    PaymentMismatchError,
    PaymentReason,
    cancel,
    expire,
    refund,
    reject,
    settle,
)
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.testing.samples import NOW, sample_order, sample_payment

__all__ = ["PaymentOrdersContract"]


class PaymentOrdersContract:
    """
    Subclass it and supply a fixture ``payment_store`` that gives an empty store.
    """

    def test_gives_back_what_was_added(self, payment_store: PaymentStore) -> None:
        """
        An order loads by the MD5 of its payload, equal to what was stored.
        """
        order = sample_order(1)
        with payment_store.begin() as work:
            work.payments.add(order)
        with payment_store.begin() as work:
            loaded = work.payments.get(order.md5)

        assert order == loaded

    def test_refuses_an_order_twice(self, payment_store: PaymentStore) -> None:
        """
        Neither a payload nor a bill number is stored twice.
        """
        order, other = sample_order(1), sample_order(2)
        with payment_store.begin() as work:
            work.payments.add(order)

        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.payments.add(order)
        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.payments.add(attrs.evolve(other, bill_number=order.bill_number))

    def test_names_what_is_not_there(self, payment_store: PaymentStore) -> None:
        """
        An unknown order can be neither loaded nor changed.
        """
        order = sample_order(1)

        with pytest.raises(NotFoundError), payment_store.begin() as work:
            work.payments.get(order.md5)
        with pytest.raises(NotFoundError), payment_store.begin() as work:
            work.payments.append(cancel(order, now=NOW), known=1)

    def test_settles_an_order_once(self, payment_store: PaymentStore) -> None:
        """
        Status and payment time are stored where the stored order is the one that was read.
        """
        order = sample_order(1)
        paid = settle(order, sample_payment(order), now=NOW)
        with payment_store.begin() as work:
            work.payments.add(order)
            work.payments.append(paid, known=1)
        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.payments.append(cancel(order, now=NOW), known=1)
        with payment_store.begin() as work:
            loaded = work.payments.get(order.md5)

        assert paid == loaded

    @pytest.mark.rule("PAY-04")
    def test_keeps_every_change(self, payment_store: PaymentStore) -> None:
        """
        The history is stored step by step or several steps at once, and loads whole.
        """
        order = sample_order(1)
        expired = expire(order, now=order.expires_at)
        late = order.expires_at + timedelta(minutes=1)
        refunded = refund(settle(expired, sample_payment(order), now=late), now=late)
        with payment_store.begin() as work:
            work.payments.add(order)
        with payment_store.begin() as work:
            work.payments.append(expired, known=1)
        with payment_store.begin() as work:
            work.payments.append(refunded, known=2)
        with payment_store.begin() as work:
            loaded = work.payments.get(order.md5)

        assert refunded == loaded
        assert [change.reason for change in loaded.history] == [
            PaymentReason.ASKED,
            PaymentReason.TIMED_OUT,
            PaymentReason.CONFIRMED,
            PaymentReason.GIVEN_BACK,
        ]

    @pytest.mark.rule("PAY-04")
    def test_keeps_what_differed(self, payment_store: PaymentStore) -> None:
        """
        Of a payment that did not match, the history names the fields.
        """
        order = sample_order(1)
        other = attrs.evolve(sample_payment(order), receiver="somebody@else")
        with pytest.raises(PaymentMismatchError) as caught:
            settle(order, other, now=NOW)
        rejected = reject(order, caught.value, now=NOW)
        with payment_store.begin() as work:
            work.payments.add(order)
            work.payments.append(rejected, known=1)
        with payment_store.begin() as work:
            loaded = work.payments.get(order.md5)

        assert rejected == loaded
        assert ("receiver",) == loaded.history[-1].differing

    @pytest.mark.rule("PAY-05")
    def test_keeps_what_is_owed(self, payment_store: PaymentStore) -> None:
        """
        Money for a cancelled order leaves its status, is stored once, and is given back.
        """
        order = sample_order(1)
        left = cancel(order, now=NOW)
        owed = settle(left, sample_payment(order), now=NOW)
        refunded = refund(owed, now=NOW)
        with payment_store.begin() as work:
            work.payments.add(order)
            work.payments.append(owed, known=1)
        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.payments.append(owed, known=2)
        with payment_store.begin() as work:
            loaded = work.payments.get(order.md5)
            work.payments.append(refunded, known=3)
        with payment_store.begin() as work:
            given_back = work.payments.get(order.md5)

        assert (owed, NOW) == (loaded, loaded.paid_at)
        assert refunded == given_back

    def test_refuses_a_step_from_elsewhere(self, payment_store: PaymentStore) -> None:
        """
        An order whose history does not know the stored status is not stored.
        """
        order = sample_order(1)
        paid = settle(order, sample_payment(order), now=NOW)
        with payment_store.begin() as work:
            work.payments.add(order)
            expired = expire(order, now=order.expires_at)
            work.payments.append(expired, known=1)

        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.payments.append(paid, known=1)

    @pytest.mark.rule("PAY-06")
    def test_hands_out_each_question_once(self, payment_store: PaymentStore) -> None:
        """
        An order is asked about when its plan says, by one who asks, while it is undecided.
        """
        order, later, paid = (
            sample_order(number, now=NOW + timedelta(minutes=number)) for number in (0, 1, 2)
        )
        settled = settle(paid, sample_payment(paid), now=NOW + timedelta(minutes=2))
        with payment_store.begin() as work:
            for one in (later, order, paid):
                work.payments.add(one)
            work.payments.append(settled, known=1)
        first, second = QUESTIONS[:2]
        moments = (
            NOW + first - timedelta(seconds=1),
            NOW + first,
            NOW + first,
            NOW + second,
            NOW + timedelta(minutes=3),
            NOW + timedelta(days=1),
            NOW + timedelta(days=1),
        )
        claimed = []
        for now in moments:
            with payment_store.begin() as work:
                found = work.payments.claim_questions(now=now, limit=9)
            claimed.append({one.bill_number for one in found})

        assert claimed == [
            set(),
            {order.bill_number},
            set(),
            {order.bill_number},
            {order.bill_number, later.bill_number},
            {order.bill_number, later.bill_number},
            set(),
        ]

    def test_claims_the_longest_due_first(self, payment_store: PaymentStore) -> None:
        """
        So many at a time.
        """
        order, later = (
            sample_order(number, now=NOW + timedelta(minutes=number)) for number in (0, 1)
        )
        with payment_store.begin() as work:
            work.payments.add(later)
            work.payments.add(order)
            claimed = [
                work.payments.claim_questions(now=NOW + timedelta(minutes=2), limit=1)
                for _ in range(3)
            ]

        assert [(order,), (later,), ()] == claimed

    def test_finds_what_is_overdue(self, payment_store: PaymentStore) -> None:
        """
        Pending orders count from the end of their time on, the oldest first.
        """
        first, second, third, cancelled = (
            sample_order(number, now=NOW + timedelta(minutes=number)) for number in range(4)
        )
        with payment_store.begin() as work:
            for order in (cancelled, second, third, first):
                work.payments.add(order)
            work.payments.append(cancel(cancelled, now=NOW), known=1)
        with payment_store.begin() as work:
            found = (
                work.payments.overdue(now=first.expires_at - timedelta(milliseconds=1), limit=9),
                work.payments.overdue(now=second.expires_at, limit=9),
                work.payments.overdue(now=NOW + timedelta(days=1), limit=1),
                work.payments.overdue(now=NOW + timedelta(days=1), limit=9),
            )

        assert ((), (first, second), (first,), (first, second, third)) == found
