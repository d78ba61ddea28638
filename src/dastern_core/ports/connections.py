"""
Stored connections.
"""

from typing import Protocol

from dastern_core.kernel import AccountId
from dastern_core.permissions import Connection, ConnectionId, ConnectionStatus

__all__ = ["Connections"]


class Connections(Protocol):
    """
    The connections of all people, one a pair (CON-01).

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, connection: Connection) -> None:
        """
        Store a new connection.

        Raises:
            DuplicateConnectionError: The two have one already, whoever asked (CON-12).
        """
        ...

    def get(self, connection_id: ConnectionId) -> Connection:
        """
        Load a connection.

        Raises:
            NotFoundError: There is no such connection.
        """
        ...

    def between(self, one: AccountId, other: AccountId) -> Connection | None:
        """
        Load the connection of two people, whoever of them is the patient; None without.
        """
        ...

    def hold(self, one: AccountId, other: AccountId) -> Connection | None:
        """
        Load the connection of two people, and let nobody change it until this unit of work ends.

        Whatever needs a standing connection holds it first: otherwise it could be stored
        just after the connection has ended, and outlive it.
        """
        ...

    def of_account(self, account_id: AccountId) -> tuple[Connection, ...]:
        """
        Load the connections of one person, the newest request first.
        """
        ...

    def change(self, connection: Connection, *, expected: ConnectionStatus) -> None:
        """
        Store what became of a connection: compare-and-set.

        Raises:
            ConflictError: Its stored status is another by now, or it is not stored.
        """
        ...
