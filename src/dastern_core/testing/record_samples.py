"""
Record samples: one valid value of each kind of record about a patient, all of it invented.

Each takes a number: the same number gives the same value, another number another one.
"""

from datetime import time, timedelta
from fractions import Fraction
from uuid import UUID

from dastern_core.encounters import (
    BloodGroup,
    Document,
    DocumentId,
    DocumentType,
    Encounter,
    EncounterId,
    EncounterType,
    ScanStatus,
)
from dastern_core.encryption import WrappedKey
from dastern_core.kernel import AccountId, derive
from dastern_core.notifications import Notice, NoticeId, NoticeKind
from dastern_core.prescriptions import Batch, BatchId, Order, Proposal, ProposalId, propose
from dastern_core.testing.samples import (
    NOW,
    sample_hospital_id,
    sample_patient_id,
    sample_prescription,
)
from dastern_core.vitals import Reading, ReadingId, Severity, VitalAlert, VitalAlertId, VitalSign

__all__ = [
    "sample_alert",
    "sample_batch",
    "sample_data_key",
    "sample_document",
    "sample_encounter",
    "sample_notice",
    "sample_proposal",
    "sample_reading",
]

_ROOT = UUID("4f1d0b3a-9dc0-11d1-b245-5ffdce74fad2")


def sample_notice(number: int) -> Notice:
    """
    Give a doctor's notice to a patient.
    """
    patient_id = sample_patient_id(number)
    return Notice(
        id=derive(NoticeId, _ROOT, f"notice/{number}"),
        kind=NoticeKind.URGENT_CHANGE,
        patient_id=patient_id,
        recipient_id=AccountId(patient_id),
        author_id=derive(AccountId, _ROOT, f"doctor/{number}"),
        about=sample_prescription(number, active=True).id,
        reason="សម្ពាធឈាមទាប",
        sent_at=NOW,
    )


def sample_proposal(number: int) -> Proposal:
    """
    Give a proposal to leave out the second line of a sample prescription.
    """
    prescription = sample_prescription(number, active=True)
    return propose(
        prescription,
        Order(medications=prescription.medications[:1], diagnosis="ឈឺក្បាល"),
        proposal_id=derive(ProposalId, _ROOT, f"proposal/{number}"),
        author_id=prescription.author_id,
        reason="The second makes drowsy",
        now=NOW,
    )


def sample_batch(number: int) -> Batch:
    """
    Give a batch over a sample prescription, taken at half past six in the evening.
    """
    return Batch(
        id=derive(BatchId, _ROOT, f"batch/{number}"),
        patient_id=sample_patient_id(number),
        prescription_id=sample_prescription(number, active=True).id,
        name="ពេលល្ងាច",
        at=time(18, 30),
    )


def sample_encounter(number: int) -> Encounter:
    """
    Give a visit at a hospital, recorded by one of its operators.
    """
    return Encounter(
        id=derive(EncounterId, _ROOT, f"encounter/{number}"),
        version=1,
        patient_id=sample_patient_id(number),
        occurred_at=NOW - timedelta(days=1),
        type=EncounterType.CONSULTATION,
        reason="Cough",
        notes="ទឹកក្តៅ",
        allergies=("Penicillin",),
        blood_group=BloodGroup.O_POSITIVE,
        hospital=sample_hospital_id(1),
        author_id=derive(AccountId, _ROOT, f"operator/{number}"),
        recorded_at=NOW,
    )


def sample_reading(number: int) -> Reading:
    """
    Give a blood pressure that is somewhat high.
    """
    return Reading(
        id=derive(ReadingId, _ROOT, f"reading/{number}"),
        patient_id=sample_patient_id(number),
        sign=VitalSign.BLOOD_PRESSURE,
        value=Fraction(145),
        secondary=Fraction(85),
        unit="mmHg",
        measured_at=NOW,
    )


def sample_alert(number: int) -> VitalAlert:
    """
    Give the alert that a sample reading raised.
    """
    reading = sample_reading(number)
    return VitalAlert(
        id=derive(VitalAlertId, _ROOT, f"alert/{number}"),
        patient_id=reading.patient_id,
        sign=reading.sign,
        severity=Severity.MEDIUM,
        since=reading.measured_at,
        latest_at=reading.measured_at,
        reading_id=reading.id,
    )


def sample_document(number: int) -> Document:
    """
    Give a picture that a hospital uploaded.
    """
    encounter = sample_encounter(number)
    return Document(
        id=derive(DocumentId, _ROOT, f"document/{number}"),
        patient_id=encounter.patient_id,
        encounter_id=encounter.id,
        hospital=encounter.hospital,
        name="រូបភាព.png",
        type=DocumentType.PNG,
        size_bytes=2_048,
        sha256=bytes(range(32)),
        uploaded_by=encounter.author_id,
        uploaded_at=NOW,
        scan=ScanStatus.CLEAN,
    )


def sample_data_key(number: int) -> WrappedKey:
    """
    Give a patient's wrapped key, which opens nothing.
    """
    return WrappedKey(
        owner=sample_patient_id(number),
        version=1,
        store_key_id="sample",
        wrapped=number.to_bytes(60),
    )
