"""
The fourth step: whose turn a draft is, and why a version was written.

A draft that was stored before waits for its review; an earlier version tells no reason but
that it was written.
"""

import sqlalchemy as sa
from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLE = "prescription_versions"
_MEMBER = sa.String(64)


def upgrade() -> None:
    """
    Add the columns, and fill those of what is stored.
    """
    op.add_column(_TABLE, sa.Column("review", _MEMBER))
    op.add_column(
        _TABLE,
        sa.Column("change_reason", sa.Text, nullable=False, server_default="Initial prescription"),
    )
    op.add_column(
        _TABLE, sa.Column("is_urgent", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column(_TABLE, sa.Column("status_note", sa.Text))
    op.add_column(_TABLE, sa.Column("status_at", sa.DateTime(timezone=True)))
    op.add_column(_TABLE, sa.Column("follow_up_on", sa.Date))
    op.execute(f"UPDATE {_TABLE} SET review = 'pending_review' WHERE status = 'draft'")  # noqa: S608 - a constant
    for name in ("change_reason", "is_urgent"):
        op.alter_column(_TABLE, name, server_default=None)


def downgrade() -> None:
    """
    Take the columns away.
    """
    for name in (
        "follow_up_on",
        "status_at",
        "status_note",
        "is_urgent",
        "change_reason",
        "review",
    ):
        op.drop_column(_TABLE, name)
