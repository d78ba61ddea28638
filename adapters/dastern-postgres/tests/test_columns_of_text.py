"""
Columns of text: each is sealed, or stands in the clear for a reason that the page tells.
"""

import re
from pathlib import Path

import psycopg

from dastern_postgres.sealed_columns import SEALED

_PAGE = Path(__file__).parents[3] / "docs" / "domains" / "encryption.md"
_LINE = re.compile(
    r"^\| `(?P<table>[\w.]+)` \| (?P<columns>`.*`) \| (?P<how>sealed|plain), ", re.MULTILINE
)
# What may hold anybody's words; a `varchar` holds one of its kind's (`columns.member_of`).
_TEXTS = """
SELECT c.oid::regclass::text, a.attname
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'alembic_version'
    AND a.atttypid IN ('text'::regtype, 'text[]'::regtype, 'jsonb'::regtype, 'json'::regtype)
"""


def _told(how: str) -> set[tuple[str, str]]:
    return {
        (found["table"], column)
        for found in _LINE.finditer(_PAGE.read_text(encoding="utf-8"))
        if found["how"] == how
        for column in re.findall(r"`(\w+)`", found["columns"])
    }


def test_every_column_of_text_has_its_reason(database: str, payment_database: str) -> None:
    """
    By the catalogue of both databases: a new column of text is in the table or fails here.
    """
    stored: set[tuple[str, str]] = set()
    for dsn in (database, payment_database):
        with psycopg.connect(dsn) as connection:
            stored |= set(connection.execute(_TEXTS).fetchall())
    waiting = {(one.table, one.plain) for one in SEALED}

    # The details of an entry wait where those of a missed dose stay.
    assert stored - waiting | {("audit_entries", "details")} == _told("plain")
    assert waiting <= stored


def test_what_is_sealed_is_told() -> None:
    """
    The table names each text in each envelope, and no other.
    """
    sealed = {(one.table, name) for one in SEALED for name in one.erased}

    assert sealed == _told("sealed")
