"""
Actors: what belongs to which role, and how a doctor is verified.
"""

from uuid import UUID

import attrs
import pytest

from dastern_core.kernel import (
    AccountId,
    ActorRole,
    HospitalId,
    IllegalTransitionError,
    InvalidInputError,
)
from dastern_core.permissions import SYSTEM, Actor, Verification, VerificationEvent, verify

ACCOUNT = AccountId(UUID(int=7))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("verification", {"role": ActorRole.DOCTOR}),
        ("verification", {"role": ActorRole.PATIENT, "verification": Verification.PENDING}),
        ("hospital_id", {"role": ActorRole.OPERATOR}),
        ("hospital_id", {"role": ActorRole.ADMIN, "hospital_id": HospitalId(UUID(int=1))}),
        ("account_id", {"role": ActorRole.SYSTEM}),
        ("account_id", {"role": ActorRole.PATIENT, "account_id": None}),
    ],
)
def test_a_standing_fits_its_role(field: str, given: dict[str, object]) -> None:
    """
    Doctors have a verification, operators a hospital, all but the system an account.
    """
    with pytest.raises(InvalidInputError) as caught:
        Actor(**{"account_id": ACCOUNT, **given})  # type: ignore[arg-type]  # wrong on purpose

    assert [field] == [fault.field for fault in caught.value.faults]


@pytest.mark.rule("RBAC-16")
@pytest.mark.rule("AUTH-13")
def test_a_doctor_counts_once_verified(doctor: Actor) -> None:
    """
    Neither a pending nor a rejected nor a closed doctor is a verified one.
    """
    pending = attrs.evolve(doctor, verification=Verification.PENDING)
    rejected = verify(pending, VerificationEvent.REJECT)
    verified = verify(pending, VerificationEvent.APPROVE)
    closed = attrs.evolve(verified, is_active=False)

    assert [False, False, True, False, False] == [
        one.is_verified_doctor for one in (pending, rejected, verified, closed, SYSTEM)
    ]


def test_only_doctors_are_verified(patient: Actor, doctor: Actor) -> None:
    """
    A patient has no licence, and a verified licence is not verified again.
    """
    with pytest.raises(InvalidInputError, match="is no doctor"):
        verify(patient, VerificationEvent.APPROVE)
    with pytest.raises(IllegalTransitionError):
        verify(doctor, VerificationEvent.APPROVE)
