"""
Reminder plans: whom to remind of which dose, and when.
"""

from datetime import time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import pytest
from tests.schedule.layout import PHNOM_PENH
from tests.schedule.reminded import CAREGIVER, SEVEN, make_dose, remind, times

from dastern_core.kernel import AccountId, InvalidInputError
from dastern_core.schedule import (
    HORIZON_DAYS,
    MOST_REMINDERS,
    Course,
    DoseStatus,
    QuietHours,
    QuietMode,
    ReminderChanges,
    ReminderKind,
    ReminderSettings,
    Snooze,
    choose_zone,
    plan,
    plan_reminders,
    planning_window,
    reminder_changes,
    zone_choices,
)

NIGHT = SEVEN - timedelta(hours=8)
"""
Eleven in the evening in Phnom Penh.
"""


def quiet(start: str, end: str, mode: QuietMode) -> ReminderSettings:
    """
    Give the settings of a person with quiet hours.
    """
    hours = QuietHours(
        start=time.fromisoformat(start), end=time.fromisoformat(end), zone=PHNOM_PENH, mode=mode
    )
    return ReminderSettings(quiet_hours=hours)


@pytest.mark.rule("REM-08")
@pytest.mark.parametrize(
    ("grace_minutes", "repeats"),
    [(10, [10]), (20, [10, 20]), (30, [10, 20, 30]), (60, [10, 20, 30])],
)
def test_repeats_come_every_ten_minutes_within_the_grace(
    grace_minutes: int, repeats: list[int]
) -> None:
    """
    A dose is reminded at its time, then at most three times, and never past its grace.
    """
    planned = remind(make_dose(grace_minutes=grace_minutes))

    assert ["dose_due+0", *(f"dose_repeat+{minutes}" for minutes in repeats)] == times(planned)


@pytest.mark.rule("REM-08")
def test_repeats_can_be_turned_off() -> None:
    """
    Who wants no repeats is told once.
    """
    assert ["dose_due+0"] == times(
        remind(make_dose(), settings=ReminderSettings(is_repeating=False))
    )


@pytest.mark.rule("REM-02")
def test_the_horizon_is_thirty_days() -> None:
    """
    A dose thirty days from now is not reminded yet, one a minute before is.
    """
    now = SEVEN - timedelta(days=HORIZON_DAYS)
    inside, outside = make_dose(due_at=SEVEN - timedelta(minutes=1)), make_dose(medication=4)

    assert ["dose_due+-1"] == times(remind(inside, outside, now=now))


@pytest.mark.parametrize(
    "status", [DoseStatus.TAKEN_ON_TIME, DoseStatus.TAKEN_LATE, DoseStatus.SKIPPED]
)
@pytest.mark.rule("DST-25")
@pytest.mark.rule("DST-26")
def test_a_recorded_dose_is_not_reminded(status: DoseStatus) -> None:
    """
    Taken or skipped, a dose has no reminder left, nor are caregivers told.
    """
    settings = ReminderSettings(caregivers=(CAREGIVER,))
    snooze = Snooze(dose_id=make_dose().id, at=SEVEN, minutes=5)

    assert () == remind(make_dose(status=status), settings=settings, snoozes=[snooze])


@pytest.mark.rule("REM-09")
@pytest.mark.rule("REM-10")
def test_a_muted_medicine_is_reminded_again_when_it_is_no_longer_muted() -> None:
    """
    Muting cancels the pending reminders of one medicine, undoing it brings them back.
    """
    now = SEVEN - timedelta(hours=1)
    doses = [make_dose(), make_dose(medication=4)]
    muted = ReminderSettings(muted=frozenset({doses[0].medication_id}))
    before = plan_reminders(doses, settings=ReminderSettings(), snoozes=(), now=now)
    after = plan_reminders(doses, settings=muted, snoozes=(), now=now)

    of_muted = tuple(one for one in before.reminders if one.dose_id == doses[0].id)

    assert ReminderChanges(added=(), changed=(), cancelled=of_muted) == reminder_changes(
        after, stored=before.reminders, now=now
    )
    assert ReminderChanges(added=of_muted, changed=(), cancelled=()) == reminder_changes(
        before, stored=after.reminders, now=now
    )


@pytest.mark.rule("CON-29")
@pytest.mark.rule("DST-21")
@pytest.mark.rule("REM-09")
def test_caregivers_are_told_when_the_grace_has_passed() -> None:
    """
    All caregivers hear of a dose that nobody recorded, also of a muted medicine's.
    """
    others = (CAREGIVER, AccountId(UUID(int=10)))
    settings = ReminderSettings(muted=frozenset({make_dose().medication_id}), caregivers=others)

    planned = remind(make_dose(), settings=settings)

    assert ["dose_missed+30"] == times(planned)
    assert [others] == [one.caregivers for one in planned]


@pytest.mark.rule("DST-22")
def test_caregivers_are_told_of_a_dose_that_was_found_missed() -> None:
    """
    The scan may be faster than the message, or the message late: it is never cancelled.
    """
    settings = ReminderSettings(caregivers=(CAREGIVER,))
    missed = make_dose(status=DoseStatus.MISSED)
    planned = remind(missed, settings=settings)
    later = SEVEN + timedelta(hours=2)
    again = plan_reminders([missed], settings=settings, snoozes=(), now=later)

    assert ["dose_missed+30"] == times(planned)
    assert () == reminder_changes(again, stored=planned, now=later).cancelled


@pytest.mark.rule("REM-07")
def test_a_snooze_takes_the_place_of_what_would_have_come() -> None:
    """
    After a snooze the reminder comes at its end, and repeats follow from there.
    """
    snooze = Snooze(dose_id=make_dose().id, at=SEVEN + timedelta(minutes=2), minutes=5)

    assert ["dose_due+0", "dose_snoozed+7", "dose_repeat+17", "dose_repeat+27"] == times(
        remind(make_dose(), snoozes=[snooze])
    )


@pytest.mark.rule("REM-07")
def test_a_snooze_counts_no_repeat_and_may_pass_the_grace() -> None:
    """
    Repeats that came before count; a reminder that was asked for comes though it is late.
    """
    dose = make_dose()
    snoozes = [
        Snooze(dose_id=dose.id, at=SEVEN + timedelta(minutes=11), minutes=5),
        Snooze(dose_id=dose.id, at=SEVEN + timedelta(minutes=26), minutes=15),
        Snooze(dose_id=make_dose(medication=4).id, at=SEVEN, minutes=5),
    ]
    told = ["dose_due+0", "dose_repeat+10", "dose_snoozed+16", "dose_repeat+26", "dose_snoozed+41"]

    assert told == times(remind(dose, snoozes=snoozes))
    missed = attrs.evolve(dose, status=DoseStatus.MISSED)
    assert ["dose_snoozed+16", "dose_snoozed+41"] == times(remind(missed, snoozes=snoozes))


@pytest.mark.rule("REM-07")
def test_the_fourth_snooze_changes_nothing() -> None:
    """
    Three are offered; a fourth that a device sends all the same is not obeyed.
    """
    dose = make_dose(grace_minutes=60)
    snoozes = [
        Snooze(dose_id=dose.id, at=SEVEN + timedelta(minutes=6 * number), minutes=5)
        for number in range(4)
    ]

    assert remind(dose, snoozes=snoozes[:3]) == remind(dose, snoozes=snoozes)


def test_a_snooze_before_the_first_reminder_is_ignored() -> None:
    """
    What was not told yet cannot be put off, and is not lost.
    """
    early = Snooze(dose_id=make_dose().id, at=SEVEN - timedelta(minutes=1), minutes=5)

    assert remind(make_dose()) == remind(make_dose(), snoozes=[early])


def test_silent_quiet_hours_take_the_sound_and_nothing_else() -> None:
    """
    The same reminders come, without a sound until the quiet hours end.
    """
    assert ["dose_due+0~", "dose_repeat+10~", "dose_repeat+20", "dose_repeat+30"] == times(
        remind(make_dose(), settings=quiet("22:00", "07:20", QuietMode.SILENT))
    )


def test_later_quiet_hours_move_the_first_reminder_to_their_end() -> None:
    """
    The first reminder waits until the quiet hours end, its repeats stay within the grace.
    """
    assert ["dose_due+20", "dose_repeat+30"] == times(
        remind(make_dose(), settings=quiet("22:00", "07:20", QuietMode.LATER))
    )


def test_later_quiet_hours_never_move_a_reminder_past_the_grace() -> None:
    """
    Where the quiet hours outlast the grace the reminder comes at its time, silently.
    """
    late = make_dose(due_at=NIGHT, grace_minutes=10)

    assert ["dose_due+-480~", "dose_repeat+-470~"] == times(
        remind(
            late,
            settings=quiet("22:00", "07:00", QuietMode.LATER),
            now=NIGHT - timedelta(hours=1),
        )
    )


def test_aloud_quiet_hours_change_nothing() -> None:
    """
    Who wants to be woken for medicine is.
    """
    assert remind(make_dose()) == remind(
        make_dose(), settings=quiet("22:00", "08:00", QuietMode.ALOUD)
    )


def test_a_snoozed_reminder_rings_in_quiet_hours() -> None:
    """
    Who snoozes is awake.
    """
    snooze = Snooze(dose_id=make_dose().id, at=SEVEN, minutes=5)
    planned = remind(
        make_dose(grace_minutes=10),
        settings=quiet("22:00", "08:00", QuietMode.SILENT),
        snoozes=[snooze],
    )

    assert ["dose_due+0~", "dose_snoozed+5"] == times(planned)


@pytest.mark.rule("REM-18")
def test_the_nearest_thousand_of_each_prescription_are_planned() -> None:
    """
    What is beyond is left out, and the plan says from when on; others are not crowded out.
    """
    once = ReminderSettings(is_repeating=False)
    many = [
        make_dose(due_at=SEVEN + timedelta(minutes=minute)) for minute in range(MOST_REMINDERS + 2)
    ]
    other = make_dose(prescription=5, due_at=SEVEN + timedelta(days=9))
    found = plan_reminders([*reversed(many), other], settings=once, snoozes=(), now=SEVEN)

    assert [dose.id for dose in (*many[:MOST_REMINDERS], other)] == [
        one.dose_id for one in found.reminders
    ]
    assert many[MOST_REMINDERS].due_at == found.complete_until
    assert reminder_changes(found, stored=found.reminders, now=SEVEN) == ReminderChanges(
        added=(), changed=(), cancelled=()
    )


@pytest.mark.rule("DOSE-21")
def test_a_changed_time_moves_only_what_is_still_to_come() -> None:
    """
    A moved dose keeps its reminders' identity; what was to be sent before now is left.
    """
    past, future = make_dose(), make_dose(due_at=SEVEN + timedelta(days=1))
    before = plan_reminders(
        [past, future], settings=ReminderSettings(), snoozes=(), now=SEVEN - timedelta(hours=1)
    )
    now = SEVEN + timedelta(hours=1)
    moved = attrs.evolve(future, due_at=future.due_at + timedelta(hours=2))
    after = plan_reminders([past, moved], settings=ReminderSettings(), snoozes=(), now=now)
    changes = reminder_changes(after, stored=before.reminders, now=now)

    assert ReminderChanges(added=(), changed=after.reminders, cancelled=()) == changes
    assert {one.id for one in changes.changed} == {
        one.id for one in before.reminders if one.dose_id == future.id
    }


@pytest.mark.rule("REM-03")
def test_nothing_is_reminded_by_itself_for_what_is_taken_as_needed(
    as_needed_course: Course,
) -> None:
    """
    A medicine taken as needed has no doses, and so no reminders.
    """
    window = planning_window(as_needed_course, now=SEVEN)
    doses = plan(as_needed_course, window=window, now=SEVEN)

    assert () == remind(*doses)


@pytest.mark.rule("REM-16")
def test_reminders_keep_their_local_time_in_another_zone(course: Course) -> None:
    """
    A course that follows its patient reminds at the same wall time as before.
    """
    paris = ZoneInfo("Europe/Paris")
    now = SEVEN + timedelta(hours=6)
    _, follow = zone_choices(course, zone=paris, now=now, recorded=(), last_intake=None)
    doses = plan(choose_zone(follow), window=planning_window(course, now=now), now=now)

    planned = remind(*doses, settings=ReminderSettings(is_repeating=False), now=now)

    assert {time(7)} == {one.at.astimezone(paris).time() for one in planned}
    assert {one.local for one in planned} == {dose.local for dose in doses}


@pytest.mark.rule("REM-20")
def test_server_and_device_plan_the_same_reminders(course: Course) -> None:
    """
    Two that planned a course's doses apart remind alike, under the same identifiers.
    """
    window = planning_window(course, now=SEVEN)
    server = remind(*plan(course, window=window, now=SEVEN), now=SEVEN)
    device = remind(*reversed(plan(course, window=window, now=SEVEN)), now=SEVEN)

    assert server == device
    assert len(server) == len({one.id for one in server})
    assert ReminderKind.REPEAT in {one.kind for one in server}


@pytest.mark.parametrize("minutes", [0, 6, -5, 60])
@pytest.mark.rule("REM-07")
def test_other_lengths_of_a_snooze_are_refused(minutes: int) -> None:
    """
    Five, ten and fifteen minutes are offered, and nothing else is taken.
    """
    with pytest.raises(InvalidInputError, match="minutes is not offered"):
        Snooze(dose_id=make_dose().id, at=SEVEN, minutes=minutes)
