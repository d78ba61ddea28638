"""
Extending the plans of what goes on without an end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction

import attrs
import pytest

from dastern_core.kernel import Period
from dastern_core.prescriptions import (
    Prescription,
    PrescriptionEvent,
    advance,
    extend_doses,
    plan_doses,
)
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    HORIZON_DAYS,
    DailyClock,
    Dose,
    DoseStatus,
    Slot,
    clock_of_slots,
    slot_dosages,
    take,
)
from dastern_core.testing.fakes import InMemoryStore, SteppingClock
from dastern_core.testing.fakes.unit_of_work import InMemoryUnitOfWork
from dastern_core.testing.samples import NOW, sample_prescription
from dastern_core.usecases.extend_plans import ExtendedPlans, extend_plans

_EVER = Period(start=datetime(2000, 1, 1, tzinfo=UTC), end=datetime(2100, 1, 1, tzinfo=UTC))
_DAY = timedelta(days=1)
_EARLY = clock_of_slots({Slot.MORNING: time(5, 30), Slot.NIGHT: time(22, 15)})


def going_on(number: int, *, days: int | None = None) -> Prescription:
    """
    Give an active prescription of one line, taken in the morning and at night.
    """
    prescription = sample_prescription(number, active=True)
    dosages = slot_dosages(
        {Slot.MORNING: Fraction(1), Slot.NIGHT: Fraction(1, 2)}, unit="tablet", duration_days=days
    )
    line = attrs.evolve(prescription.medications[0], dosages=dosages)
    return attrs.evolve(prescription, medications=(line,))


def stored(store: InMemoryStore, prescription: Prescription) -> tuple[Dose, ...]:
    """
    Give every dose of a prescription's patient.
    """
    with store.begin() as work:
        return work.doses.of_patient(prescription.patient_id, _EVER)


def put(
    store: InMemoryStore, prescription: Prescription, *, daily_clock: DailyClock = CAMBODIA_CLOCK
) -> None:
    """
    Store a prescription as its patient confirmed it.
    """
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan(plan_doses(prescription, daily_clock=daily_clock, now=NOW))


def extend(
    store: InMemoryStore, clock: SteppingClock, *, daily_clock: DailyClock = CAMBODIA_CLOCK
) -> ExtendedPlans:
    """
    Extend one page of plans.
    """
    return extend_plans(after=None, limit=9, daily_clock=daily_clock, store=store, clock=clock)


@pytest.mark.rule("DOSE-27")
@pytest.mark.rule("DOSE-34")
def test_every_night_has_its_thirty_days(store: InMemoryStore, clock: SteppingClock) -> None:
    """
    Whatever nights the job runs, the coming 30 days are planned, each dose once.
    """
    prescription = going_on(1)
    put(store, prescription)
    same_day = extend(store, clock).planned
    for nights in (1, 1, 12, 45):
        clock.step(nights * _DAY)
        extend(store, clock)
        coming = plan_doses(prescription, daily_clock=CAMBODIA_CLOCK, now=clock.now())
        found = [dose for dose in stored(store, prescription) if dose.due_at > clock.now()]

        assert sorted(coming, key=lambda dose: dose.due_at) == found
        assert 2 * HORIZON_DAYS == len(found)
    again = extend(store, clock)

    assert (0, ExtendedPlans(planned=0, refused=(), after=None)) == (same_day, again)


@pytest.mark.rule("DOSE-27")
def test_a_patients_own_times_go_on(store: InMemoryStore, clock: SteppingClock) -> None:
    """
    A plan made by the patient's clock is extended by it, whatever clock the job has.
    """
    prescription = going_on(1)
    put(store, prescription, daily_clock=_EARLY)
    clock.step(_DAY)
    planned = extend(store, clock).planned
    doses = stored(store, prescription)

    assert (2, 2 * (HORIZON_DAYS + 1)) == (planned, len(doses))
    assert {(Slot.MORNING, time(5, 30)), (Slot.NIGHT, time(22, 15))} == {
        (dose.slot, dose.local.time()) for dose in doses
    }
    assert all(
        dose.due_at == dose.local.replace(tzinfo=prescription.zone).astimezone(UTC)
        for dose in doses
    )


@pytest.mark.rule("DOSE-33")
def test_what_was_past_is_not_invented() -> None:
    """
    A morning that was past by the patient's clock stays unplanned under a later clock.
    """
    prescription = going_on(1)
    at_six = NOW.replace(hour=23) - _DAY  # six o'clock on the first day in Phnom Penh
    known = plan_doses(prescription, daily_clock=_EARLY, now=at_six)
    more = extend_doses(prescription, daily_clock=CAMBODIA_CLOCK, now=at_six, stored=known)

    assert () == more


def test_what_has_an_end_or_stands_still_is_left(
    store: InMemoryStore, clock: SteppingClock
) -> None:
    """
    A course with an end is planned already, and a paused one has nothing to come.
    """
    ending, paused = going_on(1, days=90), going_on(2)
    put(store, ending)
    put(store, advance(paused, PrescriptionEvent.PAUSE, now=NOW))
    before = [stored(store, one) for one in (ending, paused)]
    clock.step(20 * _DAY)
    extended = extend(store, clock)

    assert 0 == extended.planned
    assert before == [stored(store, one) for one in (ending, paused)]


def test_what_was_taken_stays_taken(store: InMemoryStore, clock: SteppingClock) -> None:
    """
    Planning on changes no dose that has a history.
    """
    prescription = going_on(1)
    put(store, prescription)
    first = stored(store, prescription)[0]
    taken = take(first, taken_at=first.due_at, now=first.due_at, offline=False)
    with store.begin() as work:
        work.doses.change_status(taken, expected=DoseStatus.DUE)
    clock.step(_DAY)
    extend(store, clock)

    assert taken == stored(store, prescription)[0]


def test_what_cannot_be_computed_stops_nobody_else(
    store: InMemoryStore, clock: SteppingClock
) -> None:
    """
    A prescription for whose times the clock has none is named, and the others go on.
    """
    unplanned, planned = sorted((going_on(1), going_on(2)), key=lambda one: one.id)
    noon = slot_dosages({Slot.MIDDAY: Fraction(1)}, unit="tablet", duration_days=None)
    line = attrs.evolve(unplanned.medications[0], dosages=noon)
    unplanned = attrs.evolve(unplanned, medications=(line,))
    put(store, unplanned)
    put(store, planned, daily_clock=_NARROW)
    clock.step(_DAY)
    extended = extend(store, clock, daily_clock=_NARROW)

    assert (2, (unplanned.id,)) == (extended.planned, extended.refused)


_NARROW = attrs.evolve(
    CAMBODIA_CLOCK,
    events={
        event: at
        for event, at in CAMBODIA_CLOCK.events.items()
        if at not in {time(12), time(11, 30)}
    },
)


def test_what_is_changed_meanwhile_is_left_to_whoever_changes_it(clock: SteppingClock) -> None:
    """
    A prescription that is stopped between the page and its planning gets no dose.
    """
    prescription = going_on(1)

    class Stopping(InMemoryStore):
        begun = 0

        @contextmanager
        def begin(self) -> Iterator[InMemoryUnitOfWork]:
            self.begun += 1
            with super().begin() as work:
                if self.begun == 3:
                    paused = advance(prescription, PrescriptionEvent.PAUSE, now=NOW)
                    work.prescriptions.change_status(paused, expected=prescription)
                yield work

    store = Stopping()
    put(store, prescription)
    clock.step(_DAY)
    extended = extend(store, clock)

    assert (0, ()) == (extended.planned, extended.refused)
    assert 2 * HORIZON_DAYS == len(stored(store, prescription))
