"""
The commands ``dastern vitals``: what was measured, judged.
"""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from itertools import islice
from typing import Annotated
from uuid import UUID

import typer

from dastern_cli.adherence_input import opened
from dastern_cli.clock import SystemClock
from dastern_cli.entropy import SystemEntropy
from dastern_cli.json_lines import Row, parse_object, serve_lines
from dastern_cli.output import ExitCode, console, declared_errors, print_json
from dastern_core.interchange import observation_json
from dastern_core.kernel import Fault, InvalidInputError, PatientId, decimal_text, parse_amount
from dastern_core.vitals import (
    UNITS,
    Assessment,
    Component,
    Finding,
    PersonalBounds,
    ReadingId,
    VitalSign,
    assess,
    record_reading,
)

__all__ = ["app"]

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Vital signs, judged.")

_NOBODY = PatientId(UUID(int=0))
_MOST_LINES = 1000  # of one reading's JSON
_KNOWN = frozenset({"sign", "value", "secondary", "unit", "measured_at", "personal"})


@app.callback()
def _group() -> None:
    """
    Keep the group a group, however few commands it has.
    """


@app.command("judge")
def judge_command(
    context: typer.Context,
    reading: Annotated[
        str, typer.Argument(help="A reading as JSON, a file of it, or - for standard input.")
    ] = "",
    *,
    fhir: Annotated[bool, typer.Option("--fhir", help="A FHIR R5 Observation instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help="A reading a line on stdin, an answer a line.")
    ] = False,
) -> None:
    r"""
    Judge a reading by the default bounds, the patient's own, and the red lines.

    {"sign": "blood_pressure", "value": 150, "secondary": 95, "unit": "mmHg",
    "measured_at": "2026-06-15T07:00:00+07:00",
    "personal": {"systolic": {"low": 100, "high": 150}}}

    Signs: blood_pressure, glucose, heart_rate, temperature, spo2, weight, height.
    measured_at is now where it is left out; personal bounds are in mmHg, mg/dL, bpm, °C,
    %, kg and cm. The exit code is 1 where something is abnormal.
    """
    now = SystemClock().now()
    if as_lines:
        serve_lines(context, lambda given: _value(_judged(given, now)[0]))
        return
    with declared_errors(as_json=as_json or fhir):
        found, personal = _judged(parse_object(_text_of(reading), field="reading"), now)
    if fhir:
        print_json(observation_json(found, personal=personal))
    elif as_json:
        print_json(_value(found))
    else:
        _show(found)
    if found.severity is not None:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _text_of(reading: str) -> str:
    if not reading.strip() or reading.lstrip().startswith(("{", "[")):
        return reading
    with opened(reading) as lines:
        return "".join(islice(lines, _MOST_LINES))


def _judged(given: Row, now: datetime) -> tuple[Assessment, tuple[PersonalBounds, ...]]:
    unknown = sorted(set(given) - _KNOWN)
    if unknown:
        remedy = f"Give {', '.join(sorted(_KNOWN))}."
        raise InvalidInputError(
            *(Fault(field=name, problem="is not known", remedy=remedy) for name in unknown)
        )
    value = _number(given, "value")
    if value is None:
        fault = Fault(field="value", problem="is missing", remedy="Give what was measured.")
        raise InvalidInputError(fault)
    reading = record_reading(
        reading_id=ReadingId(SystemEntropy().identifier()),
        patient_id=_NOBODY,
        sign=_sign(given.get("sign")),
        value=value,
        secondary=_number(given, "secondary"),
        unit=str(given.get("unit", "")),
        measured_at=_moment(given.get("measured_at")),
        now=now,
    )
    personal = tuple(_personal(given.get("personal", {})))
    return assess(reading, personal=personal), personal


def _sign(value: object) -> VitalSign:
    try:
        return VitalSign(value)
    except ValueError as error:
        remedy = f"Give one of: {', '.join(sign.value for sign in VitalSign)}."
        raise InvalidInputError(
            Fault(field="sign", problem="is no vital sign", remedy=remedy)
        ) from error


def _number(given: Mapping[str, object], name: str, *, within: str = "") -> Fraction | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool | list | dict):
        fault = Fault(field=f"{within}{name}", problem="is no number", remedy="Give a number.")
        raise InvalidInputError(fault)
    return parse_amount(str(value), field=within + name)


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        remedy = "Give an instant such as 2026-06-15T07:00:00+07:00, or leave it out."
        raise InvalidInputError(
            Fault(field="measured_at", problem="is no moment", remedy=remedy)
        ) from error


def _personal(value: object) -> list[PersonalBounds]:
    remedy = 'Write {"systolic": {"low": 100, "high": 150}}.'
    if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
        raise InvalidInputError(Fault(field="personal", problem="is no object", remedy=remedy))
    known = {component.value: component for component in Component}
    unknown = sorted(set(value) - set(known))
    if unknown:
        fault = Fault(field=f"personal.{unknown[0]}", problem="is no component", remedy=remedy)
        raise InvalidInputError(fault)
    return [
        PersonalBounds(
            component=known[name],
            low=_number(bounds, "low", within=f"personal.{name}."),
            high=_number(bounds, "high", within=f"personal.{name}."),
        )
        for name, bounds in value.items()
    ]


def _value(found: Assessment) -> Row:
    severity = found.severity
    return {
        "severity": None if severity is None else severity.name.lower(),
        "findings": [_finding(one) for one in found.findings],
    }


def _finding(one: Finding) -> Row:
    low, high = (
        None if bound is None else decimal_text(bound)
        for bound in (one.bounds.low, one.bounds.high)
    )
    return {
        "component": one.component.value,
        "value": decimal_text(round(one.number, 2)),
        "low": low,
        "high": high,
        "severity": one.severity.name.lower(),
        "source": None if one.red_line is None else one.red_line.source,
    }


def _show(found: Assessment) -> None:
    people = console(as_json=False)
    if not found.findings:
        people.print(f"{found.reading}: within the bounds")
    for one in found.findings:
        why = "" if one.red_line is None else f" ({one.red_line.source})"
        unit = UNITS[found.reading.sign][0].symbol
        told = f"{one.component.value} {decimal_text(round(one.number, 2))} {unit}"
        if found.reading.unit != unit:
            told += f" (given: {found.reading})"
        people.print(f"[yellow]check[/] {told}: {one.severity.name.lower()}{why}")
