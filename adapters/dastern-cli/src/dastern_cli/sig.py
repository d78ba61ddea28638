"""
The commands ``dastern sig``: instructions in words, read and written.
"""

from collections.abc import Mapping
from typing import Annotated

import typer

from dastern_cli.json_lines import Row, parse_object, serve_lines
from dastern_cli.output import ExitCode, console, declared_errors, print_json
from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.schedule import (
    Dosage,
    SigLanguage,
    SigReading,
    SigSpan,
    dosage_json,
    parse_dosage,
    parse_sig,
    render_sig,
)

__all__ = ["app"]

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Instructions in words, read and written."
)

_MOST_DOSAGES = 50


@app.command("parse")
def parse_command(
    context: typer.Context,
    sig: Annotated[str, typer.Argument(help="The instruction, as '1cp x 2 /j x 7j'.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help="A request a line on stdin, an answer a line.")
    ] = False,
) -> None:
    """
    Read an instruction in Khmer, French, English or Latin, or a mixture of them.

    What was not understood is left over, and the exit code is 1 then; so it is where the
    words have more than one meaning. With --jsonl each line of stdin is {"sig": "1-0-1"}.
    """
    if as_lines:
        serve_lines(context, lambda given: _reading_value(_read(given)))
        return
    with declared_errors(as_json=as_json):
        reading = parse_sig(sig)
    if as_json:
        print_json(_reading_value(reading))
    else:
        _show(reading)
    if reading.is_partial or reading.candidates:
        raise typer.Exit(ExitCode.CHECK_FAILED)


@app.command("render")
def render_command(
    context: typer.Context,
    *,
    dosage: Annotated[str | None, typer.Option(help="A FHIR R5 Dosage as JSON.")] = None,
    sig: Annotated[str | None, typer.Option(help="An instruction to read and write anew.")] = None,
    language: Annotated[
        SigLanguage, typer.Option(help="Khmer, English or French.")
    ] = SigLanguage.KHMER,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help="A request a line on stdin, an answer a line.")
    ] = False,
) -> None:
    """
    Write a dosage for its patient.

    With --jsonl each line of stdin is {"dosage": {...} or [...], "language": "km"}, or has
    "sig" in place of "dosage". Fields that the text does not say are named as "unsaid",
    and the exit code is 1 then.
    """
    if as_lines:
        serve_lines(context, _written)
        return
    with declared_errors(as_json=as_json):
        given: Row = {"language": language.value}
        if dosage is not None:
            given["dosage"] = parse_object(dosage, field="--dosage")
        if sig is not None:
            given["sig"] = sig
        answer = _written(given)
    if as_json:
        print_json(answer)
    else:
        people = console(as_json=False)
        people.print(answer["text"], markup=False)
        for field in answer["unsaid"] if isinstance(answer["unsaid"], list) else ():
            people.print(f"[yellow]check[/] not said: {field}")
    if answer["unsaid"]:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _read(given: Row) -> SigReading:
    _require_known(given, "sig")
    sig = given.get("sig")
    return parse_sig(sig if isinstance(sig, str) else "")


def _written(given: Row) -> Row:
    _require_known(given, "dosage", "sig", "language")
    if len({"dosage", "sig"} & set(given)) != 1:
        remedy = "Give exactly one of dosage and sig."
        raise InvalidInputError(
            Fault(field="dosage", problem="is missing or not alone", remedy=remedy)
        )
    dosages = _dosages(given["dosage"]) if "dosage" in given else _understood(given)
    text = render_sig(dosages, language=_language(given.get("language", "km")))
    return {"text": text.text, "unsaid": list(text.unsaid)}


def _understood(given: Row) -> tuple[Dosage, ...]:
    reading = _read({"sig": given["sig"]})
    if reading.is_partial or reading.candidates:
        problem = "is not understood whole, or has more than one meaning"
        remedy = "See what dastern sig parse says, and give the dosage."
        raise InvalidInputError(Fault(field="sig", problem=problem, remedy=remedy))
    return reading.dosages


def _dosages(given: object) -> tuple[Dosage, ...]:
    listed = given if isinstance(given, list) else [given]
    objects = [one for one in listed if isinstance(one, dict)]
    if not 1 <= len(objects) == len(listed) <= _MOST_DOSAGES:
        remedy = f"Write an object in braces, or 1 to {_MOST_DOSAGES} of them in a list."
        raise InvalidInputError(Fault(field="dosage", problem="is not an object", remedy=remedy))
    return tuple(parse_dosage(one) for one in objects)


def _language(given: object) -> SigLanguage:
    try:
        return SigLanguage(given)
    except ValueError as error:
        remedy = f"Write one of {', '.join(one.value for one in SigLanguage)}."
        raise InvalidInputError(
            Fault(field="language", problem="is not known", remedy=remedy)
        ) from error


def _require_known(given: Mapping[str, object], *names: str) -> None:
    faults = [
        Fault(field=name, problem="is not known here", remedy=f"Use {', '.join(names)}.")
        for name in given
        if name not in names
    ]
    if faults:
        raise InvalidInputError(*faults)


def _reading_value(reading: SigReading) -> Row:
    return {
        "dosages": [dosage_json(one) for one in reading.dosages],
        "partial": reading.is_partial,
        "leftover": [_span_value(span) for span in reading.unread],
        "candidates": [[dosage_json(one) for one in meaning] for meaning in reading.candidates],
        "spans": [_span_value(span) for span in reading.spans],
        "cautions": list(reading.cautions),
    }


def _span_value(span: SigSpan) -> Row:
    return {"text": span.text, "meaning": span.meaning, "start": span.start, "end": span.end}


def _show(reading: SigReading) -> None:
    from rich.table import Table  # noqa: PLC0415 - as in output: only what speaks to people

    people = console(as_json=False)
    table = Table("Words", "Taken for")
    for span in sorted((*reading.spans, *reading.unread), key=lambda one: one.start):
        table.add_row(span.text, span.meaning)
    people.print(table)
    for number, meaning in enumerate(reading.candidates or (reading.dosages,), start=1):
        text = render_sig(meaning, language=SigLanguage.ENGLISH).text
        people.print(f"{number}. {text}" if reading.candidates else text, markup=False)
    for caution in reading.cautions:
        people.print(f"[yellow]check[/] {caution}")
    if reading.unread:
        people.print(f"[yellow]check[/] not understood: {' '.join(reading.leftover)}")
