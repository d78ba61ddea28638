"""
Prescriptions listed: newest first, by heading, each with its medicines and its adherence.
"""

from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from tests.usecases.clinics import DOCTOR, PATIENT, PATIENT_ID, RELATIVE, STRANGER, Clinic

from dastern_core.kernel import NotPermittedError, Period, PrescriptionId
from dastern_core.permissions import AccessLevel
from dastern_core.prescriptions import EndReason, PrescriptionStatus, Tab
from dastern_core.schedule import CAMBODIA_CLOCK
from dastern_core.testing.samples import NOW, PHNOM_PENH, sample_lines, sample_prescription
from dastern_core.usecases.answer_connection import end_connection
from dastern_core.usecases.confirm_prescription import confirm_prescription
from dastern_core.usecases.mark_dose import skip_dose, take_dose
from dastern_core.usecases.prescribe import prescribe
from dastern_core.usecases.read_prescriptions import list_prescriptions, read_prescriptions

MONTH = Period(start=NOW - timedelta(days=1), end=NOW + timedelta(days=30))


@pytest.fixture
def shelf(clinic: Clinic) -> list[PrescriptionId]:
    """
    Give the patient a draft, one that is paused, one that is over and one that is active.

    The newest is the first; of the last one dose was taken and one skipped.
    """
    draft, paused, over, active = (
        attrs.evolve(
            sample_prescription(number, active=False),
            patient_id=PATIENT_ID,
            author_id=PATIENT,
            start=date(2026, 6, 15 - number),
        )
        for number in range(4)
    )
    paused = attrs.evolve(paused, status=PrescriptionStatus.PAUSED, review=None)
    over = attrs.evolve(
        over, status=PrescriptionStatus.INACTIVE, review=None, end_reason=EndReason.STOPPED
    )
    with clinic.store.begin() as work:
        for one in (over, active, draft, paused):
            work.prescriptions.add(one)
    given = clinic.given()
    confirm_prescription(active.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, **given)
    with clinic.store.begin() as work:
        first, second, *_ = work.doses.of_patient(PATIENT_ID, MONTH)
    clinic.clock.move_to(first.due_at)
    take_dose(first.id, patient_id=PATIENT_ID, taken_at=None, offline=False, **given)
    clinic.clock.move_to(second.due_at)
    skip_dose(second.id, patient_id=PATIENT_ID, reason=None, note="Nausea", **given)
    return [draft.id, paused.id, over.id, active.id]


@pytest.mark.rule("RX-33")
def test_prescriptions_are_listed_newest_first(clinic: Clinic, shelf: list[PrescriptionId]) -> None:
    """
    Each with its heading, how many medicines it has and how its doses were taken.
    """
    listed = list_prescriptions(PATIENT_ID, MONTH, actor_id=PATIENT, **clinic.given()).things

    assert shelf == [card.prescription.id for card in listed]
    assert [Tab.PENDING, Tab.PAUSED, Tab.COMPLETED, Tab.ACTIVE] == [card.tab for card in listed]
    assert [2, 2, 2, 2] == [card.medicines for card in listed]
    assert [None, None, None, Fraction(1, 2)] == [card.adherence.rate for card in listed]


@pytest.mark.rule("RX-33")
@pytest.mark.parametrize(
    ("tab", "place"),
    [(Tab.PENDING, 0), (Tab.PAUSED, 1), (Tab.COMPLETED, 2), (Tab.ACTIVE, 3)],
)
def test_a_heading_holds_its_own(
    clinic: Clinic, shelf: list[PrescriptionId], tab: Tab, place: int
) -> None:
    """
    What does not open stands under every one.
    """
    broken = shelf[(place + 1) % 4]
    clinic.store.break_seal(broken)
    listed = list_prescriptions(PATIENT_ID, MONTH, tab=tab, actor_id=PATIENT, **clinic.given())

    assert [shelf[place]] == [card.prescription.id for card in listed.things]
    assert [broken] == [one.id for one in listed.unopened]


def test_a_list_is_shown_to_whoever_may_see_it(clinic: Clinic, shelf: list[PrescriptionId]) -> None:
    """
    Both the prescriptions and the doses that were looked at are on record.
    """
    clinic.connect(RELATIVE, AccessLevel.REQUEST)
    with pytest.raises(NotPermittedError):
        list_prescriptions(PATIENT_ID, MONTH, actor_id=STRANGER, **clinic.given())
    refused = clinic.newest()
    listed = list_prescriptions(PATIENT_ID, MONTH, actor_id=RELATIVE, **clinic.given()).things
    newest = clinic.entries()[:2]

    assert "READ" == refused["refused"]
    assert shelf == [card.prescription.id for card in listed]
    assert ["adherence", "prescription"] == [entry.resource_type for entry in newest]
    assert {RELATIVE} == {entry.actor_id for entry in newest}


def test_no_dose_counts_as_seen_of_what_is_not_listed(
    clinic: Clinic, shelf: list[PrescriptionId]
) -> None:
    """
    Only a draft is under the heading: nobody looked at the doses of another prescription.
    """
    clinic.connect(RELATIVE, AccessLevel.REQUEST)
    cards = list_prescriptions(
        PATIENT_ID, MONTH, tab=Tab.PENDING, actor_id=RELATIVE, **clinic.given()
    ).things
    seen = [entry.resource_type for entry in clinic.entries() if entry.actor_id == RELATIVE]

    assert [shelf[0]] == [card.prescription.id for card in cards]
    assert "adherence" not in seen


@pytest.mark.rule("RX-25")
def test_a_doctor_who_is_gone_leaves_the_prescriptions(clinic: Clinic) -> None:
    """
    The patient keeps what the doctor wrote, with its author.
    """
    clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    with clinic.store.begin() as work:
        tie = work.connections.between(PATIENT, DOCTOR)
    assert tie is not None
    written = prescribe(
        sample_lines(),
        patient_id=PATIENT_ID,
        actor_id=DOCTOR,
        start=date(2026, 6, 15),
        zone=PHNOM_PENH,
        grace_minutes=30,
        diagnosis="Headache",
        **clinic.given(),
    )
    end_connection(tie.id, actor_id=PATIENT, reason=None, **clinic.given())
    kept = read_prescriptions(PATIENT_ID, actor_id=PATIENT, **clinic.given()).things

    assert (written,) == kept
    assert DOCTOR == kept[0].author_id
