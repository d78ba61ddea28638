"""
The command ``dastern migrate``: databases brought to the state that this release expects.
"""

from collections.abc import Mapping
from typing import Annotated

import typer

from dastern_cli import schema
from dastern_cli.databases import DatabaseOption, PaymentsOption
from dastern_cli.output import ExitCode, console, declared_errors, print_json
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def migrate(
    *,
    database: DatabaseOption = None,
    owner: Annotated[
        str | None,
        typer.Option(
            envvar="DASTERN_OWNER",
            show_envvar=True,
            help="The patients' database as its owner, where --database is another login's.",
        ),
    ] = None,
    payments: PaymentsOption = None,
    to: Annotated[
        str | None,
        typer.Option(
            help="The last step to take, such as 0015, of one database. The patients' is closed "
            "to all but its owner until the steps after it are taken."
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Change nothing; end with 1 where a step is missing."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Take the steps that a database lacks, each database in one transaction.

    The login is the owner of its tables, and may make roles. Make a backup before it. An
    embedded database needs no command: it is migrated whenever it is started.
    """
    with declared_errors(as_json=as_json):
        named = {"medical": owner or database, "payments": payments}
        given = {name: dsn for name, dsn in named.items() if dsn is not None}
        _require(given, to=to, check=check)
        steps = schema.schema_steps(given) if check else schema.migrate(given, to=to)
    if as_json:
        print_json(steps)
    else:
        _tell(steps, check=check)
    if check and any(step["behind"] for step in steps.values()):
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _require(given: Mapping[str, str], *, to: str | None, check: bool) -> None:
    if not given:
        problem = "is missing, and so is --payments"
        remedy = "Name the database as its owner; an embedded one is migrated when it is started."
        raise InvalidInputError(Fault(field="--database", problem=problem, remedy=remedy))
    if to is not None and (check or len(given) > 1):
        problem = "goes with one database, and not with --check"
        remedy = "Name --database or --payments alone: each has steps of its own."
        raise InvalidInputError(Fault(field="--to", problem=problem, remedy=remedy))


def _tell(steps: Mapping[str, Mapping[str, object]], *, check: bool) -> None:
    people = console(as_json=False)
    for name, step in steps.items():
        at, wanted = step["at"] or "no step", step["wanted"]
        if not step["behind"]:
            people.print(f"{name}: up to date, at {at}")
        elif check:
            people.print(f"{name}: at {at}, and this release wants {wanted}: run dastern migrate")
        else:
            people.print(f"{name}: at {at}; go on to {wanted} before anybody works with it")
