"""
Scan a prescription: from the pixels of a page to a draft that a person must check.
"""

from collections.abc import Iterable

from dastern_core import ocr
from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.recognition import TextRecognizer
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.judging import record_act

__all__ = ["scan_prescription"]


def scan_prescription(
    pages: ocr.Page | Iterable[ocr.Page],
    *,
    patient_id: PatientId,
    recognizer: TextRecognizer,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> ocr.PrescriptionDraft:
    """
    Read a prescription; only the fact that it was read is stored, no page and no draft.

    Args:
        pages: The picture's pixels, or those of the pages in their order: photos, or the
            pages of a document. Each is taken when the one before is read.
        patient_id: Whose prescription it is; the patient scans it.
        recognizer: Reads lines of text.
        store: Where the audit entry goes.
        clock: Tells when.
        entropy: Draws the entry's identifier and salt.

    Returns:
        The draft with its evidence and its reasons for review (OCR-07).

    Raises:
        NotPermittedError: The account is closed; audited.
        NotFoundError: Nobody acts with this account.
        InvalidInputError: No page can be read, or there are more than 20; nothing is stored.
        PortError: The recognizer or the store failed; nothing is stored.
    """
    given = [pages] if isinstance(pages, ocr.Page) else pages
    draft = ocr.read_pages(given, recognizer=recognizer)
    now, actor_id = clock.now(), AccountId(patient_id)
    thing = Resource(
        type=ResourceType.PRESCRIPTION, patient_id=patient_id, author_id=actor_id, at=now
    )
    with store.begin() as work:
        judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            record_act(
                work,
                AuditAction.PRESCRIPTION_SCANNED,
                actor=judged.actor,
                patient_id=patient_id,
                resource=("patient", str(patient_id)),
                details={"medications": str(len(draft.medications))},
                now=now,
                entropy=entropy,
            )
    require(judged.decision)
    return draft
