"""
Limiting: a request is counted before anything is loaded for it, and refused beyond its class.
"""

from dastern_core.kernel import (
    AccountId,
    PatientId,
    RequestClass,
    TooManyRequestsError,
)
from dastern_core.ports.rate_limits import RateLimits

__all__ = ["count_request"]


def count_request(
    kind: RequestClass,
    step: str,
    account_id: AccountId | PatientId,
    *,
    origin: str = "",
    limits: RateLimits | None,
) -> None:
    """
    Count a request of somebody who is in (AUTH-30, C43).

    Args:
        kind: Its class, whose limit is in ``REQUEST_LIMITS``.
        step: What is asked for; another step is counted apart.
        account_id: Who asks.
        origin: The network address, where it counts too.
        limits: Counts; None where one person alone asks, of a program of their own.

    Raises:
        TooManyRequestsError: There were too many of late; it tells when to ask again.
    """
    if limits is None:
        return
    answer = limits.hit(kind, "/".join([step, str(account_id), origin]))
    if not answer.allowed:
        raise TooManyRequestsError(kind, retry_at=answer.resets_at)
