"""
Zone descriptions: what parsers that know no zones make of a calendar's wall times.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
import vobject  # type: ignore[import-untyped]  # the package ships no types
from tests.interchange.shared import DOSES, NAMES

from dastern_core.interchange import CalendarEntry
from dastern_core.interchange.icalendar import calendar_of
from dastern_core.interchange.zone_description import zone_description
from dastern_core.kernel import Period
from dastern_core.schedule import ReminderSettings
from dastern_core.testing.samples import NOW


def observances(zone: str, start: datetime, end: datetime) -> list[tuple[str, str, str]]:
    """
    Give kind, onset and new offset of each observance in a description.
    """
    described: Any = zone_description(ZoneInfo(zone), during=Period(start=start, end=end))
    return [
        (
            one.name,
            one["DTSTART"].to_ical().decode(),
            one["TZOFFSETTO"].to_ical(),
        )
        for one in described.subcomponents
    ]


def test_a_change_begins_at_the_wall_time_before_it() -> None:
    """
    Paris goes to summer time at two and back at three, by the clock before the change.
    """
    instant = datetime(2026, 7, 1, tzinfo=UTC)

    assert [
        ("DAYLIGHT", "20250630T020000", "+0200"),
        ("STANDARD", "20251026T030000", "+0100"),
        ("DAYLIGHT", "20260329T020000", "+0200"),
        ("STANDARD", "20261025T030000", "+0100"),
        ("DAYLIGHT", "20270328T020000", "+0200"),
    ] == observances("Europe/Paris", instant, instant)


def test_a_zone_without_changes_has_one_observance() -> None:
    """
    Phnom Penh is seven hours ahead, all year.
    """
    assert [("STANDARD", "20250701T070000", "+0700")] == observances(
        "Asia/Phnom_Penh", datetime(2026, 7, 2, tzinfo=UTC), datetime(2026, 7, 3, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Asia/Phnom_Penh", datetime(2026, 3, 1, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 3, 1, tzinfo=UTC)),
        ("Europe/Dublin", datetime(2026, 10, 1, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 3, 20, tzinfo=UTC)),
        ("America/Havana", datetime(2026, 10, 20, tzinfo=UTC)),
        ("Asia/Beirut", datetime(2026, 3, 20, tzinfo=UTC)),
        ("Pacific/Apia", datetime(2011, 12, 20, tzinfo=UTC)),
    ],
)
def test_another_parser_finds_every_instant(zone: str, start: datetime) -> None:
    """
    vobject, which knows zones from the document alone, reads each dose's instant.
    """
    instants = [start + timedelta(hours=3 * step) for step in range(8 * 40)]
    text = calendar_of(
        [
            CalendarEntry(dose=attrs.evolve(DOSES[0], due_at=at, slot_key=f"{at}"))
            for at in instants
        ],
        medicines=NAMES,
        zone=ZoneInfo(zone),
        title="Doses",
        reminder="Now",
        settings=ReminderSettings(is_repeating=False),
        now=NOW,
    )
    read = vobject.readOne(text.decode())

    assert instants == [event.dtstart.value.astimezone(UTC) for event in read.vevent_list]


def test_an_empty_calendar_needs_no_zone() -> None:
    """
    Where no event is there is nothing to describe.
    """
    text = calendar_of(
        [],
        medicines={},
        zone=ZoneInfo("Europe/Paris"),
        title="Doses",
        reminder="Now",
        settings=ReminderSettings(),
        now=NOW,
    )

    assert b"VTIMEZONE" not in text
