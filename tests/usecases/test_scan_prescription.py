"""
Scanning a prescription.
"""

import numpy as np
import pytest

from dastern_core import ocr
from dastern_core.audit import AuditAction
from dastern_core.testing.fakes import InMemoryStore, SeededEntropy, SteppingClock
from dastern_core.testing.fakes.recognition import BarRecognizer, BarSheet
from dastern_core.testing.samples import sample_patient_id
from dastern_core.usecases.scan_prescription import scan_prescription


@pytest.mark.rule("OCR-02")
def test_only_the_fact_of_the_scan_is_stored(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    The draft comes back; the log says that a page was read, and nothing of what it says.
    """
    sheet = BarSheet()
    sheet.rule([["ល.រ", "ឈ្មោះឱសថ", "ចំនួន", "ព្រឹក"], ["1", "Paracetamol 500mg", "14 គ្រាប់", "1"]])
    draft = scan_prescription(
        sheet.page,
        patient_id=sample_patient_id(1),
        recognizer=sheet.recognizer,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    with store.begin() as work:
        (entry,) = work.audit_log.about(sample_patient_id(1), limit=5)
        stored = work.prescriptions.of_patient(sample_patient_id(1)).things

    assert ["Paracetamol"] == [medication.name.value for medication in draft.medications]
    assert (AuditAction.PRESCRIPTION_SCANNED, (("medications", "1"),), ()) == (
        entry.action,
        entry.details,
        stored,
    )


def test_the_pages_of_one_prescription_are_one_draft(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    Photos that are read one after the other give their rows in order, and one entry.
    """
    heads = ["No", "Medicine", "Quantity", "Morning"]
    sheet, further = BarSheet(), BarSheet()
    sheet.rule([heads, ["1", "Paracetamol 500mg", "14 tab", "1"]])
    further.lines = sheet.lines
    further.rule([heads, ["2", "Zinc 20mg", "10 tab", "1"]])

    draft = scan_prescription(
        (one.page for one in (sheet, further)),
        patient_id=sample_patient_id(1),
        recognizer=further.recognizer,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    with store.begin() as work:
        entries = work.audit_log.about(sample_patient_id(1), limit=5)

    assert ["Paracetamol", "Zinc"] == [one.name.value for one in draft.medications]
    assert [1, 2] == [one.name.page for one in draft.medications]
    assert [(("medications", "2"),)] == [entry.details for entry in entries]


def test_a_blank_page_stores_nothing(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    A page without text is an error that leaves no trace.
    """
    blank = ocr.Page(pixels=np.full((400, 600), 255, dtype=np.uint8))
    with pytest.raises(ocr.UnreadablePageError):
        scan_prescription(
            blank,
            patient_id=sample_patient_id(1),
            recognizer=BarRecognizer(lines=()),
            store=store,
            clock=clock,
            entropy=entropy,
        )

    with store.begin() as work:
        assert 0 == work.audit_log.size()
