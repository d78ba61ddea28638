"""
Actors: what belongs to which role, and when a doctor counts as one.
"""

from uuid import UUID

import attrs
import pytest

from dastern_core.kernel import (
    AccountId,
    ActorRole,
    HospitalId,
    InvalidInputError,
)
from dastern_core.permissions import SYSTEM, Actor

ACCOUNT = AccountId(UUID(int=7))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("is_verified", {"role": ActorRole.PATIENT, "is_verified": True}),
        ("hospital_id", {"role": ActorRole.OPERATOR}),
        ("hospital_id", {"role": ActorRole.ADMIN, "hospital_id": HospitalId(UUID(int=1))}),
        ("account_id", {"role": ActorRole.SYSTEM}),
        ("account_id", {"role": ActorRole.PATIENT, "account_id": None}),
    ],
)
def test_a_standing_fits_its_role(field: str, given: dict[str, object]) -> None:
    """
    Only doctors are verified; operators have a hospital, all but the system an account.
    """
    with pytest.raises(InvalidInputError) as caught:
        Actor(**{"account_id": ACCOUNT, **given})  # type: ignore[arg-type]  # wrong on purpose

    assert [field] == [fault.field for fault in caught.value.faults]


@pytest.mark.rule("RBAC-16")
@pytest.mark.rule("AUTH-13")
def test_a_doctor_counts_once_verified(doctor: Actor) -> None:
    """
    Neither an unverified nor a closed doctor is a verified one.
    """
    waiting = attrs.evolve(doctor, is_verified=False)
    closed = attrs.evolve(doctor, is_active=False)

    assert [False, True, False, False] == [
        one.is_verified_doctor for one in (waiting, doctor, closed, SYSTEM)
    ]
