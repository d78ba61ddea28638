"""
Document statistics: what a list of documents comes to.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dastern_core.encounters import (
    Document,
    DocumentId,
    DocumentStatistics,
    DocumentType,
    EncounterId,
    document_statistics,
)
from dastern_core.kernel import AccountId, HospitalId, PatientId

_FIRST, _SECOND = HospitalId(UUID(int=8)), HospitalId(UUID(int=9))


def _document(number: int, kind: DocumentType, hospital: HospitalId | None) -> Document:
    return Document(
        id=DocumentId(UUID(int=number)),
        patient_id=PatientId(UUID(int=1)),
        encounter_id=EncounterId(UUID(int=2)),
        hospital=hospital,
        name="x",
        type=kind,
        size_bytes=1,
        sha256=bytes(32),
        uploaded_by=AccountId(UUID(int=3)),
        uploaded_at=datetime(2026, 6, 15, tzinfo=UTC) + timedelta(days=number),
    )


@pytest.mark.rule("EPD-11")
def test_documents_are_counted() -> None:
    """
    By kind and hospital, with the five newest, whatever their order.
    """
    pdf, jpeg, png = DocumentType.PDF, DocumentType.JPEG, DocumentType.PNG
    one, two, three, four, five, six = (
        _document(number, kind, hospital)
        for number, kind, hospital in (
            (1, pdf, _SECOND),
            (2, png, _FIRST),
            (3, jpeg, _FIRST),
            (4, jpeg, None),
            (5, jpeg, _FIRST),
            (6, pdf, None),
        )
    )
    expected = DocumentStatistics(
        total=6,
        types=((jpeg, 3), (pdf, 2), (png, 1)),
        hospitals=(_FIRST, _SECOND),
        pdfs=2,
        images=4,
        recent=(six, five, four, three, two),
    )

    assert expected == document_statistics([three, one, six, two, five, four])


@pytest.mark.rule("EPD-11")
def test_without_documents_all_is_nothing() -> None:
    """
    No kind is listed that there is not.
    """
    expected = DocumentStatistics(total=0, types=(), hospitals=(), pdfs=0, images=0, recent=())

    assert expected == document_statistics([])
