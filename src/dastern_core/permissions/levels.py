"""
Levels: how much of a patient's data a connected person may see.

The four names mean different things for a doctor and for the family (C28). The patient
alone sets them (CON-08), and what was never set is NOT_ALLOWED.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

__all__ = ["VIEWING_LEVELS", "AccessLevel", "ConnectionKind", "may_nudge"]


class ConnectionKind(Enum):
    """
    As what somebody is connected with a patient (CON-14, CON-26).
    """

    DOCTOR = "DOCTOR"
    FAMILY = "FAMILY"


class AccessLevel(Enum):
    """
    What the patient allows (CON-06, CON-07).
    """

    NOT_ALLOWED = "NOT_ALLOWED"
    REQUEST = "REQUEST"
    """
    A doctor asks for each access and the patient approves it; the family views.
    """

    SELECTED = "SELECTED"
    """
    A doctor sees the chosen prescriptions and times; the family views and reminds.
    """

    ALLOWED = "ALLOWED"
    """
    A doctor sees history and reports; the family views and reminds. Managing for the
    patient is not built (DST-28).
    """


VIEWING_LEVELS: Mapping[ConnectionKind, frozenset[AccessLevel]] = MappingProxyType(
    {
        ConnectionKind.DOCTOR: frozenset({AccessLevel.ALLOWED}),
        ConnectionKind.FAMILY: frozenset(
            {AccessLevel.REQUEST, AccessLevel.SELECTED, AccessLevel.ALLOWED}
        ),
    }
)
"""
The levels that open the whole history without anything more (CON-06, CON-07).
"""

_NUDGING = frozenset({AccessLevel.SELECTED, AccessLevel.ALLOWED})


def may_nudge(kind: ConnectionKind, level: AccessLevel) -> bool:
    """
    Tell whether somebody of this level may remind the patient (CON-33).
    """
    return kind is ConnectionKind.FAMILY and level in _NUDGING
