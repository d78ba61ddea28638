"""
Owners: whose a thing is, also where the store does not show it.
"""

from typing import Protocol
from uuid import UUID

from dastern_core.kernel import PatientId
from dastern_core.permissions import ResourceType

__all__ = ["Owners"]


class Owners(Protocol):
    """
    Whose each thing is, for a refusal that names the patient.

    It works inside the unit of work it was taken from and raises ``PortError`` where the
    store fails.
    """

    def of(self, type_: ResourceType, thing_id: UUID) -> PatientId | None:
        """
        Give the patient whose thing this is, whoever asks; None where there is none.

        Known are batches, documents, doses, encounters, notes, prescriptions, proposals and
        alerts about vital signs; of another kind there is none.
        """
        ...
