"""
The documented path from a photo to a schedule, and how a reader is measured, line by line.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dastern_cli.main import app
from dastern_core.ocr import Answer, ReviewedDraft, doubts, parse_draft, reviewed_json
from dastern_core.ocr.truth import parse_truth

ROOT = Path(__file__).parents[3]
HOW_TO = ROOT / "docs" / "how-to"


def _blocks(page: str, language: str) -> list[str]:
    text = (HOW_TO / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def _lines(page: str) -> list[str]:
    blocks = "".join(_blocks(page, "console"))
    return [line.removeprefix("$ ") for line in blocks.splitlines()]


def _run(line: str) -> str:
    """
    Run a documented line in the current folder; give what the command said.
    """
    name, *arguments = shlex.split(line)
    if name == "cp":
        shutil.copy(ROOT / arguments[0], arguments[1])
        return ""
    if name == "python":
        subprocess.run(
            [sys.executable, *arguments], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        return ""
    assert name == "dastern", line
    ran = CliRunner().invoke(app, arguments)
    assert ran.exit_code == 0, (line, ran.output)
    return ran.stdout


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """
    Work in a folder of the test's own, corrections included.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DASTERN_CORRECTIONS", str(tmp_path / "corrections"))
    return tmp_path


def _check(folder: Path) -> None:
    """
    Say what the review page saves for a person who ticks whatever is marked.
    """
    draft = parse_draft(_run("dastern scan photo.jpg --json"))
    values = dict(draft.readings())
    answers = tuple(
        Answer(path=path, after=(values[path].value or "") if path in values else "ok")
        for path in dict.fromkeys(path for path, _ in doubts(draft))
    )
    review = reviewed_json(ReviewedDraft(draft=draft, answers=answers))
    (folder / "confirmed.json").write_text(json.dumps(review), encoding="utf-8")


def test_from_a_photo_to_a_schedule(folder: Path) -> None:
    """
    Each line runs after the ones before it, and leaves the files that the page names.
    """
    for line in _lines("read-a-prescription.md"):
        if line.startswith("dastern confirm") and not Path("confirmed.json").exists():
            _check(folder)
        _run(line)

    written = {path.name for path in folder.iterdir()}
    made = {"photo.jpg", "review.html", "plan.json", "doses.ics", "week.png", "doses.csv"}
    assert made | {"confirmed.json"} == written - {"corrections"}


def test_a_reader_is_measured(folder: Path) -> None:
    """
    Pages are drawn and read, and the figures are written as JSON and as a picture.
    """
    *_, told = [_run(line) for line in _lines("measure-a-reader.md")]

    assert json.loads(told)["summary"]["pages"] == 2
    assert (folder / "figures.png").stat().st_size > 0


def test_the_documented_truth_is_one() -> None:
    """
    The example of a truth file is read as such, days and all.
    """
    (text,) = _blocks("measure-a-reader.md", "json")

    truth = parse_truth(text)

    assert [row.days for row in truth.rows] == [5, 7]
    assert truth.fields["diagnosis"] == "Acute Bronchitis"
