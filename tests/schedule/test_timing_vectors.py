"""
The published cases of other projects, each passed or with its reason.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta

from dastern_core.kernel import Period, Quantity
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    DailyClock,
    Expansion,
    Intake,
    NoClockTimeError,
    Timing,
    expand,
    first_occurrences,
    next_allowed,
    parse_clock,
    parse_dosage,
    parse_timing,
    prn_rule,
)
from dastern_core.schedule.patterns import repeat_of

CASES: dict[str, dict[str, Any]] = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[1] / "vectors/timing/cases.json").read_text(encoding="utf-8")
    )
}

DIFFERENT = {
    "026": "PM is afternoon or evening: we refuse it until the clock has a time for PM",
    "030": "once a day is expected at 09:00, which nothing in the case says: we use the start",
    "036": "five times a day at times that nothing in the case says: we refuse without them",
    "037": "twice a day at 08:00 and 20:00, which nothing in the case says: we use our clock",
    "038": "as 037",
    "101": "an interval that pauses outside a part of the day has no FHIR rule",
    "103": "an inactive reminder is the caller's: it does not expand it",
}
"""
Cases whose expectation we do not share, each with the reason.
"""

MONTH_OF_30_DAYS = {"198"}
"""
Rates that the source approximates with months of 30 days.
"""


def of_kind(*kinds: str) -> list[str]:
    """
    Give the cases of some kinds that are expected to pass.
    """
    return [key for key, case in CASES.items() if case["kind"] in kinds and key not in DIFFERENT]


def clock_of(options: Mapping[str, Any]) -> DailyClock:
    """
    Give the clock of a case, or the default one.
    """
    if "eventClock" not in options:
        return CAMBODIA_CLOCK
    return parse_clock(options["eventClock"], meal_offsets=options.get("mealOffsets", {}))


def laid(repeat: Mapping[str, Any], *, days: int, clock: DailyClock = CAMBODIA_CLOCK) -> Expansion:
    """
    Expand a repeat in UTC for some days.
    """
    begin = datetime(2026, 1, 5, tzinfo=UTC)
    return expand(
        [parse_dosage({"timing": {"repeat": repeat}})],
        zone=ZoneInfo("UTC"),
        start=begin,
        window=Period(start=begin, end=begin + timedelta(days=days)),
        clock=clock,
    )


def instants(expansion: Expansion) -> list[str]:
    """
    Write the instants of an expansion.
    """
    return [one.at.isoformat() for one in expansion.occurrences]


def test_every_case_is_run_or_has_its_reason() -> None:
    """
    No case is left out silently: the kinds below are all, and the exceptions are of them.
    """
    run = {
        "code_to_timing", "derived_dst", "timing_to_datetimes", "timing_to_count",
        "timing_to_total_units", "code_to_daily_rate", "repeat_to_daily_rate",
        "scheduler_next", "scheduler_series",
    }  # fmt: skip
    in_words = {"text_to_timing", "text_to_dosages", "text_to_frequency", "sig_to_structure"}

    assert {case["kind"] for case in CASES.values()} == run | in_words
    assert set(DIFFERENT) <= {key for key, case in CASES.items() if case["kind"] in run}


@pytest.mark.parametrize("key", of_kind("code_to_timing"))
def test_code_states_its_rule(key: str) -> None:
    """
    An abbreviation has the frequency, cycle and event that FHIR's table gives it.
    """
    case = CASES[key]
    expected = parse_timing(case["expected"]).repeat

    assert expected == repeat_of(parse_timing(case["input"]["timing"]))


@pytest.mark.parametrize("key", of_kind("text_to_timing", "text_to_dosages"))
def test_rule_of_a_text_case_is_read_and_comes_back(key: str) -> None:
    """
    The structures that the texts stand for are valid timings.
    """
    expected = CASES[key]["expected"]
    for one in expected if isinstance(expected, list) else [expected]:
        assert isinstance(parse_timing({"repeat": one["repeat"]}), Timing)


@pytest.mark.parametrize("key", of_kind("timing_to_datetimes"))
def test_timing_gives_the_published_instants(key: str) -> None:
    """
    Dosage, clock, start and bounds lead to the same instants.
    """
    case = CASES[key]
    options = case["input"]["options"]
    found = first_occurrences(
        [parse_dosage(case["input"]["dosage"])],
        zone=ZoneInfo(options["timeZone"].upper()),
        start=datetime.fromisoformat(options["orderedAt"]),
        since=datetime.fromisoformat(options["from"]),
        limit=options.get("limit", 10),
        clock=clock_of(options),
    )

    assert case["expected"] == instants(found)


@pytest.mark.parametrize("key", ["036"])
def test_case_that_would_need_a_guess_is_refused(key: str) -> None:
    """
    What nothing in the case says is an error.
    """
    case = CASES[key]
    options = case["input"]["options"]

    with pytest.raises(NoClockTimeError):
        first_occurrences(
            [parse_dosage(case["input"]["dosage"])],
            zone=ZoneInfo("UTC"),
            start=datetime.fromisoformat(options["orderedAt"]),
            since=datetime.fromisoformat(options["from"]),
            limit=5,
            clock=clock_of(options),
        )


@pytest.mark.parametrize(
    ("key", "clock"),
    [
        ("030", {"QD": "09:00"}),
        ("036", {"5/d": ["08:00", "11:00", "14:00", "17:00", "20:00"]}),
        ("037", {"BID": ["08:00", "20:00"]}),
        ("038", {"BID": ["08:00", "20:00"]}),
    ],
)
def test_case_passes_once_the_clock_says_what_it_left_out(
    key: str, clock: Mapping[str, object]
) -> None:
    """
    With the times that the other project assumes, its instants are ours.
    """
    case = CASES[key]
    options = case["input"]["options"]
    found = first_occurrences(
        [parse_dosage(case["input"]["dosage"])],
        zone=ZoneInfo("UTC"),
        start=datetime.fromisoformat(options["orderedAt"]),
        since=datetime.fromisoformat(options["from"]),
        limit=options["limit"],
        clock=parse_clock(clock, meal_offsets={}),
    )

    assert case["expected"] == instants(found)


@pytest.mark.parametrize("key", of_kind("derived_dst"))
def test_zone_and_calendar_cases(key: str) -> None:
    """
    Clock changes, month ends and offsets.
    """
    case = CASES[key]
    given = case["input"]
    zone = ZoneInfo(given.get("zone", "UTC"))
    clock = parse_clock(given["clock"], meal_offsets={}) if "clock" in given else CAMBODIA_CLOCK
    fields = {"timing": {"repeat": given["repeat"]}, "asNeeded": given.get("asNeeded", False)}
    dosage = parse_dosage(fields)
    if "n" in given:
        start = datetime.fromisoformat(given["start"])
        found = first_occurrences(
            [dosage], zone=zone, start=start, since=start, limit=given["n"], clock=clock
        )
    else:
        day = date.fromisoformat(given.get("from", "2026-01-01"))
        begin = datetime.combine(day, time.min, tzinfo=zone)
        end = begin + timedelta(days=given.get("days", 1))
        window = Period(start=begin, end=end)
        found = expand([dosage], zone=zone, start=day, window=window, clock=clock)

    assert case["expected"] == instants(found)


@pytest.mark.parametrize("key", of_kind("timing_to_total_units"))
def test_amount_of_a_length_of_time(key: str) -> None:
    """
    The doses of a stretch add up, and fill as many containers.
    """
    case = CASES[key]
    given = case["input"]
    begin = datetime.fromisoformat(given["from"])
    number = given["durationValue"]
    length = {
        "d": relativedelta(days=number),
        "wk": relativedelta(weeks=number),
        "mo": relativedelta(months=number),
    }[given["durationUnit"]]
    found = expand(
        [parse_dosage(given["dosage"])],
        zone=ZoneInfo(given["timeZone"]),
        start=begin,
        window=Period(start=begin, end=begin + length),
        clock=clock_of(given),
    )
    total = sum((one.quantity.value for one in found.occurrences if one.quantity), Fraction(0))
    context = given.get("context", {})
    answers = {total}
    if "containerValue" in context:
        per_container = Fraction(context["containerValue"])
        if context.get("strength") == "125 mg/5 mL":
            per_container *= 25
        answers.add(Fraction(ceil(total / per_container)))

    assert Fraction(case["expected"]["value"]) in answers


@pytest.mark.parametrize("key", of_kind("timing_to_count"))
def test_number_of_doses(key: str) -> None:
    """
    Twice a day for a week is fourteen.
    """
    case = CASES[key]
    found = laid(case["input"]["repeat"], days=case["input"]["days"])

    assert case["expected"] == len(found.occurrences)


@pytest.mark.parametrize("key", of_kind("code_to_daily_rate"))
def test_doses_a_day_of_an_event(key: str) -> None:
    """
    An event of the day is once a day, a code for all meals three times; SNOMED's names too.
    """
    case = CASES[key]
    named = {
        "Three times daily (qualifier value)": (3, 1, "d"),
        "Four times daily (qualifier value)": (4, 1, "d"),
        "Every four hours (qualifier value)": (1, 4, "h"),
        "Every six hours (qualifier value)": (1, 6, "h"),
        "Every eight hours (qualifier value)": (1, 8, "h"),
        "Every eight to twelve hours (qualifier value)": (1, 8, "h"),
        "Every thirty six hours (qualifier value)": (1, 36, "h"),
        "Every seventy two hours (qualifier value)": (1, 72, "h"),
    }
    code = case["input"]["code"]
    repeat: dict[str, object] = {"when": [code]}
    if code in named:
        repeat = dict(zip(("frequency", "period", "periodUnit"), named[code], strict=True))

    assert case["expected"] == round(len(laid(repeat, days=36).occurrences) / 36, 2)


@pytest.mark.parametrize("key", of_kind("repeat_to_daily_rate"))
def test_doses_a_day_of_a_rule(key: str) -> None:
    """
    Over months of 30 days the rates agree; on the calendar a month is a month.
    """
    case = CASES[key]
    days = 30 if key in MONTH_OF_30_DAYS else 360

    assert case["expected"] == pytest.approx(len(laid(case["input"], days=days).occurrences) / days)


@pytest.mark.parametrize("key", ["084", "087", "088", "096"])
def test_next_reminder_of_another_app(key: str) -> None:
    """
    A daily time, an interval and days of the month, from the last reminder on.
    """
    case = CASES[key]
    given = case["input"]
    at = [f"{given['daily_at']}:00"] if "daily_at" in given else []
    start: date | datetime = date(1970, 1, 1)
    repeats: list[dict[str, Any]] = [{"timeOfDay": at}]
    if "interval_min" in given:
        start = datetime.fromisoformat(given["start"])
        repeats = [{"period": given["interval_min"], "periodUnit": "min"}]
    if "days_of_month" in given:
        repeats = [
            {
                "boundsPeriod": {"start": f"1970-01-{day:02}"},
                "period": 1,
                "periodUnit": "mo",
                "timeOfDay": at,
            }
            for day in given["days_of_month"]
        ]
    zone = ZoneInfo(given.get("zone", "UTC"))
    since = datetime.combine(date.fromisoformat(given["today"]), time.min, tzinfo=zone)
    for event in given.get("events", []):
        since = datetime.fromisoformat(event["reminded"]) + timedelta(seconds=1)
    found = first_occurrences(
        [parse_dosage({"timing": {"repeat": repeat}}) for repeat in repeats],
        zone=zone,
        start=start,
        since=since,
        limit=1,
        clock=CAMBODIA_CLOCK,
    )

    assert [datetime.fromisoformat(case["expected"])] == [one.at for one in found.occurrences]


@pytest.mark.parametrize("key", ["090", "092"])
def test_interval_that_counts_from_the_intake(key: str) -> None:
    """
    An interval from the actual intake is a least interval, not a schedule.
    """
    case = CASES[key]
    given = case["input"]
    timing = {"repeat": {"period": given["interval_min"], "periodUnit": "min"}}
    taken = datetime.fromisoformat(given["events"][-1]["processed"])
    dose = Quantity(value=Fraction(1), unit="tablet")
    allowance = next_allowed(
        prn_rule(parse_dosage({"asNeeded": True, "timing": timing})),
        history=[Intake(at=taken, quantity=dose)],
        quantity=dose,
        now=taken,
    )

    assert datetime.fromisoformat(case["expected"]) == allowance.at


def test_two_medicines_merge_in_time() -> None:
    """
    Case 107: the doses of two medicines in one list, by instant.
    """
    case = CASES["107"]
    start = date(1970, 1, 1)
    found = first_occurrences(
        [
            parse_dosage({"timing": {"repeat": {"timeOfDay": [one["daily_at"]]}}})
            for one in case["input"]["medicines"]
        ],
        zone=ZoneInfo("UTC"),
        start=start,
        since=datetime(1970, 1, 1, tzinfo=UTC),
        limit=case["input"]["n"],
        clock=CAMBODIA_CLOCK,
    )

    assert case["expected"] == instants(found)
