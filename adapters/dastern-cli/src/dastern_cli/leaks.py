"""
The command ``dastern leaks``: the ways around row security that a database has.
"""

from typing import Annotated

import typer

from dastern_cli import operation
from dastern_cli.databases import DatabaseOption, DataOption, databases
from dastern_cli.output import ExitCode, console, declared_errors, print_json

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def leaks(
    *,
    data: DataOption = None,
    database: DatabaseOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Name every table, view, function, key, role and policy that lets rows out, and what to do.

    It reads the catalogue of the patients' database and no row. The login has to see all of
    it, as the owner does. Exit code 0 means that none was found, 1 that there is one.
    """
    with declared_errors(as_json=as_json), databases(data, database, None, keys=None) as where:
        found = operation.find_leaks(where.medical)
    if as_json:
        told = [{"field": one.field, "problem": one.problem, "remedy": one.remedy} for one in found]
        print_json({"leaks": told})
    else:
        people = console(as_json=False)
        for one in found:
            people.print(str(one), markup=False, soft_wrap=True)
        if not found:
            people.print("No way around row security was found.")
    if found:
        raise typer.Exit(ExitCode.CHECK_FAILED)
