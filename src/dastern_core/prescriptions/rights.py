"""
Rights over lines: until when a line is edited, and when a new one is written instead.

Who is the author is on the prescription; who may read is for ``permissions`` to say.
"""

from collections.abc import Collection
from typing import ClassVar

from dastern_core.kernel import AccountId, ConflictError, MedicationId
from dastern_core.prescriptions.versions import Prescription
from dastern_core.schedule import Dose, DoseStatus

__all__ = ["FirstDoseTakenError", "can_edit", "require_editable"]

_TAKEN = frozenset({DoseStatus.TAKEN_ON_TIME, DoseStatus.TAKEN_LATE})


class FirstDoseTakenError(ConflictError):
    """
    A dose of this line was taken: what was taken is not rewritten.
    """

    code: ClassVar[str] = "first_dose_taken"


def can_edit(
    prescription: Prescription,
    medication_id: MedicationId,
    *,
    account_id: AccountId,
    doses: Collection[Dose],
) -> bool:
    """
    Tell whether somebody may still edit a line.

    Args:
        prescription: The newest version.
        medication_id: The line.
        account_id: Who asks.
        doses: The prescription's doses, with what became of them.

    Returns:
        Whether the account is the author and no dose of the line was taken (RX-30).
    """
    return prescription.author_id == account_id and not _was_taken(medication_id, doses)


def require_editable(medication_id: MedicationId, *, doses: Collection[Dose]) -> None:
    """
    Refuse to edit a line of which a dose was taken.

    Raises:
        FirstDoseTakenError: One was (RX-29).
    """
    if _was_taken(medication_id, doses):
        message = "a dose of this medicine was taken: write a new line instead"
        raise FirstDoseTakenError(message)


def _was_taken(medication_id: MedicationId, doses: Collection[Dose]) -> bool:
    return any(dose.medication_id == medication_id and dose.status in _TAKEN for dose in doses)
