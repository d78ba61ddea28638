"""
Stored payment orders: what was asked for, and how it became what it is.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    Table,
    Text,
    Uuid,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from dastern_core.kernel import ConflictError, Currency, Money, NotFoundError
from dastern_core.payments import (
    PaymentChange,
    PaymentGateway,
    PaymentOrder,
    PaymentReason,
    PaymentStatus,
    awaits_answer,
    next_question,
)
from dastern_core.subscriptions import PlanTier, Purchase
from dastern_postgres.columns import Instant, member_of, payment_metadata
from dastern_postgres.engine import readable

__all__ = ["PostgresPaymentOrders", "payment_changes", "payment_orders"]

payment_orders = Table(
    "payment_orders",
    payment_metadata,
    Column("md5", Text, primary_key=True, comment="of the payload (PAY-27)"),
    Column("bill_number", Text, nullable=False, unique=True),
    Column("account_id", Uuid, nullable=False),
    Column("tier", member_of(PlanTier), nullable=False),
    Column("purchase", member_of(Purchase), nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", member_of(Currency), nullable=False),
    Column("gateway", member_of(PaymentGateway), nullable=False),
    Column("receiver", Text, nullable=False),
    Column("payload", Text, nullable=False, comment="by what the gateway knows it"),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("status", member_of(PaymentStatus), nullable=False),
    Column("paid_at", Instant),
    Column("question_at", Instant, comment="when to ask the gateway next (PAY-06)"),
    Index(None, "account_id"),
    comment="One row an order.",
)

payment_changes = Table(
    "payment_changes",
    payment_metadata,
    Column("md5", Text, ForeignKey("payment_orders.md5"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("before", member_of(PaymentStatus)),
    Column("after", member_of(PaymentStatus), nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", member_of(PaymentReason), nullable=False),
    Column("differing", ARRAY(Text), nullable=False),
    comment="Append-only: every change of an order, counted from 0 (PAY-04).",
)

# The sweep reads the oldest pending orders first; few are pending at any time.
Index(
    "payment_orders_pending_idx",
    payment_orders.c.expires_at,
    postgresql_where=payment_orders.c.status == PaymentStatus.PENDING,
)

Index(
    "payment_orders_question_idx",
    payment_orders.c.question_at,
    postgresql_where=payment_orders.c.question_at.is_not(None),
)


class PostgresPaymentOrders:
    """
    The payment orders, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, order: PaymentOrder) -> None:
        """
        Store a new order.

        Raises:
            ConflictError: Its bill number or MD5 is taken (PAY-01).
        """
        statement = insert(payment_orders).values(
            md5=order.md5,
            bill_number=order.bill_number,
            account_id=order.account_id,
            tier=order.tier,
            purchase=order.purchase,
            price_minor=order.price.minor,
            currency=order.price.currency,
            gateway=order.gateway,
            receiver=order.receiver,
            payload=order.payload,
            created_at=order.created_at,
            expires_at=order.expires_at,
            status=order.status,
            paid_at=order.paid_at,
            question_at=next_question(order, after=order.created_at),
        )
        added = statement.on_conflict_do_nothing().returning(payment_orders.c.md5)
        if self._connection.scalar(added) is None:
            message = "an order of this bill number or MD5 exists already"
            raise ConflictError(message)
        self._append(order, known=0)

    def get(self, md5: str) -> PaymentOrder:
        """
        Load an order by its payload's MD5, lower-case hex.

        Raises:
            NotFoundError: There is no such order.
        """
        orders = self._read([md5])
        if not orders:
            message = "there is no such payment order"
            raise NotFoundError(message)
        return orders[0]

    def append(self, order: PaymentOrder, *, known: int) -> None:
        """
        Store the changes that an order has gained: compare-and-set (PAY-04).

        Raises:
            ConflictError: The stored order has changed by now.
            NotFoundError: There is no such order.
        """
        changed: dict[str, object] = {"status": order.status, "paid_at": order.paid_at}
        if not awaits_answer(order):
            changed["question_at"] = None
        stored = self._connection.execute(
            update(payment_orders)
            .where(payment_orders.c.md5 == order.md5)
            .where(payment_orders.c.status == order.history[known - 1].after)
            .values(changed)
        )
        if stored.rowcount != 1:
            message = f"the order is {self.get(order.md5).status.value} by now: load it again"
            raise ConflictError(message)
        self._append(order, known=known)

    def claim_questions(self, *, now: datetime, limit: int) -> tuple[PaymentOrder, ...]:
        """
        Load orders whose next question is due, and plan the one after it (PAY-06).

        Orders that another transaction holds are passed over: several pollers share the work.
        """
        due = self._connection.scalars(
            select(payment_orders.c.md5)
            .where(payment_orders.c.question_at <= now)
            .order_by(payment_orders.c.question_at, payment_orders.c.md5)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claimed = self._read(due.all())
        for order in claimed:
            self._connection.execute(
                update(payment_orders)
                .where(payment_orders.c.md5 == order.md5)
                .values(question_at=next_question(order, after=now))
            )
        return claimed

    def overdue(self, *, now: datetime, limit: int) -> tuple[PaymentOrder, ...]:
        """
        Load orders that are still pending though their time is over.

        They stay locked until the transaction ends, and orders that another transaction
        holds are passed over: two sweeps share the work.
        """
        late = self._connection.scalars(
            select(payment_orders.c.md5)
            .where(payment_orders.c.status == PaymentStatus.PENDING)
            .where(payment_orders.c.expires_at <= now)
            .order_by(payment_orders.c.expires_at, payment_orders.c.md5)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return self._read(late.all())

    def _append(self, order: PaymentOrder, *, known: int) -> None:
        rows = [
            {
                "md5": order.md5,
                "number": number,
                "before": change.before,
                "after": change.after,
                "at": change.at,
                "reason": change.reason,
                "differing": list(change.differing),
            }
            for number, change in enumerate(order.history)
            if number >= known
        ]
        # A status may stay while the history grows: the change's number is what is unique.
        added = self._connection.execute(
            insert(payment_changes).on_conflict_do_nothing().returning(payment_changes.c.number),
            rows,
        )
        if len(added.all()) != len(rows):
            message = "the order has changed by now: load it again"
            raise ConflictError(message)

    def _read(self, md5s: Sequence[str]) -> tuple[PaymentOrder, ...]:
        # One statement sees an order and its history as of one instant.
        found = self._connection.execute(
            select(payment_orders, payment_changes)
            .join(payment_changes, payment_changes.c.md5 == payment_orders.c.md5)
            .where(payment_orders.c.md5.in_(md5s))
            .order_by(payment_orders.c.expires_at, payment_orders.c.md5, payment_changes.c.number)
        ).mappings()
        with readable("payment order"):
            return tuple(
                _order(list(rows)) for _, rows in groupby(found, key=lambda row: row["md5"])
            )


def _order(rows: Sequence[RowMapping]) -> PaymentOrder:
    row = rows[0]
    return PaymentOrder(
        account_id=row["account_id"],
        tier=row["tier"],
        purchase=row["purchase"],
        bill_number=row["bill_number"],
        price=Money(minor=row["price_minor"], currency=row["currency"]),
        gateway=row["gateway"],
        receiver=row["receiver"],
        payload=row["payload"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        status=row["status"],
        paid_at=row["paid_at"],
        history=tuple(
            PaymentChange(
                before=change["before"],
                after=change["after"],
                at=change["at"],
                reason=change["reason"],
                differing=tuple(change["differing"]),
            )
            for change in rows
        ),
    )
