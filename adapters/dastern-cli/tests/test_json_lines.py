"""
JSON lines, as every command answers them.
"""

import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from dastern_cli import khqr, schedule
from dastern_cli.json_lines import LONGEST_LINE, Row, answer_lines, parse_object
from dastern_cli.khqr_lines import at_its_moment, decode_row, encode_row, error_row, verify_row
from dastern_core.kernel import Fault, InvalidInputError, NotFoundError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(), values, max_size=3),
    max_leaves=8,
)


def answers(lines: bytes) -> list[Any]:
    """
    Answer each object with itself.
    """
    return [json.loads(line) for line in answer_lines(io.BytesIO(lines), lambda row: row)]


@given(st.lists(st.dictionaries(st.text(), JSON, max_size=4), max_size=5))
def test_every_line_has_its_answer_in_its_place(rows: list[Row]) -> None:
    """
    As many answers as lines, in their order, whatever stands in them.
    """
    lines = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    numbered = [int(line) for line in answer_lines(io.BytesIO(lines), _count([]))]

    assert [*range(len(rows))] == numbered


def _count(seen: list[Row]) -> Any:  # noqa: ANN401 - a number is JSON too
    def counted(row: Row) -> int:
        seen.append(row)
        return len(seen) - 1

    return counted


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b"nope", "line"),
        (b"[]", "line"),
        (b"\xff", "line"),
        (b"[" * 100_000, "line"),
        (b'{"limit": ' + b"9" * 5_000 + b"}", "line"),
        (b'{"limit": 1, "limit": 2}', "limit"),
        (b'{"a": {"b": 1, "b": 1}}', "b"),
        (b'{"a": "' + b"x" * LONGEST_LINE + b'"}', "line"),
        (b'{"a": "' + b"x" * (3 * LONGEST_LINE) + b'"}', "line"),
    ],
    ids=range(9),
)
def test_a_bad_line_does_not_stop_the_next(line: bytes, field: str) -> None:
    """
    It is answered with an error that names its place, and the good one after it is read.
    """
    bad, good = answers(line + b'\n\n \n{"good": 1}')

    assert (field, "invalid_input") == (bad["error"]["field"], bad["error"]["code"])
    assert {"good": 1} == good


def test_a_byte_order_mark_is_no_fault() -> None:
    """
    PowerShell begins a file with one, and ends lines with two characters.
    """
    assert [{"a": 1}, {"b": 2}] == answers(b'\xef\xbb\xbf{"a": 1}\r\n{"b": 2}\r\n')


def test_a_long_line_at_the_end_has_one_answer() -> None:
    """
    Nothing follows it, not even its own rest.
    """
    (bad,) = answers(b"x" * (2 * LONGEST_LINE + 5))

    assert "line" == bad["error"]["field"]


def test_several_faults_are_all_told() -> None:
    """
    The first one is the error's own; the list stands only where there are more.
    """
    faults = [Fault(field=name, problem="is odd", remedy="Mend it.") for name in "ab"]

    def refuse(row: Row) -> Row:
        raise InvalidInputError(*faults[: len(row)])

    one, two = (
        json.loads(line)["error"]
        for line in answer_lines(io.BytesIO(b'{"x": 1}\n{"x": 1, "y": 2}\n'), refuse)
    )
    first = {"code": "invalid_input", "field": "a", "message": "a is odd. Mend it."}
    told = [{"field": name, "problem": "is odd", "remedy": "Mend it."} for name in "ab"]

    assert first == one
    assert {**first, "faults": told} == two


def test_an_error_that_is_no_fault_of_the_line_is_told_too() -> None:
    """
    Each of the library's errors is an answer.
    """

    def miss(_row: Row) -> Row:
        message = "There is no such thing."
        raise NotFoundError(message)

    (line,) = answer_lines(io.BytesIO(b"{}"), miss)

    assert {"code": "not_found", "message": "There is no such thing."} == json.loads(line)["error"]


def test_numbers_stay_exact() -> None:
    """
    What a double cannot hold is not rounded.
    """
    row = parse_object('{"amount": 0.1000000000000000055511151231257827}', field="line")

    assert {"amount": Decimal("0.1000000000000000055511151231257827")} == row


SHOP = {"kind": "individual", "bakong_account_id": "a@b", "merchant_name": "N"}
FIELDS = st.sampled_from(["qr", "kind", "now", "merchant_name", "currency", "merchant_id"])
VALUES = JSON | st.sampled_from([Decimal("1e999999"), Decimal("sNaN"), Decimal(5), True, 10**400])


@given(
    st.sampled_from([encode_row, verify_row, lambda row, _now: decode_row(row)]),
    st.dictionaries(FIELDS | st.sampled_from(["amount", "expiration_timestamp"]), VALUES),
)
def test_whatever_a_payment_object_holds_is_answered(row: Any, fields: Row) -> None:  # noqa: ANN401 - three functions
    """
    No value of any field stops the lines after it.
    """
    answer = at_its_moment(row, now=datetime(2026, 1, 1, tzinfo=UTC))
    try:
        result = answer({**SHOP, **fields})
    except InvalidInputError as error:
        result = error_row(error)

    assert result


@pytest.mark.parametrize(
    "arguments",
    [
        (khqr.app, "encode", "--name", "Shop"),
        (khqr.app, "encode", "--draw"),
        (khqr.app, "encode", "--minutes", "15"),
        (khqr.app, "decode", "000201"),
        (khqr.app, "verify", "--json"),
        (khqr.app, "card", "--khmer"),
        (schedule.app, "expand", "--sig", "1-0-1"),
        (schedule.app, "expand", "--zone", "Asia/Phnom_Penh"),
    ],
    ids=lambda words: " ".join(words[1:]),
)
def test_what_lines_would_ignore_is_wrong_usage(arguments: Any) -> None:  # noqa: ANN401 - an app
    """
    Exit 2, and nothing on stdout: an option beside --jsonl is never passed over in silence.
    """
    app, *words = arguments
    result = CliRunner().invoke(app, [*words, "--jsonl"], input="{}\n")

    assert (2, "") == (result.exit_code, result.stdout)
    assert "--jsonl" in result.stderr
