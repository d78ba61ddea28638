"""
Slot keys: names of doses that devices agree on without having met.
"""

from collections.abc import Sequence
from typing import NewType
from uuid import UUID

from dastern_core.kernel import PrescriptionId, derive

__all__ = ["DoseId", "dose_id", "slot_key"]

DoseId = NewType("DoseId", UUID)
"""
One planned intake; derived from its slot key, so every device arrives at the same one.
"""


def slot_key(
    *, prescription_id: PrescriptionId, version: int, row: int, occurrence: Sequence[str | int]
) -> str:
    """
    Name a dose so that two devices that never met give it the same name.

    The name holds no instant and no offset: a new release of the time-zone data moves
    the dose but does not rename it. A slot is named by its word, not by its clock time:
    moving breakfast moves the dose and does not create a second one.

    Args:
        prescription_id: The prescription.
        version: Its version, from 1.
        row: The medicine's row in that version, from 1.
        occurrence: What distinguishes the dose within the row, such as the local date
            and the slot's word or the wall time.

    Returns:
        Text such as ``"<uuid>/1/2/0/2026-06-15/MORN"``.

    Source:
        Rule DOSE-34.
    """
    return "/".join(str(part) for part in (prescription_id, version, row, *occurrence))


def dose_id(key: str, *, prescription_id: PrescriptionId) -> DoseId:
    """
    Give the identifier of the dose that a slot key names.
    """
    return derive(DoseId, prescription_id, key)
