"""
The commands ``dastern adherence``: how well it was taken.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from dastern_cli.adherence_groups import groups, polypharmacy
from dastern_cli.adherence_input import opened
from dastern_cli.adherence_outcomes import read_outcomes
from dastern_cli.adherence_report import report
from dastern_cli.adherence_research import gaps, measures, overuse, sliding
from dastern_cli.adherence_treatment import episodes, per_episode, persistence
from dastern_cli.output import console, declared_errors, print_json, print_whole
from dastern_cli.zone_names import named_zone
from dastern_core.adherence import (
    Bands,
    Outcome,
    Tally,
    band,
    percent,
    rates_by_day,
    rates_by_month,
    rates_by_prescription,
    rates_by_slot,
    rates_by_week,
    tally,
)

__all__ = ["By", "app"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="How well medicines are taken: daily rates and research measures.",
)


class By(Enum):
    """
    What one row of the rates stands for.
    """

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    PRESCRIPTION = "prescription"
    SLOT = "slot"


app.command()(measures)
app.command()(gaps)
app.command()(episodes)
app.command("per-episode")(per_episode)
app.command()(persistence)
app.command()(sliding)
app.command()(groups)
app.command()(polypharmacy)
app.command()(overuse)
app.command()(report)


@app.command()
def rates(
    file: Annotated[str, typer.Argument(help="JSON lines of outcomes; - reads standard input.")],
    *,
    by: Annotated[By, typer.Option(help="What one row stands for.")] = By.DAY,
    zone: Annotated[
        str, typer.Option(help="The patient's time zone: a day is a day there.")
    ] = "Asia/Phnom_Penh",
    green: Annotated[int, typer.Option(help="Green from this percentage on.")] = 90,
    yellow: Annotated[int, typer.Option(help="Yellow from this percentage on.")] = 70,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    r"""
    Show what share of the doses was taken.

    Each line of FILE is one dose:

    {"prescription_id": "01890a5d-ac96-774b-bcce-b302099a8057", "slot": "morning",
    "status": "taken_late", "due_at": "2026-06-15T07:00:00+07:00",
    "acted_at": "2026-06-15T09:10:00+07:00", "as_needed": false}

    Status is due, taken_on_time, taken_late, missed or skipped. Slot, acted_at and
    as_needed may be left out. Doses still due and doses taken as needed are in no
    rate; where none counts there is no rate.
    """
    with declared_errors(as_json=as_json):
        bands = Bands(green=green, yellow=yellow)
        place = named_zone(zone, field="--zone")
        with opened(file) as lines:
            outcomes = read_outcomes(lines)
        rows = _rows(outcomes, by=by, zone=place)
    total = tally(outcomes)
    if as_json:
        print_json(
            {
                "by": by.value,
                "zone": zone,
                "rates": [{"key": key, **_value(one, bands)} for key, one in rows.items()],
                "total": _value(total, bands),
            }
        )
        return
    print_whole(console(as_json=False), _table(rows, total, by=by, bands=bands))


def _rows(outcomes: tuple[Outcome, ...], *, by: By, zone: ZoneInfo) -> Mapping[str, Tally]:
    match by:
        case By.DAY:
            return _named(rates_by_day(outcomes, zone=zone), "%Y-%m-%d")
        case By.WEEK:
            return _named(rates_by_week(outcomes, zone=zone), "%G-W%V")
        case By.MONTH:
            return _named(rates_by_month(outcomes, zone=zone), "%Y-%m")
        case By.PRESCRIPTION:
            return {str(key): one for key, one in rates_by_prescription(outcomes).items()}
        case By.SLOT:
            return {
                slot.value if slot else "no slot": one
                for slot, one in rates_by_slot(outcomes).items()
            }


def _named(found: Mapping[date, Tally], form: str) -> Mapping[str, Tally]:
    return {day.strftime(form): one for day, one in found.items()}


def _value(one: Tally, bands: Bands) -> dict[str, object]:
    colour = band(one.rate, bands=bands)
    return {
        "taken": one.taken,
        "on_time": one.on_time,
        "late": one.late,
        "missed": one.missed,
        "skipped": one.skipped,
        "counted": one.counted,
        "due": one.due,
        "as_needed": one.as_needed,
        "rate": None if one.rate is None else str(one.rate),
        "percent": percent(one.rate),
        "on_time_percent": percent(one.on_time_share),
        "band": None if colour is None else colour.value,
    }


def _table(rows: Mapping[str, Tally], total: Tally, *, by: By, bands: Bands) -> Table:
    table = Table(title="Adherence", show_footer=True)
    table.add_column(by.value.capitalize(), "Total")
    for name, amount in (
        ("Taken", total.taken),
        ("of which late", total.late),
        ("Missed", total.missed),
        ("Skipped", total.skipped),
    ):
        table.add_column(name, str(amount), justify="right")
    table.add_column("Rate", _coloured(total, bands), justify="right")
    table.add_column("On time", _percentage(total.on_time_share), justify="right")
    for key, one in rows.items():
        numbers = (one.taken, one.late, one.missed, one.skipped)
        table.add_row(
            key, *map(str, numbers), _coloured(one, bands), _percentage(one.on_time_share)
        )
    return table


def _coloured(one: Tally, bands: Bands) -> str:
    colour = band(one.rate, bands=bands)
    text = _percentage(one.rate)
    return text if colour is None else f"[{colour.value}]{text}[/] {colour.value}"


def _percentage(rate: Fraction | None) -> str:
    shown = percent(rate)
    return "no data" if shown is None else f"{shown} %"
