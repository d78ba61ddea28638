"""
The command ``dastern restore``: a backup into empty databases, proven.
"""

from pathlib import Path
from typing import Annotated

import typer

from dastern_cli import bootstrap
from dastern_cli.databases import DatabaseOption, PaymentsOption
from dastern_cli.output import console, declared_errors, print_json

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="As dastern backup made it.")],
    *,
    data: Annotated[
        Path | None,
        typer.Option(help="A new folder for an embedded database, where none is named."),
    ] = None,
    database: DatabaseOption = None,
    payments: PaymentsOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Fill empty databases from a backup, and check its audit logs again.

    A damaged file is refused before anything is written. Keep the old database until
    the new one answers.
    """
    with declared_errors(as_json=as_json):
        logs = bootstrap.restore(file, folder=data, database=database, payments=payments)
    if as_json:
        print_json({"file": str(file), "logs": logs})
        return
    people = console(as_json=as_json)
    for name, log in logs.items():
        people.print(f"{name}: {log['size']} entries in order, root {log['root']}", soft_wrap=True)
    people.print("Restored, and every proof verifies.")
