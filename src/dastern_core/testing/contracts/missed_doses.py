"""
What every store of missed doses does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import AccessLevel, ConnectionKind, Grant, accept
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import Prescription, PrescriptionEvent, advance
from dastern_core.schedule import Dose, DoseStatus, miss, take
from dastern_core.testing.samples import (
    NOW,
    sample_connection,
    sample_dose,
    sample_patient_id,
    sample_prescription,
)

__all__ = ["MissedDosesContract"]

_DAY = timedelta(days=1)


def _stored(store: Store) -> tuple[Prescription, tuple[Dose, ...]]:
    prescription = sample_prescription(1, active=True)
    doses = tuple(sample_dose(prescription, days=day) for day in range(3))
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan(doses)
    return prescription, doses


class MissedDosesContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("DST-11")
    def test_sweeps_the_oldest_first(self, store: Store) -> None:
        """
        A dose is missed strictly after its grace, and at most the limit is marked.
        """
        _, (first, second, third) = _stored(store)
        grace = timedelta(minutes=first.grace_minutes)
        late = third.due_at + grace
        with store.begin() as work:
            before = work.missed_doses.sweep(now=first.due_at + grace, limit=10)
            limited = work.missed_doses.sweep(now=late, limit=1)
            doses = [work.doses.get(one.id) for one in (first, second, third)]
            rest = [work.missed_doses.sweep(now=late, limit=10) for _ in range(2)]

        assert [miss(first, now=late), second, third] == doses
        assert (0, 1, [1, 0]) == (before, limited, rest)

    @pytest.mark.rule("DST-12")
    def test_puts_each_on_record_and_tells_it(self, store: Store) -> None:
        """
        A marked dose leaves one entry by the system and one notice to its patient.
        """
        prescription, (first, second, _) = _stored(store)
        now = second.due_at + timedelta(hours=2)
        with store.begin() as work:
            work.missed_doses.sweep(now=now, limit=10)
            work.missed_doses.sweep(now=now, limit=10)
        with store.begin() as work:
            entries = work.audit_log.about(prescription.patient_id, limit=9)
            told = work.notices.to(AccountId(prescription.patient_id), limit=9)

        assert {
            (first.id, NoticeKind.DOSE_MISSED, now),
            (second.id, NoticeKind.DOSE_MISSED, now),
        } == {(one.about, one.kind, one.sent_at) for one in told}
        assert {str(first.id), str(second.id)} == {entry.resource_id for entry in entries}
        assert [(AuditAction.DOSE_MISSED, ActorRole.SYSTEM, None, now, "dose")] * len(told) == [
            (entry.action, entry.actor_role, entry.actor_id, entry.at, entry.resource_type)
            for entry in entries
        ]
        assert {(("status", "missed"),)} == {entry.details for entry in entries}

    @pytest.mark.rule("DST-12")
    @pytest.mark.rule("CON-31")
    @pytest.mark.parametrize("turned", [False, True])
    @pytest.mark.parametrize(
        ("level", "alerts", "told"),
        [
            (AccessLevel.REQUEST, True, 1),
            (AccessLevel.ALLOWED, False, 0),
            (AccessLevel.NOT_ALLOWED, True, 0),
        ],
    )
    def test_tells_the_relatives_who_are_alerted(
        self, store: Store, level: AccessLevel, *, alerts: bool, told: int, turned: bool
    ) -> None:
        """
        Whoever of the family may see anything and wants alerts is told, whoever asked whom.
        """
        prescription, (dose, *_) = _stored(store)
        relative = AccountId(sample_patient_id(77))
        pair = (prescription.patient_id, relative)
        if turned:
            pair = (PatientId(relative), AccountId(prescription.patient_id))
        tie = attrs.evolve(
            sample_connection(1),
            kind=ConnectionKind.FAMILY,
            patient_id=pair[0],
            member_id=pair[1],
            initiator_id=pair[1],
        )
        grant = Grant(
            patient_id=prescription.patient_id,
            grantee_id=relative,
            level=level,
            alerts_enabled=alerts,
        )
        counts = []
        with store.begin() as work:
            work.grants.put(grant)
            work.connections.add(tie)
            work.missed_doses.sweep(now=dose.due_at + timedelta(hours=2), limit=1)
            counts.append(len(work.notices.to(relative, limit=9)))
            accepted = accept(tie, by=AccountId(pair[0]), now=NOW)
            work.connections.change(accepted, expected=tie.status)
            work.missed_doses.sweep(now=dose.due_at + 9 * _DAY, limit=1)
            notices = work.notices.to(relative, limit=9)

        assert ([0], told) == (counts, len(notices))
        assert all(one.kind is NoticeKind.RELATIVE_MISSED_DOSE for one in notices)

    @pytest.mark.rule("DST-13")
    def test_leaves_what_was_taken(self, store: Store) -> None:
        """
        A dose that was marked by its patient stays as it is, and nothing is told of it.
        """
        _, (first, second, _) = _stored(store)
        taken = take(first, taken_at=first.due_at, now=first.due_at, offline=False)
        with store.begin() as work:
            work.doses.change_status(taken, expected=DoseStatus.DUE)
        with store.begin() as work:
            swept = work.missed_doses.sweep(now=second.due_at + timedelta(hours=2), limit=9)
            (notice,) = work.notices.to(AccountId(first.patient_id), limit=9)
            kept = work.doses.get(first.id)

        assert (1, second.id, taken) == (swept, notice.about, kept)

    @pytest.mark.rule("DST-14")
    def test_leaves_paused_prescriptions_alone(self, store: Store) -> None:
        """
        A dose of a paused prescription is never missed.
        """
        prescription, (dose, *_) = _stored(store)
        paused = advance(prescription, PrescriptionEvent.PAUSE, now=NOW)
        with store.begin() as work:
            work.prescriptions.change_status(paused, expected=prescription)
        with store.begin() as work:
            assert 0 == work.missed_doses.sweep(now=dose.due_at + _DAY, limit=10)

    @pytest.mark.rule("DST-14")
    def test_goes_by_the_newest_version_alone(self, store: Store) -> None:
        """
        Nothing is missed where the newest version is paused and an earlier one active.
        """
        prescription, (dose, *_) = _stored(store)
        newer = attrs.evolve(advance(prescription, PrescriptionEvent.PAUSE, now=NOW), version=2)
        with store.begin() as work:
            work.prescriptions.add(newer)
        with store.begin() as work:
            assert 0 == work.missed_doses.sweep(now=dose.due_at + _DAY, limit=10)
