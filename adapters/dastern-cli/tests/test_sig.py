"""
``dastern sig parse`` and ``dastern sig render``.
"""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from dastern_cli.sig import app


def run(*arguments: str, lines: str = "") -> tuple[int, str]:
    """
    Run a command and give its exit code and stdout.
    """
    result = CliRunner().invoke(app, arguments, input=lines)
    return result.exit_code, result.stdout


def answers(command: str, *requests: object) -> list[dict[str, Any]]:
    """
    Send requests as JSON lines and read the answers.
    """
    code, out = run(command, "--jsonl", lines="\n".join(json.dumps(one) for one in requests))
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


def test_instruction_is_read_with_its_spans() -> None:
    """
    The dosage, and the pieces of the text that it came from.
    """
    code, out = run("parse", "1 cp matin", "--json")

    assert code == 0
    assert json.loads(out) == {
        "dosages": [
            {
                "timing": {"repeat": {"when": ["MORN"]}},
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
            }
        ],
        "partial": False,
        "leftover": [],
        "candidates": [],
        "spans": [
            {"text": "1 cp", "meaning": "dose", "start": 0, "end": 4},
            {"text": "matin", "meaning": "when", "start": 5, "end": 10},
        ],
        "cautions": [],
    }


@pytest.mark.parametrize(
    ("sig", "code", "said"),
    [
        ("1 cp matin", 0, "Take 1 tablet in the morning."),
        ("1 cp matin XYZ", 1, "not understood: xyz"),
        ("2 cp/j", 1, "2. Take 1 tablet twice a day."),
        ("1 tab qod", 0, "mistaken for daily"),
        ("", 3, ""),
    ],
)
def test_people_see_what_was_understood(sig: str, code: int, said: str) -> None:
    """
    A table, the reading in words, and what to check; 1 where there is something.
    """
    ended, out = run("parse", sig)

    assert code == ended
    assert said in out


def test_lines_are_read_in_order() -> None:
    """
    A whole reading, a partial one, one with two meanings and two errors.
    """
    whole, partial, twice, blank, unknown = answers(
        "parse", {"sig": "1-0-1"}, {"sig": "1-0-1 €"}, {"sig": "3x1/j"}, {"sig": 5}, {"text": "1"}
    )

    assert (False, True) == (whole["partial"], partial["partial"])
    assert ["€"] == [one["text"] for one in partial["leftover"]]
    assert len(twice["candidates"]) == 2
    assert ["sig", "text"] == [blank["error"]["field"], unknown["error"]["field"]]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Take 1 tablet in the morning."),
        ("fr", "Prendre 1 comprimé le matin."),
        ("km", "លេប ១ គ្រាប់ ពេលព្រឹក។"),
    ],
)
def test_dosage_is_written(language: str, text: str) -> None:
    """
    In each language, as one command and as a line.
    """
    dosage = json.loads(run("parse", "1 cp matin", "--json")[1])["dosages"][0]
    _, out = run("render", "--dosage", json.dumps(dosage), "--language", language, "--json")
    (line,) = answers("render", {"dosage": [dosage], "language": language})

    assert {"text": text, "unsaid": []} == json.loads(out) == line
    assert text in run("render", "--sig", "1 cp matin", "--language", language)[1]


def test_what_has_no_words_is_told() -> None:
    """
    The exit code says that the text is not the whole instruction.
    """
    code, out = run("render", "--dosage", '{"site": {"text": "left arm"}}')

    assert code == 1
    assert "not said: site" in out


def test_bad_requests_are_answered_in_their_lines() -> None:
    """
    Each names its field.
    """
    found = answers(
        "render",
        {},
        {"dosage": 5},
        {"dosage": {}, "language": "de"},
        {"sig": "XYZ"},
        {"dosage": {"timing": {"repeat": {"frequency": 0}}}},
        {"dosage": {}, "sig": "1-0-1"},
        {"words": 1},
    )

    assert [
        "dosage", "dosage", "language", "sig", "timing.repeat.frequency", "dosage", "words",
    ] == [one["error"]["field"] for one in found]  # fmt: skip
