"""
Medication lines: a line of an order as one JSON object.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from uuid import UUID

from dastern_core.kernel import MedicationId, Quantity
from dastern_core.prescriptions import Medication
from dastern_core.schedule import dosage_json, parse_dosage

__all__ = ["line_json", "parse_line"]


def line_json(line: Medication) -> dict[str, object]:
    """
    Write a line.
    """
    supply = line.quantity
    return {
        "id": str(line.id),
        "row": line.row,
        "name": line.name,
        "strength": line.strength,
        "form": line.form,
        "quantity": None if supply is None else [str(supply.value), supply.unit],
        "dosages": [dosage_json(dosage) for dosage in line.dosages],
        "instructions": line.instructions,
    }


def parse_line(
    written: Mapping[str, Any],  # JSON, checked by the value that it becomes
) -> Medication:
    """
    Read a line back.

    Raises:
        ValueError: It breaks a rule of the line.
        LookupError: A field is missing.
    """
    supply = written["quantity"]
    return Medication(
        id=MedicationId(UUID(written["id"])),
        row=written["row"],
        name=written["name"],
        strength=written["strength"],
        form=written["form"],
        quantity=None if supply is None else Quantity(value=Fraction(supply[0]), unit=supply[1]),
        dosages=tuple(parse_dosage(dosage) for dosage in written["dosages"]),
        instructions=written["instructions"],
    )
