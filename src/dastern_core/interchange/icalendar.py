"""
iCalendar: doses in the calendar of a phone or a computer, with alarms.

The library ``icalendar`` writes; which event stands for which dose, and what rings when,
is decided here. Source: RFC 5545. Kept apart from the package's names because it needs the
extra ``calendar``.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import icalendar

from dastern_core.interchange.calendar_entries import CalendarEntry
from dastern_core.interchange.zone_description import zone_description
from dastern_core.kernel import (
    Fault,
    InvalidInputError,
    MedicationId,
    Period,
    WallClock,
    decimal_text,
    require_aware,
    resolve,
)
from dastern_core.schedule import (
    Dose,
    DoseStatus,
    ReminderKind,
    ReminderSettings,
    plan_reminders,
)

__all__ = ["LARGEST_CALENDAR", "calendar_of"]

LARGEST_CALENDAR: Final = 20_000
"""
How many events one calendar may have; phones refuse or stall long before.
"""

_PRODUCT: Final = "-//dastern//dastern-core//EN"


def calendar_of(
    entries: Sequence[CalendarEntry],
    *,
    medicines: Mapping[MedicationId, str],
    zone: ZoneInfo,
    title: str,
    reminder: str,
    settings: ReminderSettings,
    now: datetime,
) -> bytes:
    """
    Write doses as an iCalendar document.

    Args:
        entries: The doses, with their revisions; see ``revise``.
        medicines: The name of each dose's medicine. One without a name is shown with the
            reminder's words alone: so a calendar that others see gives nothing away
            (rule NOT-21).
        zone: The zone in which events are written.
        title: The calendar's name.
        reminder: What an alarm says, such as "Time for your medicine".
        settings: What the patient chose. An alarm that would have to be silent is left
            out, for calendars know no silent ones.
        now: When it is written; aware.

    Returns:
        UTF-8 in lines of at most 75 octets. An event is named by its dose's slot key,
        begins when the dose is due, lasts as long as its grace, and blocks no time. A due
        dose has an alarm for each reminder.

    Raises:
        InvalidInputError: There are too many entries.

    Source:
        RFC 5545, sections 3.6.1, 3.6.5 and 3.6.6; RFC 7986 for the calendar's name.
    """
    require_aware(now, field="now")
    if len(entries) > LARGEST_CALENDAR:
        remedy = f"Write at most {LARGEST_CALENDAR} doses into one calendar."
        raise InvalidInputError(Fault(field="entries", problem="are too many", remedy=remedy))
    calendar = icalendar.Calendar()
    for name, value in (
        ("prodid", _PRODUCT),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("name", title),
        ("x-wr-calname", title),
    ):
        calendar.add(name, value)
    instants = [entry.dose.due_at for entry in entries]
    if instants:
        during = Period(start=min(instants), end=max(instants))
        calendar.add_component(zone_description(zone, during=during))
    for entry in entries:
        event = _event(
            entry,
            name=medicines.get(entry.dose.medication_id),
            zone=zone,
            reminder=reminder,
            settings=settings,
            now=now,
        )
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(
    entry: CalendarEntry,
    *,
    name: str | None,
    zone: ZoneInfo,
    reminder: str,
    settings: ReminderSettings,
    now: datetime,
) -> icalendar.Event:
    dose, event = entry.dose, icalendar.Event()
    summary = reminder if name is None else f"{name}: {_amount(dose)}"
    for field, value in (
        ("uid", dose.slot_key),
        ("dtstamp", now.astimezone(UTC)),
        ("sequence", entry.sequence),
        ("dtstart", _written(dose, zone)),
        ("duration", timedelta(minutes=dose.grace_minutes)),
        ("summary", summary),
        ("transp", "TRANSPARENT"),
        ("class", "PRIVATE"),
        ("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED"),
        ("categories", [dose.status.value]),
    ):
        event.add(field, value)
    if not entry.is_cancelled and dose.status is DoseStatus.DUE:
        for trigger in _triggers(dose, settings):
            event.add_component(_alarm(trigger, summary))
    return event


def _amount(dose: Dose) -> str:
    if dose.quantity_max is None:
        return str(dose.quantity)
    return f"{decimal_text(dose.quantity.value)}–{dose.quantity_max}"  # noqa: RUF001 - a range takes an en dash


def _written(dose: Dose, zone: ZoneInfo) -> datetime:
    """
    Give the start in the zone, or in UTC where the wall time would mean another instant.
    """
    local = dose.due_at.astimezone(zone)
    found = resolve(local.date(), local.time(), zone=zone)
    if found.wall_clock is WallClock.ONCE and found.instant == dose.due_at:
        return local.replace(microsecond=0)
    return dose.due_at


def _triggers(dose: Dose, settings: ReminderSettings) -> list[timedelta]:
    """
    Give how long after the start each alarm rings.
    """
    plan = plan_reminders([dose], settings=settings, snoozes=(), now=dose.due_at)
    kinds = {ReminderKind.DUE, ReminderKind.REPEAT}
    return [
        one.at - dose.due_at for one in plan.reminders if one.kind in kinds and not one.is_silent
    ]


def _alarm(trigger: timedelta, words: str) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", trigger)
    alarm.add("description", words)
    return alarm
