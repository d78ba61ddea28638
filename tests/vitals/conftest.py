"""
What the tests of vitals share: one patient's readings.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from dastern_core.kernel import PatientId
from dastern_core.vitals import UNITS, Reading, ReadingId, VitalSign

Measure = Callable[..., Reading]

NOON = datetime(2026, 6, 15, 5, tzinfo=UTC)  # noon in Phnom Penh


@pytest.fixture
def reading() -> Measure:
    """
    Make a reading from the text of its numbers, some hours after noon.
    """

    def make(sign: VitalSign, numbers: str, *, unit: str | None = None, hours: int = 0) -> Reading:
        value, _, secondary = numbers.partition("/")
        return Reading(
            id=ReadingId(UUID(int=hours % 1000 + 1)),
            patient_id=PatientId(UUID(int=7)),
            sign=sign,
            value=Fraction(value),
            secondary=Fraction(secondary) if secondary else None,
            unit=unit or UNITS[sign][0].symbol,
            measured_at=NOON + timedelta(hours=hours),
        )

    return make
