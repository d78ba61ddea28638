"""
The command ``dastern adherence report``: one page about how well medicines are taken.
"""

from pathlib import Path
from typing import Annotated

import typer

from dastern_cli.adherence_input import opened
from dastern_cli.files import require_apart, write_whole
from dastern_cli.output import console, declared_errors, print_json
from dastern_cli.parts import require_parts
from dastern_cli.zone_names import named_zone
from dastern_core.kernel import Language

__all__ = ["report"]

_YEAR = 365


def report(
    events: Annotated[
        str, typer.Argument(help="Doses as JSON lines, or dispensings as CSV; - reads stdin.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")],
    language: Annotated[Language, typer.Option(help="The page's language.")] = Language.ENGLISH,
    zone: Annotated[
        str, typer.Option(help="The patient's time zone: a day is a day there.")
    ] = "Asia/Phnom_Penh",
    observation_days: Annotated[
        int, typer.Option(help="How many days of supply are observed, from the first event.")
    ] = _YEAR,
    as_json: Annotated[bool, typer.Option("--json", help="Say in JSON what was written.")] = False,
) -> None:
    """
    Write one HTML page about how well medicines are taken.

    The lines are those of "rates" (doses) or the rows of "measures" (dispensings). A row
    that cannot be read is named on the page, and at the shell.
    """
    with declared_errors(as_json=as_json):
        require_parts("pictures")
        from dastern_cli.report_contents import report_of  # noqa: PLC0415 - a part

        require_apart({"output": output}, read=[events])
        place = named_zone(zone, field="--zone")
        with opened(events) as lines:
            page, faults = report_of(
                lines, language=language, zone=place, observation_days=observation_days
            )
        write_whole(output, page)
    if as_json:
        print_json({"written": str(output), "faults": [str(fault) for fault in faults]})
        return
    people = console(as_json=False)
    for fault in faults:
        people.print(f"[yellow]check[/] {fault}", soft_wrap=True)
    people.print(f"Written: {output}", soft_wrap=True, markup=False)
