"""
Stored documents, without their content.
"""

from typing import Protocol

from dastern_core.encounters import Document, DocumentId, DocumentStatus
from dastern_core.kernel import PatientId

__all__ = ["Documents"]


class Documents(Protocol):
    """
    The documents of all patients; their sealed content is in ``ports.objects``.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, document: Document) -> None:
        """
        Store a new document.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        ...

    def get(self, document_id: DocumentId) -> Document:
        """
        Load a document.

        Raises:
            NotFoundError: There is no such document.
        """
        ...

    def of_patient(self, patient_id: PatientId) -> tuple[Document, ...]:
        """
        Load a patient's documents, hidden and retired ones too, the newest first.
        """
        ...

    def change(self, document: Document, *, expected: DocumentStatus) -> None:
        """
        Store where a document stands: compare-and-set; nothing of it is destroyed.

        Raises:
            ConflictError: It stands elsewhere by now, or it is not stored.
        """
        ...
