"""
A clinic for tests: people in a store, and what stands between them.
"""

from typing import TypedDict
from uuid import UUID

import attrs

from dastern_core.audit import AuditEntry
from dastern_core.kernel import AccountId, ActorRole, HospitalId, PatientId
from dastern_core.notifications import Notice
from dastern_core.permissions import (
    AccessLevel,
    Actor,
    Connection,
    ConnectionId,
    ConnectionKind,
    EmergencySession,
    Grant,
    SecondFactor,
    accept,
    request,
)
from dastern_core.testing.fakes import InMemoryStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import NOW, sample_hospital_id, sample_patient_id
from dastern_core.usecases.emergency_access import start_emergency

__all__ = [
    "ADMIN",
    "DOCTOR",
    "HOSPITAL",
    "OPERATOR",
    "OTHER_DOCTOR",
    "OTHER_OPERATOR",
    "PATIENT",
    "PATIENT_ID",
    "RELATIVE",
    "STRANGER",
    "Clinic",
    "Ports",
]

PATIENT_ID = sample_patient_id(1)
PATIENT = AccountId(PATIENT_ID)
DOCTOR, OTHER_DOCTOR, RELATIVE, STRANGER, ADMIN, OPERATOR, OTHER_OPERATOR = (
    AccountId(UUID(int=number)) for number in range(1, 8)
)
HOSPITAL: HospitalId = sample_hospital_id(1)

_ROLES = {
    PATIENT: ActorRole.PATIENT,
    DOCTOR: ActorRole.DOCTOR,
    OTHER_DOCTOR: ActorRole.DOCTOR,
    RELATIVE: ActorRole.FAMILY_MEMBER,
    STRANGER: ActorRole.PATIENT,
    ADMIN: ActorRole.ADMIN,
}


class Ports(TypedDict):
    """
    What every step needs from outside, by name.
    """

    store: InMemoryStore
    clock: SteppingClock
    entropy: SeededEntropy


@attrs.frozen
class Clinic:
    """
    A store with people in it, and what every step needs.
    """

    store: InMemoryStore
    clock: SteppingClock
    entropy: SeededEntropy

    def fill(self) -> None:
        """
        Let a patient, doctors, a relative, a stranger, an administrator and operators in.
        """
        with self.store.begin() as work:
            for account_id, role in _ROLES.items():
                work.actors.put(
                    Actor(account_id=account_id, role=role, is_verified=role is ActorRole.DOCTOR)
                )
            for number, account_id in ((1, OPERATOR), (2, OTHER_OPERATOR)):
                work.actors.put(
                    Actor(
                        account_id=account_id,
                        role=ActorRole.OPERATOR,
                        hospital_id=sample_hospital_id(number),
                    )
                )
            work.actors.admit(HOSPITAL, PATIENT_ID)

    def given(self) -> Ports:
        """
        Give the ports by name.
        """
        return Ports(store=self.store, clock=self.clock, entropy=self.entropy)

    def connect(self, member_id: AccountId, level: AccessLevel) -> None:
        """
        Connect somebody with the patient at a level.
        """
        doctor = _ROLES[member_id] is ActorRole.DOCTOR
        asked: Connection = request(
            ConnectionId(self.entropy.identifier()),
            ConnectionKind.DOCTOR if doctor else ConnectionKind.FAMILY,
            patient_id=PATIENT_ID,
            member_id=member_id,
            initiator_id=member_id,
            now=NOW,
        )
        with self.store.begin() as work:
            work.connections.add(accept(asked, by=PATIENT, now=NOW))
            work.grants.put(Grant(patient_id=PATIENT_ID, grantee_id=member_id, level=level))

    def emergency(self, doctor_id: AccountId = DOCTOR) -> EmergencySession:
        """
        Let a doctor open the patient's record.
        """
        return start_emergency(
            PATIENT_ID,
            doctor_id=doctor_id,
            reason="Unconscious after a fall",
            factor=SecondFactor.OTP,
            **self.given(),
        )

    def entries(self, patient_id: PatientId = PATIENT_ID) -> list[AuditEntry]:
        """
        Give what was recorded about a patient, the newest first.
        """
        with self.store.begin() as work:
            return list(work.audit_log.about(patient_id, limit=99))

    def newest(self) -> dict[str, str]:
        """
        Give what the newest entry says, with its action.
        """
        entry = self.entries()[0]
        return {"action": entry.action.value, **dict(entry.details)}

    def told(self, recipient_id: AccountId) -> list[Notice]:
        """
        Give the notices to somebody, the oldest first.
        """
        with self.store.begin() as work:
            return list(reversed(work.notices.to(recipient_id, limit=99)))
