"""
Migrations: forward, back, again, and at the same time.
"""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from dastern_core.kernel import PortError
from dastern_core.testing.samples import sample_prescription
from dastern_postgres import downgrade, migrate, postgres_store
from dastern_postgres.columns import metadata
from dastern_postgres.engine import connect

_LEFT_BEHIND = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY 1
"""


def test_makes_the_tables_that_the_code_expects(database: str) -> None:
    """
    The migrated schema and the tables in the code do not differ.
    """
    engine = connect(database)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []


def test_goes_back_without_a_trace(database: str) -> None:
    """
    Undoing every step leaves alembic's own empty table and nothing else.
    """
    downgrade(database, revision="base")
    with psycopg.connect(database) as connection:
        left = [name for (name,) in connection.execute(_LEFT_BEHIND)]

    assert left == ["alembic_version", "alembic_version_pkc"]


def test_goes_back_and_forth(database: str) -> None:
    """
    A schema that was undone can be made again, and works.
    """
    downgrade(database, revision="base")
    migrate(database)
    added = sample_prescription(1, active=True)
    with postgres_store(database) as store:
        with store.begin() as work:
            work.prescriptions.add(added)
        with store.begin() as work:
            loaded = work.prescriptions.get(added.id)

    assert added == loaded


def test_keeps_what_is_stored(database: str) -> None:
    """
    Migrating a database that is up to date changes nothing in it.
    """
    added = sample_prescription(1, active=True)
    with postgres_store(database) as store:
        with store.begin() as work:
            work.prescriptions.add(added)
        migrate(database)
        with store.begin() as work:
            loaded = work.prescriptions.get(added.id)

    assert added == loaded


def test_takes_each_step_once(blank_database: str) -> None:
    """
    Several programs that start at once migrate one after the other.
    """
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [blank_database] * 4))
    with psycopg.connect(blank_database) as connection:
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()

    assert rows == [("0001",)]


def test_fails_whole(blank_database: str) -> None:
    """
    A step that fails leaves the schema as it was, and a declared error.
    """
    with psycopg.connect(blank_database) as connection:
        connection.execute("CREATE TABLE audit_head (something text)")
    with pytest.raises(PortError, match="DuplicateTable"):
        migrate(blank_database)
    with psycopg.connect(blank_database) as connection:
        left = [name for (name,) in connection.execute(_LEFT_BEHIND)]

    assert left == ["audit_head"]
