"""
Stored failures: wrong passwords in a row.
"""

from datetime import datetime
from typing import Protocol

from dastern_core.identity import Failures
from dastern_core.kernel import AccountId

__all__ = ["LoginFailures"]


class LoginFailures(Protocol):
    """
    The failures of every account, and of every stand-in for an unknown one, by origin.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def hold(self, account_id: AccountId, origin: str) -> Failures:
        """
        Load failures, and let nobody else have them before this unit of work has ended.

        Args:
            account_id: An account's, or a stand-in's.
            origin: From where; empty for those from anywhere. Hold that one first.

        Returns:
            The failures; none where none are stored.
        """
        ...

    def put(self, account_id: AccountId, origin: str, failures: Failures, *, at: datetime) -> None:
        """
        Store failures in place of those that were held.
        """
        ...

    def clear(self, *, before: datetime) -> int:
        """
        Delete what was last stored before an instant, and tell how many.
        """
        ...
