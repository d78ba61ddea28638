"""
Stored prescriptions.
"""

from typing import Protocol

from dastern_core.kernel import PatientId, PrescriptionId
from dastern_core.prescriptions import Prescription, PrescriptionStatus

__all__ = ["Prescriptions"]


class Prescriptions(Protocol):
    """
    The prescriptions of all patients, each with every version it ever had.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, prescription: Prescription) -> None:
        """
        Store a version; earlier versions stay (RX-18, RX-19).

        Raises:
            ConflictError: This version is stored already, or does not follow the newest.
        """
        ...

    def get(self, prescription_id: PrescriptionId) -> Prescription:
        """
        Load the newest version.

        Raises:
            NotFoundError: There is no such prescription.
        """
        ...

    def of_patient(self, patient_id: PatientId) -> tuple[Prescription, ...]:
        """
        Load the newest version of each of a patient's prescriptions, newest start first.
        """
        ...

    def change_status(self, prescription: Prescription, *, expected: PrescriptionStatus) -> None:
        """
        Store the status and end reason of the newest version: compare-and-set.

        Args:
            prescription: The version as it is to be; its content is not stored again.
            expected: The status that the stored version must still have.

        Raises:
            ConflictError: Its stored status is another by now, or a newer version exists.
            NotFoundError: There is no such version.
        """
        ...
