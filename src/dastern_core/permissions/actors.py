"""
Actors: who may act as what, and in which standing.

A doctor acts as one once an administrator has verified the licence (AUTH-13, RX-05). How
that happens, and how somebody proves who they are, is the matter of `identity`; this is
what of it a decision looks at.
"""

import attrs

from dastern_core.kernel import (
    AccountId,
    ActorRole,
    Fault,
    HospitalId,
    InvalidInputError,
)

__all__ = ["SYSTEM", "Actor"]


@attrs.frozen(kw_only=True)
class Actor:
    """
    An account, with what it may act as.

    Args:
        account_id: Who; None for the system itself and nobody else.
        role: As what.
        is_active: False once the account is locked or closed.
        is_verified: Whether a doctor's licence was verified; False for everybody else.
        hospital_id: An operator's own hospital, and only an operator's.

    Raises:
        InvalidInputError: The role and what belongs to it contradict each other.
    """

    account_id: AccountId | None
    role: ActorRole
    is_active: bool = True
    is_verified: bool = False
    hospital_id: HospitalId | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a standing that its role does not have, naming every fault.
        """
        is_doctor = self.role is ActorRole.DOCTOR
        belongs = (
            ("account_id", self.account_id is not None, self.role is not ActorRole.SYSTEM),
            ("is_verified", self.is_verified, self.is_verified and is_doctor),
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
        return self.is_active and self.is_verified


SYSTEM = Actor(account_id=None, role=ActorRole.SYSTEM)
"""
The library's own jobs: sweeps, payments, what nobody asked for.
"""
