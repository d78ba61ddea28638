"""
Stored sealed values: what a job seals anew after a rotation.
"""

from typing import Protocol

from dastern_core.encryption import SealedValue

__all__ = ["SealedValues"]


class SealedValues(Protocol):
    """
    Every sealed value that this store holds, of whatever table and column.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def stale(self, *, limit: int) -> tuple[SealedValue, ...]:
        """
        Load values that an older version of their owner's key sealed than the newest.

        Args:
            limit: At most so many; at least 1.
        """
        ...

    def replace(self, value: SealedValue, sealed: bytes) -> None:
        """
        Store a value sealed anew: compare-and-set.

        Raises:
            ConflictError: It is another by now, or gone.
        """
        ...
