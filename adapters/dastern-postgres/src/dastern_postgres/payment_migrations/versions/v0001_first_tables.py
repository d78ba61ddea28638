"""
The first tables of the payment database: orders, subscriptions, messages and the audit log.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_MEMBER = sa.String(64)

# A statement trigger also refuses TRUNCATE, and says so where no row would match.
_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER one_row BEFORE DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER one_step BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.size <> OLD.size + 1) EXECUTE FUNCTION refuse_change();
INSERT INTO audit_head (one, size, peaks) VALUES (true, 0, '{}');
"""

_APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC;
"""


def upgrade() -> None:
    """
    Make the tables.
    """
    _orders()
    _subscriptions()
    _messages()
    _audit_log()
    op.execute(_REFUSE)
    for table in ("payment_changes", "subscription_changes", "audit_entries"):
        op.execute(_APPEND_ONLY.format(table=table))


def downgrade() -> None:
    """
    Drop the tables with everything in them.
    """
    for table in (
        "audit_head",
        "audit_entries",
        "received_messages",
        "subscription_changes",
        "subscriptions",
        "payment_changes",
        "payment_orders",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change()")


def _orders() -> None:
    op.create_table(
        "payment_orders",
        sa.Column("md5", sa.Text, primary_key=True, comment="of the payload (PAY-27)"),
        sa.Column("bill_number", sa.Text, nullable=False, unique=True),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("tier", _MEMBER, nullable=False),
        sa.Column("purchase", _MEMBER, nullable=False),
        sa.Column("price_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", _MEMBER, nullable=False),
        sa.Column("gateway", _MEMBER, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False, comment="by what the gateway knows it"),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("status", _MEMBER, nullable=False),
        sa.Column("paid_at", _INSTANT),
        sa.Column("question_at", _INSTANT, comment="when to ask the gateway next (PAY-06)"),
        comment="One row an order.",
    )
    op.create_index(None, "payment_orders", ["account_id"])
    op.create_index(
        "payment_orders_pending_idx",
        "payment_orders",
        ["expires_at"],
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_index(
        "payment_orders_question_idx",
        "payment_orders",
        ["question_at"],
        postgresql_where=sa.text("question_at IS NOT NULL"),
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


def _messages() -> None:
    op.create_table(
        "received_messages",
        sa.Column("sender", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False, comment="SHA-256 of the content"),
        sa.Column("received_at", _INSTANT, nullable=False),
        comment="One row a message that was dealt with (SIG-02).",
    )
    op.create_index(None, "received_messages", ["received_at"])


def _audit_log() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Uuid, nullable=False, unique=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("actor_role", _MEMBER, nullable=False),
        sa.Column("action", _MEMBER, nullable=False),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("resource_type", sa.Text, nullable=False),
        sa.Column("resource_id", sa.Text, nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False, comment="what the tree holds of it"),
        comment="Append-only: a trigger refuses every other change (AUD-03).",
    )
    op.create_index(None, "audit_entries", ["patient_id", "index"])
    op.create_table(
        "audit_head",
        sa.Column("one", sa.Boolean, sa.CheckConstraint("one", name="one_row"), primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("peaks", ARRAY(sa.LargeBinary), nullable=False),
        comment="The tree's right edge; its row lock puts the writers in one order.",
    )
