"""
Decisions asked: a closed account writes nothing, and an emergency's reading says why.
"""

from datetime import date

import attrs
import pytest
from tests.usecases.clinics import DOCTOR, PATIENT, PATIENT_ID, Clinic

from dastern_core.kernel import NotPermittedError
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.fakes.recognition import BarSheet
from dastern_core.testing.samples import PHNOM_PENH, sample_lines, sample_prescription
from dastern_core.usecases.add_draft import add_draft
from dastern_core.usecases.read_notices import read_notices
from dastern_core.usecases.read_prescriptions import read_prescriptions
from dastern_core.usecases.scan_prescription import scan_prescription


@pytest.fixture
def closed(clinic: Clinic) -> Clinic:
    """
    Give a clinic whose patient's account is closed.
    """
    with clinic.store.begin() as work:
        work.actors.put(attrs.evolve(work.actors.get(PATIENT), is_active=False))
    return clinic


@pytest.mark.rule("EPA-15")
def test_a_closed_account_adds_nothing(closed: Clinic) -> None:
    """
    Neither a draft nor a scan; what was tried is on record.
    """
    sheet = BarSheet()
    sheet.rule([["ល.រ", "ឈ្មោះឱសថ", "ចំនួន", "ព្រឹក"], ["1", "Paracetamol 500mg", "14 គ្រាប់", "1"]])
    with pytest.raises(NotPermittedError, match="closed-account"):
        add_draft(
            sample_lines(),
            patient_id=PATIENT_ID,
            start=date(2026, 6, 15),
            zone=PHNOM_PENH,
            grace_minutes=30,
            diagnosis=None,
            tier=PlanTier.PREMIUM,
            **closed.given(),
        )
    first = closed.newest()
    with pytest.raises(NotPermittedError, match="closed-account"):
        scan_prescription(
            sheet.page, patient_id=PATIENT_ID, recognizer=sheet.recognizer, **closed.given()
        )
    with closed.store.begin() as work:
        stored = work.prescriptions.of_patient(PATIENT_ID).things

    refusal = {"action": "DATA_ACCESS", "refused": "CREATE", "rule": "closed-account"}
    assert (refusal, refusal, ()) == (first, closed.newest(), stored)


@pytest.mark.rule("EPE-07")
@pytest.mark.rule("EPE-08")
def test_an_emergencys_reading_names_its_session(clinic: Clinic) -> None:
    """
    What was prescribed is shown to a doctor nobody connected, and the trail says why.
    """
    stored = sample_prescription(1, active=True)
    with clinic.store.begin() as work:
        work.prescriptions.add(stored)
    session = clinic.emergency()
    shown = read_prescriptions(PATIENT_ID, actor_id=DOCTOR, **clinic.given()).things
    during = clinic.newest()
    clinic.clock.move_to(session.expires_at)
    with pytest.raises(NotPermittedError):
        read_prescriptions(PATIENT_ID, actor_id=DOCTOR, **clinic.given())

    assert (stored,) == shown
    assert during == {
        "action": "DATA_ACCESS",
        "shown": "1",
        "session": str(session.id),
        "reason": "Unconscious after a fall",
    }
    assert {"action": "DATA_ACCESS", "refused": "READ", "rule": "no-rule"} == clinic.newest()


@pytest.mark.rule("EPA-15")
def test_a_closed_account_reads_no_notices(closed: Clinic) -> None:
    """
    Not even those to itself; what was tried is on record.
    """
    with pytest.raises(NotPermittedError, match="closed-account"):
        read_notices(PATIENT, limit=9, **closed.given())

    refused = {"action": "DATA_ACCESS", "refused": "READ", "rule": "closed-account"}
    assert refused == closed.newest()
