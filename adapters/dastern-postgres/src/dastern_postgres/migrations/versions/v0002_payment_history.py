"""
The second step: subscriptions, and the history of payments and subscriptions.

An order that was stored before has the history that its row tells: it was asked for, and
came to stand where it stands. What it expired or failed of in between is not known.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_MEMBER = sa.String(64)

_HISTORY_OF_EARLIER_ORDERS = """
INSERT INTO payment_changes (md5, number, before, after, at, reason, differing)
SELECT md5, 0, NULL, 'PENDING', created_at, 'ASKED', '{}'::text[] FROM payment_orders
UNION ALL
SELECT md5, 1, 'PENDING', CASE status WHEN 'REFUNDED' THEN 'PAID' ELSE status END,
    coalesce(paid_at, greatest(created_at, least(expires_at, now()))), 'IMPORTED', '{}'::text[]
    FROM payment_orders WHERE status <> 'PENDING'
UNION ALL
SELECT md5, 2, 'PAID', 'REFUNDED', paid_at, 'IMPORTED', '{}'::text[]
    FROM payment_orders WHERE status = 'REFUNDED';
"""

_APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC;
"""


def upgrade() -> None:
    """
    Make the tables, and write the history of the orders that are there.
    """
    op.add_column(
        "payment_orders", sa.Column("purchase", _MEMBER, nullable=False, server_default="PERIOD")
    )
    op.alter_column("payment_orders", "purchase", server_default=None)
    op.create_index(
        "payment_orders_pending_idx",
        "payment_orders",
        ["expires_at"],
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_table(
        "payment_changes",
        sa.Column("md5", sa.Text, sa.ForeignKey("payment_orders.md5"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("before", _MEMBER),
        sa.Column("after", _MEMBER, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("reason", _MEMBER, nullable=False),
        sa.Column("differing", ARRAY(sa.Text), nullable=False),
        comment="Append-only: every change of an order, counted from 0 (PAY-04).",
    )
    op.execute(_HISTORY_OF_EARLIER_ORDERS)
    _subscriptions()
    for table in ("payment_changes", "subscription_changes"):
        op.execute(_APPEND_ONLY.format(table=table))


def downgrade() -> None:
    """
    Drop the tables with the histories; the orders stay as they stand.

    An order for an upgrade has no place in the older tables, so one that exists stops the
    step.
    """
    op.create_check_constraint("no_upgrades", "payment_orders", "purchase = 'PERIOD'")
    for table in ("subscription_changes", "subscriptions", "payment_changes"):
        op.drop_table(table)
    op.drop_index("payment_orders_pending_idx", "payment_orders")
    op.drop_column("payment_orders", "purchase")


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("account_id", sa.Uuid, primary_key=True),
        sa.Column(
            "changes", sa.Integer, nullable=False, comment="how many there are: compare-and-set"
        ),
        sa.Column("due_at", _INSTANT, comment="when time alone will change it"),
        comment="One row an account that has paid (SUB-14).",
    )
    op.create_index(
        "subscriptions_due_idx",
        "subscriptions",
        ["due_at"],
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "subscription_changes",
        sa.Column(
            "account_id", sa.Uuid, sa.ForeignKey("subscriptions.account_id"), primary_key=True
        ),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("event", _MEMBER, nullable=False),
        sa.Column("status", _MEMBER, nullable=False),
        sa.Column("tier", _MEMBER, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.Column("scheduled_tier", _MEMBER),
        sa.Column("scheduled_at", _INSTANT),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("bill_number", sa.Text, unique=True, comment="a payment is counted once"),
        sa.Column("reason", sa.Text),
        comment="Append-only: every change of a subscription, counted from 0 (SUB-13).",
    )
