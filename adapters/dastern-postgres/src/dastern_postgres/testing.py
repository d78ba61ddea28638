"""
Test databases: fixtures for pytest that give every test a migrated database of its own.

Import the fixtures into a ``conftest.py``. They use the server that the environment
variable ``DASTERN_TEST_POSTGRES`` names (a connection string whose role may create
databases), or else an embedded one that lives for the test session.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import select

from dastern_core.testing.fakes.key_store import InMemoryKeyStore
from dastern_postgres.columns import metadata
from dastern_postgres.embedded import embedded_postgres
from dastern_postgres.engine import connect
from dastern_postgres.identity_store import PostgresIdentityStore
from dastern_postgres.identity_store import identity_store as opened_identities
from dastern_postgres.migration import migrate, migrate_payments
from dastern_postgres.partitions import make_partitions, retire_partitions
from dastern_postgres.payment_store import PostgresPaymentStore
from dastern_postgres.payment_store import payment_store as opened_store
from dastern_postgres.sealed_columns import AUDIT_ENTRY, SEALED
from dastern_postgres.sealer import Sealer
from dastern_postgres.unit_of_work import PostgresStore, postgres_store

__all__ = [
    "SAMPLE_KEYS",
    "blank_database",
    "database",
    "enterable_folder",
    "identity_store",
    "payment_database",
    "payment_store",
    "payment_template",
    "postgres_server",
    "retire_entries",
    "store",
    "template_database",
    "unseal",
]


SAMPLE_KEYS: Final = InMemoryKeyStore("tests")
"""
What wraps the keys of the fixtures' stores.
"""


@pytest.fixture
def enterable_folder() -> Iterator[Path]:
    """
    Give a folder that every account can enter, removed after the test.

    Pytest's own temporary folders are closed to ``nobody``, as whom root runs the server.
    """
    with _folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """
    Give the connection string of a server for this session.
    """
    given = os.environ.get("DASTERN_TEST_POSTGRES")
    if given:
        yield given
        return
    with _folder() as folder, embedded_postgres(folder, durable=False) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def template_database(postgres_server: str) -> Iterator[str]:
    """
    Give the name of a migrated database that others are copied from.
    """
    with _database(postgres_server, template="template0") as name:
        migrate(make_conninfo(postgres_server, dbname=name))
        yield name


@pytest.fixture
def blank_database(postgres_server: str) -> Iterator[str]:
    """
    Give the connection string of an empty database, dropped after the test.
    """
    with _database(postgres_server, template="template0") as name:
        yield make_conninfo(postgres_server, dbname=name)


@pytest.fixture
def database(postgres_server: str, template_database: str) -> Iterator[str]:
    """
    Give the connection string of a migrated database, dropped after the test.
    """
    with _database(postgres_server, template=template_database) as name:
        yield make_conninfo(postgres_server, dbname=name)


@pytest.fixture
def store(database: str) -> Iterator[PostgresStore]:
    """
    Give an empty store.
    """
    with postgres_store(database, keys=SAMPLE_KEYS) as opened:
        yield opened


@pytest.fixture
def identity_store(database: str) -> Iterator[PostgresIdentityStore]:
    """
    Give an empty identity store.
    """
    with opened_identities(database, keys=SAMPLE_KEYS) as opened:
        yield opened


@pytest.fixture(scope="session")
def payment_template(postgres_server: str) -> Iterator[str]:
    """
    Give the name of a migrated payment database that others are copied from.
    """
    with _database(postgres_server, template="template0") as name:
        migrate_payments(make_conninfo(postgres_server, dbname=name))
        yield name


@pytest.fixture
def payment_database(postgres_server: str, payment_template: str) -> Iterator[str]:
    """
    Give the connection string of a migrated payment database, dropped after the test.
    """
    with _database(postgres_server, template=payment_template) as name:
        yield make_conninfo(postgres_server, dbname=name)


@pytest.fixture
def payment_store(payment_database: str) -> Iterator[PostgresPaymentStore]:
    """
    Give an empty payment store.
    """
    with opened_store(payment_database) as opened:
        yield opened


def retire_entries(dsn: str, *, before: datetime) -> None:
    """
    Retire the month of the oldest audit entry, where it ended before an instant.

    Args:
        dsn: A connection string of the tables' owner.
        before: Aware.
    """
    engine = connect(dsn)
    try:
        with engine.begin() as connection:
            oldest = connection.exec_driver_sql('SELECT min("at") FROM audit_entries').scalar_one()
            make_partitions(connection, "audit_entries", now=oldest, months=0)
            retire_partitions(connection, "audit_entries", before=before)
    finally:
        engine.dispose()


def unseal(dsn: str) -> None:
    """
    Open every envelope, as an earlier release would have left what is in it.

    Args:
        dsn: Of a database whose keys `SAMPLE_KEYS` wrapped, by a superuser.
    """
    engine = connect(dsn)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        sealer = Sealer(connection, SAMPLE_KEYS, role=None)
        for one in SEALED:
            table = metadata.tables[one.table]
            found = connection.execute(select(table).where(table.c[one.column].is_not(None)))
            rows = found.mappings().all()
            for row, opened in zip(rows, sealer.rows(one, rows), strict=True):
                texts = {name: opened[name] for name in one.erased}
                values: dict[str, object] = {one.column: None}
                if one is AUDIT_ENTRY:
                    salt = bytes.fromhex(texts["salt"])
                    values |= {"details": texts["details"], "salt": salt, "leaf": None}
                else:
                    values[one.plain] = json.loads(json.dumps(texts, default=float))
                connection.execute(
                    table.update()
                    .where(*(table.c[key] == row[key] for key in one.keys))
                    .values(values)
                )
    engine.dispose()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dastern-test-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@contextmanager
def _database(server: str, *, template: str) -> Iterator[str]:
    name = f"dastern_test_{os.urandom(8).hex()}"
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    create = "CREATE DATABASE {name} TEMPLATE {template}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL(create).format(**names))
        yield name
        admin.execute(sql.SQL("DROP DATABASE {name} WITH (FORCE)").format(**names))
