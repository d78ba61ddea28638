"""
Prescriptions: what was ordered, and its history.
"""

from dastern_core.prescriptions.batches import (
    Batch,
    BatchId,
    BatchItem,
    batch_order,
    batch_rest,
    begin_batch,
    first_batch_day,
    parse_batch_time,
)
from dastern_core.prescriptions.courses import courses_of, extend_doses, goes_on, plan_doses
from dastern_core.prescriptions.drafts import MedicationLine, draft_prescription
from dastern_core.prescriptions.lifecycle import (
    END_REASONS,
    LIFECYCLE,
    REVIEW,
    EndReason,
    PrescriptionEvent,
    PrescriptionStatus,
    ReviewState,
)
from dastern_core.prescriptions.medications import Medication
from dastern_core.prescriptions.remainders import remaining_order
from dastern_core.prescriptions.revisions import (
    PROPOSAL_LIFECYCLE,
    RESUMED_REASON,
    Order,
    Proposal,
    ProposalEvent,
    ProposalId,
    ProposalStatus,
    accept_proposal,
    close_proposal,
    propose,
    resume,
    revise_draft,
    revise_own,
    revise_urgently,
)
from dastern_core.prescriptions.rights import FirstDoseTakenError, can_edit, require_editable
from dastern_core.prescriptions.tabs import Tab, tab_of
from dastern_core.prescriptions.versions import INITIAL_REASON, Prescription, advance

__all__ = [
    "END_REASONS",
    "INITIAL_REASON",
    "LIFECYCLE",
    "PROPOSAL_LIFECYCLE",
    "RESUMED_REASON",
    "REVIEW",
    "Batch",
    "BatchId",
    "BatchItem",
    "EndReason",
    "FirstDoseTakenError",
    "Medication",
    "MedicationLine",
    "Order",
    "Prescription",
    "PrescriptionEvent",
    "PrescriptionStatus",
    "Proposal",
    "ProposalEvent",
    "ProposalId",
    "ProposalStatus",
    "ReviewState",
    "Tab",
    "accept_proposal",
    "advance",
    "batch_order",
    "batch_rest",
    "begin_batch",
    "can_edit",
    "close_proposal",
    "courses_of",
    "draft_prescription",
    "extend_doses",
    "first_batch_day",
    "goes_on",
    "parse_batch_time",
    "plan_doses",
    "propose",
    "remaining_order",
    "require_editable",
    "resume",
    "revise_draft",
    "revise_own",
    "revise_urgently",
    "tab_of",
]
