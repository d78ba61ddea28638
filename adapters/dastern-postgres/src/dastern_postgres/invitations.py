"""
Stored invitations: by the keyed hash of a code that is not stored.
"""

from datetime import datetime

from sqlalchemy import Column, Connection, LargeBinary, Table, Uuid, delete, func, select

from dastern_core.kernel import ConflictError, NotFoundError, PatientId
from dastern_core.permissions import AccessLevel, ConnectionKind, Invitation, InvitationInvalidError
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.whole_rows import add_row, change_row, load_row

__all__ = ["PostgresInvitations", "invitations"]

invitations = Table(
    "invitations",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("kind", member_of(ConnectionKind), nullable=False),
    Column("level", member_of(AccessLevel), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("used_by", Uuid),
    comment="By the keyed hash of a code that is not stored (C29).",
)


class PostgresInvitations:
    """
    The invitations, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, invitation: Invitation) -> None:
        """
        Store a new invitation.

        Raises:
            ConflictError: Another has this code; draw another one.
        """
        add_row(self._connection, invitations, invitation, taken=_taken)

    def find(self, code_hash: bytes) -> Invitation:
        """
        Load an invitation by the hash of its code.

        Raises:
            InvitationInvalidError: None has this code.
        """
        try:
            chosen = invitations.c.code_hash == code_hash
            return load_row(self._connection, invitations, Invitation, chosen)
        except NotFoundError as error:
            message = "no invitation has this code: please check it"
            raise InvitationInvalidError(message) from error

    def use(self, invitation: Invitation) -> None:
        """
        Store that an invitation was used, where it still was not: compare-and-set (CON-21).

        Raises:
            ConflictError: Somebody else used it meanwhile.
        """
        stored = invitations.c
        change_row(
            self._connection,
            invitations,
            (stored.code_hash == invitation.code_hash) & stored.used_at.is_(None),
            {"used_at": invitation.used_at, "used_by": invitation.used_by},
            message="somebody else has used the invitation",
        )

    def made_since(self, patient_id: PatientId, since: datetime) -> int:
        """
        Count what a patient has made from an instant on (CON-20).
        """
        stored = invitations.c
        own = (stored.patient_id == patient_id) & (stored.created_at >= since)
        counted = self._connection.scalar(select(func.count()).select_from(invitations).where(own))
        return counted or 0

    def clear(self, *, created_before: datetime) -> int:
        """
        Delete what was made before an instant, used or not, and tell how many (CON-24).
        """
        old = invitations.c.created_at < created_before
        return self._connection.execute(delete(invitations).where(old)).rowcount


def _taken() -> ConflictError:
    return ConflictError("this code is taken: draw another")
