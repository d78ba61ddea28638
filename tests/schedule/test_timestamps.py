"""
Doses as whole numbers: the same instants as full doses.
"""

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from tests.schedule.layout import days_from

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    Dosage,
    Slot,
    expand,
    parse_clock,
    parse_dosage,
    parse_sig,
    slot_dosages,
    timestamps,
)

WEEK = {"value": 1, "code": "wk"}
FOUR = slot_dosages(
    {slot: Fraction(1) for slot in (Slot.MORNING, Slot.MIDDAY, Slot.EVENING, Slot.NIGHT)},
    unit="tablet",
    duration_days=10,
)


def of(repeat: dict[str, object], **dosage: object) -> tuple[Dosage, ...]:
    """
    Give the dosage with a repeat.
    """
    return (parse_dosage({"timing": {"repeat": repeat}, **dosage}),)


@pytest.mark.parametrize(
    "dosages",
    [
        FOUR,
        of({"dayOfWeek": ["mon", "thu"], "when": ["MORN"]}),
        of({"period": 2, "periodUnit": "wk", "dayOfWeek": ["fri"], "when": ["MORN"]}),
        of({"period": 3, "periodUnit": "d", "timeOfDay": ["02:30", "02:50", "03:10"]}),
        of({"timeOfDay": ["00:10", "23:45"], "boundsDuration": {"value": 5, "code": "d"}}),
        of({"when": ["MORN"], "boundsRange": {"low": WEEK, "high": {**WEEK, "value": 2}}}),
        of({"period": 8, "periodUnit": "h"}),
        of({"period": 1, "periodUnit": "mo"}),
        of({"when": ["PHS"], "offset": 150}),
        of({"when": ["IMD"]}),
        of({"when": ["MORN"], "count": 5}),
        of({"when": ["MORN"], "boundsPeriod": {"end": "2026-04-02"}}),
        of({"when": ["MORN"], "boundsDuration": {"value": 36, "code": "h"}}),
        of({"frequency": 1, "period": 1, "periodUnit": "h"}, asNeeded=True),
        (*FOUR, *of({"when": ["HS"]}, asNeeded=True)),
        parse_sig("2 cp matin x 3j puis 1 cp matin x 5j").dosages,
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Asia/Phnom_Penh", date(2026, 3, 25)),
        ("Europe/Paris", date(2026, 3, 25)),
        ("Europe/Paris", date(2026, 10, 20)),
        ("America/Nuuk", date(2026, 3, 25)),
        ("Australia/Lord_Howe", date(2026, 9, 30)),
        ("Pacific/Apia", date(2011, 12, 27)),
    ],
)
def test_same_instants_as_full_doses(dosages: tuple[Dosage, ...], zone: str, start: date) -> None:
    """
    Across gaps, folds and missing days, for every kind of schedule.
    """
    place = ZoneInfo(zone)
    window = days_from(start, 12, zone=place)
    found = expand(dosages, zone=place, start=start, window=window, clock=CAMBODIA_CLOCK)

    assert [int(one.at.timestamp()) for one in found.occurrences] == timestamps(
        dosages, zone=place, start=start, days=12, clock=CAMBODIA_CLOCK
    )


def test_time_in_a_gap_before_midnight_may_pass_the_next_day() -> None:
    """
    Nuuk's clock goes from 23:00 to midnight: order is kept.
    """
    dosages = of({"timeOfDay": ["00:10", "23:30"]})
    nuuk = ZoneInfo("America/Nuuk")
    found = timestamps(dosages, zone=nuuk, start=date(2026, 3, 28), days=2, clock=CAMBODIA_CLOCK)

    assert sorted(found) == found
    assert [datetime.fromtimestamp(at, nuuk).strftime("%d %H:%M") for at in found] == [
        "28 00:10", "29 00:10", "29 00:30", "29 23:30",
    ]  # fmt: skip


def test_sub_second_instants_are_rounded_down() -> None:
    """
    Seven doses an hour fall between the seconds.
    """
    found = timestamps(
        of({"frequency": 7, "period": 1, "periodUnit": "h"}),
        zone=ZoneInfo("UTC"),
        start=date(2026, 1, 1),
        days=1,
        clock=CAMBODIA_CLOCK,
    )
    midnight = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())

    assert [midnight, midnight + 514, midnight + 1028] == found[:3]


@pytest.mark.parametrize(("start", "days"), [(date(1850, 1, 1), 3), (date(2199, 12, 30), 9)])
def test_first_days_beyond_all_courses_are_refused(start: date, days: int) -> None:
    """
    As for full doses.
    """
    with pytest.raises(InvalidInputError, match="is out of range"):
        timestamps(FOUR, zone=ZoneInfo("UTC"), start=start, days=days, clock=CAMBODIA_CLOCK)


def test_days_that_run_backwards_are_refused() -> None:
    """
    As for full doses.
    """
    with pytest.raises(InvalidInputError, match="end is before the start"):
        timestamps(
            FOUR, zone=ZoneInfo("UTC"), start=date(2026, 1, 1), days=-1, clock=CAMBODIA_CLOCK
        )


def test_two_clocks_give_two_answers() -> None:
    """
    What is kept of one patient's clock is not used for another's.
    """
    dosages = of({"when": ["MORN"]})
    early, late = (
        timestamps(
            dosages,
            zone=ZoneInfo("UTC"),
            start=date(2026, 1, 1),
            days=1,
            clock=parse_clock({"MORN": at}, meal_offsets={}),
        )
        for at in ("06:00", "09:00")
    )

    assert 3 * 3600 == late[0] - early[0]
