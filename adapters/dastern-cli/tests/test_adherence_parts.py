"""
``dastern adherence``: persistence, per-episode, groups, polypharmacy, overuse, and stays.
"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dastern_cli.adherence import app

_EVENTS = """patient_id,date,duration_days,daily_dose,medication
a,2026-01-01,30,1,A
a,2026-01-20,30,2,A
a,2026-03-20,30,1,B
b,2026-01-01,30,1,A
b,2026-01-05,x,1,A
c,2026-02-01,90,1,A
c,2026-04-20,30,1,A
"""
_BAD_ROW = "left out line 6, column duration_days is not a number above 0. Correct the row.\n"
_NO_DATE = "is not a date such as 2026-06-15"
_STAYS = "patient_id,admitted,discharged\na,2026-01-10,2026-01-20\n"
_OBSERVED = ("--followup-days", "120", "--observation-days", "120")
_ENGINES = pytest.mark.parametrize("engine", ["python", "duckdb"])


def _run(*arguments: str, engine: str = "python", lines: str = _EVENTS) -> tuple[int, str, str]:
    command = [*arguments, "--events", "-", "--engine", engine]
    result = CliRunner().invoke(app, command, input=lines)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ("groups", "--group", "x=A", "--group", "y=B, A", *_OBSERVED),
            ["patient_id,group,value", "a,x,0.5", "a,y,0.75", "c,x,1", "c,y,1"],
        ),
        (
            ("groups", "--group", "y=B", "--followup-per-group", *_OBSERVED),
            [
                "patient_id,group,value",
                "a,__ALL_OTHERS__,0.5",
                "a,y,0.25",
                "c,__ALL_OTHERS__,1",
            ],
        ),
        (
            ("polypharmacy", "--group", "x=A", *_OBSERVED),
            [
                "patient_id,mean_of_groups,any_covered,all_covered,mean_covered",
                *("a,0.375,0.75,0,0.375", "b,,,,", "c,1,1,1,1"),
            ],
        ),
        (
            ("overuse", *_OBSERVED),
            [
                "patient_id,possession,excess_days,stocks,largest_stock",
                *("a,0.7692307692307693,0,1,11", "b,,,,", "c,1.1538461538461537,12,1,12"),
            ],
        ),
        (
            ("per-episode", "--measure", "mpr", "--max-gap", "10", *_OBSERVED),
            [
                "cma,patient_id,episode,value",
                *("MPR,a,1,1.5789473684210527", "MPR,a,2,", "MPR,c,1,1.1538461538461537"),
            ],
        ),
        (
            (
                *("persistence", "--followup-days", "120", "--max-gap", "10"),
                "--no-medication-change-breaks",
            ),
            ["patient_id,days,discontinued", "a,54.5,TRUE", "b,,", "c,120,FALSE"],
        ),
    ],
)
@_ENGINES
def test_what_is_asked_of_a_table(
    arguments: tuple[str, ...], expected: list[str], engine: str
) -> None:
    """
    The same table whoever computes; a bad row spoils its patient alone.
    """
    code, out, err = _run(*arguments, engine=engine)

    assert (0, _BAD_ROW) == (code, err)
    assert expected == out.splitlines()


@pytest.mark.parametrize("name", ["CMA7", "PDC"])
@_ENGINES
def test_days_in_hospital_leave_the_measure(tmp_path: Path, name: str, engine: str) -> None:
    """
    Supply of 90 days for 110 days at home; whose stay cannot be read has no value.
    """
    stays = tmp_path / "stays.csv"
    stays.write_text(f"{_STAYS}c,2026-03-01,2026-02-01\n,2026-03-01,now\n", encoding="utf-8")

    code, out, err = _run(
        "measures", "--measure", name, "--stays", str(stays), *_OBSERVED, engine=engine
    )

    assert code == 0
    assert ["b,", "c,"] == out.splitlines()[2:]
    assert pytest.approx(90 / 110) == float(out.splitlines()[1].removeprefix("a,"))
    assert err.splitlines()[1:] == [
        "left out stays, line 3, column discharged is before the admission. Correct the row.",
        f"left out stays, line 4, column discharged {_NO_DATE}. Correct the row.",
        "left out stays, line 4, column patient_id is empty. Correct the row.",
    ]


def test_another_hospital_is_another_question(tmp_path: Path) -> None:
    """
    Work that is kept for one table of stays is not taken for that of another.
    """
    stays, work = tmp_path / "stays.csv", tmp_path / "work"
    events = tmp_path / "events.csv"
    events.write_text(_EVENTS, encoding="utf-8")
    asked = ["measures", "--events", str(events), "--stays", str(stays), "--work", str(work)]
    codes = []
    for discharged in ("20", "20", "25"):
        stays.write_text(_STAYS.replace("01-20", f"01-{discharged}"), encoding="utf-8")
        result = CliRunner().invoke(app, [*asked, "--engine", "duckdb"])
        codes.append(result.exit_code)

    assert [0, 0, 3] == codes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("groups", "--group", "x"), "--group x names no group"),
        (("groups", "--group", "=A"), "--group =A names no group"),
        (("polypharmacy", "--group", "__ALL_OTHERS__=A"), "is the name of what no group names"),
        (("polypharmacy", "--measure", "PDC"), "Choose one of: CMA0"),
        (("overuse", "--threshold-days", "-1"), "threshold_days is no length of time"),
        (("persistence", "--max-gap", "-1"), "gap is no length"),
        (("measures", "--stays", "-"), "--stays and --events both read standard input"),
        (("measures", "--stays", "nowhere.csv"), "nowhere.csv cannot be read"),
    ],
)
def test_wrong_options_are_explained(arguments: tuple[str, ...], message: str) -> None:
    """
    What cannot be used at all ends the command with exit code 3 and a remedy.
    """
    code, out, err = _run(*arguments)

    assert (3, "") == (code, out)
    assert message in err


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("patient_id,admitted\n", "column discharged is missing from the stays"),
        (f'{_STAYS}a,"2026', "stays, line 3 is no CSV"),
    ],
)
def test_a_table_of_stays_that_is_none_is_refused(tmp_path: Path, lines: str, message: str) -> None:
    """
    A column that is missing, and quotes that are not closed.
    """
    stays = tmp_path / "stays.csv"
    stays.write_text(lines, encoding="utf-8")

    code, out, err = _run("measures", "--stays", str(stays))

    assert (3, "") == (code, out)
    assert message in err
