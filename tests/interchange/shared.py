"""
Doses, orders and administrations that all tests of the interchange use.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dastern_core.interchange import (
    Administration,
    AdministrationStatus,
    MedicationOrder,
    OrderStatus,
)
from dastern_core.prescriptions import plan_doses
from dastern_core.schedule import CAMBODIA_CLOCK, Concept, Dose, Measure
from dastern_core.testing.samples import NOW, sample_prescription

__all__ = ["ADMINISTRATION", "DOSES", "NAMES", "ORDER", "PRESCRIPTION", "reread"]

PRESCRIPTION = sample_prescription(1, active=True)
"""
Two lines: three times a day for seven days, and half a tablet at night.
"""

NAMES = {line.id: line.name for line in PRESCRIPTION.medications}

DOSES: tuple[Dose, ...] = plan_doses(PRESCRIPTION, daily_clock=CAMBODIA_CLOCK, now=NOW)

ORDER = MedicationOrder(
    status=OrderStatus.ACTIVE, subject="Patient/1", medicine=Concept(text="Paracetamol")
)

ADMINISTRATION = Administration(
    status=AdministrationStatus.COMPLETED,
    medicine=Concept(text="Paracetamol"),
    subject="Patient/1",
    at=datetime(2026, 6, 15, 0, 5, tzinfo=UTC),
    quantity=Measure(value=Fraction(1), unit="tablet"),
)


def reread(value: Mapping[str, object]) -> dict[str, Any]:
    """
    Write an object as JSON and read it back, its numbers exact.
    """
    read: dict[str, Any] = json.loads(json.dumps(value, ensure_ascii=False), parse_float=Decimal)
    return read
