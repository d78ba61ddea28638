"""
Password resets in a dictionary.
"""

from datetime import datetime

import attrs

from dastern_core.identity import PasswordReset
from dastern_core.kernel import AccountId, ConflictError

__all__ = ["InMemoryPasswordResets"]


class InMemoryPasswordResets:
    """
    The newest reset of each account.

    Args:
        resets: Those stored so far; changed in place.
    """

    def __init__(self, resets: dict[AccountId, PasswordReset]) -> None:
        self._resets = resets

    def put(self, reset: PasswordReset) -> None:
        """
        Store a reset.
        """
        self._resets[reset.account_id] = reset

    def of_account(self, account_id: AccountId) -> PasswordReset | None:
        """
        Load the newest reset of an account.
        """
        return self._resets.get(account_id)

    def use(self, reset: PasswordReset) -> None:
        """
        Store that a reset was used.
        """
        if self._resets.get(reset.account_id) != attrs.evolve(reset, used_at=None):
            message = "the reset was used meanwhile: ask for a new one"
            raise ConflictError(message)
        self._resets[reset.account_id] = reset

    def clear(self, *, begun_before: datetime) -> int:
        """
        Delete what is old.
        """
        old = [one.account_id for one in self._resets.values() if one.begun_at < begun_before]
        for account_id in old:
            del self._resets[account_id]
        return len(old)
