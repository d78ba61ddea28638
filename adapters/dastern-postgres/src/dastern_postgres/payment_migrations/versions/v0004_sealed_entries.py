"""
The fourth step: audit entries in the form that both databases share; none is sealed here.
"""

from dastern_postgres.sealing_step import make_room_in_log, take_room_in_log

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """
    Make room.
    """
    make_room_in_log()


def downgrade() -> None:
    """
    Take it back.
    """
    take_room_in_log()
