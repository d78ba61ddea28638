"""
The seventeenth step: nobody writes the audit log's queue but the entries' own trigger.
"""

from dastern_postgres.audit_queue_step import close_queue, open_queue

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """
    Close it.
    """
    close_queue()


def downgrade() -> None:
    """
    Open it.
    """
    open_queue()
