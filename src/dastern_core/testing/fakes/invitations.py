"""
Invitations in a dictionary.
"""

from datetime import datetime

from dastern_core.kernel import ConflictError, PatientId
from dastern_core.permissions import Invitation, InvitationInvalidError

__all__ = ["InMemoryInvitations"]


class InMemoryInvitations:
    """
    Every invitation, by the hash of its code.

    Args:
        invitations: The invitations stored so far; changed in place.
    """

    def __init__(self, invitations: dict[bytes, Invitation]) -> None:
        self._invitations = invitations

    def add(self, invitation: Invitation) -> None:
        """
        Store a new invitation.
        """
        if invitation.code_hash in self._invitations:
            message = "this code is taken: draw another"
            raise ConflictError(message)
        self._invitations[invitation.code_hash] = invitation

    def find(self, code_hash: bytes) -> Invitation:
        """
        Load an invitation by the hash of its code.
        """
        if code_hash not in self._invitations:
            message = "no invitation has this code: please check it"
            raise InvitationInvalidError(message)
        return self._invitations[code_hash]

    def use(self, invitation: Invitation) -> None:
        """
        Store that an invitation was used.
        """
        stored = self._invitations.get(invitation.code_hash)
        if stored is None or stored.used_at is not None:
            message = "somebody else has used the invitation"
            raise ConflictError(message)
        self._invitations[invitation.code_hash] = invitation

    def made_since(self, patient_id: PatientId, since: datetime) -> int:
        """
        Count what a patient has made from an instant on.
        """
        own = (one for one in self._invitations.values() if one.patient_id == patient_id)
        return sum(one.created_at >= since for one in own)

    def clear(self, *, created_before: datetime) -> int:
        """
        Delete what was made before an instant.
        """
        old = [
            one.code_hash for one in self._invitations.values() if one.created_at < created_before
        ]
        for code_hash in old:
            del self._invitations[code_hash]
        return len(old)
