"""
Stored password resets.
"""

from datetime import datetime
from typing import Protocol

from dastern_core.identity import PasswordReset
from dastern_core.kernel import AccountId

__all__ = ["PasswordResets"]


class PasswordResets(Protocol):
    """
    The newest reset of each account, without its token.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def put(self, reset: PasswordReset) -> None:
        """
        Store a reset that was begun, in place of an earlier one.
        """
        ...

    def of_account(self, account_id: AccountId) -> PasswordReset | None:
        """
        Load the newest reset of an account; None without.
        """
        ...

    def use(self, reset: PasswordReset) -> None:
        """
        Store that a reset was used, where it still was not: compare-and-set.

        Raises:
            ConflictError: It was used meanwhile, or another one was begun.
        """
        ...

    def clear(self, *, begun_before: datetime) -> int:
        """
        Delete what was begun before an instant, and tell how many.
        """
        ...
