"""
Failures in a dictionary.
"""

from datetime import datetime

from dastern_core.identity import Failures
from dastern_core.kernel import AccountId

__all__ = ["InMemoryLoginFailures"]


class InMemoryLoginFailures:
    """
    Failures with when they were stored, by account and origin.

    Args:
        failures: Those stored so far; changed in place.
    """

    def __init__(self, failures: dict[tuple[AccountId, str], tuple[Failures, datetime]]) -> None:
        self._failures = failures

    def hold(self, account_id: AccountId, origin: str) -> Failures:
        """
        Load failures; nobody else is there.
        """
        found = self._failures.get((account_id, origin))
        return Failures() if found is None else found[0]

    def put(self, account_id: AccountId, origin: str, failures: Failures, *, at: datetime) -> None:
        """
        Store failures.
        """
        self._failures[account_id, origin] = (failures, at)

    def clear(self, *, before: datetime) -> int:
        """
        Delete what is old.
        """
        old = [key for key, (_, at) in self._failures.items() if at < before]
        for key in old:
            del self._failures[key]
        return len(old)
