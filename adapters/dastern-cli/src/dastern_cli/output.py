"""
Output: machines read stdout, people read the rest.

With ``--json`` one JSON document goes to stdout and nothing else does. Tables,
progress bars and messages go to stderr then, and to stdout otherwise. Rich is imported
by what speaks to people: it is half of the start of a command that does not.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, NoReturn

import typer

from dastern_core.kernel import DasternError, InvalidInputError, PortError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

__all__ = [
    "ExitCode",
    "console",
    "counted",
    "declared_errors",
    "error_fields",
    "error_value",
    "fail",
    "print_json",
    "print_whole",
    "working",
]


class ExitCode(IntEnum):
    """
    What the process tells the shell; 2 is the parser's own code for wrong usage.
    """

    OK = 0
    CHECK_FAILED = 1
    USAGE = 2
    INVALID_INPUT = 3
    OUTSIDE_FAILURE = 4


def console(*, as_json: bool) -> "Console":
    """
    Give the console for people: stderr where stdout belongs to JSON.
    """
    from rich.console import Console  # noqa: PLC0415 - see above

    # A merchant may be called ":x:", and a payload must be shown as it is.
    return Console(stderr=as_json, highlight=False, emoji=False)


def counted(number: int, thing: str) -> str:
    """
    Give a number with its noun: ``"1 entry"``, ``"2 entries"``.
    """
    if number == 1:
        return f"1 {thing}"
    return f"{number} {thing[:-1]}ies" if thing.endswith("y") else f"{number} {thing}s"


def print_whole(people: "Console", table: "Table") -> None:
    """
    Print a table, or one block a row where the console is too narrow for it.

    A table that does not fit loses columns and the ends of words without a sign.
    """
    whole = table.__rich_measure__(people, people.options.update(width=10_000)).maximum
    if whole <= people.width:
        people.print(table)
        return
    if table.title:
        people.print(table.title)
    heads = [column.header for column in table.columns]
    rows = [*zip(*(column.cells for column in table.columns), strict=True)]
    if table.show_footer:
        rows.append(tuple(column.footer for column in table.columns))
    for row in rows:
        people.print()
        for head, cell in zip(heads, row, strict=True):
            if cell:
                people.print(f"{head}: {cell}", soft_wrap=True)


def print_json(value: object) -> None:
    """
    Write one JSON document and a newline to stdout, non-ASCII text as it is.
    """
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def error_fields(error: DasternError) -> dict[str, object]:
    """
    Give an error as the fields of a JSON object.

    Returns:
        Its code and its message; for bad input the field and the message of the first
        fault, and every fault where there are several.
    """
    if not isinstance(error, InvalidInputError):
        return {"code": error.code, "message": str(error)}
    first = error.faults[0]
    fields = {"code": error.code, "field": first.field, "message": str(first)}
    if len(error.faults) == 1:
        return {**fields}
    return {
        **fields,
        "faults": [
            {"field": fault.field, "problem": fault.problem, "remedy": fault.remedy}
            for fault in error.faults
        ],
    }


def error_value(error: DasternError) -> dict[str, object]:
    """
    Give an error as JSON.
    """
    return {"error": error_fields(error)}


def fail(
    error: DasternError,
    *,
    as_json: bool,
    told: Callable[[DasternError], dict[str, object]] = error_value,
) -> NoReturn:
    """
    Report an error and end the command.

    Args:
        error: The error.
        as_json: Whether as JSON, on stdout.
        told: How to tell it as JSON.

    Raises:
        typer.Exit: Always; 4 where the outside world failed, otherwise 3.
    """
    if as_json:
        print_json(told(error))
    else:
        from rich.text import Text  # noqa: PLC0415 - see above

        shown = Text.assemble(("error", "bold red"), f" {error}")
        console(as_json=True).print(shown, soft_wrap=True)
    code = ExitCode.OUTSIDE_FAILURE if isinstance(error, PortError) else ExitCode.INVALID_INPUT
    raise typer.Exit(code)


@contextmanager
def declared_errors(
    *, as_json: bool, told: Callable[[DasternError], dict[str, object]] = error_value
) -> Iterator[None]:
    """
    Turn the library's errors into a message and an exit code.
    """
    try:
        yield
    except DasternError as error:
        fail(error, as_json=as_json, told=told)


@contextmanager
def working(where: "Console", what: str) -> Iterator[None]:
    """
    Show a moving bar and the seconds while a block runs; nothing where nobody looks.

    Args:
        where: The console for people.
        what: What is being done, such as ``"Reading the page"``.
    """
    from rich.progress import (  # noqa: PLC0415 - see above
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=where, transient=True, disable=not where.is_terminal) as bar:
        bar.add_task(what, total=None)
        yield
