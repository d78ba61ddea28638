"""
Documents: judged by their bytes, hidden or retired, never destroyed.
"""

import itertools
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.encounters import (
    DOCUMENT_LIFECYCLE,
    Document,
    DocumentEvent,
    DocumentId,
    DocumentStatus,
    DocumentType,
    EncounterId,
    FileLimits,
    accept_document,
    advance_document,
)
from dastern_core.kernel import AccountId, IllegalTransitionError, InvalidInputError, PatientId

_PDF = b"%PDF-1.7\n%"
_PNG = b"\x89PNG\r\n\x1a\n"


def _problems(name: str, content: bytes, limits: FileLimits | None = None) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        accept_document(name, content, limits=limits or FileLimits())
    return [f"{fault.field} {fault.problem}" for fault in caught.value.faults]


@pytest.mark.rule("EPD-01")
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("ឈាម ២០២៦.pdf", _PDF, DocumentType.PDF),
        ("scan.JPEG", b"\xff\xd8\xff\xe0", DocumentType.JPEG),
        ("a.b.png", _PNG, DocumentType.PNG),
    ],
)
def test_a_document_is_what_its_bytes_are(name: str, content: bytes, kind: DocumentType) -> None:
    """
    The ending only has to agree.
    """
    assert (name, kind) == accept_document(name, content)


@pytest.mark.rule("EPD-01")
@pytest.mark.rule("EPD-02")
@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("photo.png", b"MZ\x90", "content is of no kind that is kept"),
        ("photo.png", _PDF, "name has another ending than its content"),
        ("photo", _PDF, "name has another ending than its content"),
        ("virus.pdf.exe", _PDF, "name has another ending than its content"),
        ("a.pdf", b"", "content is empty"),
        ("", _PDF, "name is empty or longer than 255 characters"),
        (" .. ", _PDF, "name is empty or longer than 255 characters"),
        ("x" * 252 + ".pdf", _PDF, "name is empty or longer than 255 characters"),
        ("../a.pdf", _PDF, "name is not safe to write"),
        ("a\x00.pdf", _PDF, "name is not safe to write"),
        ("nul.pdf", _PDF, "name is not safe to write"),
        ("fdp\u202e.pdf", _PDF, "name is not safe to write"),
    ],
)
def test_an_unsafe_file_is_refused(name: str, content: bytes, problem: str) -> None:
    """
    Another kind, a path, a device's name, a direction mark: each is named.
    """
    assert problem in _problems(name, content)


@pytest.mark.rule("C73")
def test_each_purpose_has_its_limits() -> None:
    """
    A licence's photo may be smaller and of fewer kinds than a hospital's document.
    """
    limits = FileLimits(types=frozenset({DocumentType.PNG}), most_bytes=10)

    assert ["content is of no kind that is kept"] == _problems("a.pdf", _PDF[:9], limits)
    assert ["content is too large"] == _problems("a.png", _PNG + b"xxx", limits)


@given(st.text(max_size=300), st.binary(max_size=20))
def test_any_file_is_accepted_or_declined(name: str, content: bytes) -> None:
    """
    An accepted name could be written on any system.
    """
    try:
        kept, _ = accept_document(name, content)
    except InvalidInputError:
        return

    assert not set(kept) & set('<>:"/\\|?*\x00')


@pytest.mark.rule("EPD-07")
@pytest.mark.rule("C70")
@pytest.mark.parametrize(("status", "event"), [*itertools.product(DocumentStatus, DocumentEvent)])
def test_nothing_is_destroyed(status: DocumentStatus, event: DocumentEvent) -> None:
    """
    A document is hidden, shown or retired; a retired one stays as it is.
    """
    document = Document(
        id=DocumentId(UUID(int=1)),
        patient_id=PatientId(UUID(int=2)),
        encounter_id=EncounterId(UUID(int=3)),
        hospital=None,
        name="a.pdf",
        type=DocumentType.PDF,
        size_bytes=9,
        sha256=bytes(32),
        uploaded_by=AccountId(UUID(int=2)),
        uploaded_at=datetime(2026, 6, 1, tzinfo=UTC),
        status=status,
    )
    allowed = {
        DocumentStatus.VISIBLE: {DocumentEvent.HIDE, DocumentEvent.RETIRE},
        DocumentStatus.HIDDEN: {DocumentEvent.SHOW, DocumentEvent.RETIRE},
        DocumentStatus.RETIRED: set(),
    }
    if event in allowed[status]:
        assert DOCUMENT_LIFECYCLE.after(status, event) is advance_document(document, event).status
    else:
        with pytest.raises(IllegalTransitionError):
            advance_document(document, event)
