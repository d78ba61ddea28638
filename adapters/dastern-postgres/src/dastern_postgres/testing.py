"""
Test databases: fixtures for pytest that give every test a migrated database of its own.

Import the fixtures into a ``conftest.py``. They use the server that the environment
variable ``DASTERN_TEST_POSTGRES`` names (a connection string whose role may create
databases), or else an embedded one that lives for the test session.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from dastern_postgres.embedded import embedded_postgres

__all__ = ["blank_database", "enterable_folder", "postgres_server"]


@pytest.fixture
def enterable_folder() -> Iterator[Path]:
    """
    Give a folder that every account can enter, removed after the test.

    Pytest's own temporary folders are closed to ``nobody``, as whom root runs the server.
    """
    yield from _folder()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """
    Give the connection string of a server for this session.
    """
    given = os.environ.get("DASTERN_TEST_POSTGRES")
    if given:
        yield given
        return
    for folder in _folder():
        with embedded_postgres(folder, durable=False) as dsn:
            yield dsn


@pytest.fixture
def blank_database(postgres_server: str) -> Iterator[str]:
    """
    Give the connection string of an empty database, dropped after the test.
    """
    yield from _database(postgres_server, template="template0")


def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dastern-test-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def _database(server: str, *, template: str) -> Iterator[str]:
    name = f"dastern_test_{os.urandom(8).hex()}"
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    create = "CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL(create).format(**names))
        yield make_conninfo(server, dbname=name)
        admin.execute(sql.SQL("DROP DATABASE {name} WITH (FORCE)").format(**names))
