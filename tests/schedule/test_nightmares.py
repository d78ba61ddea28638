"""
Nightmares: the days and numbers on which schedules break.
"""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from tests.schedule.layout import DAY, PHNOM_PENH, days_from, flags_of, lay, local_times, utc_times

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    DoseFlag,
    expand,
    first_occurrences,
    parse_clock,
    parse_dosage,
)


def test_29_february_comes_back_as_the_28th_and_then_as_the_29th() -> None:
    """
    A yearly dose of a leap day neither vanishes nor drifts.
    """
    found = lay(
        {"frequency": 1, "period": 1, "periodUnit": "a", "timeOfDay": ["08:00"]},
        start=date(2024, 2, 29),
        days=5 * 366,
    )

    assert [f"{one.local:%Y-%m-%d}" for one in found.occurrences] == [
        "2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29", "2029-02-28",
    ][: len(found.occurrences)]  # fmt: skip
    assert len(found.occurrences) == 6


def test_31st_of_each_month_through_a_leap_year() -> None:
    """
    Every month has its last day, counted from the first.
    """
    found = lay(
        {"frequency": 1, "period": 1, "periodUnit": "mo", "timeOfDay": ["23:59:59"]},
        start=date(2023, 12, 31),
        days=366,
    )

    assert [one.local.day for one in found.occurrences] == [
        31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00Z"),
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00Z"),
        ("America/Havana", date(2026, 3, 8), "2026-03-08T05:00Z"),
    ],
)
def test_midnight_that_the_clock_skips(zone: str, day: date, instant: str) -> None:
    """
    A dose at midnight moves to one o'clock that day, and the day begins there too.
    """
    found = lay({"timeOfDay": ["00:00"]}, start=day, zone=zone, days=1)
    series = lay({"period": 12, "periodUnit": "h"}, start=day, zone=zone, days=1)

    assert [instant] == utc_times(found)
    assert [f"{day:%m-%d} 01:00"] == local_times(found)
    assert {DoseFlag.GAP} == flags_of(found)
    assert utc_times(series)[0] == instant


def test_dose_in_the_spring_gap_is_moved_not_dropped() -> None:
    """
    02:30 in Paris on 29 March 2026 is 03:30 summer time.
    """
    found = lay({"timeOfDay": ["02:30"]}, start=date(2026, 3, 28), zone="Europe/Paris", days=3)

    assert utc_times(found) == ["2026-03-28T01:30Z", "2026-03-29T01:30Z", "2026-03-30T00:30Z"]
    assert [one.flags for one in found.occurrences] == [(), (DoseFlag.GAP,), ()]
    assert local_times(found)[1] == "03-29 03:30"


def test_dose_in_the_autumn_fold_is_given_once() -> None:
    """
    02:30 in Paris on 25 October 2026 happens twice; the first counts.
    """
    found = lay({"timeOfDay": ["02:30"]}, start=date(2026, 10, 24), zone="Europe/Paris", days=3)

    assert utc_times(found) == ["2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"]
    assert [one.flags for one in found.occurrences] == [(), (DoseFlag.FOLD,), ()]


def test_half_an_hour_of_summer_time() -> None:
    """
    Lord Howe moves its clock by thirty minutes.
    """
    found = lay(
        {"timeOfDay": ["02:15"]},
        start=date(2026, 10, 3),
        zone="Australia/Lord_Howe",
        days=3,
    )

    assert local_times(found) == ["10-03 02:15", "10-04 02:45", "10-05 02:15"]
    assert DoseFlag.GAP in found.occurrences[1].flags


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Pacific/Apia", date(2011, 12, 30)), ("Pacific/Kwajalein", date(1993, 8, 21))],
)
def test_day_that_the_zone_leaves_out_has_no_doses(zone: str, day: date) -> None:
    """
    The doses of a missing day are skipped with a warning, not doubled on the next.
    """
    start = day - timedelta(days=1)
    found = lay({"timeOfDay": ["08:00"]}, start=start, zone=zone, days=3)
    counted = lay({"timeOfDay": ["08:00"], "count": 2}, start=start, zone=zone, days=9)

    assert [one.local.date() for one in found.occurrences] == [start, start + timedelta(days=2)]
    assert [one.code for one in found.warnings] == ["missing_day"]
    assert len(counted.occurrences) == 2


def test_missing_day_after_the_course_is_not_warned_about() -> None:
    """
    What does not concern the course is not said, nor what a series of hours does not mind.
    """
    start = date(2011, 12, 28)
    bounds = {"boundsDuration": {"value": 1, "code": "d"}}
    over = lay({**bounds, "timeOfDay": ["08:00"]}, start=start, zone="Pacific/Apia", days=5)
    hours = lay({"period": 8, "periodUnit": "h"}, start=start, zone="Pacific/Apia", days=5)

    assert ((), ()) == (
        tuple(one.code for one in over.warnings),
        tuple(one.code for one in hours.warnings if one.code == "missing_day"),
    )


@pytest.mark.parametrize("start", [date(2026, 3, 27), date(2026, 10, 23)])
def test_course_across_a_clock_change_keeps_count_and_clock(start: date) -> None:
    """
    Seven days of three doses are 21 doses at the same wall times.
    """
    found = lay(
        {
            "frequency": 3,
            "period": 1,
            "periodUnit": "d",
            "boundsDuration": {"value": 7, "code": "d"},
        },
        start=start,
        zone="Europe/Paris",
        days=10,
    )

    assert len(found.occurrences) == 21
    assert {"07:00", "12:00", "18:00"} == {f"{one.local:%H:%M}" for one in found.occurrences}


def test_taper_of_fifteen_steps() -> None:
    """
    Fifteen steps of two days each, from 15 mg to 1 mg, without gap or overlap.
    """
    dosages = [
        parse_dosage(
            {
                "sequence": step,
                "timing": {
                    "repeat": {
                        "boundsDuration": {"value": 2, "code": "d"},
                        "when": ["MORN"],
                    }
                },
                "doseAndRate": [{"doseQuantity": {"value": 16 - step, "unit": "mg"}}],
            }
        )
        for step in range(1, 16)
    ]
    found = expand(
        dosages, zone=PHNOM_PENH, start=DAY, window=days_from(DAY, 60), clock=CAMBODIA_CLOCK
    )

    assert [one.quantity and int(one.quantity.value) for one in found.occurrences] == [
        16 - step for step in range(1, 16) for _ in range(2)
    ]
    assert {timedelta(days=1)} == {
        after.at - before.at for before, after in pairwise(found.occurrences)
    }


@pytest.mark.parametrize("frequency", [0, -1, -(10**9), 10**9])
@pytest.mark.parametrize("unit", ["s", "h", "d", "wk", "mo", "a"])
def test_impossible_frequencies_are_refused_at_once(frequency: int, unit: str) -> None:
    """
    None, less than none and a thousand million: an error, not a loop.
    """
    with pytest.raises(InvalidInputError, match="frequency"):
        lay({"frequency": frequency, "period": 1, "periodUnit": unit})


@pytest.mark.parametrize("unit", ["s", "min", "h", "d", "wk", "mo", "a"])
def test_period_of_zero_is_refused(unit: str) -> None:
    """
    FHIR allows a cycle without length; it would never end.
    """
    with pytest.raises(InvalidInputError, match="cycle without length"):
        lay({"frequency": 1, "period": 0, "periodUnit": unit})


@pytest.mark.parametrize("unit", ["s", "min", "h", "d", "wk", "mo", "a"])
def test_period_of_a_million_million_has_one_dose(unit: str) -> None:
    """
    The longest cycle that can be written has its first dose and no other.
    """
    found = first_occurrences(
        [parse_dosage({"timing": {"repeat": {"period": 10**12, "periodUnit": unit}}})],
        zone=PHNOM_PENH,
        start=datetime(2026, 6, 15, 9, 0),  # noqa: DTZ001 - on the patient's wall
        since=days_from(DAY, 1).start,
        limit=5,
        clock=CAMBODIA_CLOCK,
    )

    assert local_times(found) == ["06-15 09:00"]


def test_count_of_a_thousand_million_is_bounded_by_the_window() -> None:
    """
    Who asks for a week gets a week.
    """
    found = lay({"count": 10**9, "when": ["MORN"]}, days=7)

    assert len(found.occurrences) == 7


def test_bedtime_after_midnight_belongs_to_the_evening_before() -> None:
    """
    Ninety minutes after falling asleep at half past eleven is the next day, once for each.
    """
    clock = parse_clock({"PHS": "23:30"}, meal_offsets={})
    found = lay(
        {"when": ["PHS"], "offset": 90, "boundsDuration": {"value": 2, "code": "d"}},
        clock=clock,
        days=9,
    )

    assert [(f"{one.local:%d %H:%M}", one.key[1]) for one in found.occurrences] == [
        ("16 01:00", "2026-06-15"),
        ("17 01:00", "2026-06-16"),
    ]


def test_hours_since_the_last_century_are_counted_at_once() -> None:
    """
    A series that began in 1950 has its doses of today without counting through them.
    """
    dosage = parse_dosage({"timing": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "h"}}})
    start = datetime(1950, 1, 1, 0, 0, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
    found = expand(
        [dosage], zone=PHNOM_PENH, start=start, window=days_from(DAY, 1), clock=CAMBODIA_CLOCK
    )

    assert len(found.occurrences) == 72
    assert local_times(found)[:2] == ["06-15 00:00", "06-15 00:20"]


def test_parts_of_an_hour_that_do_not_come_out_even_do_not_drift() -> None:
    """
    Seven doses an hour: after a day, to the microsecond, it is the hour again.
    """
    start = datetime(2026, 6, 15, tzinfo=PHNOM_PENH)
    found = lay({"frequency": 7, "period": 1, "periodUnit": "h"}, start=start, days=3)

    assert len(found.occurrences) == 7 * 24 * 3
    assert {0} == {
        (one.at - start) % timedelta(hours=1) // timedelta(microseconds=1)
        for one in found.occurrences[::7]
    }
