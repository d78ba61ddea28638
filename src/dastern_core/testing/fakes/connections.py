"""
Connections in a dictionary.
"""

from dastern_core.kernel import AccountId, ConflictError, NotFoundError
from dastern_core.permissions import (
    Connection,
    ConnectionId,
    ConnectionStatus,
    DuplicateConnectionError,
)

__all__ = ["InMemoryConnections"]


class InMemoryConnections:
    """
    Every connection, by its identifier.

    Args:
        connections: The connections stored so far; changed in place.
    """

    def __init__(self, connections: dict[ConnectionId, Connection]) -> None:
        self._connections = connections

    def add(self, connection: Connection) -> None:
        """
        Store a new connection.
        """
        known = self.between(AccountId(connection.patient_id), connection.member_id)
        if known is not None or connection.id in self._connections:
            message = "the two have a connection already"
            raise DuplicateConnectionError(message)
        self._connections[connection.id] = connection

    def get(self, connection_id: ConnectionId) -> Connection:
        """
        Load a connection.
        """
        if connection_id not in self._connections:
            message = "there is no such connection"
            raise NotFoundError(message)
        return self._connections[connection_id]

    def between(self, one: AccountId, other: AccountId) -> Connection | None:
        """
        Load the connection of two people.
        """
        found = (
            connection
            for connection in self._connections.values()
            if {connection.patient_id, connection.member_id} == {one, other}
        )
        return next(found, None)

    def hold(self, one: AccountId, other: AccountId) -> Connection | None:
        """
        Load the connection of two people; the store in memory is for one thread.
        """
        return self.between(one, other)

    def of_account(self, account_id: AccountId) -> tuple[Connection, ...]:
        """
        Load the connections of one person, the newest request first.
        """
        own = (
            connection
            for connection in self._connections.values()
            if account_id in {connection.patient_id, connection.member_id}
        )
        return tuple(sorted(own, key=lambda one: (one.requested_at, one.id), reverse=True))

    def change(self, connection: Connection, *, expected: ConnectionStatus) -> None:
        """
        Store what became of a connection.
        """
        stored = self._connections.get(connection.id)
        if stored is None or stored.status is not expected:
            message = "the connection has changed by now: load it again"
            raise ConflictError(message)
        self._connections[connection.id] = connection
