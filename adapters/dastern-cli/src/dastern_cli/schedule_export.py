"""
The command ``dastern schedule export``: doses in calendars, records, tables and pictures.
"""

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import attrs
import typer

from dastern_cli import bootstrap
from dastern_cli.clock import SystemClock
from dastern_cli.databases import (
    AccountOption,
    DatabaseOption,
    Databases,
    DataOption,
    KeysOption,
    databases,
    require_account,
    require_keys,
)
from dastern_cli.entropy import SystemEntropy
from dastern_cli.files import require_apart, write_whole
from dastern_cli.json_lines import LONGEST_LINE, parse_object
from dastern_cli.output import console, declared_errors, print_json
from dastern_cli.parts import require_parts
from dastern_cli.schedule_medicines import PlannedMedicines, planned_medicines, stored_medicines
from dastern_cli.week_words import WORDS, WeekLanguage
from dastern_core.interchange import (
    CalendarEntry,
    administration_of,
    bundle_json,
    dose_table,
    orders_of,
)
from dastern_core.kernel import (
    Fault,
    InvalidInputError,
    Period,
    PrescriptionId,
    decimal_text,
    parse_id,
)
from dastern_core.schedule import HORIZON_DAYS, Dose, ReminderSettings

__all__ = ["export_command", "read_medicines"]

_STDOUT: Final = Path("-")
_BACK: Final = timedelta(days=90)  # of a stored prescription


@attrs.frozen(kw_only=True)
class _Style:
    """
    How the person wants it.
    """

    language: WeekLanguage
    week: date | None
    revision: int
    for_excel: bool
    is_private: bool
    now: datetime


def export_command(  # noqa: PLR0913 - one option for each format, and how it is to be
    request: Annotated[
        Path, typer.Argument(help="A file with a request as expand takes it; - is stdin.")
    ] = _STDOUT,
    *,
    ics: Annotated[Path | None, typer.Option(help="A calendar with alarms; - is stdout.")] = None,
    fhir: Annotated[Path | None, typer.Option(help="A FHIR R5 Bundle.")] = None,
    csv: Annotated[Path | None, typer.Option(help="A table.")] = None,
    svg: Annotated[Path | None, typer.Option(help="A week as a picture, in lines.")] = None,
    png: Annotated[Path | None, typer.Option(help="A week as a picture, in dots.")] = None,
    prescription: Annotated[
        str | None, typer.Option(help="A stored prescription instead of a request.")
    ] = None,
    data: DataOption = None,
    database: DatabaseOption = None,
    keys: KeysOption = None,
    account: AccountOption = None,
    language: Annotated[
        WeekLanguage, typer.Option(help="Of the picture and the alarms.")
    ] = WeekLanguage.KHMER,
    week: Annotated[
        str | None, typer.Option(help="The picture's first day; that of the first dose if absent.")
    ] = None,
    revision: Annotated[
        int, typer.Option(min=0, help="Counted up, it makes calendars take the new times.")
    ] = 0,
    excel: Annotated[bool, typer.Option("--excel", help="A table that Excel reads.")] = False,
    private: Annotated[
        bool, typer.Option("--private", help="No medicine's name in the calendar.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say in JSON what was written.")] = False,
) -> None:
    r"""
    Write doses as a calendar, a FHIR bundle, a table or a picture of the week.

    dastern schedule export --ics doses.ics --png week.png request.json

    The request is one of expand, beside it name, strength, form, quantity and instructions;
    or several medicines, with what is outside of the list holding for all:

    {"medicines": [{"name": "Paracetamol", "strength": "500 mg", "sig": "1-0-1"}],
    "start": "2026-06-15", "to": "2026-06-22", "id": "…"}

    With an id (a UUID) a calendar knows the doses again when the request has changed. A
    stored prescription is written with what became of its doses, as --as may see them.
    """
    writers = (
        ("ics", ics, _ics),
        ("fhir", fhir, _fhir),
        ("csv", csv, _csv),
        ("svg", svg, _svg),
        ("png", png, _png),
    )
    wanted = [(name, path, writer) for name, path, writer in writers if path is not None]
    if not wanted or sum(path == _STDOUT for _, path, _ in wanted) > (0 if as_json else 1):
        message = "Say where to: --ics, --fhir, --csv, --svg or --png, at most one of them to -."
        raise typer.BadParameter(message)
    with declared_errors(as_json=as_json):
        require_apart({name: path for name, path, _ in wanted}, read=[request])
        style = _Style(
            language=language,
            week=_day(week),
            revision=revision,
            for_excel=excel,
            is_private=private,
            now=SystemClock().now(),
        )
        medicines = (
            read_medicines(request, now=style.now)
            if prescription is None
            else _stored(prescription, account, lambda: databases(data, database, None, keys=keys))
        )
        written = [(name, path, writer(medicines, style)) for name, path, writer in wanted]
        for _, path, content in written:
            if path == _STDOUT:
                sys.stdout.buffer.write(content)
            else:
                write_whole(path, content)
    files = {name: str(place) for name, place, _ in written}
    if as_json:
        told = {"doses": len(medicines.doses), "files": files}
        print_json({**told, "warnings": list(medicines.warnings)})
        return
    people = console(as_json=True)
    for name, file in files.items():
        people.print(f"{name}: {len(medicines.doses)} doses in {file}", markup=False)
    for warning in medicines.warnings:
        people.print(f"[yellow]check[/] {warning['message']}", soft_wrap=True)


def read_medicines(request: Path, *, now: datetime) -> PlannedMedicines:
    """
    Read a request from a file or standard input and plan its medicines.

    Raises:
        InvalidInputError: It cannot be read or planned.
    """
    try:
        if request == _STDOUT:
            text = sys.stdin.read(LONGEST_LINE + 1)
        else:
            with request.open(encoding="utf-8") as file:
                text = file.read(LONGEST_LINE + 1)
    except (OSError, UnicodeDecodeError) as error:
        remedy = "Give the path of a file with JSON in UTF-8."
        raise InvalidInputError(
            Fault(field=str(request), problem="cannot be read", remedy=remedy)
        ) from error
    return planned_medicines(parse_object(text, field="request"), now=now)


def _stored(
    prescription: str,
    account: str | None,
    opened: Callable[[], AbstractContextManager[Databases]],
) -> PlannedMedicines:
    require_parts("postgres")
    clock = SystemClock()
    now = clock.now()
    identifier = parse_id(PrescriptionId, prescription, field="--prescription")
    period = Period(start=now - _BACK, end=now + timedelta(days=HORIZON_DAYS))
    actor_id = require_account(account)
    with (
        opened() as where,
        bootstrap.personal_store(where.medical, actor_id, keys=require_keys(where)) as store,
    ):
        return stored_medicines(
            identifier,
            actor_id=actor_id,
            store=store,
            period=period,
            clock=clock,
            entropy=SystemEntropy(),
        )


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        remedy = "Write a day such as 2026-06-15."
        raise InvalidInputError(
            Fault(field="--week", problem="is no day", remedy=remedy)
        ) from error


def _ics(medicines: PlannedMedicines, style: _Style) -> bytes:
    require_parts("calendar")
    from dastern_core.interchange.icalendar import calendar_of  # noqa: PLC0415 - a part

    words = WORDS[style.language]
    return calendar_of(
        [CalendarEntry(dose=dose, sequence=style.revision) for dose in medicines.doses],
        medicines={} if style.is_private else medicines.names,
        zone=medicines.prescription.zone,
        title=words.title,
        reminder=words.reminder,
        settings=ReminderSettings(),
        now=style.now,
    )


def _fhir(medicines: PlannedMedicines, style: _Style) -> bytes:
    told = (
        administration_of(dose, medicine=medicines.names[dose.medication_id])
        for dose in medicines.doses
    )
    bundle = bundle_json(
        orders_of(medicines.prescription), [one for one in told if one is not None], now=style.now
    )
    return json.dumps(bundle, ensure_ascii=False, indent=2).encode() + b"\n"


def _csv(medicines: PlannedMedicines, style: _Style) -> bytes:
    return dose_table(
        medicines.doses,
        medicines=medicines.names,
        zone=medicines.prescription.zone,
        for_excel=style.for_excel,
    ).encode()


def _svg(medicines: PlannedMedicines, style: _Style) -> bytes:
    return _picture(medicines, style, is_svg=True)


def _png(medicines: PlannedMedicines, style: _Style) -> bytes:
    return _picture(medicines, style, is_svg=False)


def _picture(medicines: PlannedMedicines, style: _Style, *, is_svg: bool) -> bytes:
    require_parts("pictures")
    from dastern_cli.week import draw_week  # noqa: PLC0415 - a part
    from dastern_cli.week_rows import WeekDose  # noqa: PLC0415 - a part

    doses = medicines.doses
    first = doses[0].local.date() if doses else medicines.prescription.start
    return draw_week(
        [
            WeekDose(
                local=dose.local,
                medicine=medicines.names[dose.medication_id],
                amount=_amount(dose),
                slot=dose.slot,
                status=dose.status,
            )
            for dose in doses
        ],
        language=style.language,
        start=style.week or first,
        picture="svg" if is_svg else "png",
    )


def _amount(dose: Dose) -> str:
    least = decimal_text(dose.quantity.value)
    if dose.quantity_max is None:
        return f"{least} {dose.quantity.unit}"
    return f"{least}-{decimal_text(dose.quantity_max.value)} {dose.quantity.unit}"
