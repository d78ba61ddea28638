"""
Stored access requests: one access each.
"""

import attrs
from sqlalchemy import Column, Connection, Table, Uuid, select, update

from dastern_core.kernel import AccountId, ConflictError, PatientId
from dastern_core.permissions import AccessRequest, AccessRequestId, AccessRequestStatus
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.sealed_columns import ACCESS_REQUEST, sealed_with
from dastern_postgres.sealer import Sealer
from dastern_postgres.whole_rows import add_values, change_row

__all__ = ["PostgresAccessRequests", "access_requests"]

access_requests = Table(
    "access_requests",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("requester_id", Uuid, nullable=False, index=True),
    Column("status", member_of(AccessRequestStatus), nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("opens_at", Instant),
    Column("ends_at", Instant),
    *sealed_with(ACCESS_REQUEST),
    comment="One access each (CON-06).",
)


_MOST = 100  # the newest that can still matter: an approval lasts a day at most


class PostgresAccessRequests:
    """
    The access requests, as one transaction sees them.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, asked: AccessRequest) -> None:
        """
        Store a new request.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        values = self._sealer.parted(ACCESS_REQUEST, attrs.asdict(asked, recurse=False))
        add_values(self._connection, access_requests, values, taken=_taken)

    def get(self, request_id: AccessRequestId) -> AccessRequest:
        """
        Load a request.

        Raises:
            NotFoundError: There is no such request.
        """
        chosen = select(access_requests).where(access_requests.c.id == request_id)
        return self._sealer.load_one(ACCESS_REQUEST, chosen, AccessRequest)

    def between(self, patient_id: PatientId, requester_id: AccountId) -> tuple[AccessRequest, ...]:
        """
        Load what one doctor asked of one patient, the newest first; at most 100.
        """
        asked = access_requests.c
        found = (
            select(access_requests)
            .where(asked.patient_id == patient_id, asked.requester_id == requester_id)
            .order_by(asked.requested_at.desc(), asked.id.desc())
            .limit(_MOST)
        )
        return self._sealer.load(ACCESS_REQUEST, found, AccessRequest)

    def change(self, asked: AccessRequest, *, expected: AccessRequestStatus) -> None:
        """
        Store what became of a request: compare-and-set.

        Raises:
            ConflictError: Its stored status is another by now, or it is not stored.
        """
        stored = access_requests.c
        change_row(
            self._connection,
            access_requests,
            (stored.id == asked.id) & (stored.status == expected),
            ACCESS_REQUEST.without(attrs.asdict(asked, recurse=False)),
            message="the request has changed by now: load it again",
        )

    def close_all(self, patient_id: PatientId, requester_id: AccountId) -> None:
        """
        Close all that one doctor asked of one patient, pending or approved, however many.
        """
        asked = access_requests.c
        self._connection.execute(
            update(access_requests)
            .where(asked.patient_id == patient_id, asked.requester_id == requester_id)
            .where(asked.status != AccessRequestStatus.CLOSED)
            .values(status=AccessRequestStatus.CLOSED)
        )


def _taken() -> ConflictError:
    return ConflictError("a request of this identifier is stored already")
