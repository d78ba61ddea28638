"""
Grants: what one person allows another to see, and within which scope.

A connection says that two people know each other; a grant, that the data of one is open
to the other. Between relatives there may be one in each direction (CON-16).
"""

from datetime import datetime
from uuid import UUID

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    InvalidInputError,
    PatientId,
    Period,
    PrescriptionId,
)
from dastern_core.permissions.levels import AccessLevel

__all__ = ["LARGEST_SCOPE", "Grant", "Scope", "covers"]

LARGEST_SCOPE = 200
"""
How many prescriptions and times one grant may name: a person chooses them one by one.
"""


@attrs.frozen(kw_only=True)
class Scope:
    """
    What SELECTED opens to a doctor: chosen prescriptions and stretches of time (CON-06).

    Args:
        prescriptions: Each once.
        periods: What happened within one of them is open.

    Raises:
        InvalidInputError: More than 200 of both together.
    """

    prescriptions: frozenset[PrescriptionId] = frozenset()
    periods: tuple[Period, ...] = ()

    def __attrs_post_init__(self) -> None:
        """
        Refuse more than a person chooses.
        """
        if len(self.prescriptions) + len(self.periods) > LARGEST_SCOPE:
            problem = f"names more than {LARGEST_SCOPE} prescriptions and times"
            remedy = "Choose longer periods, or the level ALLOWED."
            raise InvalidInputError(Fault(field="scope", problem=problem, remedy=remedy))


@attrs.frozen(kw_only=True)
class Grant:
    """
    What a patient allows one connected person.

    Args:
        patient_id: Whose data it opens; this person alone changes it (CON-08).
        grantee_id: To whom.
        level: How much.
        scope: What SELECTED opens to a doctor; without meaning at other levels.
        alerts_enabled: Whether missed doses are told to the grantee (CON-30).

    Raises:
        InvalidInputError: The grantee is the patient.
    """

    patient_id: PatientId
    grantee_id: AccountId
    level: AccessLevel
    scope: Scope = Scope()
    alerts_enabled: bool = True

    def __attrs_post_init__(self) -> None:
        """
        Refuse a grant to oneself.
        """
        if self.patient_id == self.grantee_id:
            remedy = "Name somebody else."
            fault = Fault(field="grantee_id", problem="is the patient", remedy=remedy)
            raise InvalidInputError(fault)

    @property
    def gets_alerts(self) -> bool:
        """
        Whether missed doses are told: never where nothing is allowed (CON-31).
        """
        return self.alerts_enabled and self.level is not AccessLevel.NOT_ALLOWED


def covers(scope: Scope, *, prescription_id: UUID | None, at: datetime | None) -> bool:
    """
    Tell whether a thing lies within a scope.

    Args:
        scope: What was chosen.
        prescription_id: The prescription that the thing belongs to, if any.
        at: When it happened, if it happened at a time; aware.

    Returns:
        True where its prescription is chosen or its time lies in a chosen period; what has
        neither is outside.
    """
    if prescription_id in scope.prescriptions:
        return True
    return at is not None and any(period.start <= at < period.end for period in scope.periods)
