"""
Actors: who may act as what, and in which standing.

Rules: a doctor acts as one once an administrator has verified the licence (AUTH-13, RX-05);
a refused or suspended one may be reviewed again. Proving who somebody is, is not this
module's matter.
"""

from enum import Enum

import attrs

from dastern_core.kernel import (
    AccountId,
    ActorRole,
    Fault,
    HospitalId,
    InvalidInputError,
    TransitionTable,
)

__all__ = [
    "SYSTEM",
    "VERIFICATION_LIFE",
    "Actor",
    "Verification",
    "VerificationEvent",
    "verify",
]


class Verification(Enum):
    """
    Whether a doctor's licence was checked (AUTH-12, RBAC-16).
    """

    PENDING = "PENDING"
    VERIFIED = "VERIFIED"
    REJECTED = "REJECTED"


class VerificationEvent(Enum):
    """
    What an administrator, or the doctor again, does about it.
    """

    APPROVE = "APPROVE"
    REJECT = "REJECT"
    APPLY_AGAIN = "APPLY_AGAIN"


VERIFICATION_LIFE: TransitionTable[Verification, VerificationEvent] = TransitionTable(
    name="verification",
    start=Verification.PENDING,
    steps={
        (Verification.PENDING, VerificationEvent.APPROVE): Verification.VERIFIED,
        (Verification.PENDING, VerificationEvent.REJECT): Verification.REJECTED,
        (Verification.VERIFIED, VerificationEvent.REJECT): Verification.REJECTED,
        (Verification.REJECTED, VerificationEvent.APPLY_AGAIN): Verification.PENDING,
    },
)
"""
The life of a doctor's verification (AUTH-13, RBAC-14, C59).
"""


@attrs.frozen(kw_only=True)
class Actor:
    """
    An account, with what it may act as.

    Args:
        account_id: Who; None for the system itself and nobody else.
        role: As what.
        is_active: False once the account is locked or closed.
        verification: A doctor's, and only a doctor's.
        hospital_id: An operator's own hospital, and only an operator's.

    Raises:
        InvalidInputError: The role and what belongs to it contradict each other.
    """

    account_id: AccountId | None
    role: ActorRole
    is_active: bool = True
    verification: Verification | None = None
    hospital_id: HospitalId | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a standing that its role does not have, naming every fault.
        """
        belongs = (
            ("account_id", self.account_id is not None, self.role is not ActorRole.SYSTEM),
            ("verification", self.verification is not None, self.role is ActorRole.DOCTOR),
            ("hospital_id", self.hospital_id is not None, self.role is ActorRole.OPERATOR),
        )
        faults = [
            Fault(
                field=field,
                problem=f"is {'missing for' if needed else 'not for'} {self.role.value}",
                remedy="Give it exactly where the role has it.",
            )
            for field, given, needed in belongs
            if given is not needed
        ]
        if faults:
            raise InvalidInputError(*faults)

    @property
    def is_verified_doctor(self) -> bool:
        """
        Whether this is a doctor who may act as one; such doctors can be looked up (CON-38).
        """
        return self.is_active and self.verification is Verification.VERIFIED


SYSTEM = Actor(account_id=None, role=ActorRole.SYSTEM)
"""
The library's own jobs: sweeps, payments, what nobody asked for.
"""


def verify(doctor: Actor, event: VerificationEvent) -> Actor:
    """
    Take a step in a doctor's verification.

    Raises:
        InvalidInputError: The actor is no doctor.
        IllegalTransitionError: The verification's life has no such step.
    """
    if doctor.verification is None:
        remedy = "Name a doctor's account."
        raise InvalidInputError(Fault(field="doctor", problem="is no doctor", remedy=remedy))
    return attrs.evolve(doctor, verification=VERIFICATION_LIFE.after(doctor.verification, event))
