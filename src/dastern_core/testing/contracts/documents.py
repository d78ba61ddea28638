"""
What every store of documents does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.encounters import DocumentEvent, DocumentStatus, advance_document
from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.record_samples import sample_document
from dastern_core.testing.samples import NOW

__all__ = ["DocumentsContract"]


class DocumentsContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("EPD-07")
    def test_keeps_what_was_retired(self, store: Store) -> None:
        """
        It is listed with the others, the newest first, and nobody else's.
        """
        first, other, second = (sample_document(number) for number in (1, 2, 3))
        second = attrs.evolve(
            second, patient_id=first.patient_id, uploaded_at=NOW + timedelta(hours=1)
        )
        retired = advance_document(first, DocumentEvent.RETIRE)
        with store.begin() as work:
            for document in (first, other, second):
                work.documents.add(document)
        with store.begin() as work:
            work.documents.change(retired, expected=DocumentStatus.VISIBLE)
        for changed in (advance_document(first, DocumentEvent.HIDE), sample_document(4)):
            with pytest.raises(ConflictError), store.begin() as work:
                work.documents.change(changed, expected=DocumentStatus.VISIBLE)
        with pytest.raises(ConflictError), store.begin() as work:
            work.documents.add(first)
        with store.begin() as work:
            listed = work.documents.of_patient(first.patient_id)

            assert retired == work.documents.get(first.id)
            with pytest.raises(NotFoundError):
                work.documents.get(sample_document(4).id)
        assert (second, retired) == listed
