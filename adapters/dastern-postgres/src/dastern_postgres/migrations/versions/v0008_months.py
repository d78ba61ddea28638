"""
The eighth step: doses and audit entries by month.
"""

from alembic import op
from sqlalchemy import text

from dastern_postgres.audit_order_step import keep_order_apart, put_order_back
from dastern_postgres.partitions import make_partitions, make_rest

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ASIDE = """
ALTER TABLE doses RENAME TO doses_whole;
CREATE TABLE doses (LIKE doses_whole INCLUDING COMMENTS) PARTITION BY RANGE (due_at);
COMMENT ON TABLE doses IS
    'One row a planned intake (DOSE-34), partitioned by the month it is due in.';
COMMENT ON COLUMN doses.id IS 'of the slot key';
"""

_MONTHS = """
SELECT DISTINCT date_trunc('month', due_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
FROM doses_whole ORDER BY 1
"""

_FILL = """
INSERT INTO doses SELECT * FROM doses_whole;
DROP TABLE doses_whole;
ALTER TABLE doses ADD PRIMARY KEY (id, due_at);
CREATE INDEX doses_patient_id_due_at_slot_key_idx ON doses (patient_id, due_at, slot_key);
"""

_WHOLE = """
CREATE TABLE doses_whole (LIKE doses INCLUDING COMMENTS);
INSERT INTO doses_whole SELECT * FROM doses;
DROP TABLE doses;
ALTER TABLE doses_whole RENAME TO doses;
ALTER TABLE doses ADD PRIMARY KEY (id);
ALTER TABLE doses ADD UNIQUE (slot_key);
CREATE INDEX doses_patient_id_due_at_slot_key_idx ON doses (patient_id, due_at, slot_key);
COMMENT ON TABLE doses IS 'One row a planned intake (DOSE-34).';
COMMENT ON COLUMN doses.id IS NULL;
"""

_BOTH = """
CREATE INDEX doses_prescription_id_idx ON doses (prescription_id);
CREATE INDEX doses_due_idx ON doses (due_at, slot_key) WHERE status = 'due';
ALTER TABLE doses ADD CONSTRAINT doses_prescription_id_fkey
    FOREIGN KEY (prescription_id, patient_id) REFERENCES prescriptions (id, patient_id);
CREATE TRIGGER fixed BEFORE UPDATE ON doses FOR EACH ROW
    WHEN (ROW(OLD.id, OLD.patient_id, OLD.prescription_id)
        IS DISTINCT FROM ROW(NEW.id, NEW.patient_id, NEW.prescription_id))
    EXECUTE FUNCTION refuse_step();
"""

_COMING = 2  # months for which there is a partition from the first; a job makes the others


def upgrade() -> None:
    """
    Part the tables by month, with what is stored in them.
    """
    connection = op.get_bind()
    op.execute(_ASIDE)
    make_rest(connection, "doses")
    for month in connection.execute(text(_MONTHS)).scalars().all():
        make_partitions(connection, "doses", now=month, months=0)
    now = connection.scalar(text("SELECT now()"))
    make_partitions(connection, "doses", now=now, months=_COMING)
    op.execute(_FILL)
    op.execute(_BOTH)
    keep_order_apart()


def downgrade() -> None:
    """
    Put the months together again.
    """
    put_order_back()
    op.execute(_WHOLE)
    op.execute(_BOTH)
