"""
The life cycle of a prescription.

Rules: all status changes are in this table. A draft has no doses; an active
prescription has doses and reminders; a paused one keeps its schedule silent; an
inactive one keeps its history and says why it ended (RX-01, RX-02, C13).
"""

from enum import Enum

from dastern_core.kernel import TransitionTable

__all__ = ["END_REASONS", "LIFECYCLE", "EndReason", "PrescriptionEvent", "PrescriptionStatus"]


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
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    COMPLETE = "complete"


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

END_REASONS = {
    PrescriptionEvent.REJECT: EndReason.REJECTED,
    PrescriptionEvent.STOP: EndReason.STOPPED,
    PrescriptionEvent.COMPLETE: EndReason.COMPLETED,
}
"""
The reason that each ending event leaves behind.
"""
