"""
One patient's encounters, which the tests of encounters share.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from dastern_core.encounters import Encounter, EncounterId, EncounterType
from dastern_core.kernel import AccountId, HospitalId, PatientId

FIRST_DAY = datetime(2026, 1, 1, 2, tzinfo=UTC)


def encounter(day: int = 0, **facts: object) -> Encounter:
    """
    Make the encounter of a numbered day, with any facts of its own.
    """
    occurred = FIRST_DAY + timedelta(days=day)
    default: dict[str, Any] = {
        "id": EncounterId(UUID(int=100 + day)),
        "version": 1,
        "patient_id": PatientId(UUID(int=1)),
        "occurred_at": occurred,
        "type": EncounterType.CONSULTATION,
        "reason": "cough",
        "notes": "rest",
        "hospital": HospitalId(UUID(int=5)),
        "author_id": AccountId(UUID(int=2)),
        "recorded_at": occurred + timedelta(hours=1),
    }
    return Encounter(**{**default, **facts})
