"""
Emergencies: a patient's own call for help.

It goes to every accepted connection whatever its level, and is always critical (VIT-11).
"""

from datetime import datetime
from typing import NewType
from uuid import UUID

import attrs

from dastern_core.kernel import Fault, InvalidInputError, PatientId, require_aware

__all__ = ["LONGEST_MESSAGE", "Emergency", "EmergencyId", "Location"]

EmergencyId = NewType("EmergencyId", UUID)
"""
One call for help.
"""

LONGEST_MESSAGE = 500
"""
The most characters of a call; it is read on a lock screen.
"""

_POLE, _DATE_LINE = 90, 180


@attrs.frozen(kw_only=True)
class Location:
    """
    A place on Earth, as a telephone tells it.

    Args:
        latitude: Degrees north, -90 to 90 (WGS 84).
        longitude: Degrees east, -180 to 180.

    Raises:
        InvalidInputError: A number is out of range or none at all.
    """

    latitude: float
    longitude: float

    def __attrs_post_init__(self) -> None:
        """
        Refuse a place that is not on Earth; NaN is on no side of any limit.
        """
        faults = [
            Fault(field=name, problem="is no place on Earth", remedy=f"Give -{most} to {most}.")
            for name, most in (("latitude", _POLE), ("longitude", _DATE_LINE))
            if not -most <= getattr(self, name) <= most
        ]
        if faults:
            raise InvalidInputError(*faults)


@attrs.frozen(kw_only=True)
class Emergency:
    """
    A call for help.

    Args:
        id: The call's own identifier.
        patient_id: Who calls.
        message: What is the matter, in the patient's words: 1 to 500 characters.
        triggered_at: When; aware.
        location: Where, if the patient shares it.

    Raises:
        InvalidInputError: The message is blank or too long, or the instant is naive.

    Source:
        Rule VIT-11.
    """

    id: EmergencyId
    patient_id: PatientId
    message: str
    triggered_at: datetime
    location: Location | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a call that says nothing.
        """
        if not self.message.strip() or len(self.message) > LONGEST_MESSAGE:
            remedy = f"Say what is the matter in 1 to {LONGEST_MESSAGE} characters."
            fault = Fault(field="message", problem="does not say what is wrong", remedy=remedy)
            raise InvalidInputError(fault)
        require_aware(self.triggered_at, field="triggered_at")
