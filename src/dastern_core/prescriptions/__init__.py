"""
Prescriptions: what was ordered, and its history.
"""

from dastern_core.prescriptions.courses import courses_of, plan_doses
from dastern_core.prescriptions.drafts import MedicationLine, draft_prescription
from dastern_core.prescriptions.lifecycle import (
    LIFECYCLE,
    EndReason,
    PrescriptionEvent,
    PrescriptionStatus,
)
from dastern_core.prescriptions.medications import Medication
from dastern_core.prescriptions.versions import Prescription, advance

__all__ = [
    "LIFECYCLE",
    "EndReason",
    "Medication",
    "MedicationLine",
    "Prescription",
    "PrescriptionEvent",
    "PrescriptionStatus",
    "advance",
    "courses_of",
    "draft_prescription",
    "plan_doses",
]
