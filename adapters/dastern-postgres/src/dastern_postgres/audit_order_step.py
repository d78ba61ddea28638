"""
The step that both databases take: audit entries by month, and their order apart from them.

Entries had their index in their own row, so that each writer waited for the one before.
"""

from alembic import op
from sqlalchemy import text

from dastern_postgres.partitions import make_partitions, make_rest

__all__ = ["keep_order_apart", "put_order_back"]

_ENTRY = (
    'id, "at", actor_id, actor_role, action, patient_id, resource_type, resource_id, details, salt'
)

_TABLES = """
DROP TRIGGER append_only ON audit_entries;
ALTER TABLE audit_entries RENAME TO audit_entries_whole;
CREATE SEQUENCE audit_arrival;
CREATE TABLE audit_entries (
    id uuid NOT NULL,
    "at" timestamptz NOT NULL,
    actor_id uuid,
    actor_role varchar(64) NOT NULL,
    action varchar(64) NOT NULL,
    patient_id uuid NOT NULL,
    resource_type text NOT NULL,
    resource_id text NOT NULL,
    details jsonb NOT NULL,
    salt bytea NOT NULL,
    arrival bigint NOT NULL DEFAULT nextval('audit_arrival')
) PARTITION BY RANGE ("at");
COMMENT ON TABLE audit_entries IS
    'Append-only: a trigger refuses every other change (AUD-03). By month.';
CREATE TABLE audit_queue (arrival bigint NOT NULL, id uuid NOT NULL, "at" timestamptz NOT NULL);
COMMENT ON TABLE audit_queue IS 'Entries that wait for their place; a trigger puts them here.';
CREATE TABLE audit_leaves (
    index bigint PRIMARY KEY,
    entry_id uuid NOT NULL,
    "at" timestamptz NOT NULL,
    leaf bytea NOT NULL
);
COMMENT ON TABLE audit_leaves IS 'The order of the log. Append-only, and never retired.';
COMMENT ON COLUMN audit_leaves.leaf IS 'what the tree holds of it';
INSERT INTO audit_leaves SELECT index, id, "at", leaf FROM audit_entries_whole;
"""

_FILL = f"""
INSERT INTO audit_entries ({_ENTRY}, arrival) SELECT {_ENTRY}, index FROM audit_entries_whole;
DROP TABLE audit_entries_whole;
ALTER TABLE audit_entries ADD PRIMARY KEY (id, "at");
CREATE INDEX audit_entries_patient_id_arrival_idx ON audit_entries (patient_id, arrival);
CREATE INDEX audit_queue_arrival_idx ON audit_queue (arrival);
CREATE INDEX audit_leaves_entry_id_idx ON audit_leaves (entry_id);
SELECT setval('audit_arrival', size + 1, false) FROM audit_head;
CREATE FUNCTION queue_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.audit_queue (arrival, id, "at") SELECT arrival, id, "at" FROM fresh;
    RETURN NULL;
END
$$;
CREATE TRIGGER queued AFTER INSERT ON audit_entries REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION queue_entries();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_leaves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER one_step ON audit_head;
COMMENT ON TABLE audit_head IS
    'The tree''s right edge; its row lock lets one sequencer at a time work.';
CREATE TRIGGER grows BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.size <= OLD.size) EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries, audit_leaves FROM PUBLIC;
"""  # noqa: S608 - names of this module

_MONTHS = """
SELECT DISTINCT date_trunc('month', "at" AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
FROM audit_entries_whole ORDER BY 1
"""

# An entry without a place, or a place whose entry was retired, has none in the old form.
_CHECK = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM audit_queue) OR EXISTS (
        SELECT FROM audit_leaves AS l WHERE NOT EXISTS (
            SELECT FROM audit_entries AS e WHERE e.id = l.entry_id AND e."at" = l."at"))
    THEN
        RAISE EXCEPTION 'entries wait for their place, or were retired: sequence the log first'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
END $$;
"""

_BACK = f"""
CREATE TABLE audit_entries_whole (
    index bigint NOT NULL,
    id uuid NOT NULL,
    "at" timestamptz NOT NULL,
    actor_id uuid,
    actor_role varchar(64) NOT NULL,
    action varchar(64) NOT NULL,
    patient_id uuid NOT NULL,
    resource_type text NOT NULL,
    resource_id text NOT NULL,
    details jsonb NOT NULL,
    salt bytea NOT NULL,
    leaf bytea NOT NULL
);
INSERT INTO audit_entries_whole (index, {_ENTRY}, leaf)
    SELECT l.index, e.id, e."at", actor_id, actor_role, action, patient_id, resource_type,
        resource_id, details, salt, l.leaf
    FROM audit_leaves AS l JOIN audit_entries AS e ON e.id = l.entry_id AND e."at" = l."at";
DROP TABLE audit_entries;
DROP TABLE audit_leaves;
DROP TABLE audit_queue;
DROP SEQUENCE audit_arrival;
DROP FUNCTION queue_entries();
ALTER TABLE audit_entries_whole RENAME TO audit_entries;
ALTER TABLE audit_entries ADD PRIMARY KEY (index);
ALTER TABLE audit_entries ADD UNIQUE (id);
CREATE INDEX audit_entries_patient_id_index_idx ON audit_entries (patient_id, index);
COMMENT ON TABLE audit_entries IS
    'Append-only: a trigger refuses every other change (AUD-03).';
COMMENT ON COLUMN audit_entries.leaf IS 'what the tree holds of it';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER grows ON audit_head;
COMMENT ON TABLE audit_head IS
    'The tree''s right edge; its row lock puts the writers in one order.';
CREATE TRIGGER one_step BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.size <> OLD.size + 1) EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries FROM PUBLIC;
"""  # noqa: S608 - names of this module


def keep_order_apart() -> None:
    """
    Part the entries by month, and their places from them; what is stored keeps its place.
    """
    connection = op.get_bind()
    op.execute(_TABLES)
    make_rest(connection, "audit_entries")
    months = connection.execute(text(_MONTHS)).scalars().all()
    for month in (*months, connection.scalar(text("SELECT now()"))):
        make_partitions(connection, "audit_entries", now=month, months=0)
    op.execute(_FILL)


def put_order_back() -> None:
    """
    Give each entry its place in its own row again, in one table.
    """
    op.execute(_CHECK)
    op.execute(_BACK)
