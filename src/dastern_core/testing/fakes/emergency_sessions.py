"""
Emergency sessions in a dictionary.
"""

from collections.abc import Iterable
from datetime import datetime

from dastern_core.kernel import AccountId, ConflictError, NotFoundError, PatientId
from dastern_core.permissions import EmergencySession, EmergencySessionId, EmergencyStatus

__all__ = ["InMemoryEmergencySessions"]


class InMemoryEmergencySessions:
    """
    Every session, by its identifier.

    Args:
        sessions: The sessions stored so far; changed in place.
    """

    def __init__(self, sessions: dict[EmergencySessionId, EmergencySession]) -> None:
        self._sessions = sessions

    def add(self, session: EmergencySession) -> None:
        """
        Store a new session.
        """
        pair = self.between(session.patient_id, session.doctor_id)
        active = any(one.status is EmergencyStatus.ACTIVE for one in pair)
        if session.id in self._sessions or active:
            message = "the doctor has a session with this patient already"
            raise ConflictError(message)
        self._sessions[session.id] = session

    def get(self, session_id: EmergencySessionId) -> EmergencySession:
        """
        Load a session.
        """
        if session_id not in self._sessions:
            message = "there is no such session"
            raise NotFoundError(message)
        return self._sessions[session_id]

    def between(self, patient_id: PatientId, doctor_id: AccountId) -> tuple[EmergencySession, ...]:
        """
        Load the sessions of one doctor with one patient, the newest first.
        """
        own = (one for one in self._sessions.values() if one.doctor_id == doctor_id)
        return _newest(one for one in own if one.patient_id == patient_id)[:100]

    def of_patient(self, patient_id: PatientId, *, limit: int) -> tuple[EmergencySession, ...]:
        """
        Load the sessions about one patient, the newest first.
        """
        return _newest(one for one in self._sessions.values() if one.patient_id == patient_id)[
            :limit
        ]

    def started_since(self, doctor_id: AccountId, since: datetime) -> int:
        """
        Count the sessions that a doctor started from an instant on.
        """
        own = (one for one in self._sessions.values() if one.doctor_id == doctor_id)
        return sum(one.granted_at >= since for one in own)

    def recent(self, *, limit: int) -> tuple[EmergencySession, ...]:
        """
        Load the newest sessions of all.
        """
        return _newest(self._sessions.values())[:limit]

    def overdue(self, *, now: datetime, limit: int) -> tuple[EmergencySession, ...]:
        """
        Load sessions that are stored as active though their end has come.
        """
        late = (
            one
            for one in self._sessions.values()
            if one.status is EmergencyStatus.ACTIVE and one.expires_at <= now
        )
        return tuple(sorted(late, key=lambda one: (one.expires_at, one.id)))[:limit]

    def change(self, session: EmergencySession, *, expected: EmergencyStatus) -> None:
        """
        Store what became of a session.
        """
        stored = self._sessions.get(session.id)
        if stored is None or stored.status is not expected:
            message = "the session has changed by now: load it again"
            raise ConflictError(message)
        self._sessions[session.id] = session


def _newest(sessions: Iterable[EmergencySession]) -> tuple[EmergencySession, ...]:
    return tuple(sorted(sessions, key=lambda one: (one.granted_at, one.id), reverse=True))
