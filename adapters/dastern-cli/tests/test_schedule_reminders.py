"""
``dastern schedule reminders``.
"""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from dastern_cli.schedule import app

REQUEST: dict[str, Any] = {
    "start": "2026-06-15",
    "to": "2026-06-18",
    "medicines": [
        {
            "name": "Paracetamol [500]",
            "dosage": {
                "timing": {"repeat": {"when": ["MORN", "NIGHT"]}},
                "doseAndRate": [{"doseQuantity": {"value": 0.5, "unit": "tablet"}}],
            },
            "quantity": {"value": "2", "unit": "tablet"},
        },
        {"name": "Amlodipine", "sig": "1 cp le soir"},
    ],
}
MORNING = ("--at", "2026-06-15T06:00:00+07:00")


def remind(*arguments: str, request: object = REQUEST) -> tuple[int, str, str]:
    """
    Run the command with a request on stdin, and give its exit code, stdout and stderr.
    """
    result = CliRunner().invoke(app, ["reminders", *arguments], input=json.dumps(request))
    return result.exit_code, result.stdout, result.stderr


def answer(*arguments: str) -> Any:  # noqa: ANN401 - parsed JSON
    """
    Give the answer in JSON.
    """
    code, out, _ = remind(*MORNING, "--json", *arguments)
    assert 0 == code
    return json.loads(out)


def test_each_reminder_says_what_to_take_when() -> None:
    """
    The first of the plan, and all of its repeats.
    """
    reminders = answer()["reminders"]
    first = reminders[0]

    assert {
        "kind": "dose_due",
        "at": "2026-06-15T00:00:00+00:00",
        "number": 0,
        "silent": False,
        "medicine": "Paracetamol [500]",
        "local": "2026-06-15T07:00:00",
        "slot": "morning",
        "quantity": {"value": "0.5", "unit": "tablet"},
    } == {name: first[name] for name in first if name not in {"id", "dose"}}
    assert 4 * 9 == len(reminders)


def test_reminders_are_not_repeated_where_that_is_not_wanted() -> None:
    """
    Nine doses have nine reminders then.
    """
    assert {"dose_due"} == {one["kind"] for one in answer("--no-repeats")["reminders"]}


@pytest.mark.parametrize(("mode", "silent"), [("silent", 3), ("aloud", 0)])
def test_quiet_hours_are_kept(mode: str, silent: int) -> None:
    """
    The night's doses come without a sound, or aloud, as was chosen.
    """
    found = answer("--no-repeats", "--quiet", "20:00-06:00", "--quiet-mode", mode)["reminders"]

    assert silent == sum(one["silent"] for one in found)


def test_what_was_dispensed_runs_out() -> None:
    """
    Four halves are gone on the third day; what has no quantity has no day.
    """
    assert [
        {
            "medicine": "Paracetamol [500]",
            "state": "runs_out",
            "left": {"value": "2", "unit": "tablet"},
            "runs_out_on": "2026-06-17",
        },
        {"medicine": "Amlodipine", "state": "not_dispensed", "left": None, "runs_out_on": None},
    ] == answer()["supplies"]


def test_people_see_groups_and_days() -> None:
    """
    One row for what is told together, names as they are written, and the run-out day.
    """
    code, out, _ = remind(*MORNING)

    assert 0 == code
    assert "Paracetamol [500]: runs out on 2026-06-17" in out
    assert "Amlodipine: no quantity is given" in out


def test_a_long_plan_is_cut_for_people_and_told() -> None:
    """
    A table of 60 rows says how many more there are, and what was not understood.
    """
    request = {"sig": "1-1-1-1 zzz", "start": "2026-06-15", "to": "2026-07-15"}
    out = remind(*MORNING, request=request)[1]

    assert "more; --json gives all of them" in out
    assert "Not understood" in out


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["--at", "noon"], "--at"),
        (["--at", "2026-06-15T06:00:00"], "--at"),
        (["--quiet", "22:00"], "--quiet"),
        (["--quiet", "07:00-07:00"], "end"),
    ],
)
def test_a_bad_option_is_bad_input(arguments: list[str], field: str) -> None:
    """
    The exit code is 3, and the option is named.
    """
    code, _, err = remind(*arguments)

    assert 3 == code
    assert field in err
