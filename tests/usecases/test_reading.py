"""
Reading where there is nothing: refused or empty, whether something is held back or not.
"""

from collections.abc import Callable
from datetime import date

import pytest
from tests.usecases.clinics import (
    DOCTOR,
    OPERATOR,
    OTHER_DOCTOR,
    OTHER_OPERATOR,
    PATIENT,
    PATIENT_ID,
    STRANGER,
    Clinic,
)

from dastern_core.adherence import Tally
from dastern_core.kernel import AccountId, NotPermittedError, PrescriptionId
from dastern_core.permissions import AccessLevel, Actor, Grant, Scope
from dastern_core.safety import Patient
from dastern_core.schedule import CAMBODIA_CLOCK
from dastern_core.testing.samples import sample_prescription
from dastern_core.usecases.check_safety import check_safety
from dastern_core.usecases.read_documents import list_documents
from dastern_core.usecases.read_encounters import read_timeline
from dastern_core.usecases.read_prescriptions import read_prescriptions
from dastern_core.usecases.read_trail import read_trail
from dastern_core.usecases.read_vitals import read_vital_alerts, read_vitals
from dastern_core.usecases.review_emergencies import review_emergencies
from dastern_core.usecases.tally_days import tally_days

_READINGS = [
    list_documents,
    read_prescriptions,
    read_timeline,
    read_trail,
    read_vital_alerts,
    read_vitals,
    review_emergencies,
]


def choose(clinic: Clinic, chosen: PrescriptionId) -> None:
    """
    Let the doctor see one prescription.
    """
    clinic.connect(DOCTOR, AccessLevel.SELECTED)
    scope = Scope(prescriptions=frozenset({chosen}))
    with clinic.store.begin() as work:
        work.grants.put(
            Grant(patient_id=PATIENT_ID, grantee_id=DOCTOR, level=AccessLevel.SELECTED, scope=scope)
        )


@pytest.mark.rule("RBAC-11")
@pytest.mark.rule("RBAC-12")
@pytest.mark.rule("RBAC-21")
@pytest.mark.parametrize("read", _READINGS)
@pytest.mark.parametrize("by", [OTHER_DOCTOR, STRANGER, OTHER_OPERATOR])
def test_whom_nothing_ties_is_refused_where_there_is_nothing(
    clinic: Clinic, read: Callable[..., object], by: AccountId
) -> None:
    """
    They do not learn that there is nothing, and the patient learns that they were refused.
    """
    with pytest.raises(NotPermittedError):
        read(PATIENT_ID, actor_id=by, **clinic.given())
    newest = clinic.newest()

    assert {"action": "DATA_ACCESS", "refused": "READ", "rule": "no-rule"} == newest


@pytest.mark.parametrize(
    ("read", "by"),
    [
        (read_prescriptions, DOCTOR),
        (read_timeline, DOCTOR),
        (read_timeline, OPERATOR),
        (list_documents, OPERATOR),
    ],
)
def test_who_may_read_is_shown_that_there_is_nothing(
    clinic: Clinic, read: Callable[..., object], by: AccountId
) -> None:
    """
    The doctor whom the patient allows, the operator whose hospital has the patient.
    """
    clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    read(PATIENT_ID, actor_id=by, **clinic.given())

    assert {"action": "DATA_ACCESS", "shown": "0"} == clinic.newest()


@pytest.mark.rule("AUTH-12")
def test_a_closed_account_is_refused_its_own_where_there_is_nothing(clinic: Clinic) -> None:
    """
    As it is where there is something.
    """
    with clinic.store.begin() as work:
        work.actors.put(
            Actor(account_id=PATIENT, role=work.actors.get(PATIENT).role, is_active=False)
        )

    with pytest.raises(NotPermittedError, match="closed-account"):
        read_prescriptions(PATIENT_ID, actor_id=PATIENT, **clinic.given())


@pytest.mark.rule("CON-06")
def test_what_was_chosen_may_have_no_doses(clinic: Clinic) -> None:
    """
    The doctor learns that nothing counted of it; that there is no vital sign they do not learn.
    """
    choose(clinic, sample_prescription(1, active=True).id)
    day = date(2026, 6, 15)
    report = tally_days(PATIENT_ID, first=day, last=day, actor_id=DOCTOR, **clinic.given())
    with pytest.raises(NotPermittedError):
        read_vitals(PATIENT_ID, actor_id=DOCTOR, **clinic.given())

    assert Tally() == report.overall


@pytest.mark.rule("CON-06")
def test_nobody_checks_what_is_chosen_alone(clinic: Clinic) -> None:
    """
    What was not chosen may be held back, and without it the check would reassure wrongly.
    """
    chosen = sample_prescription(1, active=True)
    with clinic.store.begin() as work:
        work.prescriptions.add(chosen)
    choose(clinic, chosen.id)
    with pytest.raises(NotPermittedError):
        check_safety(
            chosen.id,
            actor_id=DOCTOR,
            patient=Patient(),
            daily_clock=CAMBODIA_CLOCK,
            **clinic.given(),
        )

    assert "READ" == clinic.newest()["refused"]
