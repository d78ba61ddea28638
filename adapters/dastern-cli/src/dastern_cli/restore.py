"""
The command ``dastern restore``: a backup into empty databases, proven.
"""

from pathlib import Path
from typing import Annotated, cast

import typer

from dastern_cli import bootstrap, operation
from dastern_cli.backup import tell_logs, tell_unreadable
from dastern_cli.databases import (
    DatabaseOption,
    KeysOption,
    PaymentsOption,
    keys_to_check,
    require_one_place,
)
from dastern_cli.output import console, declared_errors, print_json

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="As dastern backup made it.")],
    *,
    data: Annotated[
        Path | None,
        typer.Option(
            help="A new folder for an embedded database, where none is named; by default "
            "[bold]restored[/] beside the demonstration's."
        ),
    ] = None,
    database: DatabaseOption = None,
    payments: PaymentsOption = None,
    keys: KeysOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Fill empty databases from a backup, and check its audit logs again.

    A damaged file, or one of other keys, is refused before anything is written. Put the copy
    of the keys' folder in its place first, so that what is sealed is checked as well. Keep
    the old database until the new one answers.
    """
    with declared_errors(as_json=as_json):
        require_one_place(data, database)
        folder = bootstrap.data_folder(data, name="restored")
        # Before a server starts or anything is written.
        beside = None if database else operation.keys_beside(folder)
        logs = operation.restore(
            file,
            folder=folder,
            database=database,
            payments=payments,
            keys=keys_to_check(keys, beside=beside),
        )
    tell_unreadable(logs)
    if as_json:
        print_json({"file": str(file), "logs": logs})
        return
    tell_logs(logs)
    people = console(as_json=as_json)
    if closed := sum(cast("int", log["sealed"]) for log in logs.values()):
        told = f"{closed} entries stayed sealed: erased, or without their keys' folder."
        people.print(told, soft_wrap=True)
    place = f" into {folder}" if database is None else ""
    proven = "the proof of all else verifies" if closed else "every proof verifies"
    people.print(f"Restored{place}, and {proven}.", markup=False, soft_wrap=True)
