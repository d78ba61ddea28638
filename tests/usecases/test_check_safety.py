"""
Checking the safety of a prescription.
"""

from contextlib import nullcontext
from datetime import date
from fractions import Fraction

import attrs
import pytest

from dastern_core.kernel import (
    AccountId,
    NotFoundError,
    NotPermittedError,
    Quantity,
    UnreadableError,
)
from dastern_core.prescriptions import PrescriptionStatus
from dastern_core.safety import FindingCode, Patient
from dastern_core.schedule import CAMBODIA_CLOCK
from dastern_core.testing.fakes import InMemoryStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import sample_patient_id, sample_prescription
from dastern_core.usecases.check_safety import check_safety

DRAFT = sample_prescription(1, active=False)
PATIENT = AccountId(DRAFT.patient_id)


def codes(
    store: InMemoryStore, clock: SteppingClock, *, actor_id: AccountId = PATIENT
) -> set[FindingCode]:
    """
    Give the codes of what is found about the draft.
    """
    findings = check_safety(
        DRAFT.id,
        actor_id=actor_id,
        patient=Patient(),
        daily_clock=CAMBODIA_CLOCK,
        store=store,
        clock=clock,
        entropy=SeededEntropy("safety"),
    )
    return {one.code for one in findings}


def test_a_draft_alone(store: InMemoryStore, clock: SteppingClock) -> None:
    """
    Nothing is wrong with it, and nothing is changed by the check.
    """
    with store.begin() as work:
        work.prescriptions.add(DRAFT)

    assert {FindingCode.ADVICE} == codes(store, clock)
    with store.begin() as work:
        assert PrescriptionStatus.DRAFT is work.prescriptions.get(DRAFT.id).status


@pytest.mark.parametrize(
    ("active", "found"),
    [
        (True, {FindingCode.SAME_SUBSTANCE, FindingCode.CLOSE_TOGETHER, FindingCode.ADVICE}),
        (False, {FindingCode.ADVICE}),
    ],
)
def test_beside_what_the_patient_takes(
    store: InMemoryStore, clock: SteppingClock, *, active: bool, found: set[FindingCode]
) -> None:
    """
    Active prescriptions of the same patient count, other drafts do not.
    """
    other = attrs.evolve(sample_prescription(2, active=active), patient_id=sample_patient_id(1))
    with store.begin() as work:
        work.prescriptions.add(DRAFT)
        work.prescriptions.add(other)

    assert found == codes(store, clock)


@pytest.mark.parametrize("active", [True, False])
def test_beside_what_does_not_open(
    store: InMemoryStore, clock: SteppingClock, *, active: bool
) -> None:
    """
    A check that cannot see what is taken tells which one that is; another draft matters not.
    """
    other = attrs.evolve(sample_prescription(2, active=active), patient_id=sample_patient_id(1))
    with store.begin() as work:
        work.prescriptions.add(DRAFT)
        work.prescriptions.add(other)
    store.break_seal(other.id)
    told = f"prescription {other.id}, version 1, of .* does not open"
    with pytest.raises(UnreadableError, match=told) if active else nullcontext():
        assert {FindingCode.ADVICE} == codes(store, clock)


def test_too_little_dispensed(store: InMemoryStore, clock: SteppingClock) -> None:
    """
    A course that began up to 7 days ago is still seen whole (DOSE-31).
    """
    first, *rest = DRAFT.medications
    short = attrs.evolve(first, quantity=Quantity(value=Fraction(20), unit="tablet"))
    draft = attrs.evolve(DRAFT, start=date(2026, 6, 8), medications=(short, *rest))
    with store.begin() as work:
        work.prescriptions.add(draft)

    assert FindingCode.SUPPLY_SHORT in codes(store, clock)


def test_only_whoever_reads_all_of_it_checks_it(store: InMemoryStore, clock: SteppingClock) -> None:
    """
    A check beside what one may not read would reassure wrongly; the attempt is on record.
    """
    with store.begin() as work:
        work.prescriptions.add(DRAFT)
    with pytest.raises(NotPermittedError):
        codes(store, clock, actor_id=AccountId(sample_patient_id(2)))

    with store.begin() as work:
        (entry,) = work.audit_log.about(DRAFT.patient_id, limit=5)
    assert {"refused": "READ", "rule": "no-rule"} == dict(entry.details)


def test_an_unknown_prescription(store: InMemoryStore, clock: SteppingClock) -> None:
    """
    There is nothing to check.
    """
    with pytest.raises(NotFoundError):
        codes(store, clock)
