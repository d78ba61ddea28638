"""
Stored encounters.
"""

from typing import Protocol

from dastern_core.encounters import Encounter, EncounterId
from dastern_core.kernel import PatientId

__all__ = ["Encounters"]


class Encounters(Protocol):
    """
    The encounters of all patients, each with every version it ever had.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, encounter: Encounter) -> None:
        """
        Store a version; earlier versions stay (EPN-06).

        Raises:
            ConflictError: This version is stored already, or does not follow the newest of
                the same patient and hospital.
        """
        ...

    def get(self, encounter_id: EncounterId) -> Encounter:
        """
        Load the newest version.

        Raises:
            NotFoundError: There is no such encounter.
        """
        ...

    def history(self, encounter_id: EncounterId) -> tuple[Encounter, ...]:
        """
        Load every version, newest first.

        Raises:
            NotFoundError: There is no such encounter.
        """
        ...

    def of_patient(self, patient_id: PatientId) -> tuple[Encounter, ...]:
        """
        Load the newest version of each of a patient's encounters, the latest first.

        Withdrawn ones are among them.
        """
        ...

    def versions_of_patient(self, patient_id: PatientId) -> tuple[Encounter, ...]:
        """
        Load every version of each of a patient's encounters, in no order (EPN-09).
        """
        ...
