"""
Stored connections: one row a pair.
"""

import attrs
from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Select,
    Table,
    Uuid,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy import Connection as Database

from dastern_core.kernel import AccountId
from dastern_core.permissions import (
    AccessLevel,
    Connection,
    ConnectionEnd,
    ConnectionId,
    ConnectionKind,
    ConnectionStatus,
    DuplicateConnectionError,
)
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.whole_rows import add_row, change_row, load_row, load_rows

__all__ = ["PostgresConnections", "connections"]

connections = Table(
    "connections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", member_of(ConnectionKind), nullable=False),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("member_id", Uuid, nullable=False, index=True),
    Column("initiator_id", Uuid, nullable=False),
    Column("status", member_of(ConnectionStatus), nullable=False),
    Column("end_reason", member_of(ConnectionEnd)),
    Column("offered_level", member_of(AccessLevel)),
    Column("requested_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("ended_at", Instant),
    CheckConstraint("patient_id <> member_id", name="two"),
    CheckConstraint("initiator_id IN (patient_id, member_id)", name="initiator"),
    comment="One row a pair (CON-01, CON-02).",
)

# A pair is a pair, whoever of the two asked first.
Index(
    "connections_pair_key",
    func.least(connections.c.patient_id, connections.c.member_id),
    func.greatest(connections.c.patient_id, connections.c.member_id),
    unique=True,
)


class PostgresConnections:
    """
    The connections, as one transaction sees them.

    Args:
        database: A connection to the database, in a transaction.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, connection: Connection) -> None:
        """
        Store a new connection.

        Raises:
            DuplicateConnectionError: The two have one already, whoever asked (CON-12).
        """
        add_row(self._database, connections, connection, taken=_duplicate)

    def get(self, connection_id: ConnectionId) -> Connection:
        """
        Load a connection.

        Raises:
            NotFoundError: There is no such connection.
        """
        return load_row(self._database, connections, Connection, connections.c.id == connection_id)

    def between(self, one: AccountId, other: AccountId) -> Connection | None:
        """
        Load the connection of two people, whoever of them is the patient; None without.
        """
        return next(iter(load_rows(self._database, _of_pair(one, other), Connection)), None)

    def hold(self, one: AccountId, other: AccountId) -> Connection | None:
        """
        Load the connection of two people, and let nobody change it until this unit of work ends.
        """
        found = _of_pair(one, other).with_for_update(key_share=True)
        return next(iter(load_rows(self._database, found, Connection)), None)

    def of_account(self, account_id: AccountId) -> tuple[Connection, ...]:
        """
        Load the connections of one person, the newest request first.
        """
        own = or_(connections.c.patient_id == account_id, connections.c.member_id == account_id)
        newest = (connections.c.requested_at.desc(), connections.c.id.desc())
        found = select(connections).where(own).order_by(*newest)
        return load_rows(self._database, found, Connection)

    def change(self, connection: Connection, *, expected: ConnectionStatus) -> None:
        """
        Store what became of a connection: compare-and-set.

        Raises:
            ConflictError: Its stored status is another by now, or it is not stored.
        """
        change_row(
            self._database,
            connections,
            (connections.c.id == connection.id) & (connections.c.status == expected),
            attrs.asdict(connection, recurse=False),
            message="the connection has changed by now: load it again",
        )


def _of_pair(one: AccountId, other: AccountId) -> Select[tuple[object, ...]]:
    pair = tuple_(connections.c.patient_id, connections.c.member_id)
    return select(connections).where(pair.in_([(one, other), (other, one)]))


def _duplicate() -> DuplicateConnectionError:
    return DuplicateConnectionError("the two have a connection already")
