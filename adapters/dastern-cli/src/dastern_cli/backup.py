"""
The command ``dastern backup``: everything of one moment, in one file.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, cast

import typer

from dastern_cli import operation
from dastern_cli.databases import (
    DatabaseOption,
    DataOption,
    KeysOption,
    PaymentsOption,
    databases,
    keys_to_check,
)
from dastern_cli.output import console, counted, declared_errors, print_json

__all__ = ["app", "tell_logs", "tell_unreadable"]

app = typer.Typer(add_completion=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to make; it replaces none.")],
    *,
    data: DataOption = None,
    database: DatabaseOption = None,
    payments: PaymentsOption = None,
    keys: KeysOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Write the databases into one file, after checking their audit logs.

    The file holds what the databases hold: keep it as safe as them. It does not hold the
    keys' folder, without which nothing that is sealed can be read: keep a copy of that
    elsewhere. The login has to see every row: the owner where it is a superuser, or BYPASSRLS.
    """
    with declared_errors(as_json=as_json), databases(data, database, payments, keys=keys) as where:
        wrapping = keys_to_check(keys, beside=None if keys else where.keys)
        logs = operation.backup(where.medical, payments=where.payments, file=file, keys=wrapping)
    tell_unreadable(logs)
    if as_json:
        print_json({"file": str(file), "logs": logs})
        return
    tell_logs(logs)
    people = console(as_json=as_json)
    people.print(f"Written: {file}", markup=False, soft_wrap=True)


def tell_logs(logs: Mapping[str, Mapping[str, object]]) -> None:
    """
    Say how much of each log stands in order, and what waits for its place.

    Args:
        logs: What was checked of each log, by its name.
    """
    people = console(as_json=False)
    for name, log in logs.items():
        placed = (
            f"{name}: {counted(cast('int', log['size']), 'entry')} in order, root {log['root']}"
        )
        people.print(placed, soft_wrap=True)
        if waiting := cast("int", log["waiting"]):
            told = f"{name}: {waiting} more wait for their place, which a worker gives them."
            people.print(told, soft_wrap=True)


def tell_unreadable(logs: Mapping[str, Mapping[str, object]]) -> None:
    """
    Warn, on standard error, of entries that nobody erased and that do not open.

    Args:
        logs: What was checked of each log, by its name.
    """
    for name, log in logs.items():
        if lost := cast("int", log.get("unreadable", 0)):
            told = (
                f"Please check: {lost} entries of {name} do not open, and nobody erased them. "
                "See whether the keys' folder is whole before you rely on this."
            )
            console(as_json=True).print(told, markup=False, soft_wrap=True)
