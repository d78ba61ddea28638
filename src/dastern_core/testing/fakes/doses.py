"""
Doses in a dictionary.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

import attrs

from dastern_core.adherence import DayTally, day_tallies
from dastern_core.kernel import (
    ConflictError,
    Fault,
    InvalidInputError,
    MedicationId,
    NotFoundError,
    PatientId,
    Period,
)
from dastern_core.ports.doses import LARGEST_LOAD
from dastern_core.schedule import Dose, DoseId, DoseStatus

__all__ = ["InMemoryDoses"]

_OUTCOME = ("status", "acted_at", "recorded_at", "skip_reason", "skip_note", "was_offline")


class InMemoryDoses:
    """
    Every dose, by its identifier.

    Args:
        doses: The doses stored so far; changed in place.
    """

    def __init__(self, doses: dict[DoseId, Dose]) -> None:
        self._doses = doses

    def plan(self, doses: Sequence[Dose], /) -> int:
        """
        Store the doses that are not stored yet.
        """
        fresh = {dose.id: dose for dose in doses if dose.id not in self._doses}
        self._doses.update(fresh)
        return len(fresh)

    def load(self, doses: Iterable[Dose], /) -> int:
        """
        Store many doses, as `plan` does.
        """
        loaded = tuple(doses)
        if len({dose.prescription_id for dose in loaded}) > LARGEST_LOAD:
            problem, remedy = "belong to too many prescriptions", "Load them in several parts."
            raise InvalidInputError(Fault(field="doses", problem=problem, remedy=remedy))
        return self.plan(loaded)

    def get(self, dose_id: DoseId) -> Dose:
        """
        Load one dose.
        """
        if dose_id not in self._doses:
            message = "there is no such dose"
            raise NotFoundError(message)
        return self._doses[dose_id]

    def hold(self, dose_ids: Collection[DoseId], /) -> tuple[Dose, ...]:
        """
        Load some doses, by day, then by prescription.
        """
        held = (self.get(dose_id) for dose_id in set(dose_ids))
        return tuple(sorted(held, key=lambda one: (one.local.date(), one.prescription_id, one.id)))

    def of_patient(self, patient_id: PatientId, period: Period) -> tuple[Dose, ...]:
        """
        Load the doses that are due in a period, by time, then by slot key.
        """
        return _in_order(
            dose
            for dose in self._doses.values()
            if dose.patient_id == patient_id and dose.due_at in period
        )

    def tallies(self, patient_id: PatientId, *, first: date, last: date) -> tuple[DayTally, ...]:
        """
        Count a patient's doses by the day they were planned on, then by prescription.
        """
        return day_tallies(
            dose
            for dose in self._doses.values()
            if dose.patient_id == patient_id and first <= dose.local.date() <= last
        )

    def change_status(self, dose: Dose, *, expected: DoseStatus) -> None:
        """
        Store what became of a dose.
        """
        stored = self.get(dose.id)
        if stored.status is not expected:
            message = f"the dose is {stored.status.value} by now: load it again"
            raise ConflictError(message)
        self._doses[dose.id] = attrs.evolve(
            stored, **{name: getattr(dose, name) for name in _OUTCOME}
        )

    def drop_due(
        self, patient_id: PatientId, *, medication_ids: Sequence[MedicationId], since: datetime
    ) -> int:
        """
        Remove the DUE doses of some medications from an instant on.
        """
        dropped = [
            dose.id
            for dose in self._doses.values()
            if dose.patient_id == patient_id
            and dose.medication_id in medication_ids
            and dose.status is DoseStatus.DUE
            and dose.due_at >= since
        ]
        for dose_id in dropped:
            del self._doses[dose_id]
        return len(dropped)


def _in_order(doses: Iterable[Dose]) -> tuple[Dose, ...]:
    return tuple(sorted(doses, key=lambda dose: (dose.due_at, dose.slot_key)))
