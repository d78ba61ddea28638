"""
The third step: audit entries by month, and their order apart from them.
"""

from dastern_postgres.audit_order_step import keep_order_apart, put_order_back

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """
    Part the log by month.
    """
    keep_order_apart()


def downgrade() -> None:
    """
    Put the log together again.
    """
    put_order_back()
