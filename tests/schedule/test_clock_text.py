"""
Clock times as people write them.
"""

from datetime import time

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import EventTiming, parse_clock, parse_clock_time


@pytest.mark.rule("DOSE-17")
@pytest.mark.rule("DOSE-18")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6-7AM", "06:30"),
        ("7-8AM", "07:30"),
        ("8-9AM", "08:30"),
        ("9-10AM", "09:30"),
        ("12-1PM", "12:30"),
        ("1-2PM", "13:30"),
        ("2-3PM", "14:30"),
        ("4-5PM", "16:30"),
        ("6-7PM", "18:30"),
        ("7-8PM", "19:30"),
        ("8-9PM", "20:30"),
        ("9-10PM", "21:30"),
        ("11-1PM", "12:00"),
        ("11AM \u2013 12:30PM", "11:45"),
        ("22:00-23:00", "22:30"),
        ("06:05-06:06", "06:05"),
        ("07:30", "07:30"),
        ("07:30:00", "07:30"),
        ("12 am", "00:00"),
        ("7PM", "19:00"),
    ],
)
def test_time_is_read_and_range_becomes_its_midpoint(text: str, expected: str) -> None:
    """
    Every choice of the survey, and the ways in which people write one time.
    """
    assert expected == f"{parse_clock_time(text):%H:%M}"


@pytest.mark.parametrize(
    "text", ["", "7", "25:00", "07:60", "13PM", "0AM", "9-8AM", "23:00-01:00", "6-7-8AM", "noon"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    """
    A bare number, an hour that no clock shows or a backward range is no time.
    """
    with pytest.raises(InvalidInputError, match="breakfast is not a clock time"):
        parse_clock_time(text, field="breakfast")


def test_clock_has_exactly_what_is_given() -> None:
    """
    Words, slots and codes are read; nothing is added to them.
    """
    clock = parse_clock(
        {"MORN": "6-7AM", "night": "20:00", "BID": ["19:00", "07:00"]},
        meal_offsets={},
    )

    assert {EventTiming.MORN: time(6, 30), EventTiming.NIGHT: time(20)} == clock.events
    assert clock.institution["BID"] == (time(7), time(19))


def test_all_faults_of_a_clock_are_reported_together() -> None:
    """
    An unknown word, a missing time, a wrong number of times and wrong leads: all at once.
    """
    with pytest.raises(InvalidInputError) as caught:
        parse_clock(
            {
                "LATER": "07:00",
                "MORN": 7,
                "BID": ["07:00"],
                "TID": ["07:00", "07:00", "12:00"],
                "QD": ["08:00", "09:00"],
                "AC": "07:00",
            },
            meal_offsets={"ACM": 30, "PC": -30, "CM": 10, "MORN": 5, "X": 1, "PCD": True},
        )

    assert [fault.field for fault in caught.value.faults] == [
        "clock.LATER",
        "clock.MORN",
        "clock.BID",
        "clock.TID",
        "clock.QD",
        "clock.AC",
        "meal_offsets.ACM",
        "meal_offsets.PC",
        "meal_offsets.CM",
        "meal_offsets.MORN",
        "meal_offsets.X",
        "meal_offsets.PCD",
    ]
