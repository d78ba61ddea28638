"""
The wall times of one day: events with their offsets, meals and numbers a day.
"""

import pytest
from tests.schedule.layout import flags_of, lay, local_times

from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    DoseFlag,
    EventTiming,
    NoClockTimeError,
    Slot,
    parse_clock,
)

CLOCK = parse_clock(
    {
        "MORN": "07:00",
        "MORN.early": "06:00",
        "MORN.late": "09:00",
        "NOON": "12:00",
        "AFT": "15:00",
        "AFT.early": "13:30",
        "AFT.late": "16:30",
        "EVE": "18:00",
        "EVE.early": "17:00",
        "EVE.late": "19:30",
        "NIGHT": "21:00",
        "PHS": "22:30",
        "HS": "22:00",
        "WAKE": "05:30",
        "CM": "07:10",
        "CD": "12:10",
        "CV": "18:10",
    },
    meal_offsets={"AC": -20, "PC": 40},
)


@pytest.mark.parametrize(
    ("event", "offset", "expected"),
    [
        ("MORN", None, ["07:00"]),
        ("MORN", 10, ["07:10"]),
        ("MORN.early", 10, ["06:10"]),
        ("MORN.late", None, ["09:00"]),
        ("NOON", 10, ["12:10"]),
        ("AFT", 10, ["15:10"]),
        ("AFT.early", None, ["13:30"]),
        ("AFT.late", None, ["16:30"]),
        ("EVE", 10, ["18:10"]),
        ("EVE.early", None, ["17:00"]),
        ("EVE.late", None, ["19:30"]),
        ("NIGHT", 10, ["21:10"]),
        ("PHS", 30, ["23:00"]),
        ("HS", None, ["22:00"]),
        ("HS", 15, ["21:45"]),
        ("WAKE", 15, ["05:45"]),
        ("C", None, ["07:10", "12:10", "18:10"]),
        ("CM", None, ["07:10"]),
        ("CD", None, ["12:10"]),
        ("CV", None, ["18:10"]),
        ("AC", None, ["06:50", "11:50", "17:50"]),
        ("AC", 60, ["06:10", "11:10", "17:10"]),
        ("ACM", None, ["06:50"]),
        ("ACD", 5, ["12:05"]),
        ("ACV", 0, ["18:10"]),
        ("PC", None, ["07:50", "12:50", "18:50"]),
        ("PCM", 5, ["07:15"]),
        ("PCD", None, ["12:50"]),
        ("PCV", 90, ["19:40"]),
    ],
)
def test_event_lies_at_its_clock_time_and_offset(
    event: str, offset: int | None, expected: list[str]
) -> None:
    """
    The code gives the direction: before a meal and before bedtime, after all others.
    """
    repeat: dict[str, object] = {"when": [event]}
    if offset is not None:
        repeat["offset"] = offset
    found = lay(repeat, clock=CLOCK, days=1)

    assert expected == [one[6:] for one in local_times(found)]
    assert set() == flags_of(found)


@pytest.mark.parametrize("code", ["C", "AC", "PC"])
@pytest.mark.parametrize(
    ("frequency", "slots"),
    [
        (1, [Slot.MIDDAY]),
        (2, [Slot.MORNING, Slot.EVENING]),
        (3, [Slot.MORNING, Slot.MIDDAY, Slot.EVENING]),
    ],
)
def test_number_a_day_chooses_the_meals(code: str, frequency: int, slots: list[Slot]) -> None:
    """
    Twice a day with meals means breakfast and dinner, once the main meal, both assumed.
    """
    repeat = {"frequency": frequency, "period": 1, "periodUnit": "d", "when": [code]}
    found = lay(repeat, clock=CLOCK, days=1)

    assert slots == [one.slot for one in found.occurrences]
    assert (DoseFlag.ASSUMED in flags_of(found)) is (frequency < 3)


def test_meals_and_bedtime_are_four_a_day() -> None:
    """
    A code for all meals beside another event is counted with its meals.
    """
    repeat = {"frequency": 4, "period": 1, "periodUnit": "d", "when": ["AC", "HS"]}
    found = lay(repeat, clock=CLOCK, days=1)

    assert [EventTiming.ACM, EventTiming.ACD, EventTiming.ACV, EventTiming.HS] == [
        one.event for one in found.occurrences
    ]


def test_event_that_a_code_for_all_meals_holds_already_is_not_doubled() -> None:
    """
    Before meals and before breakfast is three doses.
    """
    assert len(lay({"when": ["AC", "ACM"]}, clock=CLOCK, days=1).occurrences) == 3


def test_more_named_times_than_the_frequency_are_all_scheduled() -> None:
    """
    Once a day at two named times: both stand in the prescription, so both are given.
    """
    repeat = {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["MORN", "EVE"]}
    found = lay(repeat, days=1)

    assert [one[6:] for one in local_times(found)] == ["07:00", "18:00"]
    assert [one.code for one in found.warnings] == ["more_times_than_frequency"]


def test_clock_may_have_a_time_for_before_breakfast_itself() -> None:
    """
    A time for the very event counts before the meal's time and lead.
    """
    clock = parse_clock({"ACM": "06:15", "CM": "07:00"}, meal_offsets={"ACM": -30})

    assert [one[6:] for one in local_times(lay({"when": ["ACM"]}, clock=clock, days=1))] == [
        "06:15"
    ]


@pytest.mark.parametrize("event", ["CM", "ACM", "PCV"])
def test_meal_without_a_clock_time_is_refused(event: str) -> None:
    """
    The morning is no breakfast.
    """
    with pytest.raises(NoClockTimeError):
        lay({"when": [event]}, clock=parse_clock({"MORN": "07:00"}, meal_offsets={}))


def test_clock_may_have_a_time_for_once_a_day() -> None:
    """
    A ward's time for once a day counts before the start's own.
    """
    clock = parse_clock({"QD": "08:30"}, meal_offsets={})
    found = lay({"frequency": 1, "period": 1, "periodUnit": "d"}, clock=clock, days=1)

    assert local_times(found) == ["06-15 08:30"]
    assert set() == flags_of(found)


@pytest.mark.parametrize(
    ("repeat", "days", "codes"),
    [
        (
            {"frequency": 4, "period": 1, "periodUnit": "wk", "when": ["MORN", "EVE"]},
            ["15", "15", "18", "18"],
            ["spread_evenly"],
        ),
        (
            {
                "frequency": 4,
                "period": 1,
                "periodUnit": "wk",
                "dayOfWeek": ["mon", "sat"],
                "when": ["MORN", "EVE"],
            },
            ["15", "15", "20", "20"],
            [],
        ),
        (
            {
                "frequency": 2,
                "period": 1,
                "periodUnit": "wk",
                "dayOfWeek": ["mon", "wed", "sat"],
                "when": ["MORN"],
            },
            ["15", "17", "20"],
            ["each_weekday"],
        ),
        (
            {"frequency": 1, "period": 2, "periodUnit": "d", "when": ["MORN", "EVE"]},
            ["15", "15", "17", "17", "19", "19", "21", "21"],
            ["more_times_than_frequency"],
        ),
    ],
)
def test_named_times_are_shared_out_over_the_days_of_a_cycle(
    repeat: dict[str, object], days: list[str], codes: list[str]
) -> None:
    """
    A frequency of a whole cycle is that many named times, on as few days as it takes.
    """
    found = lay(repeat, days=7)

    assert days == [one[3:5] for one in local_times(found)]
    assert codes == [one.code for one in found.warnings]


def test_default_clock_is_the_one_of_the_forms() -> None:
    """
    Four times a day falls on the four columns of the printed grid.
    """
    found = lay({"frequency": 4, "period": 1, "periodUnit": "d"}, clock=CAMBODIA_CLOCK, days=1)

    assert [one[6:] for one in local_times(found)] == ["07:00", "12:00", "18:00", "21:00"]


def test_only_the_assumed_dose_is_flagged() -> None:
    """
    A lead that nothing gives is assumed for its dose, not for the other doses of the day.
    """
    found = lay({"when": ["MORN", "PCV"]}, days=1)

    assert [one.flags for one in found.occurrences] == [(), (DoseFlag.ASSUMED,)]


def test_at_once_on_a_day_without_a_time_is_assumed() -> None:
    """
    A start without a time leaves the first moment of the day.
    """
    found = lay({"when": ["IMD"]}, days=1)

    assert [(f"{one.local:%H:%M}", one.flags) for one in found.occurrences] == [
        ("00:00", (DoseFlag.ASSUMED,))
    ]
