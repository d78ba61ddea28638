"""
The command ``dastern schedule reminders``: whom to remind of what, when, and what is left.
"""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Table

from dastern_cli.clock import SystemClock
from dastern_cli.json_lines import Row
from dastern_cli.output import console, declared_errors, print_json, print_whole
from dastern_cli.schedule_export import read_medicines
from dastern_cli.schedule_medicines import PlannedMedicines
from dastern_core.kernel import Fault, InvalidInputError, Quantity, decimal_text
from dastern_core.schedule import (
    QuietHours,
    QuietMode,
    Reminder,
    ReminderPlan,
    ReminderSettings,
    SupplyState,
    group_reminders,
    plan_reminders,
    supply_of,
)

__all__ = ["reminders_command"]

_MOST_ROWS: Final = 60  # what a person reads; --json gives all
_SUPPLY_WORDS: Final = {
    SupplyState.RUNS_OUT.value: "runs out",
    SupplyState.LASTS.value: "lasts to the end of what is planned",
    SupplyState.EMPTY.value: "nothing is left",
    SupplyState.NOT_DISPENSED.value: "no quantity is given, so nobody knows how long it lasts",
    SupplyState.UNIT_MISMATCH.value: "doses and quantity are in different units",
}


def reminders_command(
    request: Annotated[
        Path, typer.Argument(help="A file with a request as export takes it; - is stdin.")
    ] = Path("-"),
    *,
    quiet: Annotated[str | None, typer.Option(help="Quiet hours, such as 22:00-06:00.")] = None,
    quiet_mode: Annotated[
        QuietMode, typer.Option(help="What becomes of reminders in them.")
    ] = QuietMode.SILENT,
    no_repeats: Annotated[bool, typer.Option("--no-repeats", help="Remind once.")] = False,
    at: Annotated[str | None, typer.Option(help="As seen at this instant; now if absent.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """
    Plan the reminders of the next 30 days, and reckon how long what was dispensed lasts.

    A dose is reminded at its time and every 10 minutes after it, at most 3 times and never
    past its grace (grace_minutes in the request, 30 if absent). Doses count as not taken;
    quantity, such as {"value": 20, "unit": "tablet"}, is what was dispensed.
    """
    with declared_errors(as_json=as_json):
        now = _instant(at)
        medicines = read_medicines(request, now=now)
        zone = medicines.prescription.zone
        settings = ReminderSettings(
            is_repeating=not no_repeats, quiet_hours=_quiet_hours(quiet, quiet_mode, zone)
        )
        plan = plan_reminders(medicines.doses, settings=settings, snoozes=(), now=now)
        supplies = _supplies(medicines, now)
    if as_json:
        print_json(
            {
                "reminders": [_reminder_value(one, medicines) for one in plan.reminders],
                "complete_until": plan.complete_until.isoformat(),
                "supplies": supplies,
                "warnings": list(medicines.warnings),
            }
        )
        return
    _show(plan, supplies, medicines)


def _instant(text: str | None) -> datetime:
    if text is None:
        return SystemClock().now()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        remedy = "Write an instant such as 2026-06-15T07:00:00+07:00."
        raise InvalidInputError(Fault(field="--at", problem="is no instant", remedy=remedy))
    return instant.astimezone(UTC)


def _quiet_hours(text: str | None, mode: QuietMode, zone: ZoneInfo) -> QuietHours | None:
    if text is None:
        return None
    start, _, end = text.partition("-")
    try:
        first, last = time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
    except ValueError as error:
        remedy = "Write two times such as 22:00-06:00."
        raise InvalidInputError(
            Fault(field="--quiet", problem="is no stretch of a day", remedy=remedy)
        ) from error
    return QuietHours(start=first, end=last, zone=zone, mode=mode)


def _reminder_value(reminder: Reminder, medicines: PlannedMedicines) -> Row:
    return {
        "id": str(reminder.id),
        "kind": reminder.kind.value,
        "at": reminder.at.isoformat(),
        "number": reminder.number,
        "silent": reminder.is_silent,
        "medicine": medicines.names[reminder.medication_id],
        "dose": str(reminder.dose_id),
        "local": reminder.local.isoformat(),
        "slot": reminder.slot.value if reminder.slot else None,
        "quantity": _quantity_value(reminder.quantity),
    }


def _quantity_value(quantity: Quantity | None) -> Row | None:
    if quantity is None:
        return None
    return {"value": decimal_text(quantity.value), "unit": quantity.unit}


def _supplies(medicines: PlannedMedicines, now: datetime) -> list[Row]:
    zone = medicines.prescription.zone
    found: list[Row] = []
    for line in medicines.prescription.medications:
        supply = supply_of(
            [dose for dose in medicines.doses if dose.medication_id == line.id],
            dispensed=() if line.quantity is None else (line.quantity,),
            zone=zone,
            now=now,
        )
        day = supply.runs_out_on
        found.append(
            {
                "medicine": medicines.names[line.id],
                "state": supply.state.value,
                "left": _quantity_value(supply.left),
                "runs_out_on": None if day is None else day.isoformat(),
            }
        )
    return found


def _show(plan: ReminderPlan, supplies: list[Row], medicines: PlannedMedicines) -> None:
    people = console(as_json=False)
    table = Table(title="Reminders")
    for name in ("Day", "Time", "What", "Medicines"):
        table.add_column(name)
    groups = group_reminders(plan.reminders)
    for group in groups[:_MOST_ROWS]:
        local = group.at.astimezone(medicines.prescription.zone)
        kinds = dict.fromkeys(one.kind.value.removeprefix("dose_") for one in group.reminders)
        names = dict.fromkeys(
            f"{medicines.names[one.medication_id]} {one.quantity or ''}".strip()
            for one in group.reminders
        )
        what = f"{', '.join(kinds)}{' (silent)' if group.is_silent else ''}"
        table.add_row(f"{local:%a %Y-%m-%d}", f"{local:%H:%M}", what, escape(", ".join(names)))
    if groups:
        print_whole(people, table)
    else:
        people.print("No reminders in the 30 days from that instant.")
    hidden = len(groups) - _MOST_ROWS
    if hidden > 0:
        people.print(f"and {hidden} more; --json gives all of them")
    for supply in supplies:
        day = supply["runs_out_on"]
        told = _SUPPLY_WORDS[str(supply["state"])] if day is None else f"runs out on {day}"
        people.print(f"{supply['medicine']}: {told}", markup=False)
    for warning in medicines.warnings:
        people.print(f"[yellow]check[/] {warning['message']}", soft_wrap=True)
