"""
The command ``dastern confirm``: a person's review of a draft becomes medicines to take.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dastern_cli import corrections_folder
from dastern_cli.clock import SystemClock
from dastern_cli.confirmed_plan import plan_request
from dastern_cli.corrections import CorrectionsOption
from dastern_cli.entropy import SystemEntropy
from dastern_cli.files import require_apart, write_whole
from dastern_cli.output import console, counted, declared_errors, print_json, print_whole
from dastern_cli.zone_names import named_zone
from dastern_core import ocr
from dastern_core.kernel import Fault, InvalidInputError, PrescriptionId, decimal_text
from dastern_core.medicines import CONTAINERS
from dastern_core.schedule import Slot

__all__ = ["app", "confirmed_table", "read_review"]

_LARGEST = 160_000_000  # bytes: 40 million characters, each of four at most


app = typer.Typer(add_completion=False)


@app.command()
def confirm(
    review: Annotated[
        Path, typer.Argument(help="What the review page saved; - reads standard input.")
    ],
    *,
    plan: Annotated[
        Path | None,
        typer.Option(
            help="Write what `dastern schedule export` makes a calendar of; needs --start."
        ),
    ] = None,
    start: Annotated[
        str | None, typer.Option(help="The first day of doses, such as 2026-06-15.")
    ] = None,
    zone: Annotated[str, typer.Option(help="Whose clock the doses follow.")] = "Asia/Phnom_Penh",
    keep: Annotated[
        bool,
        typer.Option(
            envvar="DASTERN_KEEP_CORRECTIONS",
            help="Keep what was corrected in medication rows on this machine, to improve reading.",
        ),
    ] = True,
    corrections: CorrectionsOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Take a reviewed draft in: the medicines as a person confirmed them, and what was changed.

    Make the review with [bold]dastern scan PHOTO --review OUT.html[/]. Where a doubt about
    the page or a medicine is left open nothing is confirmed: each is named, and the command
    ends with 3. A doubtful field around the table that nobody answered is left out, and named.
    """
    people = console(as_json=as_json)
    with declared_errors(as_json=as_json):
        require_apart({"plan": plan}, read=[review])
        first = None if plan is None else _first_day(start)
        reviewed = ocr.parse_reviewed(read_review(review))
        confirmed = ocr.confirmation(reviewed.draft, reviewed.corrections)
        if plan is not None and first is not None:
            request = _planned(confirmed, start=first, zone=zone)
            write_whole(plan, json.dumps(request, ensure_ascii=False, indent=1).encode())
        if keep:
            _keep(people, ocr.corrections(reviewed, confirmed), corrections)
    _tell_left_out(confirmed)
    _tell_short(confirmed)
    if as_json:
        print_json(ocr.confirmation_json(confirmed))
    else:
        _show(people, confirmed)


def read_review(path: Path) -> str:
    """
    Read a review's text from a file, or from standard input for ``-``.

    Raises:
        InvalidInputError: There is no such file, or it is no text.
    """
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(_LARGEST).decode()
        with path.open("rb") as file:
            return file.read(_LARGEST).decode()
    except (OSError, UnicodeDecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "no UTF-8"
        problem = f"cannot be read: {path} ({told})"
        remedy = "Give the file that the review page saved."
        raise InvalidInputError(Fault(field="review", problem=problem, remedy=remedy)) from error


def _first_day(start: str | None) -> date:
    """
    Read the first day before the review, whose doubts may take a person some time.
    """
    if start is None:
        problem, remedy = "is missing, and --plan needs it", "Say when the doses begin, as in "
        remedy += "--start 2026-06-15."
        raise InvalidInputError(Fault(field="--start", problem=problem, remedy=remedy))
    try:
        return date.fromisoformat(start)
    except ValueError as error:
        fault = Fault(field="--start", problem="is no date", remedy="Write --start 2026-06-15.")
        raise InvalidInputError(fault) from error


def _planned(confirmed: ocr.Confirmation, *, start: date, zone: str) -> Mapping[str, object]:
    return plan_request(
        confirmed,
        prescription_id=PrescriptionId(SystemEntropy().identifier()),
        start=start,
        zone=named_zone(zone, field="--zone"),
        now=SystemClock().now(),
    )


def _keep(people: Console, found: Sequence[ocr.Correction], chosen: Path | None) -> None:
    if not found:
        return
    folder = corrections_folder.default_folder() if chosen is None else chosen
    new = corrections_folder.keep(folder, found, on=SystemClock().now().date())
    told = (
        f"{counted(new, 'correction')} kept in {folder}, on this machine alone (--no-keep: none)."
    )
    people.print(told, markup=False, soft_wrap=True)


def _tell_short(confirmed: ocr.Confirmation) -> None:
    for line in confirmed.lines:
        if line.quantity is None or line.duration_days is None or line.unit in CONTAINERS:
            continue
        taken = sum(line.doses.values(), Fraction(0)) * line.duration_days
        if taken > line.quantity:
            told = (
                f"{line.name}: {decimal_text(line.quantity)} {line.unit} were handed out, and "
                f"{line.duration_days} days take {decimal_text(taken)}: check doses and days, or "
                "get the rest."
            )
            console(as_json=True).print(told, markup=False, soft_wrap=True)


def _tell_left_out(confirmed: ocr.Confirmation) -> None:
    if confirmed.left_out:
        names = ", ".join(name.value for name in confirmed.left_out)
        told = (
            f"Left out, in doubt and unanswered: {names}. Answer them in the review to keep them."
        )
        console(as_json=True).print(told, markup=False, soft_wrap=True)


def _show(people: Console, confirmed: ocr.Confirmation) -> None:
    for name, value in confirmed.fields.items():
        people.print(f"[dim]{name.value:>12}[/]  {escape(value)}")
    print_whole(people, confirmed_table(confirmed))
    for change in confirmed.changes:
        if change.kind is not ocr.ChangeKind.ACCEPTED:
            before = "" if change.reading is None else change.reading.value or ""
            told = f"{change.path} {change.kind.value}: {before!r} to {change.after or ''!r}"
            people.print(told, markup=False)


def confirmed_table(confirmed: ocr.Confirmation) -> Table:
    """
    Give the confirmed medicines as a table.
    """
    slots = [slot for slot in Slot if any(slot in line.doses for line in confirmed.lines)]
    heads = ("Medicine", "Quantity", *(slot.value.capitalize() for slot in slots), "Days", "How")
    table = Table(*heads, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for line in confirmed.lines:
        quantity = "" if line.quantity is None else decimal_text(line.quantity)
        table.add_row(
            escape(f"{line.name} {line.strength or ''}".strip()),
            f"{quantity} {line.unit}".strip(),
            *(decimal_text(line.doses[one]) if one in line.doses else "-" for one in slots),
            str(line.duration_days),
            escape(line.instructions or ""),
        )
    return table
