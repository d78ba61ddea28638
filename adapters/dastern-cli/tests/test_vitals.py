"""
``dastern vitals judge``: a reading in, what is abnormal out.
"""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dastern_cli.main import app


def _judge(reading: object, *options: str) -> Result:
    return CliRunner().invoke(app, ["vitals", "judge", json.dumps(reading), *options])


def test_a_normal_reading_is_quiet() -> None:
    """
    Exit code 0 and no finding.
    """
    done = _judge({"sign": "spo2", "value": 97, "unit": "%"}, "--json")

    assert (0, {"severity": None, "findings": []}) == (done.exit_code, json.loads(done.stdout))


@pytest.mark.rule("VIT-09")
def test_an_abnormal_reading_says_what_and_why() -> None:
    """
    The red line's source is named, and the exit code tells scripts.
    """
    done = _judge({"sign": "glucose", "value": "2.9", "unit": "mmol/L"}, "--json")
    (found,) = json.loads(done.stdout)["findings"]

    assert 1 == done.exit_code
    assert ("critical", "52.25", "70") == (found["severity"], found["value"], found["low"])
    assert "level 2 hypoglycaemia" in found["source"]


@pytest.mark.rule("VIT-05")
def test_personal_bounds_count() -> None:
    """
    What is high for most is normal for this patient.
    """
    reading = {"sign": "blood_pressure", "value": 150, "secondary": 80, "unit": "mmHg"}
    own = {"personal": {"systolic": {"high": 155}}}

    assert (1, 0) == (_judge(reading).exit_code, _judge({**reading, **own}).exit_code)
    assert "within the bounds" in _judge({**reading, **own}).output
    assert "systolic 150 mmHg: medium" in _judge(reading).output


def test_a_converted_number_is_told_beside_what_was_given() -> None:
    """
    Each with its unit, so that neither is taken for the other.
    """
    told = _judge({"sign": "glucose", "value": "2.9", "unit": "mmol/L"}).output

    assert "glucose 52.25 mg/dL (given: 2.9 mmol/L): critical" in told


def test_a_reading_comes_from_a_file_or_standard_input(tmp_path: Path) -> None:
    """
    As it does given in place.
    """
    text = json.dumps({"sign": "spo2", "value": 97, "unit": "%"}, indent=1)
    file = tmp_path / "reading.json"
    file.write_text(text, encoding="utf-8")
    given = {str(file): None, "-": text}
    done = [
        CliRunner().invoke(app, ["vitals", "judge", name, "--json"], input=lines)
        for name, lines in given.items()
    ]
    absent = CliRunner().invoke(app, ["vitals", "judge", str(tmp_path / "none")])

    assert [(0, None)] * 2 == [(one.exit_code, json.loads(one.stdout)["severity"]) for one in done]
    assert 3 == absent.exit_code
    assert "cannot be read" in absent.output


def test_fhir_is_written() -> None:
    """
    One Observation on stdout, with an identifier of its own.
    """
    reading = {"sign": "heart_rate", "value": 72, "unit": "bpm"}
    one, other = (json.loads(_judge(reading, "--fhir").stdout) for _ in range(2))

    assert "Observation" == one["resourceType"]
    assert one["id"] != other["id"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"sign": "mood"}, "sign"),
        ({"value": None}, "value"),
        ({"value": True}, "value"),
        ({"value": "many"}, "value"),
        ({"value": 1e300}, "value"),
        ({"unit": "mmHg"}, "unit"),
        ({"measured_at": "soon"}, "measured_at"),
        ({"measured_at": "2026-06-15T07:00:00"}, "measured_at"),
        ({"measured_at": "2999-06-15T07:00:00+07:00"}, "measured_at"),
        ({"personal": []}, "personal"),
        ({"personal": {"mood": {}}}, "personal.mood"),
        ({"personal": {"spo2": {"low": []}}}, "personal.spo2.low"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_bad_line_is_answered_in_its_place(changed: dict[str, object], field: str) -> None:
    """
    The next line is judged as if nothing had happened.
    """
    good = {"sign": "spo2", "value": 97, "unit": "%"}
    lines = f"{json.dumps({**good, **changed})}\n{json.dumps(good)}\n"
    done = CliRunner().invoke(app, ["vitals", "judge", "--jsonl"], input=lines)
    bad, fine = map(json.loads, done.stdout.splitlines())

    assert field == bad["error"]["field"]
    assert fine["severity"] is None
