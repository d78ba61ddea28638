"""
Owners of stored things, told by a function that row security does not thin out.
"""

from uuid import UUID

from sqlalchemy import Connection, func, select

from dastern_core.kernel import PatientId
from dastern_core.permissions import ResourceType

__all__ = ["PostgresOwners"]


class PostgresOwners:
    """
    The owners of everything, whatever of it the transaction sees.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, type_: ResourceType, thing_id: UUID) -> PatientId | None:
        """
        Give the patient whose thing this is.
        """
        owner: UUID | None = self._connection.scalar(
            select(func.whose_thing(type_.value, thing_id))
        )
        return None if owner is None else PatientId(owner)
