"""
What every store of emergency sessions does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.permissions import EMERGENCY_DURATION, EmergencyStatus, expire_session
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.samples import NOW, sample_emergency_session

__all__ = ["EmergencySessionsContract"]


class EmergencySessionsContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("EPE-05")
    def test_a_pair_has_one_active_session(self, store: Store) -> None:
        """
        A second begins once the first is written down as ended.
        """
        first = sample_emergency_session(1)
        second = attrs.evolve(first, id=sample_emergency_session(3).id)
        ended = expire_session(first, now=first.expires_at)
        with store.begin() as work:
            work.emergency_sessions.add(first)
            work.emergency_sessions.add(sample_emergency_session(2))
        with pytest.raises(ConflictError), store.begin() as work:
            work.emergency_sessions.add(second)
        with store.begin() as work:
            work.emergency_sessions.change(ended, expected=EmergencyStatus.ACTIVE)
            work.emergency_sessions.add(second)
        with store.begin() as work:
            found = work.emergency_sessions.between(first.patient_id, first.doctor_id)

        assert {ended.id, second.id} == {one.id for one in found}

    @pytest.mark.rule("EPA-06")
    def test_counts_what_a_doctor_started(self, store: Store) -> None:
        """
        From an instant on, with whichever patient and however they ended; nobody else's.
        """
        first, other = sample_emergency_session(1), sample_emergency_session(2)
        second = attrs.evolve(other, id=sample_emergency_session(3).id, doctor_id=first.doctor_id)
        ended = expire_session(first, now=first.expires_at)
        with store.begin() as work:
            for session in (first, other, second):
                work.emergency_sessions.add(session)
            work.emergency_sessions.change(ended, expected=EmergencyStatus.ACTIVE)
        tick = timedelta(microseconds=1)
        with store.begin() as work:
            counted = [
                work.emergency_sessions.started_since(doctor_id, since)
                for doctor_id, since in (
                    (first.doctor_id, NOW),
                    (first.doctor_id, NOW + tick),
                    (other.doctor_id, NOW - tick),
                    (sample_emergency_session(4).doctor_id, NOW),
                )
            ]

        assert [2, 0, 1, 0] == counted

    @pytest.mark.rule("EPE-14")
    def test_lists_the_newest_first(self, store: Store) -> None:
        """
        Those about one patient, those of all, and at most so many.
        """
        first, other = sample_emergency_session(1), sample_emergency_session(2)
        later = NOW + timedelta(hours=1)
        second = attrs.evolve(
            other,
            id=sample_emergency_session(3).id,
            patient_id=first.patient_id,
            granted_at=later,
            expires_at=later + EMERGENCY_DURATION,
        )
        with store.begin() as work:
            for session in (first, other, second):
                work.emergency_sessions.add(session)
        with store.begin() as work:
            found = (
                work.emergency_sessions.of_patient(first.patient_id, limit=9),
                work.emergency_sessions.of_patient(first.patient_id, limit=1),
                work.emergency_sessions.recent(limit=1),
            )

            assert first == work.emergency_sessions.get(first.id)
            with pytest.raises(NotFoundError):
                work.emergency_sessions.get(sample_emergency_session(4).id)
        assert ((second, first), (second,), (second,)) == found

    @pytest.mark.rule("EPE-13")
    def test_finds_whose_end_has_come(self, store: Store) -> None:
        """
        From the end on, not a moment before; what is written down is not found again.
        """
        session = sample_emergency_session(1)
        tick = timedelta(microseconds=1)
        with store.begin() as work:
            work.emergency_sessions.add(session)
        with store.begin() as work:
            found = [
                work.emergency_sessions.overdue(now=instant, limit=9)
                for instant in (session.expires_at - tick, session.expires_at)
            ]
        ended = expire_session(session, now=session.expires_at)
        with store.begin() as work:
            work.emergency_sessions.change(ended, expected=EmergencyStatus.ACTIVE)
        with store.begin() as work:
            found.append(work.emergency_sessions.overdue(now=session.expires_at, limit=9))
        for changed in (session, sample_emergency_session(2)):
            with pytest.raises(ConflictError), store.begin() as work:
                work.emergency_sessions.change(changed, expected=EmergencyStatus.ACTIVE)

        assert [(), (session,), ()] == found
