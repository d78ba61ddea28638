"""
Clear login records: what is of no use any more, and what strangers typed.
"""

from datetime import timedelta

from dastern_core.ports.clock import Clock
from dastern_core.ports.identity_store import IdentityStore

__all__ = ["clear_login_records"]

_CODES = timedelta(days=1)  # what is looked at to count codes and guesses
_FAILURES = timedelta(days=90)  # far beyond any lock; consecutive failures stay counted
_SESSIONS = timedelta(days=90)


def clear_login_records(*, store: IdentityStore, clock: Clock) -> int:
    """
    Delete codes, nonces and resets of yesterday, failures and ended sessions of a quarter.

    Args:
        store: Where the records are.
        clock: Tells when.

    Returns:
        How many rows; call it once a day.

    Raises:
        PortError: The store failed; nothing is deleted.
    """
    now = clock.now()
    with store.begin() as work:
        return sum(
            (
                work.challenges.clear(issued_before=now - _CODES),
                work.login_nonces.clear(expired_before=now - _CODES),
                work.password_resets.clear(begun_before=now - _CODES),
                work.login_failures.clear(before=now - _FAILURES),
                work.sessions.clear(expired_before=now - _SESSIONS),
            )
        )
