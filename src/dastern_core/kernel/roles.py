"""
Roles: as what somebody acts.
"""

from enum import Enum

__all__ = ["ActorRole"]


class ActorRole(Enum):
    """
    In which role somebody acts (RBAC-01, EPA-01, C12).
    """

    ADMIN = "ADMIN"
    DOCTOR = "DOCTOR"
    FAMILY_MEMBER = "FAMILY_MEMBER"
    OPERATOR = "OPERATOR"
    PATIENT = "PATIENT"
    SYSTEM = "SYSTEM"
