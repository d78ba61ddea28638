"""
``dastern migrate``.
"""

import json
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner, Result

from dastern_cli.main import app
from dastern_cli.operation import key_store
from dastern_postgres.embedded import embedded_postgres
from dastern_postgres.schema_version import MEDICAL_STEPS, PAYMENT_STEPS, steps_of
from dastern_postgres.testing import enterable_folder

__all__ = ["enterable_folder"]  # the fixture

_MEDICAL, _PAYMENTS = steps_of(MEDICAL_STEPS), steps_of(PAYMENT_STEPS)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments])


def test_databases_are_brought_up_to_date(enterable_folder: Path) -> None:
    """
    Until then a worker says what is missing, and the check ends with 1.
    """
    keys = enterable_folder / "keys"
    key_store(keys, make=True)
    with embedded_postgres(enterable_folder / "server", durable=False) as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("CREATE DATABASE paid")
        medical = ["--database", dsn]
        both = [*medical, "--payments", make_conninfo(dsn, dbname="paid")]
        blank = _run("worker", *medical, "--keys", str(keys))
        partly = _run("migrate", *medical, "--to", _MEDICAL[-2])
        behind = _run("migrate", *both, "--check", "--json")
        old = _run("worker", *medical, "--keys", str(keys))
        done = _run("migrate", *both)
        checked = _run("migrate", *both, "--check")
        back = _run("migrate", *medical, "--to", _MEDICAL[0])

    wanted = f"this release wants step {_MEDICAL[-1]}: run dastern migrate as its owner"
    assert [4, 0, 1, 4, 0, 0, 3] == [
        one.exit_code for one in (blank, partly, behind, old, done, checked, back)
    ]
    assert f"the patients' database is not migrated, and {wanted}" in blank.stderr
    assert f"the patients' database is at step {_MEDICAL[-2]}, and {wanted}" in old.stderr
    assert f"go on to {_MEDICAL[-1]} before anybody works with it" in partly.stdout
    assert {
        "medical": {"at": _MEDICAL[-2], "wanted": _MEDICAL[-1], "behind": True},
        "payments": {"at": None, "wanted": _PAYMENTS[-1], "behind": True},
    } == json.loads(behind.stdout)
    assert f"medical: up to date, at {_MEDICAL[-1]}\n" in checked.stdout
    assert f"--to is behind the database, which is at {_MEDICAL[-1]}" in back.stderr


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((), "--database is missing, and so is --payments. Name the database"),
        (("--database", "dbname=a", "--payments", "dbname=b", "--to", "0001"), "--to goes with"),
        (("--database", "dbname=a", "--to", "0001", "--check"), "--to goes with one database"),
    ],
)
def test_it_is_said_which_database_is_migrated(given: tuple[str, ...], told: str) -> None:
    """
    A step belongs to one database, and no database is taken for granted.
    """
    result = _run("migrate", *given)

    assert (3, True) == (result.exit_code, told in result.stderr)
