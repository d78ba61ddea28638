"""
Stored nudges.
"""

from typing import Protocol
from uuid import UUID

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import Nudge, NudgeId

__all__ = ["Nudges"]


class Nudges(Protocol):
    """
    What relatives asked about missed doses.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, sent: Nudge) -> None:
        """
        Store a new nudge.

        Raises:
            ConflictError: This relative's nudge of this number about this dose is stored.
        """
        ...

    def get(self, nudge_id: NudgeId) -> Nudge:
        """
        Load a nudge.

        Raises:
            NotFoundError: There is no such nudge.
        """
        ...

    def about(self, dose_id: UUID, caregiver_id: AccountId) -> tuple[Nudge, ...]:
        """
        Load what one relative asked about one dose, in order.
        """
        ...

    def unanswered(self, patient_id: PatientId, *, limit: int) -> tuple[Nudge, ...]:
        """
        Load what a patient was asked and has not answered, the newest first.
        """
        ...

    def answer(self, answered: Nudge) -> None:
        """
        Store an answer, where there was none: compare-and-set (CON-36).

        Raises:
            ConflictError: It is answered already, or not stored.
        """
        ...
