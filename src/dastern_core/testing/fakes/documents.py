"""
Documents in a dictionary.
"""

from dastern_core.encounters import Document, DocumentId, DocumentStatus
from dastern_core.kernel import ConflictError, NotFoundError, PatientId

__all__ = ["InMemoryDocuments"]


class InMemoryDocuments:
    """
    Every document, by its identifier.

    Args:
        documents: The documents stored so far; changed in place.
    """

    def __init__(self, documents: dict[DocumentId, Document]) -> None:
        self._documents = documents

    def add(self, document: Document) -> None:
        """
        Store a new document.
        """
        if document.id in self._documents:
            message = "a document of this identifier is stored already"
            raise ConflictError(message)
        self._documents[document.id] = document

    def get(self, document_id: DocumentId) -> Document:
        """
        Load a document.
        """
        if document_id not in self._documents:
            message = "there is no such document"
            raise NotFoundError(message)
        return self._documents[document_id]

    def of_patient(self, patient_id: PatientId) -> tuple[Document, ...]:
        """
        Load a patient's documents, the newest first.
        """
        own = (one for one in self._documents.values() if one.patient_id == patient_id)
        return tuple(sorted(own, key=lambda one: (one.uploaded_at, one.id), reverse=True))

    def change(self, document: Document, *, expected: DocumentStatus) -> None:
        """
        Store where a document stands.
        """
        stored = self._documents.get(document.id)
        if stored is None or stored.status is not expected:
            message = "the document stands elsewhere by now: load it again"
            raise ConflictError(message)
        self._documents[document.id] = document
