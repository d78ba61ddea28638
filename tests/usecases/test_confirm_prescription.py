"""
Confirming a prescription.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import attrs
import pytest

from dastern_core.audit import AuditAction
from dastern_core.kernel import (
    AccountId,
    ActorRole,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    Period,
)
from dastern_core.permissions import Actor
from dastern_core.prescriptions import MedicationLine, Prescription, PrescriptionStatus
from dastern_core.schedule import CAMBODIA_CLOCK
from dastern_core.subscriptions import LimitReachedError, PlanTier, QuotaExceededError
from dastern_core.testing.fakes import InMemoryStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import (
    NOW,
    PHNOM_PENH,
    sample_lines,
    sample_patient_id,
    sample_prescription,
)
from dastern_core.usecases.add_draft import add_draft
from dastern_core.usecases.confirm_prescription import confirm_prescription

MONTH = Period(start=NOW, end=NOW + timedelta(days=31))


def add(store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy) -> Prescription:
    """
    Add the samples' draft.
    """
    return add_draft(
        sample_lines(),
        patient_id=sample_patient_id(1),
        start=date(2026, 6, 15),
        zone=PHNOM_PENH,
        grace_minutes=30,
        diagnosis=None,
        tier=PlanTier.PREMIUM,
        store=store,
        clock=clock,
        entropy=entropy,
    )


@pytest.mark.rule("RX-02")
def test_a_draft_has_no_doses(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    Adding a draft stores it, audits it, and plans nothing.
    """
    draft = add(store, clock, entropy)
    with store.begin() as work:
        stored = work.prescriptions.get(draft.id)
        doses = work.doses.of_patient(draft.patient_id, MONTH)
        (entry,) = work.audit_log.about(draft.patient_id, limit=5)

    assert (draft, ()) == (stored, doses)
    assert (AuditAction.PRESCRIPTION_CREATE, str(draft.id)) == (entry.action, entry.resource_id)


@pytest.mark.rule("RX-34")
@pytest.mark.rule("AUD-10")
def test_confirming_plans_the_doses(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    Status, doses and audit entry appear together.
    """
    draft = add(store, clock, entropy)
    active, planned = confirm_prescription(
        draft.id,
        patient_id=draft.patient_id,
        daily_clock=CAMBODIA_CLOCK,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    with store.begin() as work:
        stored = work.prescriptions.get(draft.id)
        doses = work.doses.of_patient(draft.patient_id, MONTH)
        newest, _ = work.audit_log.about(draft.patient_id, limit=5)

    assert (PrescriptionStatus.ACTIVE, active) == (active.status, stored)
    assert (27, 27) == (planned, len(doses))
    assert AuditAction.PRESCRIPTION_CONFIRM is newest.action


@pytest.mark.rule("RX-10")
def test_confirming_twice_is_refused_and_plans_nothing_twice(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    The second confirmation fails and leaves neither doses nor an audit entry.
    """
    draft = add(store, clock, entropy)
    confirm_prescription(
        draft.id,
        patient_id=draft.patient_id,
        daily_clock=CAMBODIA_CLOCK,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    with pytest.raises(IllegalTransitionError):
        confirm_prescription(
            draft.id,
            patient_id=draft.patient_id,
            daily_clock=CAMBODIA_CLOCK,
            store=store,
            clock=clock,
            entropy=entropy,
        )

    with store.begin() as work:
        assert 27 == len(work.doses.of_patient(draft.patient_id, MONTH))
        assert 2 == work.audit_log.size()


def test_an_unknown_prescription_is_an_error(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    Nothing can be confirmed that was never added.
    """
    with pytest.raises(NotFoundError):
        confirm_prescription(
            sample_prescription(9, active=False).id,
            patient_id=sample_patient_id(1),
            daily_clock=CAMBODIA_CLOCK,
            store=store,
            clock=clock,
            entropy=entropy,
        )


def test_a_faulty_line_stores_nothing(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    A line that breaks a rule leaves no draft and no audit entry.
    """
    first, _ = sample_lines()
    with pytest.raises(InvalidInputError, match=r"lines\[0\]\.name"):
        add_draft(
            [attrs.evolve(first, name="")],
            patient_id=sample_patient_id(1),
            start=date(2026, 6, 15),
            zone=PHNOM_PENH,
            grace_minutes=30,
            diagnosis=None,
            tier=PlanTier.PREMIUM,
            store=store,
            clock=clock,
            entropy=entropy,
        )

    with store.begin() as work:
        assert (0, ()) == (
            work.audit_log.size(),
            work.prescriptions.of_patient(sample_patient_id(1)).things,
        )


@pytest.mark.rule("SUB-04")
@pytest.mark.rule("SUB-05")
@pytest.mark.rule("SUB-10")
@pytest.mark.rule("RX-32")
def test_a_plan_binds_where_something_is_added(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    The free plan has one prescription and three medicines; what is there stays.
    """

    def add_free(lines: Sequence[MedicationLine]) -> Prescription:
        return add_draft(
            lines,
            patient_id=sample_patient_id(1),
            start=date(2026, 6, 15),
            zone=PHNOM_PENH,
            grace_minutes=30,
            diagnosis=None,
            tier=PlanTier.FREEMIUM,
            store=store,
            clock=clock,
            entropy=entropy,
        )

    with pytest.raises(LimitReachedError, match="medicine limit"):
        add_free([*sample_lines(), *sample_lines()])
    kept = add_free(sample_lines())
    with pytest.raises(LimitReachedError, match="prescription limit"):
        add_free(sample_lines())
    store.break_seal(kept.id)
    with pytest.raises(LimitReachedError, match="prescription limit"):
        add_free(sample_lines())
    with store.begin() as work:
        stored = (work.prescriptions.get(kept.id),)
        entries = work.audit_log.size()

    assert ((kept,), 1) == (stored, entries)


@pytest.mark.rule("SUB-03")
@pytest.mark.rule("SUB-11")
def test_a_full_plan_stores_no_more(clock: SteppingClock, entropy: SeededEntropy) -> None:
    """
    Where 5 GB are used a draft is refused with the usage; one page below it is taken.
    """
    patient = sample_patient_id(1)
    page = 5_120 + 1_024

    def add_to(file_bytes: int) -> Prescription:
        store = InMemoryStore(files={patient: file_bytes})
        with store.begin() as work:
            work.actors.put(Actor(account_id=AccountId(patient), role=ActorRole.PATIENT))
        return add_draft(
            sample_lines(),
            patient_id=patient,
            start=date(2026, 6, 15),
            zone=PHNOM_PENH,
            grace_minutes=30,
            diagnosis=None,
            tier=PlanTier.FREEMIUM,
            store=store,
            clock=clock,
            entropy=entropy,
        )

    with pytest.raises(QuotaExceededError, match="storage limit") as caught:
        add_to(5_368_709_120 - page + 1)

    assert (5_368_709_120 - page + 1, "quota_exceeded") == (
        caught.value.reached.used,
        caught.value.code,
    )
    assert patient == add_to(5_368_709_120 - page).patient_id
