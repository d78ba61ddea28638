"""
``dastern adherence rates``.
"""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dastern_cli.adherence import app

_PRESCRIPTION = "01890a5d-ac96-774b-bcce-b302099a8057"


def _line(status: str, due_at: str, **more: object) -> str:
    return json.dumps(
        {
            "prescription_id": _PRESCRIPTION,
            "slot": "morning",
            "status": status,
            "due_at": due_at,
            **more,
        }
    )


_LINES = "\n".join(
    [
        _line("taken_on_time", "2026-06-15T06:00:00+07:00", acted_at="2026-06-15T06:04:00+07:00"),
        _line("TAKEN_LATE", "2026-06-15T12:00:00+07:00", slot="midday"),
        _line("missed", "2026-06-16T06:00:00+07:00"),
        "",
        _line("due", "2026-06-17T06:00:00+07:00", slot=None),
        _line("taken_on_time", "2026-06-16T09:00:00+07:00", as_needed=True),
    ]
)


def _rates(*arguments: str, lines: str = _LINES) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["rates", *arguments], input=lines)
    return result.exit_code, result.stdout, result.stderr


def _keys(*arguments: str) -> list[tuple[str, int | None, str | None]]:
    code, out, _ = _rates("-", "--json", *arguments)
    assert code == 0
    return [(one["key"], one["percent"], one["band"]) for one in json.loads(out)["rates"]]


def test_a_narrow_terminal_cuts_no_word() -> None:
    """
    Each row becomes a block of its own, and the totals one more.
    """
    result = CliRunner().invoke(app, ["rates", "-"], input=_LINES, env={"COLUMNS": "40"})

    assert result.stdout.startswith("Adherence\n\nDay: 2026-06-15\nTaken: 2\nof which late: 1\n")
    assert "\n\nDay: Total\nTaken: 2\n" in result.stdout


@pytest.mark.rule("ADH-21")
def test_days_are_phnom_penhs_by_default() -> None:
    """
    A dose at six in the morning is in that day, and an open day has no rate.
    """
    expected = [("2026-06-15", 100, "green"), ("2026-06-16", 0, "red"), ("2026-06-17", None, None)]

    assert expected == _keys()


def test_another_zone_moves_the_days() -> None:
    """
    In UTC six o'clock in Phnom Penh is the day before.
    """
    expected = [("2026-06-14", 100, "green"), ("2026-06-15", 50, "red"), ("2026-06-16", None, None)]

    assert expected == _keys("--zone", "UTC")


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("week", [("2026-W25", 67, "red")]),
        ("month", [("2026-06", 67, "red")]),
        ("prescription", [(_PRESCRIPTION, 67, "red")]),
        ("slot", [("morning", 50, "red"), ("midday", 100, "green"), ("no slot", None, None)]),
    ],
)
def test_rows_stand_for_what_was_asked(
    by: str, expected: list[tuple[str, int | None, str | None]]
) -> None:
    """
    The doses are gathered by week, month, prescription or slot.
    """
    assert expected == _keys("--by", by)


def test_the_total_counts_everything(tmp_path: Path) -> None:
    """
    The JSON says how many doses stand behind a rate and which were left out.
    """
    file = tmp_path / "outcomes.jsonl"
    file.write_text(_LINES, encoding="utf-8")

    code, out, _ = _rates(str(file), "--json", "--green", "67", "--yellow", "50")

    expected = {
        "taken": 2,
        "on_time": 1,
        "late": 1,
        "missed": 1,
        "skipped": 0,
        "counted": 3,
        "due": 1,
        "as_needed": 1,
        "rate": "2/3",
        "percent": 67,
        "on_time_percent": 50,
        "band": "green",
    }
    assert code == 0
    assert expected == json.loads(out)["total"]


def test_people_read_a_table() -> None:
    """
    Without --json there is a table with a total and no made-up percentage.
    """
    code, out, _ = _rates("-", "--by", "slot")

    assert code == 0
    assert "67 % red" in out
    assert "no data" in out


def test_every_fault_names_its_line_and_key() -> None:
    """
    Wrong lines are reported together, by line and key, and no rate comes out.
    """
    lines = "\n".join(
        [
            "not json",
            "[]",
            _line("eaten", "yesterday", as_needed="no", slot=7),
            _line("due", "2026-06-15T06:00:00", prescription_id="x"),
            "{}",
        ]
    )

    code, out, _ = _rates("-", "--json", lines=lines)

    expected = [
        ("line 1", "is not JSON"),
        ("line 2", "is not an object"),
        ("line 3.slot", "is not text"),
        ("line 3.status", "is not a word known here"),
        ("line 3.due_at", "is not an instant"),
        ("line 3.as_needed", "is neither true nor false"),
        ("line 4.prescription_id", "is not an identifier"),
        ("line 4.due_at", "has no time zone"),
        ("line 5.prescription_id", "is missing"),
        ("line 5.status", "is missing"),
        ("line 5.due_at", "is missing"),
    ]
    assert code == 3
    assert expected == [
        (one["field"], one["problem"]) for one in json.loads(out)["error"]["faults"]
    ]


def test_reading_stops_after_twenty_faults() -> None:
    """
    A file of another kind does not fill the screen.
    """
    code, out, _ = _rates("-", "--json", lines="x\n" * 1000)

    assert code == 3
    assert len(json.loads(out)["error"]["faults"]) == 20


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-", "--zone", "Moon/Base"), "--zone is not a known time zone"),
        (("-", "--zone", "../../etc/passwd"), "--zone is not a known time zone"),
        (("-", "--green", "50"), "bands are out of order"),
        (("/nowhere/at/all.jsonl",), "cannot be read (No such file or directory)"),
    ],
)
def test_wrong_arguments_are_explained(arguments: tuple[str, ...], message: str) -> None:
    """
    What is wrong is said on stderr, with exit code 3.
    """
    code, out, err = _rates(*arguments)

    assert (code, out) == (3, "")
    assert message in err


def test_a_file_that_is_no_text_is_explained(tmp_path: Path) -> None:
    """
    Binary input is named as such.
    """
    file = tmp_path / "picture.jpg"
    file.write_bytes(b"\xff\xd8\xff")

    code, _, err = _rates(str(file))

    assert code == 3
    assert "it is not UTF-8 text" in err


def test_no_outcomes_are_no_rate() -> None:
    """
    An empty file has no rows and a total without a rate.
    """
    code, out, _ = _rates("-", "--json", lines="")

    assert code == 0
    assert json.loads(out)["rates"] == []
    assert json.loads(out)["total"]["percent"] is None
