"""
Documents: files that belong to an encounter, judged by their bytes, kept under opaque keys.

What a file is, its first bytes say; its name and the sender's word say nothing (EPD-02). A
document is retired, never destroyed; a patient may hide it (C70). Scanning for viruses,
sealing and storing are left to ports (EPD-03).
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Final, NewType
from uuid import UUID

import attrs

from dastern_core.encounters.records import EncounterId
from dastern_core.encounters.scans import ScanStatus
from dastern_core.kernel import (
    AccountId,
    Fault,
    HospitalId,
    InvalidInputError,
    PatientId,
    TransitionTable,
    require_aware,
)

__all__ = [
    "DOCUMENT_LIFECYCLE",
    "Document",
    "DocumentEvent",
    "DocumentId",
    "DocumentStatus",
    "DocumentType",
    "FileLimits",
    "accept_document",
    "advance_document",
    "is_shown",
    "sniff_type",
]

DocumentId = NewType("DocumentId", UUID)
"""
One document; its text is also its key in the store: opaque, without a patient (C72).
"""

_MEGABYTE: Final = 1024 * 1024
_LONGEST_NAME: Final = 255
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
_BLOCKED: Final = frozenset({"exe", "bat", "cmd", "scr", "pif", "com"})
_INVISIBLE: Final = frozenset({"Cf", "Cc", "Zl", "Zp"})


class DocumentType(Enum):
    """
    What a document may be, by its media type (EPD-01).
    """

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


# The signatures that the formats' own standards give: ISO 32000-2, 7.5.2; ISO/IEC 10918-1,
# B.1.1.3; ISO/IEC 15948, 5.2.
_SIGNATURES: Final = (
    (b"%PDF-", DocumentType.PDF),
    (b"\xff\xd8\xff", DocumentType.JPEG),
    (b"\x89PNG\r\n\x1a\n", DocumentType.PNG),
)
_EXTENSIONS: Final = {
    DocumentType.PDF: frozenset({"pdf"}),
    DocumentType.JPEG: frozenset({"jpg", "jpeg"}),
    DocumentType.PNG: frozenset({"png"}),
}


@attrs.frozen(kw_only=True)
class FileLimits:
    """
    What may be uploaded for one purpose (C73).

    Args:
        types: Which kinds of file.
        most_bytes: The largest size.
    """

    types: frozenset[DocumentType] = frozenset(DocumentType)
    most_bytes: int = 10 * _MEGABYTE


_HOSPITAL_DOCUMENT = FileLimits()


class DocumentStatus(Enum):
    """
    Where a document stands.
    """

    VISIBLE = "visible"
    HIDDEN = "hidden"
    RETIRED = "retired"


class DocumentEvent(Enum):
    """
    What can happen to a document.
    """

    HIDE = "hide"
    SHOW = "show"
    RETIRE = "retire"


DOCUMENT_LIFECYCLE: Final[TransitionTable[DocumentStatus, DocumentEvent]] = TransitionTable(
    name="document",
    start=DocumentStatus.VISIBLE,
    steps={
        (DocumentStatus.VISIBLE, DocumentEvent.HIDE): DocumentStatus.HIDDEN,
        (DocumentStatus.HIDDEN, DocumentEvent.SHOW): DocumentStatus.VISIBLE,
        (DocumentStatus.VISIBLE, DocumentEvent.RETIRE): DocumentStatus.RETIRED,
        (DocumentStatus.HIDDEN, DocumentEvent.RETIRE): DocumentStatus.RETIRED,
    },
)
"""
The life of a document: its patient hides it, its hospital retires it, nobody destroys it
(EPD-07, C70).
"""


@attrs.frozen(kw_only=True)
class Document:
    """
    A file of an encounter, without its content.

    Args:
        id: Its own identifier, and its key in the store.
        patient_id: Whose.
        encounter_id: Of which encounter.
        hospital: Who uploaded it for the patient; None for the patient themselves.
        name: What it was called, made safe to write.
        type: What its bytes are.
        size_bytes: How large it is before sealing.
        sha256: The digest of its content, to notice that it changed.
        uploaded_by: Who.
        uploaded_at: When; aware.
        scan: Whether it was scanned for viruses.
        status: Where it stands.
    """

    id: DocumentId
    patient_id: PatientId
    encounter_id: EncounterId
    hospital: HospitalId | None
    name: str = attrs.field(repr=False)
    type: DocumentType
    size_bytes: int
    sha256: bytes = attrs.field(repr=False)
    uploaded_by: AccountId
    uploaded_at: datetime = attrs.field()
    scan: ScanStatus = ScanStatus.NOT_SCANNED
    status: DocumentStatus = DOCUMENT_LIFECYCLE.start

    @uploaded_at.validator
    def _aware(self, _: object, value: datetime) -> None:
        require_aware(value, field="uploaded_at")


def sniff_type(content: bytes) -> DocumentType | None:
    """
    Tell what a file is by its first bytes; None for anything else.

    Example:
        >>> sniff_type(b"%PDF-1.7 ...").name, sniff_type(b"MZ")
        ('PDF', None)
    """
    return next((kind for start, kind in _SIGNATURES if content.startswith(start)), None)


def accept_document(
    name: str, content: bytes, *, limits: FileLimits = _HOSPITAL_DOCUMENT
) -> tuple[str, DocumentType]:
    """
    Accept a file's name and kind before it is scanned and stored.

    Args:
        name: As the sender called it.
        content: The whole file.
        limits: What its purpose allows.

    Returns:
        The name in normal form, and what the file is.

    Raises:
        InvalidInputError: The file is empty, too large, of another kind, or of another kind
            than its name says, or the name is not safe; all faults together.

    Source:
        Rules EPD-01, EPD-02.
    """
    normal = unicodedata.normalize("NFC", name)
    kind = sniff_type(content)
    faults = [*_name_faults(normal, kind), *_content_faults(content, kind, limits)]
    if faults or kind is None:
        raise InvalidInputError(*faults)
    return normal, kind


def advance_document(document: Document, event: DocumentEvent) -> Document:
    """
    Hide, show or retire a document; its content stays where it is.

    Raises:
        IllegalTransitionError: The life cycle has no such step.
    """
    return attrs.evolve(document, status=DOCUMENT_LIFECYCLE.after(document.status, event))


def is_shown(document: Document, *, to_its_own: bool) -> bool:
    """
    Tell whether a document is shown to somebody who may see such documents.

    Args:
        document: Any document.
        to_its_own: Whether they are its patient or its hospital, who see it also where the
            patient hid it from others (C70). A retired one nobody is shown.
    """
    if document.status is DocumentStatus.HIDDEN:
        return to_its_own
    return document.status is DocumentStatus.VISIBLE


def _name_faults(name: str, kind: DocumentType | None) -> Iterator[Fault]:
    remedy = "Call it by letters, digits and spaces, with the ending of its kind."
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    if not 0 < len(name.strip(". ")) <= len(name) <= _LONGEST_NAME:
        problem = f"is empty or longer than {_LONGEST_NAME} characters"
        yield Fault(field="name", problem=problem, remedy=remedy)
    elif (
        _FORBIDDEN.search(name)
        or _RESERVED.fullmatch(name)
        or any(unicodedata.category(one) in _INVISIBLE for one in name)
    ):
        yield Fault(field="name", problem="is not safe to write", remedy=remedy)
    elif ending in _BLOCKED or (kind is not None and ending not in _EXTENSIONS[kind]):
        problem = "has another ending than its content"
        yield Fault(field="name", problem=problem, remedy=remedy)


def _content_faults(
    content: bytes, kind: DocumentType | None, limits: FileLimits
) -> Iterator[Fault]:
    if not content:
        yield Fault(field="content", problem="is empty", remedy="Choose the file again.")
    elif len(content) > limits.most_bytes:
        remedy = f"Give at most {limits.most_bytes} bytes."
        yield Fault(field="content", problem="is too large", remedy=remedy)
    elif kind is None or kind not in limits.types:
        known = ", ".join(sorted(one.name for one in limits.types))
        yield Fault(field="content", problem="is of no kind that is kept", remedy=f"Give {known}.")
