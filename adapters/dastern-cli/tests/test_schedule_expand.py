"""
``dastern schedule expand``.
"""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from dastern_cli.schedule import app


def expand(*arguments: str, lines: str = "") -> tuple[int, str, str]:
    """
    Run the command and give its exit code, stdout and stderr.
    """
    result = CliRunner().invoke(app, ["expand", *arguments], input=lines)
    return result.exit_code, result.stdout, result.stderr


def answers(*requests: object) -> list[dict[str, Any]]:
    """
    Send requests as JSON lines and read the answers.
    """
    code, out, _ = expand("--jsonl", lines="\n".join(json.dumps(one) for one in requests))
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


def times(answer: dict[str, Any]) -> list[str]:
    """
    Give the local times of an answer's doses.
    """
    return [dose["local"] for dose in answer["doses"]]


def test_a_narrow_terminal_cuts_no_slot() -> None:
    """
    Where the table does not fit, each dose is a block.
    """
    asked = ["expand", "--sig", "1-0-1", "--start", "2026-06-15", "--limit", "2"]

    result = CliRunner().invoke(app, asked, env={"COLUMNS": "24"})

    assert "\nDay: Mon 2026-06-15\nTime: 07:00\nSlot: morning\n" in result.stdout


def test_each_line_is_answered_in_its_line() -> None:
    """
    A dosage, a bad line and a blank one: two answers, in order.
    """
    good = {"timing": {"repeat": {"when": ["MORN"]}}, "start": "2026-06-15", "limit": 1}
    _, out, _ = expand("--jsonl", lines=f"{json.dumps(good)}\n\n{{\n")
    first, second = (json.loads(line) for line in out.splitlines())

    assert first == {
        "doses": [
            {
                "at": "2026-06-15T00:00:00+00:00",
                "local": "2026-06-15T07:00:00",
                "slot": "morning",
                "key": "0/2026-06-15/MORN",
                "quantity": None,
                "flags": [],
            }
        ],
        "prn": None,
        "warnings": [],
    }
    assert second["error"]["code"] == "invalid_input"


def test_clock_has_exactly_the_times_that_are_given() -> None:
    """
    With a clock of one's own, a word that it lacks is an error.
    """
    request = {"start": "2026-06-15", "to": "2026-06-16", "zone": "Asia/Phnom_Penh"}
    clock = {"CM": "07:30", "BID": ["07:00", "19:00"]}
    before, twice, bedtime = answers(
        {
            **request,
            "clock": clock,
            "meal_offsets": {"ACM": -30},
            "timing": {"repeat": {"when": ["ACM"]}},
        },
        {**request, "clock": clock, "timing": {"code": {"coding": [{"code": "BID"}]}}},
        {**request, "clock": clock, "timing": {"repeat": {"when": ["HS"]}}},
    )

    assert times(before) == ["2026-06-15T07:00:00"]
    assert times(twice) == ["2026-06-15T07:00:00", "2026-06-15T19:00:00"]
    assert bedtime["error"]["code"] == "no_clock_time"


def test_meal_offsets_also_hold_with_the_default_clock() -> None:
    """
    Without a clock the default times stand, with the leads that are given.
    """
    (answer,) = answers(
        {
            "start": "2026-06-15",
            "to": "2026-06-16",
            "meal_offsets": {"PC": 45},
            "timing": {"repeat": {"when": ["PCV"]}},
        }
    )

    assert times(answer) == ["2026-06-15T18:45:00"]


def test_sequence_of_dosages_is_a_list() -> None:
    """
    A taper is given as a list of dosages.
    """
    steps = [
        {
            "sequence": step,
            "timing": {"repeat": {"boundsDuration": {"value": 1, "code": "d"}, "when": ["MORN"]}},
            "doseAndRate": [{"doseQuantity": {"value": 3 - step, "unit": "mg"}}],
        }
        for step in (1, 2)
    ]
    (answer,) = answers({"dosage": steps, "start": "2026-06-15"})

    assert [dose["quantity"] for dose in answer["doses"]] == [
        {"value": "2", "unit": "mg"},
        {"value": "1", "unit": "mg"},
    ]


def test_ranges_and_lengths_are_shown() -> None:
    """
    One to two tablets every four to six hours for an hour: all of it is in the answer.
    """
    amount = {"low": {"value": 1, "unit": "tablet"}, "high": {"value": 2, "unit": "tablet"}}
    repeat = {
        "period": 4,
        "periodMax": 6,
        "periodUnit": "h",
        "duration": 1,
        "durationUnit": "h",
    }
    (answer,) = answers(
        {
            "dosage": {"timing": {"repeat": repeat}, "doseAndRate": [{"doseRange": amount}]},
            "start": "2026-06-15T08:00:00+07:00",
            "limit": 1,
        }
    )
    (dose,) = answer["doses"]

    assert (
        {"value": "2", "unit": "tablet"},
        60.0,
        "2026-06-15T03:00:00+00:00",
        ["range"],
    ) == (dose["quantity_max"], dose["lasts_minutes"], dose["latest_at"], dose["flags"])


def test_as_needed_has_a_rule_in_place_of_doses() -> None:
    """
    One dosage gives one rule, several give a list.
    """
    dosage = {
        "asNeeded": True,
        "asNeededFor": [{"text": "pain"}],
        "timing": {"repeat": {"period": 6, "periodUnit": "h"}},
        "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
        "maxDosePerPeriod": [
            {"numerator": {"value": 4, "unit": "tablet"}, "denominator": {"value": 1, "code": "d"}}
        ],
    }
    one, two = answers(
        {"dosage": dosage, "start": "2026-06-15"},
        {"dosage": [dosage, dosage], "start": "2026-06-15"},
    )

    assert (one["doses"], one["prn"]) == (
        [],
        {
            "quantity": {"value": "1", "unit": "tablet"},
            "quantity_max": None,
            "min_interval_minutes": 360.0,
            "limits": [{"most": {"value": "4", "unit": "tablet"}, "hours": 24.0}],
            "most_per_dose": None,
            "most_per_lifetime": None,
            "reasons": ["pain"],
            "until": None,
        },
    )
    assert len(two["prn"]) == 2


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-06-16", "2026-06-16T07:00:00"),
        ("2026-06-16T08:00:00", "2026-06-17T07:00:00"),
        ("2026-06-16T00:30:00Z", "2026-06-17T07:00:00"),
    ],
)
def test_window_may_begin_at_a_day_a_wall_time_or_an_instant(since: str, expected: str) -> None:
    """
    Where the answer begins does not move the schedule.
    """
    (answer,) = answers(
        {
            "timing": {"repeat": {"when": ["MORN"]}},
            "start": "2026-06-15",
            "from": since,
            "limit": 1,
        }
    )

    assert [expected] == times(answer)


def test_without_an_end_the_answer_reaches_thirty_days() -> None:
    """
    An open schedule is not endless.
    """
    (answer,) = answers({"timing": {"repeat": {"when": ["MORN"]}}, "from": "2026-06-15"})

    assert len(answer["doses"]) == 30


def test_limit_also_cuts_a_window() -> None:
    """
    Both an end and a number may be given.
    """
    request = {"timing": {"repeat": {"when": ["MORN"]}}, "start": "2026-06-15"}
    (answer,) = answers({**request, "to": "2026-07-15", "limit": 2})

    assert len(answer["doses"]) == 2


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({}, "dosage"),
        ({"dosage": {}, "timing": {}, "start": "2026-06-15"}, "dosage"),
        ({"timing": {}}, "start"),
        ({"timing": {}, "start": "2026-06-15", "tz": "UTC"}, "tz"),
        ({"timing": {}, "start": "soon"}, "start"),
        ({"timing": {}, "start": 7}, "start"),
        ({"timing": {}, "start": "2026-06-15", "from": "T"}, "from"),
        ({"timing": {}, "start": "2026-06-15", "zone": "Mars"}, "zone"),
        ({"timing": {}, "start": "2026-06-15", "zone": 7}, "zone"),
        ({"timing": {}, "start": "2026-06-15", "limit": 0}, "limit"),
        ({"timing": {}, "start": "2026-06-15", "limit": True}, "limit"),
        ({"timing": [], "start": "2026-06-15"}, "timing"),
        ({"dosage": [7], "start": "2026-06-15"}, "dosage[0]"),
        ({"timing": {}, "start": "2026-06-15", "clock": []}, "clock"),
        ([], "line"),
    ],
)
def test_faulty_request_names_its_field(request_: object, field: str) -> None:
    """
    Every mistake in a request is an answer that says where it is.
    """
    (answer,) = answers(request_)
    error = answer["error"]

    assert field in [one["field"] for one in error.get("faults", [error])]


def test_line_that_is_too_deep_is_refused() -> None:
    """
    Brackets by the thousand end in an error, not in a crash.
    """
    _, out, _ = expand("--jsonl", lines="[" * 100_000)

    assert json.loads(out)["error"]["code"] == "invalid_input"


def test_options_make_one_request() -> None:
    """
    With --json the one answer is all that stands on stdout.
    """
    code, out, err = expand(
        "--dosage",
        '{"timing": {"repeat": {"when": ["MORN", "EVE"]}}}',
        "--start",
        "2026-06-15",
        "--from",
        "2026-06-15",
        "--to",
        "2026-06-17",
        "--limit",
        "3",
        "--clock",
        '{"MORN": "6-7AM", "EVE": "18:00"}',
        "--json",
    )

    assert (code, err) == (0, "")
    assert times(json.loads(out)) == [
        "2026-06-15T06:30:00",
        "2026-06-15T18:00:00",
        "2026-06-16T06:30:00",
    ]


def test_people_get_a_table() -> None:
    """
    Days, slots and what to check; a long schedule is cut.
    """
    code, out, _ = expand(
        "--timing",
        '{"repeat": {"frequency": 3, "frequencyMax": 4, "period": 1, "periodUnit": "d"}}',
        "--start",
        "2026-06-15",
    )

    assert code == 0
    assert "Mon 2026-06-15" in out
    assert "range" in out
    assert "and 30 more" in out
    assert "3 to 4 times" in out


def test_people_are_told_how_it_is_taken_as_needed() -> None:
    """
    A rule in place of a table's rows.
    """
    dosage = '{"asNeeded": true, "timing": {"repeat": {"period": 6, "periodUnit": "h"}}}'
    _, out, _ = expand("--dosage", dosage, "--start", "2026-06-15")

    assert "at most every 6:00:00" in out


def test_people_are_asked_how_long_to_wait_where_nothing_says_so() -> None:
    """
    No interval is never shown as one of zero.
    """
    _, out, _ = expand("--sig", "1 tab prn", "--start", "2026-06-15")

    assert "check how long to wait in between" in out
    assert "0:00:00" not in out


@pytest.mark.parametrize("as_json", [True, False])
def test_error_has_its_exit_code(*, as_json: bool) -> None:
    """
    Unusable input ends with 3, in JSON on stdout or in words on stderr.
    """
    code, out, err = expand("--timing", "{", "--start", "2026-06-15", *["--json"] * as_json)

    assert code == 3
    assert "--timing is not JSON" in (out if as_json else err)


def test_instruction_in_words_is_laid_out() -> None:
    """
    One tablet twice a day for two days, as a French prescription writes it.
    """
    (answer,) = answers({"sig": "1cp x 2 /j x 2j", "start": "2026-06-15"})

    assert (times(answer), answer["warnings"]) == (
        [
            "2026-06-15T07:00:00",
            "2026-06-15T18:00:00",
            "2026-06-16T07:00:00",
            "2026-06-16T18:00:00",
        ],
        [],
    )


def test_leftover_words_are_warned_about_and_flag_every_dose() -> None:
    """
    What was not understood is never passed off as complete.
    """
    (answer,) = answers({"sig": "1 tab of Benadryl bid", "start": "2026-06-15", "limit": 2})

    assert [warning["code"] for warning in answer["warnings"]] == ["sig_partial"]
    assert [dose["flags"] for dose in answer["doses"]] == [["unmodelled"]] * 2


@pytest.mark.parametrize("sig", ["3x1/j", "Gloubi-boulga", "", 7])
def test_words_without_one_meaning_are_refused(sig: object) -> None:
    """
    Two meanings, none, and no text at all.
    """
    (answer,) = answers({"sig": sig, "start": "2026-06-15"})

    assert "sig" == answer["error"]["field"]
