"""
The command ``dastern schedule check``: what a person's medicines do together.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import attrs
import typer
from rich.markup import escape
from rich.table import Table

from dastern_cli.json_lines import Row, serve_lines
from dastern_cli.medicine_fields import read_object, read_quantity, read_text
from dastern_cli.output import console, declared_errors, print_json, print_whole
from dastern_cli.schedule_request import Request, expanded, parse_request
from dastern_core.kernel import (
    Fault,
    InvalidInputError,
    Period,
    parse_amount,
)
from dastern_core.medicines.formulary import FORMULARY
from dastern_core.safety import (
    MOST_REGIMENS,
    Finding,
    Patient,
    Regimen,
    Severity,
    check,
    regimen_from,
)
from dastern_core.schedule import first_occurrences

__all__ = ["check_command", "finding_value", "findings_table"]

_SHARED: Final = ("zone", "start", "from", "to", "clock", "meal_offsets")
_OWN: Final = ("ref", "prescription", "name", "strength", "form", "quantity")
_COLOURS: Final = {Severity.HIGH: "bold red", Severity.MODERATE: "yellow", Severity.LOW: "dim"}


@attrs.frozen(kw_only=True)
class _Checked:
    """
    What a request asks to be checked.
    """

    regimens: tuple[Regimen, ...]
    patient: Patient
    warnings: tuple[Row, ...]


def check_command(
    context: typer.Context,
    *,
    medicine: Annotated[
        list[str] | None,
        typer.Option(help="A name, perhaps a strength, a colon and the instruction in words."),
    ] = None,
    start: Annotated[str | None, typer.Option(help="The first day of all of them.")] = None,
    zone: Annotated[str, typer.Option(help="The patient's time zone.")] = "Asia/Phnom_Penh",
    age: Annotated[str | None, typer.Option(help="In years; an adult if absent.")] = None,
    weight: Annotated[str | None, typer.Option(help="In kilograms.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help="A request a line on stdin, an answer a line.")
    ] = False,
) -> None:
    r"""
    Check what all of a person's medicines do together, dose by dose.

    --medicine "Doliprane 1 g: 1 cp x 4/j" --medicine "Warfarine 5 mg: 1 cp le soir"

    Maxima at once and in any 24 hours by ingredient, least intervals, the same twice,
    interactions, meals, supply. Findings are information: the exit code stays 0. What is
    not in the data, or could not be checked, is a finding, too.

    With --jsonl each line of stdin is a request, and each line of stdout its answer:

    {"medicines": [{"name": "Doliprane", "strength": "1 g", "sig": "1 cp x 4/j",
    "quantity": {"value": 20, "unit": "tablet"}, "prescription": "A"}],
    "patient": {"age_years": 40, "weight_kg": 60}, "start": "2026-06-15"}

    Each medicine takes the fields of expand: dosage, timing or sig; zone, start, from, to
    or limit, clock and meal_offsets, of which those outside the list hold for all.
    """
    if as_lines:
        serve_lines(context, _answer)
        return
    with declared_errors(as_json=as_json):
        fields: Row = {
            "medicines": [_spoken(text) for text in medicine or ()],
            "patient": {
                name: text
                for name, text in (("age_years", age), ("weight_kg", weight))
                if text is not None
            },
            "zone": zone,
        }
        if start is not None:
            fields["start"] = start
        if as_json:
            print_json(_answer(fields))
            return
        checked = _parse(fields)
        findings = check(checked.regimens, patient=checked.patient)
    people = console(as_json=False)
    table = findings_table(findings, {one.ref: one.name for one in checked.regimens})
    print_whole(people, table)
    for warning in checked.warnings:
        people.print(f"[yellow]check[/] {warning['message']}", soft_wrap=True)
    people.print(
        f"Data {FORMULARY.version}, not reviewed by a pharmacist. No finding does not mean safe."
    )


def finding_value(finding: Finding) -> Row:
    """
    Give a finding as JSON.
    """
    return {
        "code": finding.code.value,
        "severity": finding.severity.value,
        "subject": list(finding.subject),
        "message": finding.message,
        "remedy": finding.remedy,
        "medicines": list(finding.regimens),
        "doses": [at.isoformat() for at in finding.doses],
        "source": None if finding.source is None else str(finding.source),
    }


def findings_table(findings: Sequence[Finding], names: Mapping[str, str]) -> Table:
    """
    Give findings as a table for people.

    Args:
        findings: The worst first.
        names: The medicine's name for each reference.
    """
    table = Table(title=f"Findings: {len(findings)}")
    for name in ("Severity", "Found", "What to do", "Medicines", "Source"):
        table.add_column(name)
    for finding in findings:
        colour = _COLOURS[finding.severity]
        source = "" if finding.source is None else f"{finding.source.document}"
        table.add_row(
            f"[{colour}]{finding.severity.value}[/]",
            escape(finding.message),
            escape(finding.remedy),
            escape(", ".join(names[ref] for ref in finding.regimens)),
            escape(source),
        )
    return table


def _spoken(text: str) -> Row:
    name, colon, sig = text.partition(":")
    if not colon or not name.strip() or not sig.strip():
        remedy = 'Write a name, a colon and how it is taken: "Doliprane 1 g: 1 cp x 3/j".'
        raise InvalidInputError(
            Fault(field="--medicine", problem="has no name or no instruction", remedy=remedy)
        )
    return {"name": name.strip(), "sig": sig.strip()}


def _answer(fields: Row) -> Row:
    checked = _parse(fields)
    return {
        "findings": [
            finding_value(one) for one in check(checked.regimens, patient=checked.patient)
        ],
        "warnings": list(checked.warnings),
        "data": {"version": FORMULARY.version, "reviewed_by": None},
    }


def _parse(fields: Row) -> _Checked:
    faults = [
        Fault(field=name, problem="is not known here", remedy="Use medicines and patient.")
        for name in fields
        if name not in {*_SHARED, "medicines", "patient"}
    ]
    given = fields.get("medicines")
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_REGIMENS:
        remedy = f"Give a list of 1 to {MOST_REGIMENS} medicines."
        faults.append(Fault(field="medicines", problem="is no such list", remedy=remedy))
        given = []
    shared: Row = {name: fields[name] for name in _SHARED if name in fields}
    regimens: list[Regimen] = []
    warnings: list[Row] = []
    for place, one in enumerate(given):
        try:
            regimen, told = _regimen(read_object(one), shared, place=place)
        except InvalidInputError as error:
            where = f"medicine {place + 1}"
            faults += [
                attrs.evolve(fault, field=f"{where}, {fault.field}") for fault in error.faults
            ]
        else:
            regimens.append(regimen)
            warnings += told
    try:
        patient = _patient(read_object(fields.get("patient", {})))
    except InvalidInputError as error:
        faults += [attrs.evolve(fault, field=f"patient.{fault.field}") for fault in error.faults]
        patient = Patient()
    if faults:
        raise InvalidInputError(*faults)
    return _Checked(regimens=tuple(regimens), patient=patient, warnings=tuple(warnings))


def _regimen(given: Row, shared: Row, *, place: int) -> tuple[Regimen, list[Row]]:
    own: Row = {name: given[name] for name in _OWN if name in given}
    request = parse_request(
        {**shared, **{name: value for name, value in given.items() if name not in _OWN}}
    )
    expansion = expanded(request)
    last = max((one.at for one in expansion.occurrences), default=request.since)
    name = read_text(own, "name")
    if name is None:
        remedy = "Give the medicine's name."
        raise InvalidInputError(Fault(field="name", problem="is missing", remedy=remedy))
    ref = read_text(own, "ref") or str(place + 1)
    regimen = regimen_from(
        expansion,
        ref=ref,
        prescription=read_text(own, "prescription") or "",
        name=name,
        strength=read_text(own, "strength"),
        form=read_text(own, "form"),
        during=Period(start=request.since, end=request.until or max(last, request.since)),
        supplied=read_quantity(own.get("quantity")),
        complete=_is_whole(request),
    )
    return regimen, [
        {"medicine": ref, "code": one.code, "message": one.message} for one in expansion.warnings
    ]


def _is_whole(request: Request) -> bool:
    if request.until is None or request.limit is not None:
        return False
    first = first_occurrences(
        request.dosages,
        zone=request.zone,
        start=request.start,
        since=_beginning(request.start, request.zone),
        limit=1,
        clock=request.clock,
    )
    later = first_occurrences(
        request.dosages,
        zone=request.zone,
        start=request.start,
        since=request.until,
        limit=1,
        clock=request.clock,
    )
    begun = all(one.at >= request.since for one in first.occurrences)
    return begun and not later.occurrences


def _beginning(start: date, zone: ZoneInfo) -> datetime:
    moment = start if isinstance(start, datetime) else datetime.combine(start, datetime.min.time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)) - timedelta(days=1)


def _patient(given: Row) -> Patient:
    faults = [
        Fault(field=name, problem="is not known here", remedy="Use age_years and weight_kg.")
        for name in given
        if name not in {"age_years", "weight_kg"}
    ]
    if faults:
        raise InvalidInputError(*faults)
    amounts = {
        name: parse_amount(str(value), field=name)
        for name, value in given.items()
        if value is not None
    }
    weight = amounts.get("weight_kg")
    if weight == 0:
        remedy = "Give the weight, or leave it out."
        raise InvalidInputError(Fault(field="weight_kg", problem="is 0", remedy=remedy))
    return Patient(age_years=amounts.get("age_years"), weight_kg=weight)
