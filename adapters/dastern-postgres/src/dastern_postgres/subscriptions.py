"""
Stored subscriptions: one row a change, and one an account that says how many there are.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
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
from sqlalchemy.dialects.postgresql import insert

from dastern_core.kernel import AccountId, ConflictError
from dastern_core.subscriptions import (
    PlanTier,
    ScheduledTier,
    Subscription,
    SubscriptionChange,
    SubscriptionEvent,
    SubscriptionStatus,
    next_due,
)
from dastern_postgres.columns import Instant, member_of, payment_metadata
from dastern_postgres.engine import readable

__all__ = ["PostgresSubscriptions", "subscription_changes", "subscriptions"]

subscriptions = Table(
    "subscriptions",
    payment_metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("changes", Integer, nullable=False, comment="how many there are: compare-and-set"),
    Column("due_at", Instant, comment="when time alone will change it"),
    comment="One row an account that has paid (SUB-14).",
)

subscription_changes = Table(
    "subscription_changes",
    payment_metadata,
    Column("account_id", Uuid, ForeignKey("subscriptions.account_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("event", member_of(SubscriptionEvent), nullable=False),
    Column("status", member_of(SubscriptionStatus), nullable=False),
    Column("tier", member_of(PlanTier), nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("scheduled_tier", member_of(PlanTier)),
    Column("scheduled_at", Instant),
    Column("at", Instant, nullable=False),
    Column("bill_number", Text, unique=True, comment="a payment is counted once"),
    Column("reason", Text),
    comment="Append-only: every change of a subscription, counted from 0 (SUB-13).",
)

# The sweep reads the longest due first; of most subscriptions nothing is due.
Index(
    "subscriptions_due_idx",
    subscriptions.c.due_at,
    postgresql_where=subscriptions.c.due_at.is_not(None),
)


class PostgresSubscriptions:
    """
    The subscriptions, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, account_id: AccountId) -> Subscription:
        """
        Load an account's subscription; of an account that never paid, the pending one.
        """
        return self._read([account_id])[0]

    def append(self, subscription: Subscription, *, known: int) -> None:
        """
        Store the changes that a subscription has gained: compare-and-set (SUB-13).

        Raises:
            ConflictError: It has another number of changes by now, or one of the payments
                is counted already.
        """
        head = {"changes": len(subscription.history), "due_at": next_due(subscription)}
        if known:
            changed = self._connection.scalar(
                update(subscriptions)
                .where(subscriptions.c.account_id == subscription.account_id)
                .where(subscriptions.c.changes == known)
                .values(head)
                .returning(subscriptions.c.account_id)
            )
        else:
            changed = self._connection.scalar(
                insert(subscriptions)
                .values(account_id=subscription.account_id, **head)
                .on_conflict_do_nothing()
                .returning(subscriptions.c.account_id)
            )
        if changed is None:
            message = "the subscription has changed by now: load it again"
            raise ConflictError(message)
        rows = [_values(subscription, number) for number in range(known, len(subscription.history))]
        added = self._connection.execute(
            insert(subscription_changes)
            .on_conflict_do_nothing(index_elements=[subscription_changes.c.bill_number])
            .returning(subscription_changes.c.number),
            rows,
        )
        if len(added.all()) != len(rows):
            message = "a payment is counted already"
            raise ConflictError(message)

    def due(self, *, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """
        Load subscriptions that time has changed, and nobody has written it down (SUB-18).

        They stay locked until the transaction ends, and those that another transaction
        holds are passed over: two sweeps share the work.
        """
        found = self._connection.scalars(
            select(subscriptions.c.account_id)
            .where(subscriptions.c.due_at < now)
            .order_by(subscriptions.c.due_at, subscriptions.c.account_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return self._read(found.all())

    def _read(self, account_ids: Sequence[AccountId]) -> tuple[Subscription, ...]:
        found = self._connection.execute(
            select(subscription_changes)
            .where(subscription_changes.c.account_id.in_(account_ids))
            .order_by(subscription_changes.c.number)
        )
        histories: dict[AccountId, list[SubscriptionChange]] = {one: [] for one in account_ids}
        with readable("subscription"):
            for row in found.mappings():
                histories[row["account_id"]].append(_change(row))
            return tuple(
                Subscription(account_id=account_id, history=tuple(history))
                for account_id, history in histories.items()
            )


def _values(subscription: Subscription, number: int) -> dict[str, object]:
    change = subscription.history[number]
    scheduled = change.scheduled
    return {
        "account_id": subscription.account_id,
        "number": number,
        "event": change.event,
        "status": change.status,
        "tier": change.tier,
        "ends_at": change.ends_at,
        "scheduled_tier": None if scheduled is None else scheduled.tier,
        "scheduled_at": None if scheduled is None else scheduled.at,
        "at": change.at,
        "bill_number": change.bill_number,
        "reason": change.reason,
    }


def _change(row: RowMapping) -> SubscriptionChange:
    at = row["scheduled_at"]
    return SubscriptionChange(
        event=row["event"],
        status=row["status"],
        tier=row["tier"],
        ends_at=row["ends_at"],
        scheduled=None if at is None else ScheduledTier(tier=row["scheduled_tier"], at=at),
        at=row["at"],
        bill_number=row["bill_number"],
        reason=row["reason"],
    )
