"""
Obligations: whoever acts upon a decision does what it asks for, by every rule of the matrix.
"""

from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import attrs
import pytest
from tests.usecases.clinics import DOCTOR, PATIENT_ID, Clinic
from tests.usecases.obligations import MET

from dastern_core.kernel import Period
from dastern_core.permissions import RULES, AccessLevel, Action, Grant, Scope
from dastern_core.testing.samples import sample_prescription
from dastern_core.usecases.read_prescriptions import read_prescriptions

_NOT_ASKED = MappingProxyType(
    {
        "admin-verifies": {Action.READ},
        "doctor-asked": {Action.READ},
        "doctor-prescribes": {Action.UPDATE},
        "doctor-proposed": {Action.READ},
        "emergency-started": {Action.CREATE},  # `start_session` decides, and tells why not
        "named-doctor": {Action.READ, Action.UPDATE},
        "notice-about-oneself": {Action.CREATE},
        "notice-of-doctor": {Action.CREATE},
        "notice-to-its-patient": {Action.CREATE},
        "operator-admits": {Action.READ},
        "operator-patient": {Action.READ},
        "own-grants": {Action.CREATE, Action.DELETE},
        "own-invitation": {Action.DELETE},
        "own-resumption": {Action.CREATE},
        "seat-ended": {Action.READ},
    }
)
"""
What no use case asks yet, and row security alone judges.
"""


@pytest.mark.rule("RBAC-11")
def test_a_doctor_whom_the_patient_chose_something_for_reads_on_record(clinic: Clinic) -> None:
    """
    What lies in the chosen time is shown, and the reading stands in the patient's trail.
    """
    prescription = sample_prescription(1, active=True)
    clinic.connect(DOCTOR, AccessLevel.SELECTED)
    day = timedelta(days=1)
    period = Period(start=prescription.created_at - day, end=prescription.created_at + day)
    grant = Grant(patient_id=PATIENT_ID, grantee_id=DOCTOR, level=AccessLevel.SELECTED)
    with clinic.store.begin() as work:
        work.prescriptions.add(prescription)
        work.grants.put(attrs.evolve(grant, scope=Scope(periods=(period,))))
    shown = read_prescriptions(PATIENT_ID, actor_id=DOCTOR, **clinic.given())

    assert (prescription,) == shown.things
    assert {"action": "DATA_ACCESS", "shown": "1"} == clinic.newest()


@pytest.mark.rule("RBAC-11")
def test_every_rule_that_asks_for_something_was_obeyed(request: pytest.FixtureRequest) -> None:
    """
    Of each rule and action with an obligation, a test of this folder acted upon it.

    Every test beside this one is watched (`tests.usecases.obligations`), and this one comes
    last; it can speak only where all of them ran.
    """
    ran = {Path(item.path) for item in request.session.items}
    if set(Path(__file__).parent.glob("test_*.py")) - ran or request.session.testsfailed:
        pytest.skip("not all tests of the use cases ran")
    asked = {(rule.id, action) for rule in RULES if rule.obligations for action in rule.actions}
    silent = {(name, action) for name, actions in _NOT_ASKED.items() for action in actions}

    assert asked - silent == MET
