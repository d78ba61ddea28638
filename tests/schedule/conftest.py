"""
Courses that the tests of reminders plan.
"""

from fractions import Fraction
from uuid import UUID

import attrs
import pytest
from tests.schedule.layout import DAY, PHNOM_PENH

from dastern_core.kernel import MedicationId, PatientId, PrescriptionId
from dastern_core.schedule import CAMBODIA_CLOCK, Course, Slot, parse_dosage, slot_dosages


@pytest.fixture
def course() -> Course:
    """
    Give a course of a tablet each morning for five days.
    """
    return Course(
        prescription_id=PrescriptionId(UUID(int=1)),
        version=1,
        medication_id=MedicationId(UUID(int=2)),
        row=1,
        patient_id=PatientId(UUID(int=3)),
        dosages=slot_dosages({Slot.MORNING: Fraction(1)}, unit="tablet", duration_days=5),
        zone=PHNOM_PENH,
        start=DAY,
        clock=CAMBODIA_CLOCK,
        grace_minutes=30,
    )


@pytest.fixture
def as_needed_course(course: Course) -> Course:
    """
    Give a course of a tablet when needed, at most every six hours, for three days.
    """
    dosage = parse_dosage(
        {
            "asNeeded": True,
            "timing": {
                "repeat": {
                    "frequency": 1,
                    "period": 6,
                    "periodUnit": "h",
                    "boundsDuration": {"value": 3, "unit": "d", "code": "d"},
                }
            },
            "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
        }
    )
    return attrs.evolve(course, dosages=(dosage,))
