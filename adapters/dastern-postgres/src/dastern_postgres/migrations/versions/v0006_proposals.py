"""
The sixth step: changes that wait for a patient, and messages about what was done.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_MEMBER = sa.String(64)

# Nothing of a proposal changes but what became of it; nothing of a notice but that it was read.
_FIXED = """
CREATE TRIGGER fixed BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN ((to_jsonb(OLD) - '{{{free}}}'::text[]) IS DISTINCT FROM
        (to_jsonb(NEW) - '{{{free}}}'::text[]))
    EXECUTE FUNCTION refuse_step();
"""

# What a version orders is never rewritten, by whomever; how it stands is (RX-18).
_CONTENT = """
CREATE TRIGGER content BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN ((to_jsonb(OLD) - '{{{free}}}'::text[]) IS DISTINCT FROM
        (to_jsonb(NEW) - '{{{free}}}'::text[]))
    EXECUTE FUNCTION refuse_step();
"""
_STANDING = "status,end_reason,review,status_note,status_at"

_LIFE = """
CREATE TRIGGER life BEFORE UPDATE ON proposals FOR EACH ROW
    WHEN (OLD.status <> 'pending') EXECUTE FUNCTION refuse_step();
"""


def upgrade() -> None:
    """
    Make the tables, and let no row be rewritten.
    """
    op.create_table(
        "proposals",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("prescription_id", sa.Uuid, nullable=False),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("base_version", sa.Integer, nullable=False),
        sa.Column("lines", JSONB, nullable=False),
        sa.Column("diagnosis", sa.Text),
        sa.Column("follow_up_on", sa.Date),
        sa.Column("start", sa.Date),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("proposed_at", _INSTANT, nullable=False),
        sa.Column("status", _MEMBER, nullable=False),
        sa.Column("decided_at", _INSTANT),
        sa.ForeignKeyConstraint(
            ["prescription_id", "patient_id", "author_id"],
            ["prescriptions.id", "prescriptions.patient_id", "prescriptions.author_id"],
        ),
        comment="Changes that wait for the patient, and what became of them (RX-21).",
    )
    op.create_index(None, "proposals", ["patient_id"])
    op.create_index(
        "proposals_pending_key",
        "proposals",
        ["prescription_id"],
        unique=True,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", _MEMBER, nullable=False),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("recipient_id", sa.Uuid, nullable=False),
        sa.Column("author_id", sa.Uuid),
        sa.Column("about", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("sent_at", _INSTANT, nullable=False),
        sa.Column("read_at", _INSTANT),
        comment="A message about a patient to one person (NOT-02).",
    )
    op.create_index(None, "notices", ["recipient_id", "sent_at"])
    op.execute(_FIXED.format(table="proposals", free="status,decided_at"))
    op.execute(_FIXED.format(table="notices", free="read_at"))
    op.execute(_LIFE)
    op.execute(_CONTENT.format(table="prescription_versions", free=_STANDING))
    op.execute(_CONTENT.format(table="medications", free=""))


def downgrade() -> None:
    """
    Drop the tables with everything in them; prescriptions stay.
    """
    for table in ("prescription_versions", "medications"):
        op.execute(f"DROP TRIGGER content ON {table}")
    op.drop_table("notices")
    op.drop_table("proposals")
