"""
JSON lines: one JSON object in, one JSON object out, a bad one answered in its place.

Every command's ``--jsonl`` works so.
"""

import json
import sys
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import BinaryIO

import typer

from dastern_cli.output import error_value
from dastern_core.kernel import DasternError, Fault, InvalidInputError

__all__ = ["LONGEST_LINE", "Row", "answer_lines", "parse_object", "serve_lines"]

Row = dict[str, object]
"""
One JSON object.
"""

LONGEST_LINE = 1_000_000
"""
The most bytes of a line; a longer one is passed over and answered with an error.
"""

_write = json.JSONEncoder(ensure_ascii=False).encode


def serve_lines(
    context: typer.Context,
    answer: Callable[[Row], Row],
    *,
    told: Callable[[DasternError], Row] = error_value,
) -> None:
    """
    Answer the lines of standard input on standard output.

    Args:
        context: The command's; whatever else was given beside ``--jsonl`` would be ignored
            and is therefore wrong usage.
        answer: What to do with an object.
        told: How to tell an error.

    Raises:
        typer.BadParameter: Something else was given.
    """
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if source is not None and source.name == "COMMANDLINE" and "--jsonl" not in parameter.opts:
            message = f"{parameter.opts[0]} does not go with --jsonl: write it into the lines."
            raise typer.BadParameter(message, ctx=context)
    sys.stdout.buffer.writelines(answer_lines(sys.stdin.buffer, answer, told=told))


def answer_lines(
    lines: BinaryIO,
    answer: Callable[[Row], Row],
    *,
    told: Callable[[DasternError], Row] = error_value,
) -> Iterator[bytes]:
    """
    Answer each line of JSON with one line of JSON; blank lines are passed over.

    Args:
        lines: One JSON object each, in UTF-8.
        answer: What to do with an object; it may raise the library's errors.
        told: How to tell an error.
    """
    while line := lines.readline(LONGEST_LINE + 1):
        if line.isspace():
            continue
        try:
            if len(line) > LONGEST_LINE:
                _pass_over(lines, line)
            result = answer(_parsed(line, field="line"))
        except DasternError as error:
            result = told(error)
        yield _written(result)


def parse_object(text: str, *, field: str) -> Row:
    """
    Read one JSON object; its decimal numbers stay exact.

    Args:
        text: JSON.
        field: What an error calls it.

    Raises:
        InvalidInputError: It is no JSON object, or a name stands in it twice.
    """
    return _parsed(text.encode(errors="surrogatepass"), field=field)


def _parsed(text: bytes, *, field: str) -> Row:
    try:
        # Some programs begin a file with a mark (RFC 8259, section 8.1, lets it be ignored).
        plain = text.removeprefix(BOM_UTF8).decode()
        value = _read(plain) if len(text) <= LONGEST_LINE else None
    except InvalidInputError:
        raise
    except (ValueError, RecursionError) as error:
        remedy = "Write one JSON object."
        fault = Fault(field=field, problem="is not JSON in UTF-8", remedy=remedy)
        raise InvalidInputError(fault) from error
    if not isinstance(value, dict):
        remedy = f"Write one object in braces, at most {LONGEST_LINE} bytes."
        raise InvalidInputError(Fault(field=field, problem="is not an object", remedy=remedy))
    return value


def _unrepeated(pairs: list[tuple[str, object]]) -> Row:
    """
    Refuse a name that stands twice: RFC 8259, section 4, leaves open which of them counts.
    """
    row = dict(pairs)
    if len(row) < len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise InvalidInputError(Fault(field=twice, problem="stands twice", remedy="Write it once."))
    return row


_read = json.JSONDecoder(parse_float=Decimal, object_pairs_hook=_unrepeated).decode


def _pass_over(lines: BinaryIO, line: bytes) -> None:
    """
    Read to the end of a line that is too long, a piece at a time.
    """
    while line and not line.endswith(b"\n"):
        line = lines.readline(LONGEST_LINE)


def _written(value: Row) -> bytes:
    try:
        return _write(value).encode() + b"\n"
    except UnicodeEncodeError:  # half of a surrogate pair can only be escaped
        return json.dumps(value).encode() + b"\n"
