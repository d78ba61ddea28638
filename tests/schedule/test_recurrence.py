"""
Dosages laid out: every element of FHIR's Timing, from its first dose to its last.
"""

import time as clock
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from tests.schedule.layout import (
    DAY,
    PHNOM_PENH,
    days_from,
    flags_of,
    lay,
    local_times,
    utc_times,
)

from dastern_core.kernel import InvalidInputError, Period, Quantity
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    DoseFlag,
    NoClockTimeError,
    ScheduleTooLongError,
    Slot,
    UnschedulableError,
    clock_of_slots,
    expand,
    first_occurrences,
    parse_clock,
    parse_dosage,
)

DAILY = {"frequency": 1, "period": 1, "periodUnit": "d"}
NINE = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
DAYS = {"system": "http://unitsofmeasure.org", "code": "d"}


def test_named_times_are_daily() -> None:
    """
    Times of day without a cycle come back every day, in the order of the clock.
    """
    expected = ["06-15 08:00", "06-15 20:00", "06-16 08:00", "06-16 20:00"]

    assert expected == local_times(lay({"timeOfDay": ["20:00:00", "08:00:00"]}, days=2))


def test_days_of_the_week_filter() -> None:
    """
    Only the listed days have doses.
    """
    found = lay({"dayOfWeek": ["mon", "thu"], "when": ["MORN"]}, days=8)

    assert local_times(found) == ["06-15 07:00", "06-18 07:00", "06-22 07:00"]


def test_every_second_day_counts_from_the_start() -> None:
    """
    The window's own beginning does not move the cycle.
    """
    dosage = parse_dosage({"timing": {"repeat": {**DAILY, "period": 2, "when": ["MORN"]}}})
    window = days_from(date(2026, 6, 16), 4)
    found = expand([dosage], zone=PHNOM_PENH, start=DAY, window=window, clock=CAMBODIA_CLOCK)

    assert local_times(found) == ["06-17 07:00", "06-19 07:00"]


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        ({"frequency": 3, "period": 1, "periodUnit": "wk"}, ["06-15", "06-17", "06-19"]),
        (
            {"frequency": 3, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "tue", "sun"]},
            ["06-15", "06-16", "06-21"],
        ),
        ({"frequency": 1, "period": 2, "periodUnit": "wk", "dayOfWeek": ["tue"]}, ["06-16"]),
    ],
)
def test_cycles_of_weeks(repeat: dict[str, object], expected: list[str]) -> None:
    """
    Doses of a week fall on the listed days, else are spread evenly from the start.
    """
    found = lay({**repeat, "timeOfDay": ["08:00"]}, days=7)

    assert expected == [one[:5] for one in local_times(found)]


def test_week_cycles_count_from_the_monday_of_the_start() -> None:
    """
    A two-week cycle that starts on a Wednesday skips the next Monday, not this Friday.
    """
    found = lay(
        {"period": 2, "periodUnit": "wk", "dayOfWeek": ["mon", "fri"], "when": ["MORN"]},
        start=date(2026, 6, 17),
        days=21,
    )

    assert local_times(found) == ["06-19 07:00", "06-29 07:00", "07-03 07:00"]


def test_twice_on_each_listed_day() -> None:
    """
    A frequency that is a multiple of the listed days is shared out among them.
    """
    found = lay({"frequency": 4, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "tue"]})

    assert local_times(found) == ["06-15 07:00", "06-15 18:00", "06-16 07:00", "06-16 18:00"]


def test_once_a_week_on_several_days_is_assumed_to_mean_each() -> None:
    """
    FHIR does not say which of the days is meant: each gets a dose, and it is flagged.
    """
    found = lay({"frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "wed"]})

    assert local_times(found) == ["06-15 07:00", "06-17 07:00"]
    assert {DoseFlag.ASSUMED} == flags_of(found)
    assert [one.code for one in found.warnings] == ["each_weekday"]


def test_fourteen_times_a_week_is_twice_a_day() -> None:
    """
    More doses than days are shared out over the days where that comes out even.
    """
    found = lay({"frequency": 14, "period": 1, "periodUnit": "wk"}, days=1)

    assert local_times(found) == ["06-15 07:00", "06-15 18:00"]


def test_month_ends_are_counted_from_the_anchor() -> None:
    """
    The 31st becomes the 28th in February and the 31st again in March.
    """
    found = lay(
        {"frequency": 1, "period": 1, "periodUnit": "mo", "timeOfDay": ["08:00"]},
        start=date(2026, 1, 31),
        days=100,
    )

    assert [one[:5] for one in local_times(found)] == ["01-31", "02-28", "03-31", "04-30"]


def test_doses_of_a_month_are_spread_over_its_own_length() -> None:
    """
    Two doses a month lie half a month apart, whichever month it is.
    """
    found = lay(
        {"frequency": 2, "period": 1, "periodUnit": "mo", "timeOfDay": ["08:00"]},
        start=date(2026, 2, 1),
        days=59,
    )

    assert [one[:5] for one in local_times(found)] == ["02-01", "02-15", "03-01", "03-16"]


def test_listed_days_of_every_second_month() -> None:
    """
    A cycle of months with days of the week has them in its first month.
    """
    found = lay(
        {"period": 2, "periodUnit": "mo", "dayOfWeek": ["mon"], "timeOfDay": ["08:00"]},
        start=date(2026, 6, 1),
        days=70,
    )

    assert [one[:5] for one in local_times(found)] == [
        "06-01", "06-08", "06-15", "06-22", "06-29", "08-03",
    ]  # fmt: skip


def test_years_come_back_on_the_same_day() -> None:
    """
    A yearly dose keeps its day and its wall time.
    """
    found = lay({"frequency": 1, "period": 1, "periodUnit": "a", "timeOfDay": ["08:00"]}, days=800)

    assert utc_times(found) == [
        "2026-06-15T01:00Z", "2027-06-15T01:00Z", "2028-06-15T01:00Z",
    ]  # fmt: skip


def test_hours_are_elapsed_time() -> None:
    """
    Every eight hours means eight real hours, across a clock change too.
    """
    found = lay(
        {"frequency": 1, "period": 8, "periodUnit": "h"},
        start=datetime(2026, 10, 24, 22, 0, tzinfo=ZoneInfo("Europe/Paris")),
        zone="Europe/Paris",
        days=2,
    )

    assert utc_times(found) == [
        "2026-10-24T20:00Z", "2026-10-25T04:00Z", "2026-10-25T12:00Z", "2026-10-25T20:00Z",
    ]  # fmt: skip
    assert [one.key[1:] for one in found.occurrences][:2] == [
        ("20261024T200000Z", "+0"),
        ("20261024T200000Z", "+1"),
    ]


def test_several_doses_in_some_hours_are_spread_evenly() -> None:
    """
    Three doses in ten hours are 200 minutes apart and flagged as assumed.
    """
    found = lay({"frequency": 3, "period": 10, "periodUnit": "h"}, start=NINE, days=1)

    assert local_times(found)[:3] == ["06-15 09:00", "06-15 12:20", "06-15 15:40"]
    assert {DoseFlag.ASSUMED} == flags_of(found)


def test_hours_end_with_the_bounds() -> None:
    """
    Every six hours for a day is four doses.
    """
    bounds = {"boundsDuration": {"value": 1, **DAYS}}

    assert len(lay({**bounds, "period": 6, "periodUnit": "h"}, start=NINE).occurrences) == 4


def test_hours_on_listed_days_only() -> None:
    """
    A series of hours goes on through the days that are left out.
    """
    found = lay({"period": 6, "periodUnit": "h", "dayOfWeek": ["tue"]}, start=DAY, days=3)

    assert local_times(found) == ["06-16 00:00", "06-16 06:00", "06-16 12:00", "06-16 18:00"]


@pytest.mark.parametrize(
    ("repeat", "hours"),
    [
        ({"period": 0.5, "periodUnit": "d"}, 12),
        ({"period": 1.5, "periodUnit": "d"}, 36),
        ({"period": 0.5, "periodUnit": "wk"}, 84),
        ({"period": 90, "periodUnit": "min"}, 1.5),
    ],
)
def test_broken_days_are_hours(repeat: dict[str, object], hours: float) -> None:
    """
    Half a day is twelve real hours.
    """
    found = lay(repeat, start=NINE, days=14)
    first, second = found.occurrences[:2]

    assert second.at - first.at == timedelta(hours=hours)


def test_hours_that_make_days_keep_the_clock_where_times_are_named() -> None:
    """
    Every 24 hours at 08:00 is a wall schedule, and says so.
    """
    found = lay(
        {"period": 24, "periodUnit": "h", "timeOfDay": ["08:00"]},
        start=date(2026, 3, 28),
        zone="Europe/Paris",
        days=3,
    )

    assert local_times(found) == ["03-28 08:00", "03-29 08:00", "03-30 08:00"]
    assert [one.code for one in found.warnings] == ["hours_as_days"]


@pytest.mark.parametrize(
    "repeat",
    [
        {"period": 8, "periodUnit": "h", "timeOfDay": ["08:00"]},
        {"period": 1.5, "periodUnit": "mo"},
        {"period": 0.1, "periodUnit": "s"},
        {"frequency": 7, "period": 1, "periodUnit": "s"},
        {"frequency": 4, "period": 1, "periodUnit": "d", "when": ["MORN", "EVE"]},
        {"frequency": 5, "period": 1, "periodUnit": "wk", "when": ["MORN", "EVE"]},
        {"frequency": 3, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "tue"]},
        {"frequency": 3, "period": 3, "periodUnit": "d", "dayOfWeek": ["mon"]},
        {"frequency": 4, "period": 1, "periodUnit": "mo", "dayOfWeek": ["mon"]},
        {"frequency": 40, "period": 1, "periodUnit": "mo"},
        {"frequency": 8, "period": 1, "periodUnit": "wk"},
        {"boundsDuration": {"value": 7, **DAYS}},
        {},
    ],
)
def test_rules_without_one_meaning_are_refused(repeat: dict[str, object]) -> None:
    """
    What cannot be laid out in one way only is an error that names its field.
    """
    with pytest.raises(InvalidInputError) as caught:
        lay(repeat)

    assert caught.value.faults[0].field in {"period", "frequency", "timing"}


def test_institution_code_alone_is_a_schedule() -> None:
    """
    A code states the whole schedule, at the clock's times for it.
    """
    found = lay({}, code="TID", days=1)

    assert local_times(found) == ["06-15 07:00", "06-15 12:00", "06-15 18:00"]
    assert found.occurrences[0].key == ("0", "2026-06-15", "TID.1")


def test_bounds_apply_to_a_code() -> None:
    """
    The course of a code ends with the bounds beside it.
    """
    found = lay({"boundsDuration": {"value": 2, **DAYS}}, code="BID")

    assert len(found.occurrences) == 4


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("QD", ["06-15 07:00", "06-16 07:00"]),
        ("QOD", ["06-15 07:00", "06-17 07:00"]),
        ("AM", ["06-15 07:00", "06-16 07:00"]),
        ("BED", ["06-15 22:00", "06-16 22:00"]),
        ("WK", ["06-15 07:00", "06-22 07:00"]),
        ("MO", ["06-15 07:00", "07-15 07:00"]),
        ("Q6H", ["06-15 00:00", "06-15 06:00"]),
    ],
)
def test_codes_have_the_meaning_of_the_standard(code: str, expected: list[str]) -> None:
    """
    Every code lays out as the rule that FHIR gives it.
    """
    assert expected == local_times(lay({}, code=code, days=40))[:2]


def test_hours_of_a_code_may_be_kept_by_the_institution() -> None:
    """
    A ward that gives "every six hours" at fixed times says so in its clock.
    """
    clock = parse_clock({"Q6H": ["06:00", "12:00", "18:00", "00:00"]}, meal_offsets={})
    found = lay({}, code="Q6H", clock=clock, days=1, start=NINE)

    assert local_times(found) == ["06-15 12:00", "06-15 18:00"]


def test_afternoon_or_evening_needs_the_clock() -> None:
    """
    PM is ambiguous: without a time of its own it is refused, with one it is not.
    """
    clock = parse_clock({"PM": "17:00"}, meal_offsets={})

    assert local_times(lay({}, code="PM", clock=clock, days=1)) == ["06-15 17:00"]
    with pytest.raises(NoClockTimeError, match="PM"):
        lay({}, code="PM")


def test_unknown_code_is_not_computable() -> None:
    """
    A code of another system, or words, do not say when.
    """
    with pytest.raises(UnschedulableError, match="does not say when"):
        lay({}, code="SOON")


def test_rule_wins_over_a_code_that_disagrees() -> None:
    """
    Where code and rule differ the rule is laid out, with a warning.
    """
    found = lay({"frequency": 3, "period": 1, "periodUnit": "d"}, code="BID", days=1)

    assert len(found.occurrences) == 3
    assert [one.code for one in found.warnings] == ["code_disagrees"]


def test_times_of_a_code_stand_in_for_meals_without_a_time() -> None:
    """
    Twice daily after meals, in a ward that knows BID but no meals, is BID, flagged.
    """
    clock = parse_clock({"BID": ["08:00", "20:00"]}, meal_offsets={})
    found = lay(
        {"frequency": 2, "period": 1, "periodUnit": "d", "when": ["PCM", "PCV"]},
        code="BID",
        clock=clock,
        days=1,
    )

    assert local_times(found) == ["06-15 08:00", "06-15 20:00"]
    assert {DoseFlag.ASSUMED} == flags_of(found)


def test_word_without_a_clock_time_is_refused_not_guessed() -> None:
    """
    All words that the clock does not know are named together.
    """
    clock = parse_clock({"MORN": "07:00"}, meal_offsets={})

    with pytest.raises(NoClockTimeError) as caught:
        lay({"when": ["MORN", "HS", "WAKE"]}, clock=clock)

    assert ["HS", "WAKE"] == [fault.problem.split()[1].strip(",") for fault in caught.value.faults]


def test_number_a_day_without_clock_times_is_refused() -> None:
    """
    Five times a day is nowhere said to be at any time.
    """
    with pytest.raises(NoClockTimeError, match='"5/d"'):
        lay({"frequency": 5, "period": 1, "periodUnit": "d"})


def test_number_a_day_with_clock_times() -> None:
    """
    The clock may say when five times a day are.
    """
    clock = parse_clock({"5/d": ["08:00", "11:00", "14:00", "17:00", "20:00"]}, meal_offsets={})
    found = lay({"frequency": 5, "period": 1, "periodUnit": "d"}, clock=clock, days=1)

    assert [one[6:] for one in local_times(found)] == ["08:00", "11:00", "14:00", "17:00", "20:00"]


def test_once_a_day_takes_the_time_of_the_start() -> None:
    """
    A start with a time gives its time to a rule that names none.
    """
    assert local_times(lay(DAILY, start=NINE, days=2)) == ["06-15 09:00", "06-16 09:00"]


def test_once_a_day_from_a_date_is_assumed_in_the_morning() -> None:
    """
    A start without a time leaves the morning, flagged as assumed.
    """
    found = lay(DAILY, days=1)

    assert local_times(found) == ["06-15 07:00"]
    assert {DoseFlag.ASSUMED} == flags_of(found)


def test_once_a_day_without_any_time_is_refused() -> None:
    """
    With neither a clock nor a start with a time there is nothing to go by.
    """
    with pytest.raises(NoClockTimeError, match="names no time of day"):
        lay(DAILY, clock=parse_clock({}, meal_offsets={}))


def test_start_without_a_zone_is_on_the_patients_wall() -> None:
    """
    A naive start means what the patient's clock shows.
    """
    start = datetime(2026, 6, 15, 9, 0)  # noqa: DTZ001 - the point of the test

    assert utc_times(lay(DAILY, start=start, days=1)) == ["2026-06-15T02:00Z"]


def test_doses_before_a_timed_start_are_not_given() -> None:
    """
    A course that begins at nine has no dose at seven that day.
    """
    found = lay({"when": ["MORN", "EVE"]}, start=NINE, days=2)

    assert local_times(found) == ["06-15 18:00", "06-16 07:00", "06-16 18:00"]


@pytest.mark.rule("DOSE-10")
@pytest.mark.parametrize(
    ("bounds", "last"),
    [
        ({"boundsDuration": {"value": 3, **DAYS}}, "06-17 18:00"),
        ({"boundsDuration": {"value": 1, "code": "wk"}}, "06-21 18:00"),
        ({"boundsDuration": {"value": 1, "code": "mo"}}, "07-14 18:00"),
        ({"boundsDuration": {"value": 1, "code": "a"}}, "07-24 18:00"),
        ({"boundsDuration": {"value": 36, "code": "h"}}, "06-16 07:00"),
        ({"boundsDuration": {"value": 1.5, "code": "d"}}, "06-16 07:00"),
        ({"boundsPeriod": {"end": "2026-06-17"}}, "06-17 18:00"),
        ({"boundsPeriod": {"end": "2026-06-17T07:00:00+07:00"}}, "06-17 07:00"),
        ({"boundsPeriod": {"end": "2026-06-17T06:59:59"}}, "06-16 18:00"),
        ({"boundsPeriod": {"end": "2026-06"}}, "06-30 18:00"),
        ({"boundsPeriod": {"start": "2026-06-20"}}, "07-24 18:00"),
        ({"boundsDuration": {"value": 900000, "code": "a"}}, "07-24 18:00"),
        ({"boundsDuration": {"value": 900000000, "code": "h"}}, "07-24 18:00"),
    ],
)
def test_bounds_end_where_they_say(bounds: dict[str, object], last: str) -> None:
    """
    A length ends before its last moment, a period includes it, a date is a whole day.
    """
    found = lay({**bounds, "when": ["MORN", "EVE"]}, days=40)

    assert last == local_times(found)[-1]


def test_bounds_that_start_later_move_the_anchor() -> None:
    """
    The period's own start wins over the order's.
    """
    found = lay({"boundsPeriod": {"start": "2026-06-20"}, "when": ["MORN"]}, days=7)

    assert local_times(found)[0] == "06-20 07:00"


def test_seven_days_from_an_instant_end_at_that_time() -> None:
    """
    Days from a start with a time are counted to the same time of day.
    """
    found = lay({"boundsDuration": {"value": 1, **DAYS}, "when": ["MORN", "EVE"]}, start=NINE)

    assert local_times(found) == ["06-15 18:00", "06-16 07:00"]


def test_range_of_bounds_has_an_optional_part() -> None:
    """
    Seven to nine days: the last two are optional.
    """
    bounds = {"low": {"value": 7, **DAYS}, "high": {"value": 9, **DAYS}}
    found = lay({"boundsRange": bounds, "when": ["MORN"]}, days=20)

    assert [DoseFlag.OPTIONAL in one.flags for one in found.occurrences] == [False] * 7 + [True] * 2


def test_count_counts_from_the_start_not_from_the_window() -> None:
    """
    A window that begins later has the rest of the count only.
    """
    dosage = parse_dosage({"timing": {"repeat": {**DAILY, "count": 5, "when": ["MORN"]}}})
    window = days_from(date(2026, 6, 18), 10)
    found = expand([dosage], zone=PHNOM_PENH, start=DAY, window=window, clock=CAMBODIA_CLOCK)

    assert local_times(found) == ["06-18 07:00", "06-19 07:00"]


def test_count_alone_is_daily_from_the_start() -> None:
    """
    "Take once, at any time" is one dose.
    """
    assert local_times(lay({"count": 1}, start=NINE)) == ["06-15 09:00"]


def test_range_of_counts_has_an_optional_part() -> None:
    """
    Three to five doses: the last two are optional.
    """
    found = lay({"count": 3, "countMax": 5, "when": ["MORN"]}, days=20)

    assert [DoseFlag.OPTIONAL in one.flags for one in found.occurrences] == [
        False, False, False, True, True,
    ]  # fmt: skip


def test_count_holds_inside_the_bounds() -> None:
    """
    Whichever comes first ends the schedule.
    """
    bounds = {"boundsDuration": {"value": 2, **DAYS}}

    assert len(lay({**bounds, "count": 9, "when": ["MORN"]}).occurrences) == 2
    assert len(lay({**bounds, "count": 1, "when": ["MORN"]}).occurrences) == 1


def test_range_of_frequencies_schedules_the_least() -> None:
    """
    Three to four times a day is laid out as three, flagged and warned about.
    """
    found = lay({"frequency": 3, "frequencyMax": 4, "period": 1, "periodUnit": "d"}, days=1)

    assert len(found.occurrences) == 3
    assert {DoseFlag.RANGE} == flags_of(found)
    assert [one.message for one in found.warnings] == ["3 to 4 times: the least is scheduled."]


@pytest.mark.parametrize(
    ("unit", "repeat", "latest"),
    [
        ("h", {"period": 4, "periodMax": 6}, timedelta(hours=2)),
        ("d", {"period": 3, "periodMax": 5}, timedelta(days=2)),
        ("mo", {"period": 1, "periodMax": 2}, timedelta(days=30)),
        ("a", {"period": 1, "periodMax": 2}, timedelta(days=365)),
    ],
)
def test_range_of_cycles_has_a_latest_moment(
    unit: str, repeat: dict[str, object], latest: timedelta
) -> None:
    """
    Every four to six hours is due after four hours and until six.
    """
    first = lay({**repeat, "periodUnit": unit}, start=NINE, days=1).occurrences[0]

    assert first.latest_at == first.at + latest
    assert DoseFlag.RANGE in first.flags


def test_length_of_an_intake_is_not_the_length_of_the_course() -> None:
    """
    An infusion of one hour every day goes on, and each lasts an hour.
    """
    found = lay(
        {
            **DAILY,
            "when": ["MORN"],
            "duration": 1,
            "durationMax": 1.5,
            "durationUnit": "h",
        },
        days=3,
    )

    assert len(found.occurrences) == 3
    assert (found.occurrences[0].lasts, found.occurrences[0].lasts_max) == (
        timedelta(hours=1),
        timedelta(minutes=90),
    )


def test_immediate_dose_is_given_once_at_the_start() -> None:
    """
    "At once" is one dose at the anchor, beside what else is ordered.
    """
    found = lay({"when": ["IMD", "EVE"]}, start=NINE, days=2)

    assert local_times(found) == ["06-15 09:00", "06-15 18:00", "06-16 18:00"]
    assert local_times(lay({"when": ["IMD"]}, start=NINE)) == ["06-15 09:00"]


def test_listed_instants_stand_beside_the_rule() -> None:
    """
    Events are given as they are, whatever the rule's bounds say.
    """
    dosage = {
        "timing": {
            "event": ["2026-06-15T09:00:00+07:00", "2026-06-18T10:00:00"],
            "repeat": {"boundsDuration": {"value": 1, **DAYS}, "when": ["MORN"]},
        }
    }
    found = expand(
        [parse_dosage(dosage)],
        zone=PHNOM_PENH,
        start=DAY,
        window=days_from(DAY, 7),
        clock=CAMBODIA_CLOCK,
    )

    assert local_times(found) == ["06-15 07:00", "06-15 09:00", "06-18 10:00"]
    assert set() == flags_of(found)


def test_listed_instants_alone_are_a_schedule() -> None:
    """
    Without a rule the events are all there is.
    """
    dosage = parse_dosage({"timing": {"event": ["2026-06-15T09:00:00+07:00"]}})
    found = expand(
        [dosage], zone=PHNOM_PENH, start=DAY, window=days_from(DAY, 1), clock=CAMBODIA_CLOCK
    )

    assert [one.key for one in found.occurrences] == [("0", "event", "20260615T020000Z")]


def test_dose_carries_its_amount_and_slot() -> None:
    """
    The ordered amount wins over a calculated one, and a range keeps both ends.
    """
    amounts = [
        {"type": {"coding": [{"code": "calculated"}]}, "doseQuantity": {"value": 9, "unit": "mg"}},
        {
            "type": {"coding": [{"code": "ordered"}]},
            "doseRange": {
                "low": {"value": 1, "unit": "tablet"},
                "high": {"value": 2, "unit": "tablet"},
            },
        },
    ]
    (dose,) = lay({"when": ["NOON"]}, days=1, doseAndRate=amounts).occurrences

    assert (dose.quantity, dose.quantity_max, dose.slot, dose.flags) == (
        Quantity(value=Fraction(1), unit="tablet"),
        Quantity(value=Fraction(2), unit="tablet"),
        Slot.MIDDAY,
        (DoseFlag.RANGE,),
    )


def test_words_that_were_not_interpreted_are_flagged() -> None:
    """
    "With food" is never dropped silently.
    """
    found = lay({"when": ["MORN"]}, days=1, patientInstruction="stop if dizzy")

    assert {DoseFlag.UNMODELLED} == flags_of(found)


def test_words_alone_are_not_a_schedule() -> None:
    """
    A dosage that only says it in words is refused.
    """
    with pytest.raises(UnschedulableError, match="only in words"):
        expand(
            [parse_dosage({"text": "as directed"})],
            zone=PHNOM_PENH,
            start=DAY,
            window=days_from(DAY, 1),
            clock=CAMBODIA_CLOCK,
        )


@pytest.mark.rule("PRN-02")
@pytest.mark.rule("DOSE-08")
def test_as_needed_has_no_scheduled_doses() -> None:
    """
    What is taken when needed gets a rule in place of doses.
    """
    found = lay({"frequency": 1, "period": 6, "periodUnit": "h"}, asNeeded=True)

    assert found.occurrences == ()
    assert [rule.min_interval for rule in found.prn] == [timedelta(hours=6)]


def test_parts_of_a_sequence_follow_each_other() -> None:
    """
    A taper: each part begins where the one before it ends, by bounds or by count.
    """
    parts = [
        ({"boundsDuration": {"value": 2, **DAYS}, "when": ["MORN"]}, 4),
        ({"count": 2, "when": ["MORN", "EVE"]}, 2),
        ({"when": ["MORN"]}, 1),
    ]
    dosages = [
        parse_dosage(
            {
                "sequence": number,
                "timing": {"repeat": repeat},
                "doseAndRate": [{"doseQuantity": {"value": amount, "unit": "mg"}}],
            }
        )
        for number, (repeat, amount) in enumerate(parts, start=1)
    ]
    found = expand(
        dosages, zone=PHNOM_PENH, start=DAY, window=days_from(DAY, 5), clock=CAMBODIA_CLOCK
    )

    assert [
        (f"{one.local:%d %H:%M}", one.quantity and int(one.quantity.value))
        for one in found.occurrences
    ] == [
        ("15 07:00", 4), ("16 07:00", 4),
        ("17 07:00", 2), ("17 18:00", 2),
        ("18 07:00", 1), ("19 07:00", 1),
    ]  # fmt: skip


def test_part_that_others_follow_needs_an_end() -> None:
    """
    A taper whose first part never ends is refused.
    """
    dosages = [
        parse_dosage({"sequence": number, "timing": {"repeat": {"when": ["MORN"]}}})
        for number in (1, 2)
    ]

    with pytest.raises(UnschedulableError, match="has no end"):
        expand(dosages, zone=PHNOM_PENH, start=DAY, window=days_from(DAY, 5), clock=CAMBODIA_CLOCK)


def test_part_whose_count_its_bounds_cut_short_ends_with_them() -> None:
    """
    The next part does not wait for doses that never come.
    """
    dosages = [
        parse_dosage(
            {
                "sequence": 1,
                "timing": {
                    "repeat": {
                        "count": 9,
                        "boundsDuration": {"value": 2, **DAYS},
                        "when": ["MORN"],
                    }
                },
            }
        ),
        parse_dosage({"sequence": 2, "timing": {"repeat": {"when": ["EVE"]}}}),
    ]
    found = expand(
        dosages, zone=PHNOM_PENH, start=DAY, window=days_from(DAY, 3), clock=CAMBODIA_CLOCK
    )

    assert local_times(found) == ["06-15 07:00", "06-16 07:00", "06-17 18:00"]


def test_dosages_side_by_side_are_merged_in_time() -> None:
    """
    Equal sequence numbers run together; twins at one instant are kept and flagged.
    """
    dosages = [
        parse_dosage({"timing": {"repeat": {"timeOfDay": times}}})
        for times in (["12:00", "07:00"], ["07:00"])
    ]
    found = expand(
        dosages, zone=PHNOM_PENH, start=DAY, window=days_from(DAY, 1), clock=CAMBODIA_CLOCK
    )

    assert [(f"{one.local:%H:%M}", one.flags) for one in found.occurrences] == [
        ("07:00", (DoseFlag.DOUBLE,)),
        ("07:00", (DoseFlag.DOUBLE,)),
        ("12:00", ()),
    ]


def test_doses_closer_than_the_least_interval_are_kept_and_flagged() -> None:
    """
    In the night when the clock jumps, 01:30 and 02:30 are half an hour too close.
    """
    dosage = parse_dosage({"timing": {"repeat": {"timeOfDay": ["02:30", "04:00"]}}})
    paris = ZoneInfo("Europe/Paris")
    found = expand(
        [dosage],
        zone=paris,
        start=date(2026, 3, 28),
        window=days_from(date(2026, 3, 28), 2, zone=paris),
        clock=CAMBODIA_CLOCK,
        min_interval=timedelta(hours=1),
    )

    assert [one.flags for one in found.occurrences] == [
        (),
        (),
        (DoseFlag.GAP,),
        (DoseFlag.INTERVAL,),
    ]


def test_first_doses_are_found_however_far_they_lie() -> None:
    """
    A number of doses is found by the hour, by the day and by the year.
    """
    for repeat, last in (
        ({"period": 1, "periodUnit": "s"}, "2026-06-14T17:00:02+00:00"),
        ({"when": ["MORN"]}, "2026-06-17T00:00:00+00:00"),
        ({"period": 20, "periodUnit": "a", "when": ["MORN"]}, "2066-06-15T00:00:00+00:00"),
    ):
        found = first_occurrences(
            [parse_dosage({"timing": {"repeat": repeat}})],
            zone=PHNOM_PENH,
            start=DAY,
            since=days_from(DAY, 1).start,
            limit=3,
            clock=CAMBODIA_CLOCK,
        )

        assert [last] == [one.at.isoformat() for one in found.occurrences[2:]]


def test_fewer_doses_where_the_schedule_ends() -> None:
    """
    A course of two doses has no third.
    """
    found = first_occurrences(
        [parse_dosage({"timing": {"repeat": {"count": 2, "when": ["MORN"]}}})],
        zone=PHNOM_PENH,
        start=DAY,
        since=days_from(DAY, 1).start,
        limit=3,
        clock=CAMBODIA_CLOCK,
    )

    assert len(found.occurrences) == 2


@pytest.mark.parametrize("limit", [0, 100_001])
def test_number_of_first_doses_is_bounded(limit: int) -> None:
    """
    Neither nothing nor everything can be asked for.
    """
    with pytest.raises(InvalidInputError, match="limit is out of range"):
        first_occurrences(
            [], zone=PHNOM_PENH, start=DAY, since=NINE, limit=limit, clock=CAMBODIA_CLOCK
        )


def test_window_with_too_many_doses_is_refused() -> None:
    """
    A dose a second for three days is more than anybody takes.
    """
    with pytest.raises(ScheduleTooLongError, match="100000"):
        lay({"period": 1, "periodUnit": "s"}, days=3)


@pytest.mark.parametrize("year", [1850, 2250])
def test_moments_outside_two_centuries_are_refused(year: int) -> None:
    """
    Neither a window nor a start may lie where no patient lives.
    """
    far = datetime(year, 1, 1, tzinfo=UTC)
    dosage = parse_dosage({"timing": {"repeat": {"when": ["MORN"]}}})

    with pytest.raises(InvalidInputError, match="from is out of range"):
        expand(
            [dosage],
            zone=PHNOM_PENH,
            start=DAY,
            window=Period(start=far, end=far),
            clock=CAMBODIA_CLOCK,
        )
    with pytest.raises(InvalidInputError, match="start is out of range"):
        expand(
            [dosage],
            zone=PHNOM_PENH,
            start=far.date(),
            window=days_from(DAY, 1),
            clock=CAMBODIA_CLOCK,
        )


@pytest.mark.rule("DOSE-20")
def test_doses_lie_half_an_hour_from_the_meal() -> None:
    """
    Before and after a meal means 30 minutes where nothing else is said, and is flagged.
    """
    found = lay({"when": ["ACM", "PCV"]}, days=1)

    assert local_times(found) == ["06-15 06:30", "06-15 18:30"]
    assert {DoseFlag.ASSUMED} == flags_of(found)


def test_offset_of_a_meal_keeps_the_meals_day() -> None:
    """
    Half an hour before a meal just after midnight lies on the day before, with its day's key.
    """
    clock = parse_clock({"CM": "00:10"}, meal_offsets={"AC": -30})
    found = lay({"when": ["ACM"]}, start=date(2026, 6, 14), clock=clock, days=2)

    assert [(f"{one.local:%m-%d %H:%M}", one.key[1]) for one in found.occurrences] == [
        ("06-14 23:40", "2026-06-15"),
        ("06-15 23:40", "2026-06-16"),
    ]


def test_own_slot_times_move_the_doses_and_not_their_keys() -> None:
    """
    A later breakfast moves the morning dose; it remains the same dose.
    """
    late = clock_of_slots({Slot.MORNING: datetime(2026, 1, 1, 9, 30, tzinfo=UTC).time()})
    before, after = (lay({"when": ["MORN"]}, clock=one, days=1) for one in (CAMBODIA_CLOCK, late))

    assert (["06-15 07:00"], ["06-15 09:30"]) == (local_times(before), local_times(after))
    assert [one.key for one in before.occurrences] == [one.key for one in after.occurrences]


def test_dose_at_once_is_named_by_its_word() -> None:
    """
    There is only one of it, so no day tells it from others.
    """
    found = lay({"when": ["IMD"]}, start=NINE)

    assert [one.key for one in found.occurrences] == [("0", "IMD")]


def test_offset_from_at_once_lies_after_it() -> None:
    """
    FHIR: without a side, an offset lies after its event.
    """
    found = lay({"when": ["IMD"], "offset": 30}, start=NINE)

    assert utc_times(found) == ["2026-06-15T02:30Z"]


def test_once_a_month_on_a_weekday_is_one_dose_a_month() -> None:
    """
    Four Mondays a month would be four times the dose that was ordered.
    """
    found = lay(
        {"frequency": 1, "period": 1, "periodUnit": "mo", "dayOfWeek": ["mon"], "when": ["MORN"]},
        start=date(2026, 6, 17),
        days=100,
    )

    assert local_times(found) == ["06-22 07:00", "07-20 07:00", "08-17 07:00", "09-21 07:00"]
    assert [one.code for one in found.warnings] == ["first_weekday"]


def test_monthly_without_a_frequency_filters_the_days() -> None:
    """
    Then the days of the week are what comes again.
    """
    found = lay({"period": 1, "periodUnit": "mo", "dayOfWeek": ["mon"], "when": ["MORN"]}, days=28)

    assert len(found.occurrences) == 4
    assert [one.code for one in found.warnings] == ["each_weekday"]


def test_code_lends_its_event_to_a_rule_that_names_none() -> None:
    """
    AM beside "once a day" is in the morning, not at the time of the order.
    """
    found = lay({"frequency": 1, "period": 1, "periodUnit": "d"}, start=NINE, days=2, code="AM")

    assert local_times(found) == ["06-16 07:00"]


def test_code_and_rule_that_name_other_events_disagree() -> None:
    """
    The rule is scheduled, and a person is told.
    """
    found = lay(
        {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["EVE"]}, code="AM", days=1
    )

    assert local_times(found) == ["06-15 18:00"]
    assert [one.code for one in found.warnings] == ["code_disagrees"]


def test_keys_of_a_later_part_do_not_hold_the_instant_at_which_it_begins() -> None:
    """
    A new release of the time-zone data moves the end of the first part, not the names.
    """
    dosages = [
        parse_dosage({"sequence": 1, "timing": {"repeat": {"when": ["MORN"], "count": 2}}}),
        parse_dosage({"sequence": 2, "timing": {"repeat": {"period": 8, "periodUnit": "h"}}}),
    ]
    keys = [
        [
            one.key
            for one in first_occurrences(
                dosages,
                zone=ZoneInfo(zone),
                start=DAY,
                since=days_from(DAY, 1, zone=ZoneInfo(zone)).start,
                limit=4,
                clock=CAMBODIA_CLOCK,
            ).occurrences
        ]
        for zone in ("Asia/Phnom_Penh", "Europe/Paris")
    ]

    assert keys[0] == keys[1]
    assert keys[0][2:] == [("1", "then", "+0"), ("1", "then", "+1")]


@pytest.mark.rule("DOSE-15")
def test_instants_do_not_depend_on_the_zone_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """
    Seven in the morning in Phnom Penh is midnight in UTC on every server.
    """
    found = []
    for zone in ("UTC", "America/Havana", "Asia/Phnom_Penh"):
        monkeypatch.setenv("TZ", zone)
        clock.tzset()
        found.append(utc_times(lay({"when": ["MORN"]}, days=1)))
    monkeypatch.undo()
    clock.tzset()

    assert [["2026-06-15T00:00Z"]] * 3 == found
