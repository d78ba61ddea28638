"""
Erasure: values as they are read once the key that sealed their texts is destroyed.
"""

from typing import Any, Final, TypeVar
from uuid import UUID

import attrs

from dastern_core.audit import AuditEntry
from dastern_core.encounters import Encounter
from dastern_core.kernel import ERASED_TEXT, MedicationId
from dastern_core.prescriptions import Medication, Prescription, Proposal
from dastern_core.schedule import Dosage

__all__ = [
    "erased_encounter",
    "erased_entry",
    "erased_line",
    "erased_prescription",
    "erased_proposal",
    "erased_words",
]

_Value = TypeVar("_Value", bound=attrs.AttrsInstance)
_LIST: Final = (ERASED_TEXT,)


def erased_encounter(encounter: Encounter) -> Encounter:
    """
    Give a version as it is read; its lists say that there may have been something.
    """
    return attrs.evolve(
        encounter,
        reason=ERASED_TEXT,
        notes=ERASED_TEXT,
        allergies=_LIST,
        chronic_conditions=_LIST,
        blood_group=None,
        recent_surgery=ERASED_TEXT,
    )


def erased_line(line: Medication) -> Medication:
    """
    Give a line as it is read: when it was to be taken is in no timing that could be planned.
    """
    return attrs.evolve(
        line,
        name=ERASED_TEXT,
        strength=ERASED_TEXT,
        form=ERASED_TEXT,
        quantity=None,
        dosages=(Dosage(text=ERASED_TEXT),),
        instructions=ERASED_TEXT,
    )


def erased_prescription(prescription: Prescription) -> Prescription:
    """
    Give a version as it is read; a note that there never was stays none.
    """
    note = prescription.status_note
    return attrs.evolve(
        prescription,
        diagnosis=ERASED_TEXT,
        change_reason=ERASED_TEXT,
        status_note=None if note is None else ERASED_TEXT,
        medications=tuple(erased_line(line) for line in prescription.medications),
    )


def erased_proposal(proposal: Proposal) -> Proposal:
    """
    Give a proposal as it is read: one line stands for however many there were.
    """
    line = attrs.evolve(
        erased_line(proposal.order.medications[0]), id=MedicationId(UUID(int=0)), row=1
    )
    order = attrs.evolve(proposal.order, medications=(line,), diagnosis=ERASED_TEXT)
    return attrs.evolve(proposal, order=order, reason=ERASED_TEXT)


def erased_words(value: _Value, field: str) -> _Value:
    """
    Give a value of one text as it is read; where it had none it has none.
    """
    if getattr(value, field) is None:
        return value
    anything: Any = value  # of a class that is not known here
    erased: _Value = attrs.evolve(anything, **{field: ERASED_TEXT})
    return erased


def erased_entry(entry: AuditEntry) -> AuditEntry:
    """
    Give an audit entry as it is read.
    """
    return attrs.evolve(entry, details={"erased": ERASED_TEXT})
