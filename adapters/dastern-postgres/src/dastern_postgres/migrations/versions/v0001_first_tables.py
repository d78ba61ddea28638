"""
The first tables: prescriptions, doses, payment orders and the audit log.
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
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries FROM PUBLIC;
CREATE TRIGGER one_row BEFORE DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER one_step BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.size <> OLD.size + 1) EXECUTE FUNCTION refuse_change();
INSERT INTO audit_head (one, size, peaks) VALUES (true, 0, '{}');
"""


def upgrade() -> None:
    """
    Make the tables.
    """
    _prescriptions()
    _doses()
    _payments()
    _audit_log()
    op.execute(_REFUSE)


def downgrade() -> None:
    """
    Drop the tables with everything in them.
    """
    for table in (
        "audit_head",
        "audit_entries",
        "payment_orders",
        "doses",
        "medications",
        "prescription_versions",
        "prescriptions",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change()")


def _prescriptions() -> None:
    op.create_table(
        "prescriptions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        comment="One row a prescription: the number of its newest version.",
    )
    op.create_table(
        "prescription_versions",
        sa.Column("prescription_id", sa.Uuid, sa.ForeignKey("prescriptions.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("status", _MEMBER, nullable=False),
        sa.Column("end_reason", _MEMBER),
        sa.Column("start", sa.Date, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("grace_minutes", sa.SmallInteger, nullable=False),
        sa.Column("diagnosis", sa.Text),
        sa.Column("created_at", _INSTANT, nullable=False),
        comment="What was ordered; a version's content never changes (RX-18).",
    )
    op.create_index(None, "prescription_versions", ["patient_id"])
    op.create_table(
        "medications",
        sa.Column("prescription_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("strength", sa.Text),
        sa.Column("form", sa.Text),
        sa.Column("quantity", sa.Text),
        sa.Column("quantity_unit", sa.Text),
        sa.Column("dosages", JSONB, nullable=False, comment="FHIR R5 Dosage, one or more"),
        sa.Column("instructions", sa.Text),
        sa.ForeignKeyConstraint(
            ["prescription_id", "version"],
            ["prescription_versions.prescription_id", "prescription_versions.version"],
        ),
        comment="The lines of a version, in printed order.",
    )


def _doses() -> None:
    op.create_table(
        "doses",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("slot_key", sa.Text, nullable=False, unique=True),
        sa.Column("prescription_id", sa.Uuid, sa.ForeignKey("prescriptions.id"), nullable=False),
        sa.Column("medication_id", sa.Uuid, nullable=False),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("local", sa.DateTime(timezone=False), nullable=False, comment="the wall clock"),
        sa.Column("slot", _MEMBER),
        sa.Column("quantity", sa.Text, nullable=False),
        sa.Column("quantity_unit", sa.Text, nullable=False),
        sa.Column("quantity_max", sa.Text),
        sa.Column("quantity_max_unit", sa.Text),
        sa.Column("status", _MEMBER, nullable=False),
        sa.Column("grace_minutes", sa.SmallInteger, nullable=False),
        sa.Column("acted_at", _INSTANT),
        sa.Column("recorded_at", _INSTANT),
        sa.Column("skip_reason", _MEMBER),
        sa.Column("skip_note", sa.Text),
        sa.Column("was_offline", sa.Boolean, nullable=False),
        sa.Column("flags", ARRAY(sa.Text), nullable=False),
        comment="One row a planned intake (DOSE-34).",
    )
    op.create_index(None, "doses", ["patient_id", "due_at", "slot_key"])
    op.create_index(None, "doses", ["prescription_id"])
    op.create_index(
        "doses_due_idx",
        "doses",
        ["due_at", "slot_key"],
        postgresql_where=sa.text("status = 'due'"),
    )


def _payments() -> None:
    op.create_table(
        "payment_orders",
        sa.Column("md5", sa.Text, primary_key=True, comment="of the payload (PAY-27)"),
        sa.Column("bill_number", sa.Text, nullable=False, unique=True),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("tier", _MEMBER, nullable=False),
        sa.Column("price_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", _MEMBER, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False, comment="the KHQR's text"),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("status", _MEMBER, nullable=False),
        sa.Column("paid_at", _INSTANT),
        comment="One row an order.",
    )
    op.create_index(None, "payment_orders", ["account_id"])


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
