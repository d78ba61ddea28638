"""
The sixteenth step: doses counted by day, in the transaction that changes them.
"""

from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_STATUSES = ("due", "taken_on_time", "taken_late", "missed", "skipped")
_KEY = "patient_id, day, prescription_id"

_TABLE = f"""
CREATE TABLE dose_counts (
    patient_id uuid NOT NULL,
    day date NOT NULL,
    prescription_id uuid NOT NULL,
    {", ".join(f"{one} integer NOT NULL" for one in _STATUSES)},
    PRIMARY KEY ({_KEY})
);
COMMENT ON TABLE dose_counts IS
    'How many doses of a day stand where; written by the triggers of doses alone.';
COMMENT ON COLUMN dose_counts.day IS 'on the wall clock';
"""

_ROWS = "SELECT patient_id, local::date AS day, prescription_id, status, {one} AS one FROM {rows}"
_SUMS = ", ".join(f"coalesce(sum(one) FILTER (WHERE status = '{one}'), 0)" for one in _STATUSES)
# Everybody who counts takes the rows in the same order, so that no two wait for each other. A
# change that moves no dose from one status or day to another, such as a new key's, locks none.
_COUNT = f"""
        INSERT INTO dose_counts AS kept
        SELECT {_KEY}, {_SUMS} FROM ({{changed}}) AS changed
        GROUP BY {_KEY}
        HAVING ({_SUMS}) <> ({", ".join("0" for _ in _STATUSES)})
        ORDER BY {_KEY}
        ON CONFLICT ({_KEY}) DO UPDATE
        SET {", ".join(f"{one} = kept.{one} + excluded.{one}" for one in _STATUSES)};
"""  # noqa: S608 - names of this module
_CLEAR = f"""
        DELETE FROM dose_counts AS kept
        USING (SELECT DISTINCT patient_id, local::date AS day, prescription_id FROM gone) AS one
        WHERE (kept.patient_id, kept.day, kept.prescription_id)
                = (one.patient_id, one.day, one.prescription_id)
            AND ({", ".join(f"kept.{one}" for one in _STATUSES)})
                = ({", ".join("0" for _ in _STATUSES)});
"""  # noqa: S608 - names of this module
_GONE, _CAME = _ROWS.format(one="-1", rows="gone"), _ROWS.format(one="1", rows="came")
_FUNCTION = f"""
CREATE FUNCTION count_doses() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $count$
BEGIN
    IF TG_OP = 'INSERT' THEN{_COUNT.format(changed=_CAME)}
    ELSIF TG_OP = 'UPDATE' THEN{_COUNT.format(changed=f"{_GONE} UNION ALL {_CAME}")}{_CLEAR}
    ELSE{_COUNT.format(changed=_GONE)}{_CLEAR}
    END IF;
    RETURN NULL;
END
$count$;
REVOKE ALL ON FUNCTION count_doses() FROM PUBLIC;
"""
_TRIGGERS = """
CREATE TRIGGER counted_insert AFTER INSERT ON doses REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION count_doses();
CREATE TRIGGER counted_update AFTER UPDATE ON doses REFERENCING OLD TABLE AS gone NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION count_doses();
CREATE TRIGGER counted_delete AFTER DELETE ON doses REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION count_doses();
"""


def upgrade() -> None:
    """
    Count what is stored, and whatever changes from now on.
    """
    op.execute("LOCK TABLE doses IN SHARE ROW EXCLUSIVE MODE")
    op.execute(_TABLE)
    op.execute(_COUNT.format(changed=_ROWS.format(one="1", rows="doses")))
    op.execute(_FUNCTION)
    op.execute(_TRIGGERS)


def downgrade() -> None:
    """
    Count no more.
    """
    for one in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER counted_{one} ON doses")
    op.execute("DROP FUNCTION count_doses()")
    op.execute("DROP TABLE dose_counts")
