"""
Invented people, and the instant at which they meet.
"""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from dastern_core.kernel import AccountId, ActorRole, PatientId
from dastern_core.permissions import Actor


@pytest.fixture
def now() -> datetime:
    """
    Give the instant of every test.
    """
    return datetime(2026, 6, 15, 3, 0, tzinfo=UTC)


@pytest.fixture
def patient_id() -> PatientId:
    """
    Give a patient.
    """
    return PatientId(UUID(int=1))


@pytest.fixture
def doctor_id() -> AccountId:
    """
    Give a doctor's account.
    """
    return AccountId(UUID(int=2))


@pytest.fixture
def doctor(doctor_id: AccountId) -> Actor:
    """
    Give a verified doctor.
    """
    return Actor(account_id=doctor_id, role=ActorRole.DOCTOR, is_verified=True)


@pytest.fixture
def patient(patient_id: PatientId) -> Actor:
    """
    Give the patient as somebody who acts.
    """
    return Actor(account_id=AccountId(patient_id), role=ActorRole.PATIENT)
