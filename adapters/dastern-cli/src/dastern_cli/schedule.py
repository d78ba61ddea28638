"""
The commands ``dastern schedule``: when to take what.
"""

from typing import Annotated

import typer
from rich.table import Table

from dastern_cli.json_lines import parse_object, serve_lines
from dastern_cli.output import console, declared_errors, print_json, print_whole
from dastern_cli.schedule_check import check_command
from dastern_cli.schedule_export import export_command
from dastern_cli.schedule_reminders import reminders_command
from dastern_cli.schedule_request import answer, expanded, parse_request
from dastern_core.schedule import Expansion

__all__ = ["app"]

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="When to take what: dosages laid out as doses."
)

app.command("check")(check_command)
app.command("export")(export_command)
app.command("reminders")(reminders_command)

_MOST_ROWS = 60  # what a person reads; --json gives all


@app.command("expand")
def expand_command(  # noqa: PLR0913 - one option for each part of a request
    context: typer.Context,
    *,
    dosage: Annotated[str | None, typer.Option(help="A FHIR R5 Dosage as JSON.")] = None,
    timing: Annotated[str | None, typer.Option(help="A FHIR R5 Timing as JSON.")] = None,
    sig: Annotated[str | None, typer.Option(help="The instruction in words, as 1-0-1.")] = None,
    zone: Annotated[str, typer.Option(help="The patient's time zone.")] = "Asia/Phnom_Penh",
    start: Annotated[
        str | None, typer.Option(help="The first day, or the instant from which it counts.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", help="Leave out earlier doses; the start if absent.")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", help="Leave out doses from here on.")] = None,
    limit: Annotated[int | None, typer.Option(help="How many doses at most.")] = None,
    clock: Annotated[
        str | None, typer.Option(help='Clock times as JSON: {"MORN": "07:00"}.')
    ] = None,
    meal_offsets: Annotated[
        str | None, typer.Option(help='Minutes from meals as JSON: {"ACM": -30}.')
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help="A request a line on stdin, an answer a line.")
    ] = False,
) -> None:
    r"""
    Lay a dosage out as the instants at which its doses are due.

    With --jsonl each line of stdin is a request, and each line of stdout its answer:

    {"dosage": {"timing": {"repeat": {"when": ["MORN"]}}}, "zone": "Asia/Phnom_Penh",
    "start": "2026-06-15", "limit": 3}

    The same names as options make one request: --dosage, --timing or --sig; --zone,
    --start, --from, --to or --limit, --clock and --meal-offsets. A word without a time
    in the clock is an error; what had to be assumed is flagged on the dose.
    """
    if as_lines:
        serve_lines(context, lambda given: answer(parse_request(given)))
        return
    texts = {"zone": zone, "start": start, "from": since, "to": until, "sig": sig}
    objects = {"dosage": dosage, "timing": timing, "clock": clock, "meal_offsets": meal_offsets}
    with declared_errors(as_json=as_json):
        fields: dict[str, object] = {name: text for name, text in texts.items() if text is not None}
        for name, text in objects.items():
            if text is not None:
                fields[name] = parse_object(text, field=f"--{name}")
        if limit is not None:
            fields["limit"] = limit
        request = parse_request(fields)
        if as_json:
            print_json(answer(request))
            return
        expansion = expanded(request)
    _show(expansion)


def _show(expansion: Expansion) -> None:
    people = console(as_json=False)
    table = Table(title="Doses")
    for name in ("Day", "Time", "Slot", "Quantity", "To check"):
        table.add_column(name)
    for dose in expansion.occurrences[:_MOST_ROWS]:
        table.add_row(
            f"{dose.local:%a %Y-%m-%d}",
            f"{dose.local:%H:%M}",
            dose.slot.value if dose.slot else "",
            str(dose.quantity or ""),
            ", ".join(flag.value for flag in dose.flags),
        )
    print_whole(people, table)
    hidden = len(expansion.occurrences) - _MOST_ROWS
    if hidden > 0:
        people.print(f"and {hidden} more; --json gives all of them")
    for rule in expansion.prn:
        often = (
            f"at most every {rule.min_interval}"
            if rule.min_interval
            else ("[yellow]check[/] how long to wait in between: the instruction does not say")
        )
        people.print(f"As needed: {rule.quantity or 'a dose'}, {often}.")
    for warning in expansion.warnings:
        people.print(f"[yellow]check[/] {warning.message}")
