"""
Stored sealed values: what a job seals anew after a rotation.
"""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from dastern_core.encryption import SealedValue
from dastern_core.ports.data_keys import KeepsDataKeys

__all__ = ["KeepsSealedValues", "SealedStore", "SealedValues"]


class SealedValues(Protocol):
    """
    Every sealed value that this store holds, of whatever table and column.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def stale(self, *, limit: int, skip: int = 0) -> "tuple[SealedValue, ...]":
        """
        Load values that an older version of their owner's key sealed than the newest.

        What an erased version sealed is none of them: nothing opens it.

        Args:
            limit: At most so many; at least 1.
            skip: So many of the first are left out: those that could not be sealed anew.
        """
        ...

    def replace(self, value: "SealedValue", sealed: bytes) -> None:
        """
        Store a value sealed anew: compare-and-set.

        Raises:
            ConflictError: It is another by now, or gone.
        """
        ...


class KeepsSealedValues(KeepsDataKeys, Protocol):
    """
    A unit of work with sealed values and the keys that sealed them, whatever else it holds.
    """

    @property
    def sealed_values(self) -> SealedValues:
        """
        The sealed values, as this transaction sees them.
        """
        ...


class SealedStore(Protocol):
    """
    Where sealed values are.
    """

    def begin(self) -> AbstractContextManager[KeepsSealedValues]:
        """
        Begin a transaction; leaving the block commits, an exception undoes it.
        """
        ...
