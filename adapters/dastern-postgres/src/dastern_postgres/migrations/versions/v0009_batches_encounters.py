"""
The ninth step: what a patient takes together, and what happened at hospitals.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_MEMBER = sa.String(64)

_FIXED = """
CREATE TRIGGER fixed BEFORE UPDATE ON batches FOR EACH ROW
    WHEN (ROW(OLD.id, OLD.patient_id, OLD.prescription_id)
        IS DISTINCT FROM ROW(NEW.id, NEW.patient_id, NEW.prescription_id))
    EXECUTE FUNCTION refuse_step();
CREATE TRIGGER content BEFORE UPDATE ON encounters FOR EACH ROW EXECUTE FUNCTION refuse_step();
"""

# A later version is of the same patient and hospital; what a patient tells of themselves,
# nobody else goes on with (EPN-06).
_FOLLOWS = """
CREATE FUNCTION refuse_strange_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version > 1 AND NOT EXISTS (
        SELECT FROM public.encounters AS former
        WHERE former.id = NEW.id AND former.version = NEW.version - 1
            AND former.patient_id = NEW.patient_id
            AND former.hospital_id IS NOT DISTINCT FROM NEW.hospital_id
            AND (former.hospital_id IS NOT NULL OR former.author_id = NEW.author_id)
    ) THEN
        RAISE EXCEPTION 'a version of encounters follows its newest'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER follows BEFORE INSERT ON encounters FOR EACH ROW
    EXECUTE FUNCTION refuse_strange_version();
"""


def upgrade() -> None:
    """
    Make the tables, and let no version be rewritten or slipped in.
    """
    op.create_table(
        "batches",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("prescription_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.Time(timezone=False), nullable=False, comment="the wall clock"),
        sa.ForeignKeyConstraint(
            ["prescription_id", "patient_id"], ["prescriptions.id", "prescriptions.patient_id"]
        ),
        comment="What a patient takes together (BAT-01).",
    )
    op.create_index(None, "batches", ["patient_id"])
    op.create_table(
        "encounters",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("hospital_id", sa.Uuid),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("occurred_at", _INSTANT, nullable=False),
        sa.Column("type", _MEMBER, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("allergies", ARRAY(sa.Text), comment="NULL: nobody asked; empty: none"),
        sa.Column("chronic_conditions", ARRAY(sa.Text)),
        sa.Column("blood_group", _MEMBER),
        sa.Column("recent_surgery", sa.Text),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("retired_at", _INSTANT),
        comment="One row a version; none is ever changed (EPN-06, C71).",
    )
    op.create_index(None, "encounters", ["patient_id", "occurred_at"])
    op.execute(_FIXED)
    op.execute(_FOLLOWS)


def downgrade() -> None:
    """
    Drop the tables with everything in them; what batches ordered stays.
    """
    op.drop_table("encounters")
    op.drop_table("batches")
    op.execute("DROP FUNCTION refuse_strange_version()")
