"""
Emergencies: a call that says what is the matter.
"""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from dastern_core.kernel import InvalidInputError, PatientId
from dastern_core.vitals import Emergency, EmergencyId, Location


def _call(message: str) -> Emergency:
    return Emergency(
        id=EmergencyId(UUID(int=1)),
        patient_id=PatientId(UUID(int=7)),
        message=message,
        triggered_at=datetime(2026, 6, 15, tzinfo=UTC),
        location=Location(latitude=11.55, longitude=104.92),
    )


@pytest.mark.rule("VIT-11")
@pytest.mark.parametrize("message", ["", " \n", "x" * 501])
def test_a_call_says_what_is_the_matter(message: str) -> None:
    """
    A message is required, and short enough for a lock screen.
    """
    with pytest.raises(InvalidInputError, match="message does not say what is wrong"):
        _call(message)
    assert _call("ឈឺទ្រូង").location is not None


@pytest.mark.parametrize(
    ("latitude", "longitude", "fields"),
    [
        (91, 0, ["latitude"]),
        (0, -181, ["longitude"]),
        (float("nan"), 999, ["latitude", "longitude"]),
    ],
)
def test_a_place_is_on_earth(latitude: float, longitude: float, fields: list[str]) -> None:
    """
    Numbers beyond the poles and the date line, and no numbers, are refused.
    """
    with pytest.raises(InvalidInputError) as caught:
        Location(latitude=latitude, longitude=longitude)

    assert fields == [fault.field for fault in caught.value.faults]
