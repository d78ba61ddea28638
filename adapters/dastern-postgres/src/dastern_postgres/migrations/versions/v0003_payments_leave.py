"""
The third step: payments leave for a database of their own (PAY-35).

Where none were stored, their tables are dropped. Where some were, nothing is lost: the
tables move to the schema ``former_payments``, which no service's role may enter.
"""

from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("subscription_changes", "subscriptions", "payment_changes", "payment_orders")

_EMPTY_AGAIN = """
CREATE TABLE payment_orders (
    md5 text PRIMARY KEY, bill_number text NOT NULL UNIQUE, account_id uuid NOT NULL,
    tier varchar(64) NOT NULL, price_minor bigint NOT NULL, currency varchar(64) NOT NULL,
    receiver text NOT NULL, payload text NOT NULL, created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL, status varchar(64) NOT NULL, paid_at timestamptz,
    purchase varchar(64) NOT NULL
);
CREATE INDEX payment_orders_account_id_idx ON payment_orders (account_id);
CREATE INDEX payment_orders_pending_idx ON payment_orders (expires_at) WHERE status = 'PENDING';
CREATE TABLE payment_changes (
    md5 text REFERENCES payment_orders, number integer, before varchar(64),
    after varchar(64) NOT NULL, at timestamptz NOT NULL, reason varchar(64) NOT NULL,
    differing text[] NOT NULL, PRIMARY KEY (md5, number)
);
CREATE TABLE subscriptions (
    account_id uuid PRIMARY KEY, changes integer NOT NULL, due_at timestamptz
);
CREATE INDEX subscriptions_due_idx ON subscriptions (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE subscription_changes (
    account_id uuid REFERENCES subscriptions, number integer, event varchar(64) NOT NULL,
    status varchar(64) NOT NULL, tier varchar(64) NOT NULL, ends_at timestamptz NOT NULL,
    scheduled_tier varchar(64), scheduled_at timestamptz, at timestamptz NOT NULL,
    bill_number text UNIQUE, reason text, PRIMARY KEY (account_id, number)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON subscription_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """
    Let the tables go.
    """
    connection = op.get_bind()
    stored = connection.exec_driver_sql(
        "SELECT EXISTS (SELECT FROM payment_orders) OR EXISTS (SELECT FROM subscriptions)"
    ).scalar()
    if stored:
        op.execute("CREATE SCHEMA former_payments")
    for table in _TABLES:
        if stored:
            op.execute(f"ALTER TABLE {table} SET SCHEMA former_payments")
        else:
            op.drop_table(table)


def downgrade() -> None:
    """
    Bring the tables back, with what they held.
    """
    connection = op.get_bind()
    if connection.exec_driver_sql("SELECT to_regnamespace('former_payments')").scalar() is None:
        op.execute(_EMPTY_AGAIN)
        return
    for table in _TABLES:
        op.execute(f"ALTER TABLE former_payments.{table} SET SCHEMA public")
    op.execute("DROP SCHEMA former_payments")
