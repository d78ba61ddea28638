"""
Erasure: values as they are read once the key that sealed their texts is destroyed.
"""

from typing import Final

import attrs

from dastern_core.audit import AuditEntry
from dastern_core.encounters import Encounter
from dastern_core.kernel import ERASED_TEXT
from dastern_core.permissions import DoctorNote
from dastern_core.prescriptions import Medication, Prescription
from dastern_core.schedule import Dosage

__all__ = [
    "erased_encounter",
    "erased_entry",
    "erased_line",
    "erased_note",
    "erased_prescription",
]

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


def erased_note(note: DoctorNote) -> DoctorNote:
    """
    Give a note as it is read; one that was retired says nothing as before.
    """
    return attrs.evolve(note, content=None if note.content is None else ERASED_TEXT)


def erased_entry(entry: AuditEntry) -> AuditEntry:
    """
    Give an audit entry as it is read.
    """
    return attrs.evolve(entry, details={"erased": ERASED_TEXT})
