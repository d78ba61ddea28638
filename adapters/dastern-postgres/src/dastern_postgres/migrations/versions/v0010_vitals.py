"""
The tenth step: what was measured, when somebody should look, and what is normal for whom.
"""

import sqlalchemy as sa
from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_MEMBER = sa.String(64)

_FIXED = """
CREATE TRIGGER content BEFORE UPDATE ON vital_readings FOR EACH ROW
    EXECUTE FUNCTION refuse_step();
CREATE TRIGGER fixed BEFORE UPDATE ON vital_alerts FOR EACH ROW
    WHEN (ROW(OLD.id, OLD.patient_id, OLD.sign)
        IS DISTINCT FROM ROW(NEW.id, NEW.patient_id, NEW.sign))
    EXECUTE FUNCTION refuse_step();
CREATE TRIGGER fixed BEFORE UPDATE ON vital_bounds FOR EACH ROW
    WHEN (ROW(OLD.patient_id, OLD.component) IS DISTINCT FROM ROW(NEW.patient_id, NEW.component))
    EXECUTE FUNCTION refuse_step();
"""


def upgrade() -> None:
    """
    Make the tables; a reading is never rewritten, and one episode of a sign runs at a time.
    """
    op.create_table(
        "vital_readings",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("sign", _MEMBER, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("secondary", sa.Text),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("measured_at", _INSTANT, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        comment="What was measured, in the unit of the device (VIT-02, VIT-04).",
    )
    op.create_index(None, "vital_readings", ["patient_id", "measured_at"])
    op.create_table(
        "vital_bounds",
        sa.Column("patient_id", sa.Uuid, primary_key=True),
        sa.Column("component", _MEMBER, primary_key=True),
        sa.Column("low", sa.Text),
        sa.Column("high", sa.Text),
        comment="A patient's own bounds; an empty one is the default (VIT-05).",
    )
    op.create_table(
        "vital_alerts",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("sign", _MEMBER, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("latest_at", _INSTANT, nullable=False),
        sa.Column("reading_id", sa.Uuid, nullable=False),
        sa.Column("status", _MEMBER, nullable=False),
        sa.Column("resolved_at", _INSTANT),
        sa.Column("resolved_by", sa.Uuid),
        comment="One row an episode (VIT-10).",
    )
    op.create_index(None, "vital_alerts", ["patient_id", "since"])
    op.create_index(
        "vital_alerts_current_key",
        "vital_alerts",
        ["patient_id", "sign"],
        unique=True,
        postgresql_where=sa.text("status <> 'ended'"),
    )
    op.execute(_FIXED)


def downgrade() -> None:
    """
    Drop the tables with everything in them.
    """
    for table in ("vital_alerts", "vital_bounds", "vital_readings"):
        op.drop_table(table)
