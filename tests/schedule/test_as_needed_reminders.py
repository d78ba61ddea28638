"""
Reminders that a person asks for, for a medicine taken as needed.
"""

from datetime import UTC, datetime, time, timedelta

import attrs
import pytest
from tests.schedule.layout import PHNOM_PENH
from tests.schedule.reminded import CAREGIVER, SEVEN, times

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import (
    AS_NEEDED_PRESETS,
    HORIZON_DAYS,
    Course,
    Intake,
    QuietHours,
    QuietMode,
    Reminder,
    ReminderSettings,
    as_needed_reminders,
    next_allowed,
    parse_dosage,
    prn_rule,
)


def ask(
    course: Course,
    *,
    settings: ReminderSettings | None = None,
    chosen: tuple[time, ...] = AS_NEEDED_PRESETS,
    allowed_from: datetime = SEVEN,
) -> tuple[Reminder, ...]:
    """
    Plan the reminders of a course from seven in the morning on.
    """
    return as_needed_reminders(
        course,
        times=chosen,
        settings=settings or ReminderSettings(),
        allowed_from=allowed_from,
        now=SEVEN,
    )


@pytest.mark.rule("PRN-03")
def test_the_presets_stand_at_four_times_a_day(as_needed_course: Course) -> None:
    """
    Three days have twelve reminders, at 07:00, 12:00, 18:00 and 21:00 local time.
    """
    planned = ask(as_needed_course)

    assert [7, 12, 18, 21] * 3 == [one.at.astimezone(PHNOM_PENH).hour for one in planned]
    assert {None} == {one.dose_id for one in planned}


@pytest.mark.rule("PRN-02")
def test_who_chose_no_times_is_not_reminded(as_needed_course: Course) -> None:
    """
    Nothing is reminded that nobody asked for.
    """
    assert () == ask(as_needed_course, chosen=())


@pytest.mark.rule("PRN-05")
def test_nobody_else_hears_of_it_and_nothing_is_repeated(as_needed_course: Course) -> None:
    """
    There is no dose that could be missed: neither repeats nor caregivers.
    """
    told = ask(as_needed_course, settings=ReminderSettings(caregivers=(CAREGIVER,)))

    assert {"dose_as_needed"} == {one.kind.value for one in told}
    assert {()} == {one.caregivers for one in told}


def test_nobody_is_asked_before_the_next_dose_is_allowed(as_needed_course: Course) -> None:
    """
    After a dose at half past six the reminder at seven and at noon are left out.
    """
    rule = prn_rule(as_needed_course.dosages[0])
    assert rule.quantity is not None
    history = [Intake(at=SEVEN - timedelta(minutes=30), quantity=rule.quantity)]
    allowed = next_allowed(rule, history=history, quantity=rule.quantity, now=SEVEN).at
    assert allowed is not None

    planned = ask(as_needed_course, allowed_from=allowed)

    assert SEVEN + timedelta(hours=11) == planned[0].at


def test_an_open_course_is_reminded_for_thirty_days(as_needed_course: Course) -> None:
    """
    Without an end the horizon ends it; the first of the horizon's end is not in it.
    """
    dosage = parse_dosage({"asNeeded": True})
    planned = ask(attrs.evolve(as_needed_course, dosages=(dosage,)))

    assert 4 * HORIZON_DAYS == len(planned)
    assert {None} == {one.quantity for one in planned}


def test_a_muted_medicine_is_not_reminded(as_needed_course: Course) -> None:
    """
    Muting holds for what is taken as needed too.
    """
    muted = ReminderSettings(muted=frozenset({as_needed_course.medication_id}))

    assert () == ask(as_needed_course, settings=muted)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (QuietMode.SILENT, ["dose_as_needed+0~"]),
        (QuietMode.LATER, ["dose_as_needed+60"]),
        (QuietMode.ALOUD, ["dose_as_needed+0"]),
    ],
)
def test_quiet_hours_hold_for_them(
    as_needed_course: Course, mode: QuietMode, expected: list[str]
) -> None:
    """
    Without a grace that could pass, later means when the quiet hours end.
    """
    hours = QuietHours(start=time(22), end=time(8), zone=PHNOM_PENH, mode=mode)
    settings = ReminderSettings(quiet_hours=hours)

    assert expected == times(ask(as_needed_course, settings=settings, chosen=(time(7),))[:1])


def test_a_course_with_doses_and_a_time_with_a_zone_are_refused(course: Course) -> None:
    """
    Both faults are told together.
    """
    with pytest.raises(InvalidInputError) as caught:
        ask(course, chosen=(time(7, tzinfo=UTC),))

    assert ["course", "times"] == [fault.field for fault in caught.value.faults]
