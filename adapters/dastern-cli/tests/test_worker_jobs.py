"""
The worker's jobs: what is due by the clock, over a store in memory.
"""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import attrs
import pytest

from dastern_cli.worker_jobs import Duty, medical_jobs
from dastern_core.identity import Failures
from dastern_core.kernel import AccountId, Period
from dastern_core.prescriptions import Prescription, PrescriptionStatus
from dastern_core.schedule import Slot, slot_dosages
from dastern_core.testing.fakes import (
    InMemoryIdentityStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.fakes.prescriptions import InMemoryPrescriptions
from dastern_core.testing.samples import NOW, sample_invitation, sample_prescription
from dastern_core.usecases.rotate_data_key import Resealed

_EVER = Period(start=datetime(2000, 1, 1, tzinfo=UTC), end=datetime(2100, 1, 1, tzinfo=UTC))


def _duties(
    store: InMemoryStore,
    *,
    at: datetime,
    identities: InMemoryIdentityStore | None = None,
    reseal: Callable[[int, int], Resealed] = lambda _limit, _skip: Resealed(sealed=0),
) -> dict[str, Duty]:
    duties = medical_jobs(
        store,
        make_months=lambda: (),
        seal_plain=lambda: (),
        reseal=reseal,
        retire=None,
        publish=None,
        identities=lambda: nullcontext(identities or InMemoryIdentityStore()),
        clock=SteppingClock(at),
        entropy=SeededEntropy("worker"),
    )
    return {duty.name: duty for duty in duties}


def _night(number: int, *, days: int | None) -> Prescription:
    prescription = sample_prescription(number, active=True)
    dosages = slot_dosages({Slot.NIGHT: Fraction(1)}, unit="tablet", duration_days=days)
    line = attrs.evolve(prescription.medications[0], dosages=dosages)
    return attrs.evolve(prescription, medications=(line,))


@pytest.mark.rule("DOSE-27")
@pytest.mark.rule("RX-16")
def test_a_night_plans_on_and_closes_what_ran_out() -> None:
    """
    What goes on has thirty nights more; what has run out is completed.
    """
    store, endless, short = InMemoryStore(), _night(1, days=None), _night(2, days=2)
    with store.begin() as work:
        for one in (endless, short):
            work.prescriptions.add(one)
    duties = _duties(store, at=NOW + timedelta(days=9))
    for name in ("make-months", "extend-plans", "complete-prescriptions"):
        duties[name].run()
    with store.begin() as work:
        doses = work.doses.of_patient(endless.patient_id, _EVER)
        statuses = [work.prescriptions.get(one.id).status for one in (endless, short)]

    assert 30 == len(doses)
    assert [PrescriptionStatus.ACTIVE, PrescriptionStatus.INACTIVE] == statuses


@pytest.mark.rule("DOSE-27")
@pytest.mark.rule("RX-16")
@pytest.mark.parametrize(("name", "doses"), [("extend-plans", 30), ("complete-prescriptions", 0)])
def test_a_night_reaches_the_last_page(
    name: str, doses: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    What lies behind a thousand pages of other people's prescriptions is seen to as well.
    """
    page = InMemoryPrescriptions.active
    monkeypatch.setattr(
        InMemoryPrescriptions,
        "active",
        lambda own, *, after, limit: page(own, after=after, limit=min(limit, 1)),
    )
    others, own = (2, None) if doses else (None, 2)
    *before, number = sorted(range(1, 1002), key=lambda one: _night(one, days=own).id)
    store, last = InMemoryStore(), _night(number, days=own)
    with store.begin() as work:
        for other in before:
            work.prescriptions.add(_night(other, days=others))
        work.prescriptions.add(last)
    _duties(store, at=NOW + timedelta(days=9))[name].run()
    with store.begin() as work:
        planned = work.doses.of_patient(last.patient_id, _EVER)
        status = work.prescriptions.get(last.id).status

    assert doses == len(planned)
    assert (PrescriptionStatus.ACTIVE if doses else PrescriptionStatus.INACTIVE) == status


@pytest.mark.rule("CON-24")
def test_old_invitations_are_cleared() -> None:
    """
    The job deletes what is older than 48 hours, and nothing younger.
    """
    store, invitation = InMemoryStore(), sample_invitation(1)
    with store.begin() as work:
        work.invitations.add(invitation)
    for hours in (48, 49):
        _duties(store, at=invitation.created_at + timedelta(hours=hours))["clear-invitations"].run()
        with store.begin() as work:
            left = work.invitations.made_since(invitation.patient_id, invitation.created_at)

        assert (hours == 48) == bool(left)


def test_old_login_records_are_cleared() -> None:
    """
    The job deletes the failures of a quarter of a year ago, and nothing younger.
    """
    identities, account_id = InMemoryIdentityStore(), AccountId(UUID(int=1))
    with identities.begin() as work:
        work.login_failures.put(account_id, "", Failures(count=4), at=NOW)
    for days in (90, 91):
        at = NOW + timedelta(days=days)
        _duties(InMemoryStore(), at=at, identities=identities)["clear-login-records"].run()
        with identities.begin() as work:
            left = work.login_failures.hold(account_id, "").count

        assert (days == 90) == bool(left)


def test_what_cannot_be_planned_on_is_said_without_a_name(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """
    The log tells how many plans cannot be extended, and not whose.
    """
    store, prescription = InMemoryStore(), _night(1, days=None)
    (dosage,) = prescription.medications[0].dosages
    line = attrs.evolve(prescription.medications[0], dosages=(attrs.evolve(dosage, doses=()),))
    with store.begin() as work:
        work.prescriptions.add(attrs.evolve(prescription, medications=(line,)))
    _duties(store, at=NOW)["extend-plans"].run()

    assert ["the plans of 1 prescriptions cannot be extended"] == caplog.messages


def test_what_cannot_be_sealed_anew_is_passed_and_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """
    The job goes on past what was refused, and the log tells how many.
    """
    steps = [Resealed(sealed=1, refused=2), Resealed(sealed=0, refused=1), Resealed(sealed=0)]
    asked: list[int] = []

    def reseal(_limit: int, skip: int) -> Resealed:
        asked.append(skip)
        return steps[len(asked) - 1]

    _duties(InMemoryStore(), at=NOW, reseal=reseal)["seal-anew"].run()

    assert [0, 2, 3] == asked
    assert ["3 sealed values cannot be sealed anew"] == caplog.messages


@pytest.mark.rule("AUD-09")
def test_nothing_retires_by_itself() -> None:
    """
    No worker drops a month unless it was told how many to keep.
    """
    assert "retire-months" not in _duties(InMemoryStore(), at=NOW)
