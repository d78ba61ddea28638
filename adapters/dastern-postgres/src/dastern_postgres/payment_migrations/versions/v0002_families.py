"""
The second step of the payment database: families, who share a plan.
"""

import sqlalchemy as sa
from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON family_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON family_changes FROM PUBLIC;
"""


def upgrade() -> None:
    """
    Make the tables.
    """
    op.create_table(
        "families",
        sa.Column("owner_id", sa.Uuid, primary_key=True),
        sa.Column(
            "changes", sa.Integer, nullable=False, comment="how many there are: compare-and-set"
        ),
        comment="One row a payer who has invited somebody (SUB-07).",
    )
    op.create_table(
        "family_changes",
        sa.Column("owner_id", sa.Uuid, sa.ForeignKey("families.owner_id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.Uuid, nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        comment="Append-only: every change of a family, counted from 0.",
    )
    op.create_table(
        "family_members",
        sa.Column(
            "member_id", sa.Uuid, primary_key=True, comment="nobody is in two families (SUB-08)"
        ),
        sa.Column("owner_id", sa.Uuid, sa.ForeignKey("families.owner_id"), nullable=False),
        comment="One row a member who has a seat.",
    )
    op.create_index(None, "family_members", ["owner_id"])
    op.execute(_APPEND_ONLY)


def downgrade() -> None:
    """
    Drop the tables with everything in them.
    """
    for table in ("family_members", "family_changes", "families"):
        op.drop_table(table)
