"""
Laws of reminders: what holds for every set of doses, settings and snoozes.
"""

from datetime import time, timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.schedule.layout import PHNOM_PENH
from tests.schedule.reminded import CAREGIVER, SEVEN, make_dose

from dastern_core.schedule import (
    GRACE_MINUTES,
    MOST_REPEATS,
    SNOOZE_MINUTES,
    Dose,
    DoseStatus,
    QuietHours,
    QuietMode,
    ReminderChanges,
    ReminderKind,
    ReminderSettings,
    Snooze,
    group_reminders,
    plan_reminders,
    reminder_changes,
)

MINUTES = st.integers(min_value=0, max_value=2 * 24 * 60)
DOSES = st.lists(
    st.builds(
        lambda minutes, grace, medication, status: make_dose(
            due_at=SEVEN + timedelta(minutes=minutes),
            grace_minutes=grace,
            medication=medication,
            status=status,
        ),
        MINUTES,
        st.sampled_from(GRACE_MINUTES),
        st.integers(min_value=2, max_value=4),
        st.sampled_from(DoseStatus),
    ),
    max_size=6,
    unique_by=lambda dose: dose.id,
)
WALLS = st.times().map(lambda wall: wall.replace(microsecond=0))
QUIET = st.builds(
    lambda start, end, mode: QuietHours(
        start=start,
        end=end if end != start else time((start.hour + 1) % 24),
        zone=PHNOM_PENH,
        mode=mode,
    ),
    WALLS.filter(lambda wall: wall.minute > 0),
    WALLS,
    st.sampled_from(QuietMode),
)
SETTINGS = st.builds(
    ReminderSettings,
    is_repeating=st.booleans(),
    muted=st.sets(st.sampled_from([make_dose(medication=2).medication_id])).map(frozenset),
    quiet_hours=st.none() | QUIET,
    caregivers=st.sampled_from([(), (CAREGIVER,)]),
)


@st.composite
def put_off(draw: st.DrawFn, doses: list[Dose]) -> list[Snooze]:
    """
    Draw snoozes of some of the doses.
    """
    return [
        Snooze(
            dose_id=dose.id,
            at=dose.due_at + timedelta(minutes=draw(st.integers(-10, 60))),
            minutes=draw(st.sampled_from(SNOOZE_MINUTES)),
        )
        for dose in doses
        for _ in range(draw(st.integers(0, 4)))
    ]


@given(data=st.data(), doses=DOSES, settings=SETTINGS, passed=MINUTES)
def test_planning_later_gives_the_rest_of_the_same_plan(
    data: st.DataObject, doses: list[Dose], settings: ReminderSettings, passed: int
) -> None:
    """
    Nothing but time passed: what is still to come is what was planned, in any order of doses.
    """
    snoozes = data.draw(put_off(doses))
    now = SEVEN + timedelta(minutes=passed)
    first = plan_reminders(doses, settings=settings, snoozes=snoozes, now=SEVEN)
    again = plan_reminders(doses[::-1], settings=settings, snoozes=snoozes[::-1], now=now)

    assert tuple(one for one in first.reminders if one.at >= now) == again.reminders
    assert ReminderChanges(added=(), changed=(), cancelled=()) == reminder_changes(
        again, stored=first.reminders, now=now
    )


@given(data=st.data(), doses=DOSES, settings=SETTINGS)
def test_each_due_dose_is_told_once_in_time(
    data: st.DataObject, doses: list[Dose], settings: ReminderSettings
) -> None:
    """
    Every due dose has one first reminder, at most three repeats, and none past its grace.
    """
    snoozes = data.draw(put_off(doses))
    plan = plan_reminders(doses, settings=settings, snoozes=snoozes, now=SEVEN)
    by_dose = {dose.id: [one for one in plan.reminders if one.dose_id == dose.id] for dose in doses}
    for dose in doses:
        kinds = [one.kind for one in by_dose[dose.id]]
        wanted = dose.status is DoseStatus.DUE and dose.medication_id not in settings.muted
        assert wanted == (kinds.count(ReminderKind.DUE) == 1)
        assert kinds.count(ReminderKind.REPEAT) <= MOST_REPEATS
        late = dose.due_at + timedelta(minutes=dose.grace_minutes)
        asked = [one for one in by_dose[dose.id] if one.kind is not ReminderKind.SNOOZED]
        assert all(dose.due_at <= one.at <= late for one in asked)

    assert len(plan.reminders) == len({one.id for one in plan.reminders})


@given(doses=DOSES, settings=SETTINGS)
def test_recording_a_dose_cancels_its_reminders_and_no_other(
    doses: list[Dose], settings: ReminderSettings
) -> None:
    """
    Once all doses are taken, every pending reminder is cancelled and none is added.
    """
    before = plan_reminders(doses, settings=settings, snoozes=(), now=SEVEN)
    taken = [attrs.evolve(dose, status=DoseStatus.TAKEN_ON_TIME) for dose in doses[:1]]
    after = plan_reminders([*taken, *doses[1:]], settings=settings, snoozes=(), now=SEVEN)
    gone = tuple(one for one in before.reminders if one.dose_id in {dose.id for dose in taken})

    assert ReminderChanges(added=(), changed=(), cancelled=gone) == reminder_changes(
        after, stored=before.reminders, now=SEVEN
    )


@given(doses=DOSES, settings=SETTINGS)
def test_grouping_loses_and_invents_nothing(doses: list[Dose], settings: ReminderSettings) -> None:
    """
    Each reminder stands in one group, and no two groups tell the same people at once.
    """
    plan = plan_reminders(doses, settings=settings, snoozes=(), now=SEVEN)
    groups = group_reminders(plan.reminders)

    members = sorted(one.id for group in groups for one in group.reminders)

    assert sorted(one.id for one in plan.reminders) == members
    assert len(groups) == len({(group.at, group.patient_id, group.caregivers) for group in groups})
