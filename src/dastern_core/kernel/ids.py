"""
Typed identifiers: a UUID that knows what it names.

The core never draws an identifier; it receives them, or derives one from other
identifiers so that two devices arrive at the same one (RFC 9562, section 5.5).
"""

import re
from collections.abc import Callable
from typing import NewType, TypeVar
from uuid import UUID, uuid5

from dastern_core.kernel.errors import Fault, InvalidInputError

__all__ = [
    "AccountId",
    "EntryId",
    "HospitalId",
    "MedicationId",
    "PatientId",
    "PrescriptionId",
    "derive",
    "parse_id",
]

AccountId = NewType("AccountId", UUID)
"""
Somebody who acts: a patient, a doctor, a relative, an operator.
"""

PatientId = NewType("PatientId", UUID)
"""
The person whose medicines these are.
"""

PrescriptionId = NewType("PrescriptionId", UUID)
"""
One prescription, over all its versions.
"""

MedicationId = NewType("MedicationId", UUID)
"""
One line of one version of a prescription.
"""

EntryId = NewType("EntryId", UUID)
"""
One entry of the audit log.
"""

HospitalId = NewType("HospitalId", UUID)
"""
A hospital or clinic, whose staff act within it.
"""

_Id = TypeVar("_Id", bound=UUID)
_CANONICAL = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def parse_id(kind: Callable[[UUID], _Id], text: str, *, field: str = "id") -> _Id:
    """
    Read an identifier from its canonical text.

    Args:
        kind: The identifier's type, such as ``PatientId``.
        text: 32 hexadecimal digits in five groups, in either case.
        field: The field's name, for the error.

    Returns:
        The typed identifier.

    Raises:
        InvalidInputError: The text is no UUID.
    """
    if _CANONICAL.fullmatch(text) is None:
        raise InvalidInputError(
            Fault(
                field=field,
                problem="is not an identifier",
                remedy="Give a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057.",
            )
        )
    return kind(UUID(text))


def derive(kind: Callable[[UUID], _Id], parent: UUID, name: str) -> _Id:
    """
    Derive an identifier that every device derives alike.

    Args:
        kind: The identifier's type.
        parent: The identifier it belongs to.
        name: What distinguishes it among its siblings: Unicode text, not empty.

    Returns:
        The name-based (version 5) identifier of ``name`` within ``parent``.

    Raises:
        InvalidInputError: The name is empty or no Unicode text.

    Example:
        >>> parent = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
        >>> derive(MedicationId, parent, "1")
        UUID('b04965e6-a9bb-591f-8f8a-1adcb2c8dc39')
    """
    try:
        if name:
            return kind(uuid5(parent, name))
    except UnicodeEncodeError:
        pass  # half a character: refused like no character
    fault = Fault(field="name", problem="names nothing", remedy="Give Unicode text, not empty.")
    raise InvalidInputError(fault)
