"""
Record samples: one valid value of each kind of record about a patient, all of it invented.

Each takes a number: the same number gives the same value, another number another one.
"""

from uuid import UUID

from dastern_core.kernel import AccountId, derive
from dastern_core.notifications import Notice, NoticeId, NoticeKind
from dastern_core.prescriptions import Order, Proposal, ProposalId, propose
from dastern_core.testing.samples import NOW, sample_patient_id, sample_prescription

__all__ = ["sample_notice", "sample_proposal"]

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
