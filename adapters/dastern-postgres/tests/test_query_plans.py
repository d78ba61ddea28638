"""
Query plans: the stated query patterns are answered by an index, in the months they are about.

PostgreSQL is asked for its plan over tables with rows enough that a sequential scan would
cost more; nothing is timed.
"""

import re
from collections.abc import Iterator

import psycopg
import pytest

_FILL = """
INSERT INTO prescriptions (id, version, patient_id, author_id, created_at)
SELECT md5('p' || n)::uuid, 1, md5('a' || n)::uuid, md5('a' || n)::uuid, now()
FROM generate_series(1, 200) AS n;
INSERT INTO doses (id, slot_key, prescription_id, medication_id, patient_id, due_at, local,
    quantity, quantity_unit, status, grace_minutes, was_offline, flags)
SELECT md5(n || '/' || d)::uuid, n || '/' || d, md5('p' || n)::uuid, md5('m' || n)::uuid,
    md5('a' || n)::uuid, now() + make_interval(days => d), now() + make_interval(days => d),
    '1', 'tablet', CASE WHEN d < 0 THEN 'missed' ELSE 'due' END, 30, false, '{}'
FROM generate_series(1, 200) AS n, generate_series(-40, 40) AS d;
INSERT INTO audit_entries (id, at, actor_role, action, patient_id, resource_type, resource_id,
    details, salt)
SELECT gen_random_uuid(), now(), 'SYSTEM', 'DOSE_MISSED', md5('a' || n % 200)::uuid, 'dose', 'x',
    '{}', ''
FROM generate_series(1, 5000) AS n;
ANALYZE doses, dose_counts, audit_entries, audit_queue, prescriptions;
"""

_PATTERNS = {
    "a patient's day": (
        """
        SELECT * FROM doses WHERE patient_id = md5('a7')::uuid
            AND due_at >= now() AND due_at < now() + interval '1 day'
        ORDER BY due_at, slot_key
        """,
        "patient_id_due_at_slot_key_idx",
    ),
    "one dose": ("SELECT * FROM doses WHERE id = md5('7/1')::uuid", "_pkey"),
    "a prescription's doses": (
        "SELECT * FROM doses WHERE prescription_id = md5('p7')::uuid",
        "prescription_id_idx",
    ),
    "the oldest days on which doses are due": (
        """
        SELECT * FROM dose_counts WHERE due > 0 AND day <= current_date
        ORDER BY day, patient_id, prescription_id LIMIT 100
        """,
        "dose_counts_due_idx",
    ),
    "a patient's trail": (
        """
        SELECT * FROM audit_entries WHERE patient_id = md5('a7')::uuid
        ORDER BY arrival DESC LIMIT 20
        """,
        "patient_id_arrival_idx",
    ),
    "what waits for its place": (
        "SELECT * FROM audit_queue ORDER BY arrival LIMIT 10",
        "audit_queue_pkey",
    ),
    "the entries of what waits": (
        """
        SELECT * FROM audit_entries WHERE id = ANY(ARRAY(SELECT gen_random_uuid()))
            AND at BETWEEN now() - interval '1 hour' AND now()
        """,
        "_pkey",
    ),
}


@pytest.fixture
def filled(database: str) -> Iterator[psycopg.Connection]:
    """
    Give a connection to a database with some thousands of doses and entries.
    """
    with psycopg.connect(database) as connection:
        connection.execute(_FILL)
        yield connection


def test_each_pattern_has_its_index(filled: psycopg.Connection) -> None:
    """
    No plan of a stated pattern scans a filled table from end to end.
    """
    missing = {}
    for name, (query, index) in _PATTERNS.items():
        rows = filled.execute(f"EXPLAIN (COSTS OFF) {query}").fetchall()
        plan = "\n".join(line for (line,) in rows)
        # The partition for the rest is empty here, and is read as the one page that it is.
        if index not in plan or re.search(
            r"Seq Scan on (dose|doses|audit)_(20|counts|entries_20|queue)", plan
        ):
            missing[name] = plan

    assert {} == missing


def test_a_day_looks_into_its_months_alone(filled: psycopg.Connection) -> None:
    """
    A day's plan names the partition of its month and the next, and the rest.
    """
    filled.execute("SET plan_cache_mode = force_custom_plan")
    rows = filled.execute(
        "EXPLAIN (COSTS OFF) SELECT * FROM doses WHERE patient_id = md5('a7')::uuid"
        " AND due_at >= %s AND due_at < %s",
        ["2001-03-01 00:00+00", "2001-03-02 00:00+00"],
    ).fetchall()
    plan = "\n".join(line for (line,) in rows)

    assert ("doses_rest" in plan, "doses_20" in plan) == (True, False)
