"""
Families in a dictionary.
"""

from dastern_core.kernel import AccountId, ConflictError
from dastern_core.subscriptions import Family, found_family

__all__ = ["InMemoryFamilies"]


class InMemoryFamilies:
    """
    Every family, by its payer.

    Args:
        families: The families stored so far; changed in place.
    """

    def __init__(self, families: dict[AccountId, Family]) -> None:
        self._families = families

    def get(self, owner_id: AccountId) -> Family:
        """
        Load a payer's family.
        """
        return self._families.get(owner_id, found_family(owner_id))

    def of_member(self, member_id: AccountId) -> Family | None:
        """
        Load the family in which somebody has a seat.
        """
        return next((one for one in self._families.values() if member_id in one.members), None)

    def append(self, family: Family, *, known: int) -> None:
        """
        Store the changes that a family has gained.
        """
        others = [one for one in self._families.values() if one.owner_id != family.owner_id]
        seated = {member for one in others for member in one.members}
        if len(self.get(family.owner_id).history) != known or family.members & seated:
            message = "the family has changed by now, or a member has a seat in another"
            raise ConflictError(message)
        self._families[family.owner_id] = family
