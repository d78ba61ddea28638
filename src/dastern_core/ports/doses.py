"""
Stored doses.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Final, Protocol

from dastern_core.adherence import DayTally
from dastern_core.kernel import MedicationId, PatientId, Period
from dastern_core.schedule import Dose, DoseId, DoseStatus

__all__ = ["LARGEST_LOAD", "Doses"]

LARGEST_LOAD: Final = 1000
"""
Of how many prescriptions one load may hold doses; each is held until the unit of work ends.
"""


class Doses(Protocol):
    """
    The doses of all patients.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def plan(self, doses: Sequence[Dose], /) -> int:
        """
        Store the doses that are not stored yet; planning twice changes nothing (DOSE-34).

        Args:
            doses: Any number; of a prescription that this unit of work can see.

        Returns:
            How many were new. A stored dose keeps its status and its history.
        """
        ...

    def load(self, doses: Iterable[Dose], /) -> int:
        """
        Store many doses, as `plan` does, without holding them all in memory.

        Args:
            doses: Any number, of at most `LARGEST_LOAD` prescriptions that this unit of
                work can see; of one that comes twice the last counts.

        Returns:
            How many were new. A stored dose keeps its status and its history.

        Raises:
            InvalidInputError: They belong to more prescriptions; nothing is stored.
        """
        ...

    def get(self, dose_id: DoseId) -> Dose:
        """
        Load one dose.

        Raises:
            NotFoundError: There is no such dose.
        """
        ...

    def hold(self, dose_ids: Collection[DoseId], /) -> tuple[Dose, ...]:
        """
        Load some doses, and keep every other unit of work from changing them until this one ends.

        Whoever changes several in one unit of work holds them first, before anything else is
        changed, and then changes them in the order in which they are given here. So no two
        units of work wait for each other, and a sweep passes these doses over.

        Args:
            dose_ids: Which, of one patient.

        Returns:
            Each as it is stored by then, by day, then by prescription.

        Raises:
            NotFoundError: There is none by one of these identifiers.
        """
        ...

    def of_patient(self, patient_id: PatientId, period: Period) -> tuple[Dose, ...]:
        """
        Load the doses that are due in a period, by time, then by slot key.
        """
        ...

    def tallies(self, patient_id: PatientId, *, first: date, last: date) -> tuple[DayTally, ...]:
        """
        Count a patient's doses by the day they were planned on, then by prescription.

        The counts are those of the doses as this unit of work sees them, never older.

        Args:
            patient_id: Whose.
            first: The first day.
            last: The last day, which counts.

        Returns:
            One for each prescription and day that has a dose.
        """
        ...

    def change_status(self, dose: Dose, *, expected: DoseStatus) -> None:
        """
        Store what became of a dose: compare-and-set (DST-13).

        Status, instants, reason and the offline mark are stored, and nothing else of it.

        Args:
            dose: The dose as it is to be.
            expected: The status that the stored dose must still have.

        Raises:
            ConflictError: Its stored status is another by now.
            NotFoundError: There is no such dose.
        """
        ...

    def drop_due(
        self, patient_id: PatientId, *, medication_ids: Sequence[MedicationId], since: datetime
    ) -> int:
        """
        Remove the DUE doses of some medications from an instant on (DOSE-32).

        Returns:
            How many were removed. Doses with a history are never removed.
        """
        ...
