"""
The command ``dastern backup``: everything of one moment, in one file.
"""

from pathlib import Path
from typing import Annotated

import typer

from dastern_cli import bootstrap
from dastern_cli.databases import DatabaseOption, DataOption, PaymentsOption, databases
from dastern_cli.output import console, declared_errors, print_json

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to make; it replaces none.")],
    *,
    data: DataOption = None,
    database: DatabaseOption = None,
    payments: PaymentsOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Write the databases into one file, after checking their audit logs.

    The file holds what the databases hold, in the clear: keep it as safe as them. The
    login has to see every row: the owner where it is a superuser, or BYPASSRLS.
    """
    with declared_errors(as_json=as_json), databases(data, database, payments) as where:
        logs = bootstrap.backup(where.medical, payments=where.payments, file=file)
    if as_json:
        print_json({"file": str(file), "logs": logs})
        return
    people = console(as_json=as_json)
    for name, log in logs.items():
        people.print(f"{name}: {log['size']} entries in order, root {log['root']}", soft_wrap=True)
    people.print(f"Written: {file}", markup=False, soft_wrap=True)
