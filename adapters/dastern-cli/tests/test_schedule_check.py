"""
``dastern schedule check``.
"""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from dastern_cli.main import app

DOLIPRANE = {"name": "Doliprane", "strength": "1 g", "sig": "1 cp x 3/j x 5 j"}
WARFARIN = {"name": "Warfarine 5 mg", "sig": "1 cp le soir"}


def run(*arguments: str, lines: str = "") -> tuple[int, str]:
    """
    Run the command and give its exit code and what it printed.
    """
    result = CliRunner().invoke(
        app, ["schedule", "check", *arguments], input=lines, env={"COLUMNS": "200"}
    )
    return result.exit_code, result.stdout


def answer(*medicines: object, **fields: object) -> dict[str, Any]:
    """
    Send one request and read its answer.
    """
    request = {"medicines": list(medicines), "start": "2026-06-15", **fields}
    code, out = run("--jsonl", lines=json.dumps(request))
    assert code == 0
    (line,) = out.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def codes(*medicines: object, **fields: object) -> list[str]:
    """
    Give the codes of one request's findings.
    """
    return [one["code"] for one in answer(*medicines, **fields)["findings"]]


def field_at_fault(*medicines: object, **fields: object) -> str:
    """
    Give the first field that one request's error names.
    """
    return str(answer(*medicines, **fields)["error"]["field"])


def test_a_finding_has_its_numbers_doses_and_source() -> None:
    """
    Two prescriptions of paracetamol add up to 4.5 g within 24 hours.
    """
    other = {**DOLIPRANE, "strength": "500 mg", "prescription": "B", "ref": "B/1"}
    found = answer(DOLIPRANE, other)
    daily = next(one for one in found["findings"] if one["code"] == "daily_maximum")

    assert daily["message"] == (
        "4500 mg of paracetamol within 24 hours; the most for an adult is 4000 mg."
    )
    assert (["1", "B/1"], "high") == (daily["medicines"], daily["severity"])
    assert "2026-06-15T00:00:00+00:00" in daily["doses"]
    assert "not reviewed by a pharmacist" in daily["source"]
    assert {"version": "2026.11", "reviewed_by": None} == found["data"]


def test_a_narrow_terminal_cuts_no_finding() -> None:
    """
    What was found and what to do stand on lines of their own.
    """
    result = CliRunner().invoke(
        app,
        [
            *("schedule", "check", "--start", "2026-06-15"),
            *("--medicine", "Doliprane 1 g: 1 cp x 3/j"),
            *("--medicine", "Panadol 500 mg: 1 cp x 3/j"),
        ],
        env={"COLUMNS": "60"},
    )

    assert (
        "\nFound: 4500 mg of paracetamol within 24 hours; the most for an adult is 4000 mg.\n"
    ) in result.stdout


def test_the_dosage_may_be_fhir() -> None:
    """
    Any request of expand, with a name; what stands outside the list holds for all.
    """
    dosage = {
        "timing": {"repeat": {"when": ["ACM"], "boundsDuration": {"value": 3, "code": "d"}}},
        "doseAndRate": [{"doseQuantity": {"value": 2, "unit": "tablet"}}],
    }
    found = codes({"name": "Brufen", "strength": "600 mg", "dosage": dosage}, clock={"CM": "07:00"})

    assert ["single_maximum", "meal"] == found


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"to": "2026-07-01"}, ["supply_short"]),
        ({"to": "2026-06-17"}, []),
        ({"from": "2026-06-16", "to": "2026-07-01"}, []),
        ({"limit": 3}, []),
        ({"start": "2026-06-15T08:00:00+07:00", "to": "2026-07-01"}, ["supply_short"]),
        ({"start": "2026-06-15T08:00:00", "to": "2026-07-01"}, ["supply_short"]),
    ],
)
def test_supply_is_held_against_a_whole_course(fields: dict[str, object], found: list[str]) -> None:
    """
    Fifteen tablets are taken; what lies outside the stretch is not known to be missing.
    """
    quantity = {"value": 12, "unit": "tablet"}
    medicine = {
        "name": "Amlodipine",
        "strength": "1 mg",
        "sig": "1 cp x 3/j x 5 j",
        "quantity": quantity,
        **fields,
    }

    assert found == [code for code in codes(medicine) if code.startswith("supply")]


def test_a_child_by_age_and_weight() -> None:
    """
    Amounts may be numbers or texts.
    """
    found = answer(DOLIPRANE, patient={"age_years": 6, "weight_kg": "20.5"})
    single = next(one for one in found["findings"] if one["code"] == "single_maximum")

    assert "the most for a child of 20.5 kg is 307.5 mg" in single["message"]


def test_what_was_not_understood_is_told() -> None:
    """
    A reading of the words that is partial is a warning beside the findings.
    """
    (warning,) = answer({**WARFARIN, "sig": "1 cp le soir zut"})["warnings"]

    assert ("1", "sig_partial") == (warning["medicine"], warning["code"])


@pytest.mark.parametrize(
    ("medicine", "where"),
    [
        ({**DOLIPRANE, "colour": "red"}, "medicine 1, colour"),
        ({"sig": "1 cp le soir"}, "medicine 1, name"),
        ({**DOLIPRANE, "name": " "}, "medicine 1, name"),
        ({**DOLIPRANE, "strength": 5}, "medicine 1, strength"),
        ({**DOLIPRANE, "quantity": 5}, "medicine 1, value"),
        ({**DOLIPRANE, "quantity": {"value": 5}}, "medicine 1, quantity.unit"),
        (
            {**DOLIPRANE, "quantity": {"value": -5, "unit": "tablet"}},
            "medicine 1, quantity.value",
        ),
        ("Doliprane", "medicine 1, value"),
    ],
)
def test_a_medicine_at_fault(medicine: object, where: str) -> None:
    """
    The error names the medicine's place and the field.
    """
    assert where == field_at_fault(medicine)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"colour": "red"}, "colour"),
        ({"medicines": []}, "medicines"),
        ({"medicines": "Doliprane"}, "medicines"),
        ({"medicines": [DOLIPRANE] * 101}, "medicines"),
        ({"patient": {"height": 2}}, "patient.height"),
        ({"patient": {"weight_kg": 0}}, "patient.weight_kg"),
        ({"patient": {"age_years": "old"}}, "patient.age_years"),
        ({"patient": 5}, "patient.value"),
    ],
)
def test_a_request_at_fault(fields: dict[str, object], where: str) -> None:
    """
    The error names the field.
    """
    assert where == field_at_fault(DOLIPRANE, **fields)


def test_two_medicines_of_one_reference() -> None:
    """
    They could not be told apart.
    """
    one = {**DOLIPRANE, "ref": "A"}

    assert "A" == field_at_fault(one, {**WARFARIN, "ref": "A"})


def test_as_words_for_people() -> None:
    """
    A table with what to do, the data's standing, and exit code 0: findings never block.
    """
    code, out = run(
        *("--medicine", "Warfarine 5 mg: 1 cp le soir zut"),
        *("--medicine", "Brufen 400 mg: 1 cp x 3/j"),
        *("--start", "2026-06-15", "--age", "70", "--weight", "55"),
    )

    assert code == 0
    assert "ibuprofen and warfarin" in out
    assert "Not understood" in out
    assert "not reviewed by a pharmacist" in out


def test_as_json_for_machines() -> None:
    """
    The same request as one document.
    """
    code, out = run(
        *("--medicine", "Zzyx: 1 cp le soir", "--start", "2026-06-15", "--json"),
    )

    assert code == 0
    assert ["unknown_medicine"] == [one["code"] for one in json.loads(out)["findings"]]


@pytest.mark.parametrize("text", ["Doliprane", "Doliprane:", ": 1 cp"])
def test_a_medicine_without_a_name_or_an_instruction(text: str) -> None:
    """
    Says how to write it.
    """
    code, out = run("--medicine", text, "--start", "2026-06-15", "--json")

    assert code == 3
    assert "--medicine" == json.loads(out)["error"]["field"]
