"""
The eighteenth step: what is due is found by its day, so that marking a dose changes no index.

An index over the due doses alone made PostgreSQL write every index of a dose anew with its
mark; the counts of days know as well where doses are due.
"""

from alembic import op
from sqlalchemy import text

from dastern_postgres.partitions import DOSES_FILLED

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# The sweep looks for a day's doses near the day.
_NEAR = "local - due_at AT TIME ZONE 'UTC' BETWEEN interval '-12 hours' AND interval '14 hours'"
_PARTITIONS = text(
    "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'doses'::regclass"
)


def upgrade() -> None:
    """
    Find what is due by its day.
    """
    op.execute(f"ALTER TABLE doses ADD CONSTRAINT doses_local_check CHECK ({_NEAR})")
    op.execute("DROP INDEX doses_due_idx")
    op.execute(
        "CREATE INDEX dose_counts_due_idx ON dose_counts (day, patient_id, prescription_id)"
        " WHERE due > 0"
    )
    for (partition,) in op.get_bind().execute(_PARTITIONS).all():
        op.execute(f"ALTER TABLE {partition} SET (fillfactor = {DOSES_FILLED})")


def downgrade() -> None:
    """
    Find what is due by the doses themselves.
    """
    for (partition,) in op.get_bind().execute(_PARTITIONS).all():
        op.execute(f"ALTER TABLE {partition} RESET (fillfactor)")
    op.execute("DROP INDEX dose_counts_due_idx")
    op.execute("ALTER TABLE doses DROP CONSTRAINT doses_local_check")
    op.execute("CREATE INDEX doses_due_idx ON doses (due_at, slot_key) WHERE status = 'due'")
