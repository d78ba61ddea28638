"""
``dastern adherence measures``, ``gaps``, ``episodes`` and ``sliding``.
"""

import csv
import json
import os
from io import StringIO
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from dastern_cli.adherence import app
from dastern_cli.adherence_input import opened

_VECTORS = Path(__file__).parents[3] / "tests" / "vectors" / "adherence"
_EVENTS = str(_VECTORS / "events.csv")
_W3 = ("--followup-days", "730", "--observation-start", "90", "--observation-days", "365")
_HEADER = "patient_id,date,duration_days,daily_dose,medication\n"
_ENGINES = pytest.mark.parametrize("engine", ["python", "duckdb"])
_GOOD = "good,2026-01-01,30,1,A\ngood,2026-02-01,30,1,A\n"


def _run(*arguments: str, lines: str = "", engine: str = "python") -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [*arguments, "--engine", engine], input=lines)
    return result.exit_code, result.stdout, result.stderr


def _table(*arguments: str, engine: str = "python") -> list[dict[str, str]]:
    code, out, err = _run(*arguments, engine=engine)
    assert (code, err) == (0, "")
    return list(csv.DictReader(StringIO(out)))


def _expected(name: str, **asked: str) -> list[dict[str, str]]:
    with (_VECTORS / name).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if all(row[key] == asked[key] for key in asked)]
    assert rows
    return rows


def _numbers(rows: list[dict[str, str]], key: str) -> list[float | None]:
    return [float(row[key]) if row[key] else None for row in rows]


@pytest.mark.parametrize(
    ("kind", "engine"),
    [
        *((kind, "python") for kind in ("CMA1", "CMA2", "CMA5", "CMA7", "CMA8", "CMA9")),
        ("CMA7", "duckdb"),
        ("CMA8", "polars"),
    ],
)
def test_measures_are_the_references(kind: str, engine: str) -> None:
    """
    The command's values are the reference's, patient by patient.
    """
    options = ("--same-medication", "--dosage-change") if kind not in {"CMA1", "CMA2"} else ()
    flag = str(bool(options)).upper()
    expected = _expected(
        "expected_cma.csv", window="w3", cma=kind, same_medication=flag, dosage_change=flag
    )

    actual = _table(
        "measures", "--events", _EVENTS, "--measure", kind, *_W3, *options, engine=engine
    )

    assert [row["patient_id"] for row in expected] == [row["patient_id"] for row in actual]
    assert _numbers(expected, "value") == pytest.approx(_numbers(actual, "value"), abs=1e-9)


@_ENGINES
def test_gaps_have_the_references_columns_and_figures(engine: str) -> None:
    """
    Header, rows and numbers are those of the expected file.
    """
    expected = _expected(
        "expected_gaps.csv", window="w3", same_medication="TRUE", dosage_change="FALSE"
    )

    actual = _table(
        "gaps", "--events", _EVENTS, "--window", "w3", *_W3, "--same-medication", engine=engine
    )

    assert list(expected[0]) == list(actual[0])
    for key in ("window", "same_medication", "dosage_change", "row"):
        assert [row[key] for row in expected] == [row[key] for row in actual]
    for key in ("event_interval", "gap_days"):
        assert _numbers(expected, key) == pytest.approx(_numbers(actual, key), abs=1e-9)


@pytest.mark.parametrize(
    ("breaks", "option"),
    [("TRUE", "--medication-change-breaks"), ("FALSE", "--no-medication-change-breaks")],
)
@_ENGINES
def test_episodes_have_the_references_columns_and_figures(
    breaks: str, option: str, engine: str
) -> None:
    """
    Header, rows and numbers are those of the expected file.
    """
    asked = {"fu_days": "365", "max_gap": "100", "max_gap_unit": "percent"}
    expected = _expected("expected_episodes.csv", **asked, medication_change_breaks=breaks)

    actual = _table(
        *("episodes", "--events", _EVENTS, "--followup-days", "365"),
        *("--max-gap", "100", "--max-gap-unit", "percent", option),
        engine=engine,
    )

    assert list(expected[0]) == list(actual[0])
    for key in (*asked, "medication_change_breaks", "patient_id", "episode", "start"):
        assert [row[key] for row in expected] == [row[key] for row in actual]
    assert _numbers(expected, "duration_days") == pytest.approx(
        _numbers(actual, "duration_days"), abs=1e-9
    )


@_ENGINES
def test_sliding_has_the_references_columns_and_figures(engine: str) -> None:
    """
    Header, rows and numbers are those of the expected file.
    """
    expected = _expected("expected_sliding.csv", cma="CMA9")

    actual = _table(
        *("sliding", "--events", _EVENTS, "--measure", "CMA9"),
        *("--window-days", "180", "--step-days", "90"),
        engine=engine,
    )

    assert list(expected[0]) == list(actual[0])
    for key in ("cma", "patient_id", "window"):
        assert [row[key] for row in expected] == [row[key] for row in actual]
    assert _numbers(expected, "value") == pytest.approx(_numbers(actual, "value"), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("MPR", "0.967741935483871"), ("PDC", "0.6"), ("pdc", "0.6"), ("CMA0", "")],
)
def test_other_names_of_measures(name: str, expected: str) -> None:
    """
    MPR is CMA1, PDC counts days of the observation, and CMA0 has no value.
    """
    _, out, _ = _run(
        *("measures", "--events", "-", "--measure", name),
        *("--followup-days", "100", "--observation-days", "100"),
        lines=_HEADER + _GOOD,
    )

    assert f"patient_id,value\ngood,{expected}\n" == out


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ("bad,2026-13-01,30,1,A", ["line 4, column date is not a date"]),
        ("bad,2026-01-01,0,1,A", ["line 4, column duration_days is not a number above 0"]),
        ("bad,2026-01-01,nan,1,A", ["line 4, column duration_days is not a number above 0"]),
        ("bad,2026-01-01,,1,A", ["line 4, column duration_days is not a number above 0"]),
        ("bad,2026-01-01,30,-1,A", ["line 4, column daily_dose is not a number above 0"]),
        ("bad", ["line 4, column date", "line 4, column duration_days"]),
    ],
)
@_ENGINES
def test_a_bad_row_spoils_its_patient_and_not_the_table(
    row: str, faults: list[str], engine: str
) -> None:
    """
    Line and column are named, the patient has no value, and the others keep theirs.
    """
    lines = f"{_HEADER}{_GOOD}{row}\nbad,2026-02-01,30,1,A\nlast,2026-01-01,365,1,A\n"

    code, out, err = _run("measures", "--events", "-", lines=lines, engine=engine)

    assert code == 0
    assert out.splitlines()[2:] == ["bad,", "last,0.5"]
    for fault in faults:
        assert fault in err


@_ENGINES
def test_bytes_that_are_no_text_spoil_their_patient(tmp_path: Path, engine: str) -> None:
    """
    A wrong byte in a name or a medicine is told by line and column; the others are measured.
    """
    file = tmp_path / "events.csv"
    rows = b"a,2026-01-01,365,1,A\nb\xff,2026-01-01,30,1,A\nc,2026-01-01,30,1,\xe9\n"
    file.write_bytes(_HEADER.encode() + rows + b"d,2026-01-01,365,1,A\n")

    code, out, err = _run("measures", "--events", str(file), engine=engine)

    assert (0, ["a,0.5", "b\ufffd,", "c,", "d,0.5"]) == (code, out.splitlines()[1:])
    assert "line 3, column patient_id is not UTF-8 text" in err
    assert "line 4, column medication is not UTF-8 text" in err


@_ENGINES
def test_a_stray_quote_spoils_its_patient(engine: str) -> None:
    """
    A malformed row is told by line and column, and the others are measured.
    """
    rows = 'a,2026-01-01,365,1,A\nb,2026-01-01,30,1,"A"B\nc,2026-01-01,365,1,A\n'

    code, out, err = _run("measures", "--events", "-", lines=_HEADER + rows, engine=engine)

    assert (0, ["a,0.5", "b,", "c,0.5"]) == (code, out.splitlines()[1:])
    assert "line 3, column medication has a stray quote" in err


@pytest.mark.parametrize("command", ["measures", "gaps", "episodes", "sliding"])
@_ENGINES
def test_a_table_without_rows_has_no_figures(command: str, engine: str) -> None:
    """
    A header alone is nothing wrong: the answer is a header too.
    """
    code, out, err = _run(command, "--events", "-", lines=_HEADER, engine=engine)

    assert (0, 1, "") == (code, len(out.splitlines()), err)


def test_a_row_without_a_patient_is_named() -> None:
    """
    A row that belongs to nobody is left out and said so.
    """
    code, out, err = _run(
        "measures", "--events", "-", lines=f"{_HEADER},2026-01-01,30,1,A\nlast,2026-01-01,365,1,A\n"
    )

    assert (code, out) == (0, "patient_id,value\nlast,0.5\n")
    assert "line 2, column patient_id is empty" in err


@pytest.mark.parametrize(
    ("option", "row", "fault"),
    [
        ("--dosage-change", "bad,2026-01-01,30,,A", "line 4, column daily_dose"),
        ("--same-medication", "bad,2026-01-01,30,1,", "line 4, column medication is empty"),
    ],
)
def test_an_option_needs_its_column_filled(option: str, row: str, fault: str) -> None:
    """
    An empty dose or medicine is a fault only where an option needs it.
    """
    lines = f"{_HEADER}{_GOOD}{row}\n"

    _, without, silence = _run("measures", "--events", "-", lines=lines)
    _, given, err = _run("measures", "--events", "-", option, lines=lines)

    assert without.splitlines()[2] != "bad,"
    assert silence == ""
    assert given.splitlines()[2] == "bad,"
    assert fault in err


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("gaps", [",FALSE,FALSE,1,,", ",FALSE,FALSE,3,730,365"]),
        ("episodes", ["730,90,days,TRUE,last,1,2026-01-01,365"]),
        ("sliding", ["CMA7,last,1,1", "CMA7,last,2,0"]),
    ],
)
@_ENGINES
def test_a_spoiled_patient_has_no_made_up_figures(
    command: str, expected: list[str], engine: str
) -> None:
    """
    In the other tables a spoiled patient has blanks, or no row at all.
    """
    lines = f"{_HEADER}bad,2026-01-01,30,1,A\nbad,never,30,1,A\nlast,2026-01-01,365,1,A\n"
    options = ("--window-days", "365", "--step-days", "365") if command == "sliding" else ()

    code, out, err = _run(command, "--events", "-", *options, lines=lines, engine=engine)

    assert code == 0
    assert "line 3, column date is not a date" in err
    assert expected == out.splitlines()[1:]


@_ENGINES
def test_the_calendars_end_spoils_its_patient_only(engine: str) -> None:
    """
    A window that leaves the calendar is told by the patient's first line.
    """
    lines = f"{_HEADER}{_GOOD}late,9999-01-01,30,1,A\n"

    code, out, err = _run("measures", "--events", "-", lines=lines, engine=engine)

    assert code == 0
    assert out.splitlines()[2] == "late,"
    assert "patient of line 4, " in err
    assert "the calendar" in err


def test_many_faults_are_counted() -> None:
    """
    Twenty faults are named and the rest are counted.
    """
    lines = _HEADER + "bad,never,30,1,A\n" * 25

    _, _, err = _run("measures", "--events", "-", lines=lines)

    assert err.count("column date") == 20
    assert "and 5 more" in err


def test_json_holds_rows_and_faults() -> None:
    """
    One document holds what was measured and what could not be.
    """
    lines = _HEADER + "bad,never,30,1,A\nlast,2026-01-01,365,1,A\n"

    code, out, err = _run("measures", "--events", "-", "--json", lines=lines)

    expected = {
        "rows": [{"patient_id": "bad", "value": None}, {"patient_id": "last", "value": 0.5}],
        "fault_count": 1,
        "faults": [
            {
                "field": "line 2, column date",
                "problem": "is not a date such as 2026-06-15",
                "remedy": "Correct the row.",
            }
        ],
    }
    assert (code, err) == (0, "")
    assert expected == json.loads(out)


def test_columns_may_be_called_otherwise(tmp_path: Path) -> None:
    """
    A table with other names, other columns and a byte-order mark is read as it is.
    """
    file = tmp_path / "events.csv"
    file.write_text("who,x,given,days\n7,?,2026-01-01,365\n", encoding="utf-8-sig")

    code, out, _ = _run(
        *("measures", "--events", str(file), "--column", "patient_id=who"),
        *("--column", "date=given", "--column", "duration_days=days"),
    )

    assert (code, out) == (0, "patient_id,value\n7,0.5\n")


@pytest.mark.parametrize(
    ("arguments", "lines", "message"),
    [
        (("measures", "--work", "somewhere"), _HEADER, "--engine python reads CSV in one go"),
        (("measures", "--measure", "CMA10"), _HEADER, "Choose one of: CMA0, CMA1"),
        (("measures", "--observation-days", "900"), _HEADER, "leaves the follow-up window"),
        (("measures", "--column", "day=x"), _HEADER, "--column day=x renames nothing"),
        (("measures", "--column", "date"), _HEADER, "--column date renames nothing"),
        (("measures",), "", "table of events is empty. Give CSV with the columns patient_id, date"),
        (("measures",), '{"patient_id": 1}\n', "table of events is JSON. Give CSV"),
        (("measures",), "patient_id;date;duration_days\n", "separated by semicolons. Save it"),
        (("measures",), "patient_id\tdate\tduration_days\n", "separated by tabs. Save it"),
        (("measures",), "\ufffd\0\n", "is not UTF-8 text. Save it as CSV in UTF-8"),
        (("measures",), "a,2026-01-01,30\n", "has none of the columns patient_id, date"),
        (("measures",), "patient_id,date,days\n", "with --column duration_days=HEADER.\n"),
        (("measures",), f"date,{_HEADER}", "column date stands twice in the header"),
        (("episodes",), "patient_id,date,duration_days\n", "column medication is missing"),
        (("episodes", "--max-gap", "-1"), _HEADER, "gap is no length"),
        (("sliding", "--measure", "PDC"), _HEADER, "PDC is not a measure here"),
        (("sliding", "--step-days", "0"), _HEADER, "step is out of range"),
        (("measures",), _HEADER + 'a,"2026', "line 2 is no CSV"),
        (("gaps", "--no-carry-within", "--no-carry-into", "--same-medication"), _HEADER, "off"),
    ],
)
def test_wrong_input_is_explained(arguments: tuple[str, ...], lines: str, message: str) -> None:
    """
    What cannot be used at all ends the command with exit code 3 and a remedy.
    """
    code, out, err = _run(*arguments, "--events", "-", lines=lines)

    assert (code, out) == (3, "")
    assert message in err


def test_an_engine_is_not_asked_of_another_file() -> None:
    """
    What the file is instead of a table is told before an engine starts, by all of them alike.
    """
    asked = ("measures", "--events", "-")

    expected, actual = (
        _run(*asked, lines="date,date\n", engine=engine) for engine in ("python", "duckdb")
    )

    assert expected == actual


def test_work_is_kept_in_a_folder(tmp_path: Path) -> None:
    """
    A file in the place of the folder for the work is named with a remedy.
    """
    taken = tmp_path / "taken"
    taken.touch()

    code, _, err = _run("measures", "--events", _EVENTS, "--work", str(taken), engine="duckdb")

    assert 3 == code
    assert f"{taken} cannot be a folder for the work" in err


def test_a_device_takes_figures_and_stays(tmp_path: Path) -> None:
    """
    What is no file, such as ``/dev/stdout``, is written into and not replaced by a file.
    """
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        asked = ("measures", "--events", "-", "--measure", "CMA1", "--output", str(pipe))
        _run(*asked, lines=_HEADER)

        assert (b"patient_id,value\n", True) == (os.read(reader, 99), pipe.is_fifo())
    finally:
        os.close(reader)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_figures_go_to_a_file(tmp_path: Path, suffix: str) -> None:
    """
    The file holds what standard output would, and can itself be read again as a table.
    """
    file = tmp_path / f"figures.{suffix}"
    expected = _table("gaps", "--events", _EVENTS)

    code, out, _ = _run("gaps", "--events", _EVENTS, "--output", str(file), engine="duckdb")

    assert (code, out) == (0, "")
    if suffix == "csv":
        rows: list[dict[str, str]] = list(csv.DictReader(StringIO(file.read_text())))
        assert expected == rows
    else:
        found = pq.read_table(file).to_pylist()
        assert _numbers(expected, "gap_days") == [row["gap_days"] for row in found]


def test_work_that_is_kept_goes_on(tmp_path: Path) -> None:
    """
    A second run in the same folder gives the same; another question is refused there.
    """
    asked = ("measures", "--events", _EVENTS, "--work", str(tmp_path / "work"))
    first = _run(*asked, engine="duckdb")

    again = _run(*asked, engine="duckdb")
    other = _run(*asked, "--measure", "CMA9", engine="duckdb")

    assert first == again
    assert other[0] == 3
    assert "holds the work on another question" in other[2]


def test_an_output_that_is_closed_is_no_fault_of_the_input(tmp_path: Path) -> None:
    """
    What fails while the rows are written is not said of the file that was read.
    """
    events = tmp_path / "events.csv"
    events.write_text("patient_id,date,duration_days\n", encoding="utf-8")

    with pytest.raises(BrokenPipeError), opened(str(events)):
        raise BrokenPipeError
