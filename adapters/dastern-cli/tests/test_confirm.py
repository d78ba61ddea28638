"""
``dastern confirm``.
"""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dastern_cli.clock import SystemClock
from dastern_cli.confirm import app
from dastern_cli.schedule import app as schedule_app
from dastern_core.ocr import (
    Answer,
    Doubt,
    DoubtCode,
    DraftMedication,
    FieldName,
    PageSize,
    PrescriptionDraft,
    Reading,
    ReviewedDraft,
    reviewed_json,
    upright,
)
from dastern_core.ocr.schema import ConfirmationModel
from dastern_core.schedule import Slot

DOUBT = Doubt(code=DoubtCode.ENGINES_DISAGREE, detail="Read as '7' and as '1'; say which it is.")


def _reading(value: str, *review: Doubt) -> Reading:
    return Reading(
        text=value, value=value, confidence=0.9, box=upright(1, 2, 30, 40), review=review
    )


DRAFT = PrescriptionDraft(
    fields={FieldName.AGE: _reading("10"), FieldName.DOCTOR: _reading("Sok", DOUBT)},
    medications=(
        DraftMedication(
            name=_reading("[bold]Zinc"),
            strength=None,
            form=None,
            quantity=_reading("5"),
            unit=_reading("tablet"),
            doses={Slot.MORNING: _reading("7", DOUBT)},
            duration_days=_reading("5"),
            instructions=None,
        ),
    ),
    pages=(PageSize(width=900, height=1200),),
)
ANSWERS = (
    Answer(path="medications[0].doses.morning", after="1"),
    Answer(path="fields.age", after="19"),
)


@pytest.fixture(autouse=True)
def corrections(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """
    Keep corrections in a folder of the test's own.
    """
    folder = tmp_path / "corrections"
    monkeypatch.setenv("DASTERN_CORRECTIONS", str(folder))
    return folder


def _confirm(folder: Path, *answers: Answer, options: tuple[str, ...] = ()) -> Result:
    path = folder / "review.json"
    path.write_text(json.dumps(reviewed_json(ReviewedDraft(draft=DRAFT, answers=answers))))
    return CliRunner().invoke(app, [str(path), *options])


@pytest.mark.rule("OCR-07")
def test_a_review_is_taken_in(tmp_path: Path) -> None:
    """
    The lines, the corrected field and what was changed come out as one JSON document.
    """
    result = _confirm(tmp_path, *ANSWERS, options=("--json",))

    confirmed = ConfirmationModel.model_validate_json(result.stdout)
    assert result.exit_code == 0
    assert confirmed.medications[0].doses == {Slot.MORNING: "1"}
    assert confirmed.fields == {FieldName.AGE: "19"}
    assert [(one.before, one.after) for one in confirmed.changes] == [("7", "1"), ("10", "19")]


def test_people_see_a_table(tmp_path: Path) -> None:
    """
    Without --json the medicines and the changes are shown, printed brackets as they are.
    """
    result = _confirm(tmp_path, *ANSWERS)

    assert result.exit_code == 0
    assert "[bold]Zinc" in result.stdout
    assert "medications[0].doses.morning corrected: '7' to '1'" in result.stdout


@pytest.mark.parametrize(("amount", "told"), [("1", False), ("2", True)])
def test_a_supply_that_is_too_short_is_told(tmp_path: Path, amount: str, *, told: bool) -> None:
    """
    Two a day for five days are not in the five that were handed out.
    """
    answer = Answer(path="medications[0].doses.morning", after=amount)

    result = _confirm(tmp_path, answer, options=("--json",))

    assert (0, told) == (result.exit_code, "5 days take 10" in result.stderr)


@pytest.mark.rule("OCR-07")
def test_an_open_doubt_confirms_nothing(tmp_path: Path) -> None:
    """
    The doubt that was left open is named.
    """
    result = _confirm(tmp_path, options=("--json",))

    error = json.loads(result.stdout)["error"]
    assert result.exit_code == 3
    assert (error["code"], error["field"]) == ("unanswered_doubt", "medications[0].doses.morning")


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.rule("OCR-07")
def test_a_doubtful_field_is_left_out_aloud(tmp_path: Path, options: tuple[str, ...]) -> None:
    """
    Nobody answered for the doctor's name: it is not confirmed, and stderr says so.
    """
    result = _confirm(tmp_path, *ANSWERS, options=options)

    assert result.exit_code == 0
    assert "unanswered: doctor." in result.stderr
    assert "Sok" not in result.stdout
    if options:
        assert ["doctor"] == json.loads(result.stdout)["left_out"]


def test_an_answered_field_is_not_left_out(tmp_path: Path) -> None:
    """
    Neither one that was confirmed nor one that was emptied is told.
    """
    for after in ("Sok", ""):
        result = _confirm(tmp_path, *ANSWERS, Answer(path="fields.doctor", after=after))

        assert (0, False) == (result.exit_code, "Left out" in result.stderr)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe"])
def test_what_is_no_review(tmp_path: Path, content: bytes) -> None:
    """
    Another file ends with 3 and says what is wrong.
    """
    path = tmp_path / "review.json"
    path.write_bytes(content)

    result = CliRunner().invoke(app, [str(path), "--json"])

    assert result.exit_code == 3
    assert json.loads(result.stdout)["error"]["message"]


def test_standard_input(tmp_path: Path) -> None:
    """
    A single hyphen stands for standard input; a missing file is named.
    """
    text = json.dumps(reviewed_json(ReviewedDraft(draft=DRAFT, answers=ANSWERS)))

    assert CliRunner().invoke(app, ["-", "--json"], input=text).exit_code == 0
    assert CliRunner().invoke(app, [str(tmp_path / "none.json")]).exit_code == 3


def test_corrections_of_rows_are_kept(tmp_path: Path, corrections: Path) -> None:
    """
    Once, however often the review is taken in; the age of the patient is not among them.
    """
    first = _confirm(tmp_path, *ANSWERS, options=("--json",))
    second = _confirm(tmp_path, *ANSWERS)

    (kept,) = corrections.glob("*.json")
    told = json.loads(kept.read_text())
    assert (told["part"], told["text"], told["after"]) == ("doses.morning", "7", "1")
    assert "1 correction kept" in first.stderr
    assert "0 corrections kept" in second.stdout


@pytest.mark.parametrize("off", ["--no-keep", "environment"])
def test_nothing_is_kept_where_a_person_says_so(
    off: str, tmp_path: Path, corrections: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    An option turns it off for once, the environment for good.
    """
    monkeypatch.setenv("DASTERN_KEEP_CORRECTIONS", "0" if off == "environment" else "1")

    result = _confirm(tmp_path, *ANSWERS, options=("--no-keep",) if off == "--no-keep" else ())

    assert result.exit_code == 0
    assert not corrections.exists()


def test_what_is_confirmed_becomes_a_calendar(tmp_path: Path) -> None:
    """
    The plan is a request of ``schedule export``: a dose on each of the five days.
    """
    plan, table = tmp_path / "plan.json", tmp_path / "doses.csv"
    start = SystemClock().now().date() + timedelta(days=1)

    confirmed = _confirm(
        tmp_path, *ANSWERS, options=("--plan", str(plan), "--start", start.isoformat())
    )
    exported = CliRunner().invoke(schedule_app, ["export", str(plan), "--csv", str(table)])

    assert (confirmed.exit_code, exported.exit_code) == (0, 0)
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 5
    assert {row["medicine"] for row in rows} == {"[bold]Zinc"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "--start is missing, and --plan needs it. Say when"),
        (("--start", "soon"), "--start is no date. Write"),
        (("--start", "2020-01-01"), "start "),
    ],
)
def test_a_plan_needs_its_first_day(options: tuple[str, ...], told: str, tmp_path: Path) -> None:
    """
    No day, no date or one long past: no plan is written, and the field is named.
    """
    plan = tmp_path / "plan.json"

    result = _confirm(tmp_path, *ANSWERS, options=("--json", "--plan", str(plan), *options))

    assert result.exit_code == 3
    assert json.loads(result.stdout)["error"]["message"].startswith(told)
    assert not plan.exists()
