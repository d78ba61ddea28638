"""
Marking a dose.
"""

from datetime import datetime, timedelta

import attrs
import pytest

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, NotPermittedError, PatientId
from dastern_core.schedule import (
    Dose,
    DoseAlreadyRecordedError,
    DoseStatus,
    IntakeTimeError,
    SkipReason,
)
from dastern_core.testing.fakes import InMemoryStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import sample_dose, sample_patient_id, sample_prescription
from dastern_core.usecases.mark_dose import skip_dose, take_dose


@pytest.fixture
def dose(store: InMemoryStore, clock: SteppingClock) -> Dose:
    """
    Give a stored dose that is due now.
    """
    prescription = sample_prescription(1, active=True)
    planned = sample_dose(prescription, days=0)
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan([planned])
    clock.move_to(planned.due_at)
    return planned


@attrs.frozen(kw_only=True)
class Desk:
    """
    The ports at which doses are marked.
    """

    store: InMemoryStore
    clock: SteppingClock
    entropy: SeededEntropy

    def take(
        self,
        dose: Dose,
        *,
        by: PatientId | None = None,
        at: datetime | None = None,
        offline: bool = False,
    ) -> Dose:
        """
        Mark a dose taken, by its own patient unless somebody else is named.
        """
        return take_dose(
            dose.id,
            patient_id=by or dose.patient_id,
            taken_at=at,
            offline=offline,
            store=self.store,
            clock=self.clock,
            entropy=self.entropy,
        )

    def skip(self, dose: Dose, *, reason: SkipReason | None, note: str | None) -> Dose:
        """
        Mark a dose skipped by its own patient.
        """
        return skip_dose(
            dose.id,
            patient_id=dose.patient_id,
            reason=reason,
            note=note,
            store=self.store,
            clock=self.clock,
            entropy=self.entropy,
        )


@pytest.fixture
def desk(store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy) -> Desk:
    """
    Give the ports together.
    """
    return Desk(store=store, clock=clock, entropy=entropy)


@pytest.mark.rule("DST-06")
def test_taking_now_is_on_time(dose: Dose, desk: Desk) -> None:
    """
    Without a time of its own the dose was taken at this moment.
    """
    desk.clock.step(timedelta(minutes=5))
    taken = desk.take(dose)
    with desk.store.begin() as work:
        stored = work.doses.get(dose.id)
        (entry,) = work.audit_log.about(dose.patient_id, limit=5)

    assert taken == stored
    assert (DoseStatus.TAKEN_ON_TIME, desk.clock.now()) == (taken.status, taken.acted_at)
    assert (AuditAction.DOSE_TAKEN, (("status", "taken_on_time"),)) == (entry.action, entry.details)


@pytest.mark.rule("SYN-05")
@pytest.mark.rule("DST-33")
def test_an_offline_mark_counts_by_its_own_time(dose: Dose, desk: Desk) -> None:
    """
    A dose taken on time without a connection is on time when it arrives hours later.
    """
    desk.clock.step(timedelta(hours=5))
    taken = desk.take(dose, at=dose.due_at, offline=True)

    assert (DoseStatus.TAKEN_ON_TIME, True) == (taken.status, taken.was_offline)


@pytest.mark.rule("AUD-05")
@pytest.mark.rule("SYN-11")
def test_an_offline_mark_is_on_record_with_both_times(dose: Dose, desk: Desk) -> None:
    """
    When the dose was taken, when that arrived, and that it came late for want of a connection.
    """
    desk.clock.step(timedelta(hours=5))
    desk.take(dose, at=dose.due_at, offline=True)
    with desk.store.begin() as work:
        (entry,) = work.audit_log.about(dose.patient_id, limit=5)

    assert desk.clock.now() == entry.at
    assert dict(entry.details) == {
        "status": "taken_on_time",
        "offline": "true",
        "acted_at": dose.due_at.isoformat(),
    }


@pytest.mark.rule("DST-25")
def test_skipping_keeps_the_reason(dose: Dose, desk: Desk) -> None:
    """
    A skipped dose says why, on the dose alone: the log carries no clinical content.
    """
    skipped = desk.skip(dose, reason=SkipReason.SIDE_EFFECTS, note="dizzy")
    with desk.store.begin() as work:
        (entry,) = work.audit_log.about(dose.patient_id, limit=5)

    assert (SkipReason.SIDE_EFFECTS, "dizzy") == (skipped.skip_reason, skipped.skip_note)
    assert (AuditAction.DOSE_SKIPPED, (("status", "skipped"),)) == (entry.action, entry.details)


@pytest.mark.rule("DST-27")
@pytest.mark.rule("AUD-11")
def test_nobody_else_may_mark_it(dose: Dose, desk: Desk) -> None:
    """
    A stranger is refused; the dose stays due, and its patient sees the attempt.
    """
    stranger = sample_patient_id(2)
    with pytest.raises(NotPermittedError):
        desk.take(dose, by=stranger)
    with desk.store.begin() as work:
        stored = work.doses.get(dose.id)
        (entry,) = work.audit_log.about(dose.patient_id, limit=5)

    assert dose == stored
    assert (AuditAction.DATA_ACCESS, AccountId(stranger)) == (entry.action, entry.actor_id)
    assert (("refused", "UPDATE"), ("rule", "no-rule")) == entry.details


@pytest.mark.rule("DST-34")
def test_a_recorded_dose_is_not_recorded_again(dose: Dose, desk: Desk) -> None:
    """
    Skipping what was taken is refused and audits nothing.
    """
    desk.take(dose)
    with pytest.raises(DoseAlreadyRecordedError):
        desk.skip(dose, reason=None, note=None)

    with desk.store.begin() as work:
        assert 1 == work.audit_log.size()


@pytest.mark.rule("DST-07")
def test_the_future_is_refused(dose: Dose, desk: Desk) -> None:
    """
    Nobody took a dose tomorrow, and nothing is stored of it.
    """
    with pytest.raises(IntakeTimeError):
        desk.take(dose, at=desk.clock.now() + timedelta(days=1))

    with desk.store.begin() as work:
        assert (dose, 0) == (work.doses.get(dose.id), work.audit_log.size())
