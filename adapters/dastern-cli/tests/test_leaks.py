"""
``dastern leaks``.
"""

import json
from pathlib import Path

import psycopg
from typer.testing import CliRunner

from dastern_cli.main import app
from dastern_postgres import migrate
from dastern_postgres.embedded import embedded_postgres
from dastern_postgres.testing import enterable_folder

__all__ = ["enterable_folder"]  # the fixture

_REMEDY = "Set security_invoker = true."


def test_a_way_around_row_security_is_named_with_its_remedy(enterable_folder: Path) -> None:
    """
    A migrated database has none; a view with its owner's rights is one, and the exit code says so.
    """
    with embedded_postgres(enterable_folder / "server", durable=False) as dsn:
        migrate(dsn)
        arguments = ["leaks", "--database", dsn]
        none = [CliRunner().invoke(app, [*arguments, *one]) for one in ([], ["--json"])]
        with psycopg.connect(dsn) as connection:
            connection.execute("CREATE VIEW all_doses AS SELECT * FROM doses")
        found = [CliRunner().invoke(app, [*arguments, *one]) for one in ([], ["--json"])]
    named = {"field": "all_doses", "problem": "is a view with its owner's rights"}

    assert [0, 0, 1, 1] == [one.exit_code for one in (*none, *found)]
    assert "No way around row security was found.\n" == none[0].stdout
    assert f"all_doses is a view with its owner's rights. {_REMEDY}\n" == found[0].stdout
    assert [{"leaks": []}, {"leaks": [{**named, "remedy": _REMEDY}]}] == [
        json.loads(one.stdout) for one in (none[1], found[1])
    ]


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    """
    It is no leak: the exit code is that of something outside.
    """
    result = CliRunner().invoke(app, ["leaks", "--database", f"host={tmp_path} dbname=none"])

    assert (4, True) == (result.exit_code, "cannot be reached" in result.stderr)
