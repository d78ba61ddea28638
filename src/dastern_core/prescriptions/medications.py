"""
A medication: one line of a prescription (FHIR MedicationRequest).
"""

from fractions import Fraction

import attrs

from dastern_core.kernel import Fault, InvalidInputError, MedicationId, Quantity
from dastern_core.schedule import Dosage

__all__ = ["Medication"]

_LONGEST_NAME = 200  # code points; longer text is a whole line read as a name


@attrs.frozen(kw_only=True)
class Medication:
    """
    What is taken, how much, and when.

    Args:
        id: This line of this version.
        row: Its number on the prescription, from 1.
        name: As confirmed by a person, 1 to 200 code points.
        strength: Such as ``"500 mg"``; None where none is printed.
        form: Such as ``"tablet"``; None where none is printed.
        quantity: How much was dispensed; None where it is not printed.
        dosages: When and how much, in FHIR's terms; at least one (DOSE-05).
        instructions: What else is printed, word for word.
    """

    id: MedicationId
    row: int
    name: str
    strength: str | None
    form: str | None
    quantity: Quantity | None
    dosages: tuple[Dosage, ...]
    instructions: str | None

    def __attrs_post_init__(self) -> None:
        """
        Report every rule that the line breaks.
        """
        faults = list(self._faults())
        if faults:
            raise InvalidInputError(*faults)

    def _faults(self) -> list[Fault]:
        found = []
        if self.row < 1:
            found.append(
                Fault(field="row", problem="is below 1", remedy="Number the lines from 1.")
            )
        if not 1 <= len(self.name.strip()) <= _LONGEST_NAME:
            found.append(
                Fault(
                    field="name",
                    problem="is empty or longer than 200 letters",
                    remedy="Give the medicine's name alone.",
                )
            )
        if not self.dosages:
            found.append(
                Fault(
                    field="dosages",
                    problem="is empty",
                    remedy="Say when the medicine is taken, or mark it as needed.",
                )
            )
        if self.quantity is not None and self.quantity.value == Fraction(0):
            found.append(
                Fault(
                    field="quantity",
                    problem="is 0",
                    remedy="Give the quantity dispensed, or leave it out.",
                )
            )
        return found
