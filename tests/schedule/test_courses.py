"""
Courses planned as doses, once and again.
"""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from uuid import UUID

import attrs
import pytest
from tests.schedule.layout import DAY, PHNOM_PENH, days_from

from dastern_core.kernel import (
    InvalidInputError,
    MedicationId,
    PatientId,
    Period,
    PrescriptionId,
    Quantity,
)
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    HORIZON_DAYS,
    Course,
    Dose,
    DoseStatus,
    IntakeTimeError,
    Replanning,
    Slot,
    clock_of_slots,
    miss,
    parse_dosage,
    plan,
    planning_window,
    replan,
    slot_dosages,
    take,
    taken_as_needed,
)

MIDNIGHT = datetime(2026, 6, 14, 17, 0, tzinfo=UTC)
TEN = MIDNIGHT + timedelta(hours=10)
WEEK = days_from(DAY, 7)


def make_course(*, duration_days: int | None = 3, start: date = DAY) -> Course:
    """
    Give a course of a tablet each morning and half a tablet each evening.
    """
    return Course(
        prescription_id=PrescriptionId(UUID(int=1)),
        version=1,
        medication_id=MedicationId(UUID(int=2)),
        row=1,
        patient_id=PatientId(UUID(int=3)),
        dosages=slot_dosages(
            {Slot.MORNING: Fraction(1), Slot.EVENING: Fraction(1, 2)},
            unit="tablet",
            duration_days=duration_days,
        ),
        zone=PHNOM_PENH,
        start=start,
        clock=CAMBODIA_CLOCK,
        grace_minutes=30,
    )


def shown(doses: tuple[Dose, ...]) -> list[str]:
    """
    Write the local times of doses.
    """
    return [f"{dose.local:%d %H:%M}" for dose in doses]


def done(stored: tuple[Dose, ...], change: Replanning) -> tuple[Dose, ...]:
    """
    Give the stored doses after a change.
    """
    replaced = {dose.id for dose in (*change.changed, *change.removed)}
    kept = [dose for dose in stored if dose.id not in replaced]
    return tuple(sorted((*kept, *change.added, *change.changed), key=lambda dose: dose.due_at))


@pytest.mark.rule("DOSE-01")
@pytest.mark.rule("DOSE-09")
def test_course_becomes_doses_with_everything_on_them() -> None:
    """
    Three days of two slots are six due doses that know what, how much, when and for whom.
    """
    doses = plan(make_course(), window=WEEK, now=MIDNIGHT)

    assert shown(doses) == [
        "15 07:00", "15 18:00", "16 07:00", "16 18:00", "17 07:00", "17 18:00",
    ]  # fmt: skip
    assert (
        "00000000-0000-0000-0000-000000000001/1/1/1/2026-06-15/EVE",
        MIDNIGHT + timedelta(hours=18),
        Slot.EVENING,
        Quantity(value=Fraction(1, 2), unit="tablet"),
        DoseStatus.DUE,
        30,
        PatientId(UUID(int=3)),
    ) == (
        doses[1].slot_key,
        doses[1].due_at,
        doses[1].slot,
        doses[1].quantity,
        doses[1].status,
        doses[1].grace_minutes,
        doses[1].patient_id,
    )


@pytest.mark.rule("DOSE-33")
def test_doses_of_today_that_are_past_are_not_planned() -> None:
    """
    A prescription confirmed at ten has no dose of that morning, nor one due that instant.
    """
    course = make_course()

    assert shown(plan(course, window=WEEK, now=TEN))[0] == "15 18:00"
    assert shown(plan(course, window=WEEK, now=MIDNIGHT + timedelta(hours=7)))[0] == "15 18:00"


@pytest.mark.rule("DOSE-34")
def test_planning_again_or_in_parts_gives_equal_doses() -> None:
    """
    One plan of the whole equals the plans of its parts, and itself.
    """
    course = make_course()
    cut = MIDNIGHT + timedelta(days=1, hours=7)
    parts = (Period(start=WEEK.start, end=cut), Period(start=cut, end=WEEK.end))
    whole = plan(course, window=WEEK, now=MIDNIGHT)

    assert whole == plan(course, window=WEEK, now=MIDNIGHT)
    assert whole == tuple(
        dose for part in parts for dose in plan(course, window=part, now=MIDNIGHT)
    )
    assert len({dose.id for dose in whole}) == len(whole)


@pytest.mark.rule("DOSE-34")
def test_planning_anew_without_a_change_changes_nothing() -> None:
    """
    Confirm, take again, confirm again: no dose is doubled.
    """
    course = make_course()
    stored = plan(course, window=WEEK, now=MIDNIGHT)

    assert Replanning(added=(), changed=(), removed=()) == replan(
        course, window=WEEK, now=TEN, stored=stored
    )


@pytest.mark.rule("DOSE-32")
@pytest.mark.rule("DOSE-35")
def test_planning_anew_touches_only_future_due_doses() -> None:
    """
    A course cut short loses its future due doses; what was taken, missed or is past stays.
    """
    stored = plan(make_course(), window=WEEK, now=MIDNIGHT)
    now = MIDNIGHT + timedelta(days=1, hours=10)
    taken = take(stored[0], taken_at=stored[0].due_at, now=stored[0].due_at, offline=False)
    missed = miss(stored[1], now=now)
    history = (taken, missed, *stored[2:])
    change = replan(make_course(duration_days=1), window=WEEK, now=now, stored=history)

    assert ((), ()) == (change.added, change.changed)
    assert shown(change.removed) == ["16 18:00", "17 07:00", "17 18:00"]
    assert done(history, change) == (taken, missed, stored[2])


@pytest.mark.rule("DOSE-21")
def test_new_meal_times_move_future_doses_only() -> None:
    """
    The same doses get new times from now on; today's past dose keeps its own.
    """
    course = make_course()
    stored = plan(course, window=WEEK, now=MIDNIGHT)
    moved = attrs.evolve(
        course, clock=clock_of_slots({Slot.MORNING: time(9), Slot.EVENING: time(20)})
    )
    change = replan(moved, window=WEEK, now=TEN, stored=stored)

    assert ((), ()) == (change.added, change.removed)
    assert shown(done(stored, change)) == [
        "15 07:00", "15 20:00", "16 09:00", "16 20:00", "17 09:00", "17 20:00",
    ]  # fmt: skip
    assert {dose.id for dose in stored} == {dose.id for dose in done(stored, change)}


def test_due_dose_whose_new_time_is_past_keeps_its_old_time() -> None:
    """
    At ten, dinner moved to nine in the morning does not lose today's evening dose.
    """
    course = make_course()
    stored = plan(course, window=WEEK, now=TEN)
    moved = attrs.evolve(course, clock=clock_of_slots({Slot.EVENING: time(9)}))
    change = replan(moved, window=WEEK, now=TEN, stored=stored)

    assert shown(done(stored, change))[0] == "15 18:00"
    assert change.removed == ()


@pytest.mark.rule("DST-09")
def test_new_grace_does_not_reach_back() -> None:
    """
    Doses that exist keep the grace with which they were planned.
    """
    course = make_course()
    stored = plan(course, window=days_from(DAY, 1), now=MIDNIGHT)
    patient = attrs.evolve(course, grace_minutes=60)
    change = replan(patient, window=WEEK, now=MIDNIGHT, stored=stored)

    assert change.changed == ()
    assert {60} == {dose.grace_minutes for dose in change.added}


@pytest.mark.rule("DOSE-32")
def test_recorded_dose_is_not_planned_again_when_its_time_moves() -> None:
    """
    Breakfast moved to later, after the morning dose was taken, does not ask for it again.
    """
    course = make_course()
    stored = plan(course, window=WEEK, now=MIDNIGHT)
    now = stored[0].due_at + timedelta(minutes=10)
    taken = take(stored[0], taken_at=stored[0].due_at, now=now, offline=False)
    later = attrs.evolve(course, clock=clock_of_slots({Slot.MORNING: time(9)}))
    change = replan(later, window=WEEK, now=now, stored=(taken, *stored[1:]))

    assert taken.id not in {dose.id for dose in (*change.added, *change.changed)}


@pytest.mark.rule("DOSE-27")
def test_course_without_an_end_is_planned_thirty_days_ahead() -> None:
    """
    The horizon rolls with now.
    """
    window = planning_window(make_course(duration_days=None), now=TEN)

    assert (TEN, TEN + timedelta(days=HORIZON_DAYS)) == (window.start, window.end)
    assert HORIZON_DAYS == 30


@pytest.mark.rule("DOSE-09")
def test_course_with_an_end_is_planned_to_its_end() -> None:
    """
    Ninety days are planned as ninety days, none of them left out.
    """
    course = make_course(duration_days=90)
    window = planning_window(course, now=MIDNIGHT)

    assert len(plan(course, window=window, now=MIDNIGHT)) == 180


def test_course_that_is_over_has_nothing_to_plan() -> None:
    """
    Its window is not turned around.
    """
    course = make_course(start=date(2026, 1, 1))
    window = planning_window(course, now=TEN)

    assert () == plan(course, window=window, now=TEN)


@pytest.mark.rule("DOSE-08")
@pytest.mark.rule("PRN-05")
def test_course_as_needed_has_no_doses() -> None:
    """
    There is nothing that could be missed.
    """
    dosages = slot_dosages(
        {Slot.MORNING: Fraction(1)}, unit="tablet", duration_days=5, as_needed=True
    )
    course = attrs.evolve(make_course(), dosages=dosages)

    assert () == plan(course, window=planning_window(course, now=TEN), now=TEN)


def test_resumed_segment_has_its_own_keys() -> None:
    """
    What a course asks for after a pause is not confused with what it asked for before.
    """
    course = attrs.evolve(make_course(), segment=1)
    (first, *_) = plan(course, window=WEEK, now=MIDNIGHT)

    assert first.slot_key.endswith("/1/1/s1/0/2026-06-15/MORN")


def test_dosage_without_an_amount_cannot_be_planned() -> None:
    """
    A dose says how much; the fault names the dosage that does not.
    """
    dosage = parse_dosage({"timing": {"repeat": {"when": ["MORN"]}}})
    course = attrs.evolve(make_course(), dosages=(dosage,))

    with pytest.raises(InvalidInputError, match=r"dosage\[0\].doseAndRate does not say how much"):
        plan(course, window=WEEK, now=MIDNIGHT)


@pytest.mark.parametrize(("count", "days"), [(4, 3), (10**9, HORIZON_DAYS)])
def test_course_of_a_count_is_planned_to_its_last_dose(count: int, days: int) -> None:
    """
    Four doses are planned as four; a thousand million have no end in sight.
    """
    repeat = {"count": count, "when": ["MORN", "EVE"]}
    amount = {"doseQuantity": {"value": 1, "unit": "tablet"}}
    dosage = parse_dosage({"timing": {"repeat": repeat}, "doseAndRate": [amount]})
    course = attrs.evolve(make_course(), dosages=(dosage,))
    window = planning_window(course, now=MIDNIGHT)

    assert len(plan(course, window=window, now=MIDNIGHT)) == min(count, 2 * HORIZON_DAYS)
    assert timedelta(days=days) <= window.end - window.start <= timedelta(days=days, hours=12)


@pytest.mark.rule("PRN-04")
def test_intake_as_needed_is_recorded_without_a_planned_dose() -> None:
    """
    It was due when it was taken; the same record sent twice is one dose.
    """
    quantity = Quantity(value=Fraction(1), unit="tablet")
    first, again = (
        taken_as_needed(
            make_course(), quantity=quantity, taken_at=TEN, now=TEN + wait, offline=offline
        )
        for wait, offline in ((timedelta(0), False), (timedelta(days=3), True))
    )

    assert (DoseStatus.TAKEN_ON_TIME, TEN, TEN, quantity, None) == (
        first.status,
        first.due_at,
        first.acted_at,
        first.quantity,
        first.slot,
    )
    assert f"{first.local:%H:%M}" == "10:00"
    assert (first.id, True) == (again.id, again.was_offline)


def test_intake_as_needed_cannot_lie_ahead() -> None:
    """
    What will be taken has not been taken.
    """
    quantity = Quantity(value=Fraction(1), unit="tablet")

    with pytest.raises(IntakeTimeError, match="future"):
        taken_as_needed(
            make_course(),
            quantity=quantity,
            taken_at=TEN,
            now=TEN - timedelta(seconds=1),
            offline=False,
        )
