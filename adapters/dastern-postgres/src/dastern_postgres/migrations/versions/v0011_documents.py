"""
The eleventh step: files of encounters, and the wrapped keys that seal them.
"""

import sqlalchemy as sa
from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_MEMBER = sa.String(64)

# Nothing of a document changes but where it stands, and of a key nothing at all.
_FIXED = """
CREATE TRIGGER fixed BEFORE UPDATE ON documents FOR EACH ROW
    WHEN ((to_jsonb(OLD) - 'status') IS DISTINCT FROM (to_jsonb(NEW) - 'status'))
    EXECUTE FUNCTION refuse_step();
CREATE TRIGGER life BEFORE UPDATE ON documents FOR EACH ROW
    WHEN (OLD.status = 'retired') EXECUTE FUNCTION refuse_step();
CREATE TRIGGER content BEFORE UPDATE ON data_keys FOR EACH ROW EXECUTE FUNCTION refuse_step();
"""


def upgrade() -> None:
    """
    Make the tables, and let nobody rewrite a row.
    """
    op.create_table(
        "documents",
        sa.Column("id", sa.Uuid, primary_key=True, comment="also the key of its content (C72)"),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("encounter_id", sa.Uuid, nullable=False),
        sa.Column("hospital_id", sa.Uuid),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("type", _MEMBER, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("uploaded_by", sa.Uuid, nullable=False),
        sa.Column("uploaded_at", _INSTANT, nullable=False),
        sa.Column("scan", _MEMBER, nullable=False),
        sa.Column("status", _MEMBER, nullable=False),
        comment="A file of an encounter, without its content; never destroyed (EPD-07).",
    )
    op.create_index(None, "documents", ["patient_id", "uploaded_at"])
    op.create_table(
        "data_keys",
        sa.Column("patient_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("store_key_id", sa.Text, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        comment="What seals a patient's documents; deleting it erases them (EPD-08).",
    )
    op.execute(_FIXED)


def downgrade() -> None:
    """
    Drop the tables with everything in them: without its key no document can be opened again.
    """
    op.drop_table("data_keys")
    op.drop_table("documents")
