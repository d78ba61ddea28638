"""
The step that both databases take: nobody writes the queue but the entries' own trigger.

Whoever could write it could name an entry that is none, or push a real one out of it.
"""

from alembic import op

__all__ = ["close_queue", "open_queue"]

# Whoever waits is told anew from what has no place: a forged row goes, a lost entry comes back.
_CLOSE = """
DELETE FROM audit_queue;
INSERT INTO audit_queue (arrival, id, "at")
SELECT e.arrival, e.id, e."at" FROM audit_entries AS e WHERE NOT EXISTS (
    SELECT FROM audit_leaves AS l WHERE l.entry_id = e.id AND l."at" = e."at");
DROP INDEX audit_queue_arrival_idx;
ALTER TABLE audit_queue ADD PRIMARY KEY (arrival, id, "at");
ALTER FUNCTION queue_entries() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
REVOKE ALL ON FUNCTION queue_entries() FROM PUBLIC;
"""
_OPEN = """
GRANT EXECUTE ON FUNCTION queue_entries() TO PUBLIC;
ALTER FUNCTION queue_entries() SECURITY INVOKER RESET search_path;
ALTER TABLE audit_queue DROP CONSTRAINT audit_queue_pkey;
CREATE INDEX audit_queue_arrival_idx ON audit_queue (arrival);
"""


def close_queue() -> None:
    """
    Let the trigger write the queue as the tables' owner, on nobody's behalf.
    """
    op.execute(_CLOSE)


def open_queue() -> None:
    """
    Let it write as whoever writes an entry, who needs the right to do so.
    """
    op.execute(_OPEN)
