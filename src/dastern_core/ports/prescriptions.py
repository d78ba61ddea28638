"""
Stored prescriptions.
"""

from typing import Protocol

import attrs

from dastern_core.kernel import Listed, PatientId, PrescriptionId
from dastern_core.prescriptions import Prescription

__all__ = ["ActivePage", "Prescriptions"]


@attrs.frozen(kw_only=True)
class ActivePage:
    """
    A page of what is active.

    Args:
        readable: The newest versions.
        unreadable: Which are active too and cannot be read.
        after: Where the next page begins; None at the end.
    """

    readable: tuple[Prescription, ...]
    unreadable: tuple[PrescriptionId, ...] = ()
    after: PrescriptionId | None = None


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

    def history(self, prescription_id: PrescriptionId) -> Listed[Prescription]:
        """
        Load every version, newest first (RX-20); one that does not open hides no other.

        Raises:
            NotFoundError: There is no such prescription.
        """
        ...

    def of_patient(self, patient_id: PatientId) -> Listed[Prescription]:
        """
        Load the newest version of each of a patient's prescriptions, newest start first.

        One that does not open hides no other.
        """
        ...

    def active(self, *, after: PrescriptionId | None, limit: int) -> ActivePage:
        """
        Load a page of what is active, of all patients, in the order of the identifiers.

        One that cannot be read hides no other.

        Args:
            after: Only those behind this one; None begins.
            limit: At most so many; at least 1.
        """
        ...

    def change_status(self, prescription: Prescription, *, expected: Prescription) -> None:
        """
        Store how the newest version stands: compare-and-set.

        Status, end reason, review, note and instant are stored, and nothing else of it.

        Args:
            prescription: The version as it is to be.
            expected: The version as it was loaded; its status and review must be the same
                still.

        Raises:
            ConflictError: Its stored status is another by now, or a newer version exists.
            NotFoundError: There is no such version.
        """
        ...
