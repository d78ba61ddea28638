"""
Stored payment orders: what was asked for, and what became of it.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    RowMapping,
    Table,
    Text,
    Uuid,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from dastern_core.kernel import ConflictError, Currency, Money, NotFoundError
from dastern_core.payments import PaymentOrder, PaymentStatus
from dastern_core.subscriptions import PlanTier
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.engine import readable

__all__ = ["PostgresPaymentOrders", "payment_orders"]

payment_orders = Table(
    "payment_orders",
    metadata,
    Column("md5", Text, primary_key=True, comment="of the payload (PAY-27)"),
    Column("bill_number", Text, nullable=False, unique=True),
    Column("account_id", Uuid, nullable=False),
    Column("tier", member_of(PlanTier), nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", member_of(Currency), nullable=False),
    Column("receiver", Text, nullable=False),
    Column("payload", Text, nullable=False, comment="the KHQR's text"),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("status", member_of(PaymentStatus), nullable=False),
    Column("paid_at", Instant),
    Index(None, "account_id"),
    comment="One row an order.",
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
            price_minor=order.price.minor,
            currency=order.price.currency,
            receiver=order.receiver,
            payload=order.payload,
            created_at=order.created_at,
            expires_at=order.expires_at,
            status=order.status,
            paid_at=order.paid_at,
        )
        added = statement.on_conflict_do_nothing().returning(payment_orders.c.md5)
        if self._connection.scalar(added) is None:
            message = "an order of this bill number or MD5 exists already"
            raise ConflictError(message)

    def get(self, md5: str) -> PaymentOrder:
        """
        Load an order by its payload's MD5, lower-case hex.

        Raises:
            NotFoundError: There is no such order.
        """
        found = self._connection.execute(select(payment_orders).where(payment_orders.c.md5 == md5))
        with readable("payment order"):
            orders = [_order(row) for row in found.mappings()]
        if not orders:
            message = "there is no such payment order"
            raise NotFoundError(message)
        return orders[0]

    def change_status(self, order: PaymentOrder, *, expected: PaymentStatus) -> None:
        """
        Store what became of an order: compare-and-set.

        Raises:
            ConflictError: Its stored status is another by now.
            NotFoundError: There is no such order.
        """
        changed = self._connection.execute(
            update(payment_orders)
            .where(payment_orders.c.md5 == order.md5)
            .where(payment_orders.c.status == expected)
            .values(status=order.status, paid_at=order.paid_at)
        )
        if changed.rowcount != 1:
            stored = self.get(order.md5)
            message = f"the order is {stored.status.value} by now: load it again"
            raise ConflictError(message)


def _order(row: RowMapping) -> PaymentOrder:
    return PaymentOrder(
        account_id=row["account_id"],
        tier=row["tier"],
        bill_number=row["bill_number"],
        price=Money(minor=row["price_minor"], currency=row["currency"]),
        receiver=row["receiver"],
        payload=row["payload"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        status=row["status"],
        paid_at=row["paid_at"],
    )
