"""
Tabs: under which heading a prescription stands in a list.
"""

from enum import Enum
from typing import Final

from dastern_core.prescriptions.lifecycle import PrescriptionStatus
from dastern_core.prescriptions.versions import Prescription

__all__ = ["Tab", "tab_of"]


class Tab(Enum):
    """
    The headings of a list of prescriptions (RX-33).

    ``COMPLETED`` holds whatever is over, for whichever reason.
    """

    ACTIVE = "active"
    PENDING = "pending"
    PAUSED = "paused"
    COMPLETED = "completed"


_TABS: Final = {
    PrescriptionStatus.ACTIVE: Tab.ACTIVE,
    PrescriptionStatus.DRAFT: Tab.PENDING,
    PrescriptionStatus.PAUSED: Tab.PAUSED,
    PrescriptionStatus.INACTIVE: Tab.COMPLETED,
}


def tab_of(prescription: Prescription) -> Tab:
    """
    Say under which heading a prescription stands.
    """
    return _TABS[prescription.status]
