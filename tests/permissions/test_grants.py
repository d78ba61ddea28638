"""
Grants and levels: what the patient allows, and what it means for whom.
"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from dastern_core.kernel import (
    AccountId,
    InvalidInputError,
    PatientId,
    Period,
    PrescriptionId,
)
from dastern_core.permissions import (
    LARGEST_SCOPE,
    VIEWING_LEVELS,
    AccessLevel,
    ConnectionKind,
    Grant,
    Scope,
    covers,
    may_nudge,
)

FAMILY, DOCTOR = ConnectionKind.FAMILY, ConnectionKind.DOCTOR


@pytest.mark.rule("CON-06")
@pytest.mark.rule("CON-07")
@pytest.mark.rule("C28")
def test_a_level_means_different_things_for_doctors_and_family() -> None:
    """
    REQUEST lets a relative view and a doctor ask; SELECTED lets a relative remind as well.
    """
    seen = {
        (kind.name, level.name): (level in VIEWING_LEVELS[kind], may_nudge(kind, level))
        for kind in ConnectionKind
        for level in AccessLevel
    }

    assert seen == {
        ("DOCTOR", "NOT_ALLOWED"): (False, False),
        ("DOCTOR", "REQUEST"): (False, False),
        ("DOCTOR", "SELECTED"): (False, False),
        ("DOCTOR", "ALLOWED"): (True, False),
        ("FAMILY", "NOT_ALLOWED"): (False, False),
        ("FAMILY", "REQUEST"): (True, False),
        ("FAMILY", "SELECTED"): (True, True),
        ("FAMILY", "ALLOWED"): (True, True),
    }


@pytest.mark.rule("CON-30")
@pytest.mark.rule("CON-31")
@pytest.mark.parametrize("level", AccessLevel)
@pytest.mark.parametrize("enabled", [True, False])
def test_alerts_need_a_level_and_the_switch(
    patient_id: PatientId, doctor_id: AccountId, level: AccessLevel, *, enabled: bool
) -> None:
    """
    Missed doses are told where alerts are on and anything is allowed at all.
    """
    grant = Grant(patient_id=patient_id, grantee_id=doctor_id, level=level, alerts_enabled=enabled)

    assert (enabled and level is not AccessLevel.NOT_ALLOWED) is grant.gets_alerts


def test_a_scope_holds_chosen_prescriptions_and_times(now: datetime) -> None:
    """
    A time is open from its start up to, not including, its end; what has neither is not.
    """
    chosen = PrescriptionId(UUID(int=5))
    hour = timedelta(hours=1)
    scope = Scope(prescriptions=frozenset({chosen}), periods=(Period(start=now, end=now + hour),))
    instants = (
        now - timedelta(microseconds=1),
        now,
        now + hour - timedelta(microseconds=1),
        now + hour,
    )

    assert [False, True, True, False] == [
        covers(scope, prescription_id=None, at=instant) for instant in instants
    ]
    assert covers(scope, prescription_id=chosen, at=None)
    assert not covers(scope, prescription_id=UUID(int=6), at=None)
    assert not covers(Scope(), prescription_id=None, at=now)


def test_a_scope_is_bounded() -> None:
    """
    Nobody chooses more than 200 things one by one.
    """
    with pytest.raises(InvalidInputError, match="more than 200"):
        Scope(
            prescriptions=frozenset(
                PrescriptionId(UUID(int=number)) for number in range(LARGEST_SCOPE + 1)
            )
        )


def test_nobody_grants_to_themselves(patient_id: PatientId) -> None:
    """
    Own data needs no grant.
    """
    with pytest.raises(InvalidInputError, match="is the patient"):
        Grant(patient_id=patient_id, grantee_id=AccountId(patient_id), level=AccessLevel.ALLOWED)
