"""
iCalendar: what other parsers read out of the calendar of doses.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import icalendar
import pytest
import vobject  # type: ignore[import-untyped]  # the package ships no types
from tests.interchange.shared import DOSES, NAMES

from dastern_core.interchange import CalendarEntry, revise
from dastern_core.interchange.icalendar import LARGEST_CALENDAR, calendar_of
from dastern_core.kernel import InvalidInputError, Quantity
from dastern_core.schedule import (
    Dose,
    DoseStatus,
    QuietHours,
    QuietMode,
    ReminderSettings,
)
from dastern_core.testing.samples import NOW, PHNOM_PENH

LONG = "ប៉ារ៉ាសេតាមុល ថ្នាំបញ្ចុះកម្តៅនិងបំបាត់ការឈឺចាប់; 500 mg, \\ retard"
PARIS = ZoneInfo("Europe/Paris")
ONCE = ReminderSettings(is_repeating=False)


def write(
    entries: Sequence[CalendarEntry],
    *,
    settings: ReminderSettings = ONCE,
    zone: ZoneInfo = PHNOM_PENH,
    name: str | None = LONG,
) -> bytes:
    """
    Write a calendar whose medicines all have one name, or none.
    """
    return calendar_of(
        entries,
        medicines={} if name is None else dict.fromkeys(NAMES, name),
        zone=zone,
        title="ឱសថ",
        reminder="ដល់ម៉ោងប្រើឱសថ",
        settings=settings,
        now=NOW,
    )


def events(entries: Sequence[CalendarEntry], **options: object) -> list[Any]:
    """
    Write a calendar and read its events back.
    """
    calendar: Any = icalendar.Calendar.from_ical(write(entries, **options))  # type: ignore[arg-type]  # passed on as they are
    return list(calendar.walk("VEVENT"))


def alarms(event: Any) -> list[int]:  # noqa: ANN401 - as the library types it
    """
    Give when an event's alarms ring, in minutes after its start.
    """
    minute = timedelta(minutes=1)
    return [alarm["TRIGGER"].dt // minute for alarm in event.walk("VALARM")]


def at(dose: Dose, instant: datetime) -> Dose:
    """
    Move a dose.
    """
    return attrs.evolve(dose, due_at=instant)


def test_each_dose_is_an_event_at_its_instant() -> None:
    """
    Events are named by slot keys, begin when doses are due, and block no time.
    """
    found = events(revise((), DOSES, now=NOW))

    assert [(dose.slot_key, dose.due_at) for dose in DOSES] == [
        (str(event["UID"]), event["DTSTART"].dt.astimezone(UTC)) for event in found
    ]
    assert {("TRANSPARENT", "CONFIRMED", "PRIVATE", 0)} == {
        (event["TRANSP"], event["STATUS"], event["CLASS"], event["SEQUENCE"]) for event in found
    }
    assert {timedelta(minutes=30)} == {event["DURATION"].dt for event in found}


def test_another_parser_reads_the_same() -> None:
    """
    vobject, which shares no code with icalendar, finds the same names, instants and words.
    """
    read = vobject.readOne(write(revise((), DOSES, now=NOW)).decode())

    assert [(dose.slot_key, dose.due_at, f"{LONG}: {dose.quantity}") for dose in DOSES] == [
        (event.uid.value, event.dtstart.value.astimezone(UTC), event.summary.value)
        for event in read.vevent_list
    ]


def test_lines_are_folded_within_75_octets_and_between_letters() -> None:
    """
    Khmer letters of three octets are never cut, and every line ends as the standard says.
    """
    text = write(revise((), DOSES[:1], now=NOW))
    lines = text.split(b"\r\n")

    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert lines == [line.decode().encode() for line in lines]


@pytest.mark.rule("NOT-21")
def test_without_a_name_the_calendar_gives_nothing_away() -> None:
    """
    Whoever looks at the screen reads that it is time, not for which medicine.
    """
    text = write(revise((), DOSES, now=NOW), name=None).decode()

    assert "ដល់ម៉ោងប្រើឱសថ" in text.replace("\r\n ", "")
    assert "Paracetamol" not in text


def test_alarms_ring_at_each_reminder() -> None:
    """
    At the dose's time and at its repeats within the grace; without repeats once.
    """
    entries = revise((), DOSES[:1], now=NOW)

    assert [0, 10, 20, 30] == alarms(events(entries, settings=ReminderSettings())[0])
    assert [0] == alarms(events(entries)[0])


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(QuietMode.SILENT, [20, 30]), (QuietMode.LATER, [15, 25]), (QuietMode.ALOUD, [0, 10, 20, 30])],
)
def test_no_alarm_rings_in_quiet_hours(mode: QuietMode, expected: list[int]) -> None:
    """
    Calendars know no silent alarms: those are left out.
    """
    hours = QuietHours(start=time(11), end=time(12, 15), zone=PHNOM_PENH, mode=mode)
    settings = ReminderSettings(quiet_hours=hours)

    assert expected == alarms(events(revise((), DOSES[:1], now=NOW), settings=settings)[0])


@pytest.mark.parametrize("status", [DoseStatus.TAKEN_ON_TIME, DoseStatus.MISSED])
def test_a_dose_that_is_over_has_no_alarm(status: DoseStatus) -> None:
    """
    It stays in the calendar, under the word for what became of it.
    """
    (event,) = events([CalendarEntry(dose=attrs.evolve(DOSES[0], status=status))])

    assert ([], [status.value]) == (alarms(event), event["CATEGORIES"].cats)


def test_a_cancelled_dose_is_taken_away() -> None:
    """
    Its event keeps the name, counts up, says so, and does not ring.
    """
    (event,) = events([CalendarEntry(dose=DOSES[0], sequence=3, is_cancelled=True)])

    assert ("CANCELLED", 3, []) == (event["STATUS"], event["SEQUENCE"], alarms(event))


def test_a_range_is_shown() -> None:
    """
    One to two tablets are one to two tablets.
    """
    ranged = attrs.evolve(
        DOSES[0], quantity_max=Quantity(value=DOSES[0].quantity.value * 2, unit="tablet")
    )

    assert events([CalendarEntry(dose=ranged)])[0]["SUMMARY"].endswith(": 1–2 tablet")  # noqa: RUF001 - a range


@pytest.mark.parametrize(
    ("instant", "zone"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "UTC"),  # 02:30, for the first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "UTC"),  # 02:30 again
        (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), "Europe/Paris"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "Europe/Paris"),  # 03:30, after the gap
    ],
)
def test_a_wall_time_that_comes_twice_is_written_in_utc(instant: datetime, zone: str) -> None:
    """
    Parsers disagree about such a wall time; an instant is an instant.
    """
    (event,) = events([CalendarEntry(dose=at(DOSES[0], instant))], zone=PARIS)
    start = event["DTSTART"].dt

    assert instant == start
    assert zone == str(start.tzinfo)


def test_the_zone_is_described() -> None:
    """
    A calendar that does not know the zone finds its offsets in the document.
    """
    calendar: Any = icalendar.Calendar.from_ical(write(revise((), DOSES, now=NOW), zone=PARIS))

    assert ["Europe/Paris"] == [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")]


def test_a_calendar_is_of_bounded_size() -> None:
    """
    More doses than any phone takes are refused.
    """
    with pytest.raises(InvalidInputError, match="entries are too many"):
        write([CalendarEntry(dose=DOSES[0])] * (LARGEST_CALENDAR + 1))
