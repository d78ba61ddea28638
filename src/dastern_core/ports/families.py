"""
Stored families: who shares whose plan.
"""

from typing import Protocol

from dastern_core.kernel import AccountId
from dastern_core.subscriptions import Family

__all__ = ["Families"]


class Families(Protocol):
    """
    The families of all payers, each with its whole history, which only grows.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def get(self, owner_id: AccountId) -> Family:
        """
        Load a payer's family; of who invited nobody, the empty one.
        """
        ...

    def of_member(self, member_id: AccountId) -> Family | None:
        """
        Load the family in which somebody has a seat; None where in none.
        """
        ...

    def append(self, family: Family, *, known: int) -> None:
        """
        Store the changes that a family has gained: compare-and-set.

        Args:
            family: With its whole history.
            known: How many changes it had when it was loaded; later ones are new.

        Raises:
            ConflictError: It has another number of changes by now, or a new member has a
                seat in another family (SUB-08).
        """
        ...
