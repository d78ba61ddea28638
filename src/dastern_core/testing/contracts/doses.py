"""
What every store of doses does.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import attrs
import pytest

from dastern_core.adherence import DayTally, Tally, day_tallies
from dastern_core.kernel import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    Period,
    PrescriptionId,
    Quantity,
)
from dastern_core.ports.doses import LARGEST_LOAD
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import Prescription
from dastern_core.schedule import (
    Dose,
    DoseFlag,
    DoseId,
    DoseStatus,
    SkipReason,
    Slot,
    miss,
    skip,
    take,
)
from dastern_core.testing.samples import sample_dose, sample_prescription

__all__ = ["DosesContract"]

_EVER = Period(start=datetime(2000, 1, 1, tzinfo=UTC), end=datetime(2100, 1, 1, tzinfo=UTC))


def _stored(store: Store, *, days: int = 3) -> tuple[Prescription, tuple[Dose, ...]]:
    prescription = sample_prescription(1, active=True)
    doses = tuple(sample_dose(prescription, days=day) for day in range(days))
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan(doses)
    return prescription, doses


class DosesContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    def test_gives_back_what_was_planned(self, store: Store) -> None:
        """
        A dose loads equal to what was stored, its exact amount and flags included.
        """
        prescription, _ = _stored(store, days=0)
        planned = attrs.evolve(
            sample_dose(prescription, days=0), flags=(DoseFlag.ASSUMED, DoseFlag.GAP)
        )
        with store.begin() as work:
            work.doses.plan([planned])
        with store.begin() as work:
            loaded = work.doses.get(planned.id)

        assert planned == loaded

    def test_plans_a_dose_once(self, store: Store) -> None:
        """
        Planning again adds what is new and leaves what has a history.
        """
        prescription, (first, *_) = _stored(store, days=1)
        taken = take(first, taken_at=first.due_at, now=first.due_at, offline=False)
        with store.begin() as work:
            work.doses.change_status(taken, expected=DoseStatus.DUE)
        with store.begin() as work:
            added = work.doses.plan([first, sample_dose(prescription, days=1)])
            loaded = work.doses.get(first.id)

        assert (1, taken) == (added, loaded)

    @pytest.mark.rule("DOSE-34")
    def test_loads_many_as_it_plans_one(self, store: Store) -> None:
        """
        What is new is stored as it was given, once, and what has a history stays.
        """
        prescription, (first, *_) = _stored(store, days=1)
        taken = take(first, taken_at=first.due_at, now=first.due_at, offline=False)
        with store.begin() as work:
            work.doses.change_status(taken, expected=DoseStatus.DUE)
        skipped = skip(
            sample_dose(prescription, days=2),
            reason=SkipReason.OTHER,
            note="៦០%\t\\N",
            skipped_at=first.due_at,
            now=first.due_at,
            offline=True,
        )
        flagged = attrs.evolve(
            sample_dose(prescription, days=1),
            quantity_max=Quantity(value=Fraction(4, 3), unit="tablet"),
            flags=(DoseFlag.ASSUMED, DoseFlag.GAP),
        )
        with store.begin() as work:
            added = work.doses.load(iter([first, flagged, skipped, flagged]))
            again = work.doses.load([first, flagged, skipped])
            nothing = work.doses.load([])
        with store.begin() as work:
            loaded = work.doses.of_patient(prescription.patient_id, _EVER)

        assert ((2, 0, 0), (taken, flagged, skipped)) == ((added, again, nothing), loaded)

    def test_refuses_a_load_of_too_many_prescriptions(self, store: Store) -> None:
        """
        More prescriptions than one unit of work may hold are refused, and nothing is stored.
        """
        dose = sample_dose(sample_prescription(1, active=True), days=0)
        many = (
            attrs.evolve(
                dose,
                id=DoseId(UUID(int=number)),
                prescription_id=PrescriptionId(UUID(int=number << 65)),
            )
            for number in range(LARGEST_LOAD + 1)
        )
        with pytest.raises(InvalidInputError, match="too many prescriptions"):
            self._load(store, many)

    @staticmethod
    def _load(store: Store, doses: Iterable[Dose]) -> None:
        with store.begin() as work:
            work.doses.load(doses)

    def test_plans_nothing_from_nothing(self, store: Store) -> None:
        """
        An empty plan is no error.
        """
        with store.begin() as work:
            added = work.doses.plan([])

        assert added == 0

    def test_lists_a_period_in_order(self, store: Store) -> None:
        """
        Doses come by time, from the period's start up to, not including, its end.
        """
        prescription, (first, second, third) = _stored(store)
        twin = sample_dose(prescription, days=0, slot=Slot.AFTERNOON)
        with store.begin() as work:
            work.doses.plan([twin])
        with store.begin() as work:
            listed = work.doses.of_patient(
                prescription.patient_id, Period(start=first.due_at, end=third.due_at)
            )

        assert (twin, first, second) == listed

    def test_keeps_patients_apart(self, store: Store) -> None:
        """
        A patient's list holds that patient's doses alone.
        """
        _stored(store)
        with store.begin() as work:
            listed = work.doses.of_patient(sample_prescription(2, active=True).patient_id, _EVER)

        assert listed == ()

    def test_stores_what_became_of_a_dose(self, store: Store) -> None:
        """
        Taken, skipped and missed doses load with their instants and reasons.
        """
        _, (first, second, third) = _stored(store)
        later = third.due_at + timedelta(hours=1)
        marked = (
            take(first, taken_at=first.due_at + timedelta(hours=2), now=later, offline=True),
            skip(second, skipped_at=second.due_at, now=later, offline=False, note="ក្តៅខ្លួន"),
            miss(third, now=later),
        )
        with store.begin() as work:
            for dose in marked:
                work.doses.change_status(dose, expected=DoseStatus.DUE)
        with store.begin() as work:
            loaded = tuple(work.doses.get(dose.id) for dose in marked)

        assert marked == loaded

    def test_never_overwrites_a_dose_taken_meanwhile(self, store: Store) -> None:
        """
        Marking compares and sets: a dose that is taken is not marked missed.
        """
        _, (dose, *_) = _stored(store)
        later = dose.due_at + timedelta(hours=1)
        taken = take(dose, taken_at=dose.due_at, now=later, offline=False)
        with store.begin() as work:
            work.doses.change_status(taken, expected=DoseStatus.DUE)
        with pytest.raises(ConflictError), store.begin() as work:
            work.doses.change_status(miss(dose, now=later), expected=DoseStatus.DUE)
        with store.begin() as work:
            loaded = work.doses.get(dose.id)

        assert taken == loaded

    def test_names_what_is_not_there(self, store: Store) -> None:
        """
        An unknown dose can be neither loaded nor changed.
        """
        unknown = sample_dose(sample_prescription(1, active=True), days=0)

        with pytest.raises(NotFoundError), store.begin() as work:
            work.doses.get(unknown.id)
        with pytest.raises(NotFoundError), store.begin() as work:
            work.doses.change_status(unknown, expected=DoseStatus.DUE)

    def test_drops_future_due_doses_alone(self, store: Store) -> None:
        """
        Dropping removes DUE doses from an instant on and keeps every history.
        """
        prescription, (first, second, third) = _stored(store)
        taken = take(third, taken_at=third.due_at, now=third.due_at, offline=False)
        lines = [medication.id for medication in prescription.medications]
        with store.begin() as work:
            work.doses.change_status(taken, expected=DoseStatus.DUE)
            dropped = work.doses.drop_due(
                prescription.patient_id, medication_ids=lines, since=second.due_at
            )
            none = work.doses.drop_due(
                prescription.patient_id, medication_ids=[], since=first.due_at
            )
        with store.begin() as work:
            kept = work.doses.of_patient(prescription.patient_id, _EVER)

        assert (1, 0, (first, taken)) == (dropped, none, kept)

    def test_holds_the_doses_that_are_to_be_changed(self, store: Store) -> None:
        """
        Each as it is stored, once, by day and then by prescription; one that is not there is named.
        """
        _, (first, second, _) = _stored(store)
        third = sample_dose(sample_prescription(1, active=True), days=0, slot=Slot.NIGHT)
        with store.begin() as work:
            work.doses.plan([third])
        with store.begin() as work:
            held = work.doses.hold([second.id, third.id, first.id, second.id])
            nothing = work.doses.hold([])
        with pytest.raises(NotFoundError), store.begin() as work:
            work.doses.hold([first.id, DoseId(UUID(int=1))])

        assert (*sorted((first, third), key=lambda one: one.id), second) == held
        assert () == nothing

    def test_drops_no_other_patients_doses(self, store: Store) -> None:
        """
        The medication's identifiers alone do not open another patient's plan.
        """
        prescription, doses = _stored(store)
        lines = [medication.id for medication in prescription.medications]
        stranger = sample_prescription(2, active=True).patient_id
        with store.begin() as work:
            dropped = work.doses.drop_due(stranger, medication_ids=lines, since=doses[0].due_at)
        with store.begin() as work:
            kept = work.doses.of_patient(prescription.patient_id, _EVER)

        assert (0, doses) == (dropped, kept)

    def test_counts_each_day_as_its_doses_stand(self, store: Store) -> None:
        """
        By day and prescription: every status, the first and the last day, and nobody else's.
        """
        prescription, (first, second, third) = _stored(store)
        other = attrs.evolve(
            sample_prescription(2, active=True), patient_id=prescription.patient_id
        )
        stranger = sample_prescription(3, active=True)
        later = third.due_at + timedelta(hours=1)
        with store.begin() as work:
            for one in (other, stranger):
                work.prescriptions.add(one)
                work.doses.plan([sample_dose(one, days=day) for day in range(-1, 4)])
            work.doses.load([sample_dose(prescription, days=0, slot=Slot.AFTERNOON)])
            for marked in (
                take(first, taken_at=first.due_at, now=later, offline=False),
                skip(second, skipped_at=second.due_at, now=later, offline=False),
                miss(third, now=later),
            ):
                work.doses.change_status(marked, expected=DoseStatus.DUE)
            late = take(
                miss(third, now=later),
                taken_at=third.due_at + timedelta(hours=2),
                now=third.due_at + timedelta(hours=2),
                offline=True,
            )
            work.doses.change_status(late, expected=DoseStatus.MISSED)
            counted = work.doses.tallies(
                prescription.patient_id, first=first.local.date(), last=third.local.date()
            )
        due = Tally(due=1)
        tallies = {
            (first, prescription): Tally(on_time=1, due=1),
            (second, prescription): Tally(skipped=1),
            (third, prescription): Tally(late=1),
            **{(one, other): due for one in (first, second, third)},
        }

        assert {
            DayTally(
                patient_id=prescription.patient_id,
                prescription_id=one.id,
                day=dose.local.date(),
                tally=tally,
            )
            for (dose, one), tally in tallies.items()
        } == set(counted)
        assert sorted(counted, key=lambda one: (one.day, one.prescription_id)) == list(counted)

    def test_counts_no_more_than_what_is_left(self, store: Store) -> None:
        """
        What was undone was never counted, and a day whose doses are gone has no count.
        """
        prescription, doses = _stored(store)
        lines = [medication.id for medication in prescription.medications]
        with pytest.raises(ConflictError), store.begin() as work:
            self._plan_and_fail(work, doses[0], sample_dose(prescription, days=9))
        with store.begin() as work:
            work.doses.drop_due(
                prescription.patient_id, medication_ids=lines, since=doses[1].due_at
            )
        with store.begin() as work:
            counted = work.doses.tallies(
                prescription.patient_id, first=date(2000, 1, 1), last=date(2100, 1, 1)
            )

        assert day_tallies(doses[:1]) == counted

    @staticmethod
    def _plan_and_fail(work: UnitOfWork, stored: Dose, planned: Dose) -> None:
        work.doses.plan([planned])
        work.doses.change_status(stored, expected=DoseStatus.MISSED)

    def test_a_change_of_status_changes_no_content(self, store: Store) -> None:
        """
        What was planned stays planned: amount, time and grace do not move with a mark.
        """
        _, (dose, *_) = _stored(store)
        taken = take(dose, taken_at=dose.due_at, now=dose.due_at, offline=False)
        with store.begin() as work:
            work.doses.change_status(attrs.evolve(taken, grace_minutes=60), expected=DoseStatus.DUE)
        with store.begin() as work:
            loaded = work.doses.get(dose.id)

        assert taken == loaded

    def test_orders_doses_of_one_instant_by_their_key(self, store: Store) -> None:
        """
        The order does not depend on the order of planning.
        """
        prescription, _ = _stored(store, days=0)
        twins = [
            sample_dose(prescription, days=0, slot=slot)
            for slot in (Slot.NIGHT, Slot.EVENING, Slot.AFTERNOON)
        ]
        with store.begin() as work:
            work.doses.plan(twins)
        with store.begin() as work:
            listed = work.doses.of_patient(prescription.patient_id, _EVER)

        assert tuple(sorted(twins, key=lambda dose: dose.slot_key)) == listed
