"""
The life cycle of a prescription.

Rules: all status changes are in this table. A draft has no doses; an active
prescription has doses and reminders; a paused one keeps its schedule silent; an
inactive one keeps its history and says why it ended (RX-01, RX-02, C13). A draft that was
handed back cannot be confirmed before its author has revised it (RX-12, C14).
"""

from enum import Enum

from dastern_core.kernel import TransitionTable

__all__ = [
    "END_REASONS",
    "LIFECYCLE",
    "REVIEW",
    "EndReason",
    "PrescriptionEvent",
    "PrescriptionStatus",
    "ReviewState",
]


class PrescriptionStatus(Enum):
    """
    Where a prescription stands.
    """

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    INACTIVE = "inactive"


class PrescriptionEvent(Enum):
    """
    What can happen to a prescription.
    """

    CONFIRM = "confirm"
    REJECT = "reject"
    RETAKE = "retake"
    REVISE = "revise"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    COMPLETE = "complete"


class ReviewState(Enum):
    """
    Whose turn it is while a prescription is a draft.
    """

    PENDING_REVIEW = "pending_review"
    PENDING_REVISION = "pending_revision"


class EndReason(Enum):
    """
    Why a prescription is inactive.
    """

    REJECTED = "rejected"
    STOPPED = "stopped"
    COMPLETED = "completed"


LIFECYCLE: TransitionTable[PrescriptionStatus, PrescriptionEvent] = TransitionTable(
    name="prescription",
    start=PrescriptionStatus.DRAFT,
    steps={
        (PrescriptionStatus.DRAFT, PrescriptionEvent.CONFIRM): PrescriptionStatus.ACTIVE,
        (PrescriptionStatus.DRAFT, PrescriptionEvent.REJECT): PrescriptionStatus.INACTIVE,
        (PrescriptionStatus.DRAFT, PrescriptionEvent.RETAKE): PrescriptionStatus.DRAFT,
        (PrescriptionStatus.DRAFT, PrescriptionEvent.REVISE): PrescriptionStatus.DRAFT,
        (PrescriptionStatus.ACTIVE, PrescriptionEvent.PAUSE): PrescriptionStatus.PAUSED,
        (PrescriptionStatus.PAUSED, PrescriptionEvent.RESUME): PrescriptionStatus.ACTIVE,
        (PrescriptionStatus.ACTIVE, PrescriptionEvent.STOP): PrescriptionStatus.INACTIVE,
        (PrescriptionStatus.PAUSED, PrescriptionEvent.STOP): PrescriptionStatus.INACTIVE,
        (PrescriptionStatus.ACTIVE, PrescriptionEvent.COMPLETE): PrescriptionStatus.INACTIVE,
    },
)
"""
The life of a prescription (RX-01, C13).
"""

REVIEW: TransitionTable[ReviewState, PrescriptionEvent] = TransitionTable(
    name="draft",
    start=ReviewState.PENDING_REVIEW,
    steps={
        (ReviewState.PENDING_REVIEW, PrescriptionEvent.CONFIRM): ReviewState.PENDING_REVIEW,
        (ReviewState.PENDING_REVIEW, PrescriptionEvent.REJECT): ReviewState.PENDING_REVIEW,
        (ReviewState.PENDING_REVIEW, PrescriptionEvent.RETAKE): ReviewState.PENDING_REVISION,
        (ReviewState.PENDING_REVIEW, PrescriptionEvent.REVISE): ReviewState.PENDING_REVIEW,
        (ReviewState.PENDING_REVISION, PrescriptionEvent.REJECT): ReviewState.PENDING_REVISION,
        (ReviewState.PENDING_REVISION, PrescriptionEvent.REVISE): ReviewState.PENDING_REVIEW,
    },
)
"""
The review of a draft: the patient confirms, rejects or hands it back, its author revises
(C14). What leads out of the draft ends the review.
"""

END_REASONS = {
    PrescriptionEvent.REJECT: EndReason.REJECTED,
    PrescriptionEvent.STOP: EndReason.STOPPED,
    PrescriptionEvent.COMPLETE: EndReason.COMPLETED,
}
"""
The reason that each ending event leaves behind.
"""
