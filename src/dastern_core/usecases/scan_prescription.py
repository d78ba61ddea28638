"""
Scan a prescription: from the pixels of a page to a draft that a person must check.
"""

from dastern_core import ocr
from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.recognition import TextRecognizer
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.auditing import record

__all__ = ["scan_prescription"]


def scan_prescription(
    page: ocr.Page,
    *,
    patient_id: PatientId,
    recognizer: TextRecognizer,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> ocr.PrescriptionDraft:
    """
    Read a page; only the fact that it was read is stored, never the page or the draft.

    Args:
        page: The picture's pixels.
        patient_id: Whose prescription it is; the patient scans it.
        recognizer: Reads lines of text.
        store: Where the audit entry goes.
        clock: Tells when.
        entropy: Draws the entry's identifier and salt.

    Returns:
        The draft with its evidence and its reasons for review (OCR-07).

    Raises:
        InvalidInputError: The page cannot be read; nothing is stored.
        PortError: The recognizer or the store failed; nothing is stored.
    """
    draft = ocr.read(page, recognizer=recognizer)
    with store.begin() as work:
        record(
            work,
            AuditAction.PRESCRIPTION_SCANNED,
            at=clock.now(),
            actor_id=AccountId(patient_id),
            patient_id=patient_id,
            resource=("patient", str(patient_id)),
            details={"medications": str(len(draft.medications))},
            entropy=entropy,
        )
    return draft
