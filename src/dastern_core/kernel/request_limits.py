"""
Request limits: how often somebody may ask, one table for each class of request.

Counting is left to ``dastern_core.ports.rate_limits``.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType
from typing import ClassVar, Final

import attrs

from dastern_core.kernel.errors import ConflictError, Fault, InvalidInputError

__all__ = ["REQUEST_LIMITS", "RequestClass", "RequestLimit", "TooManyRequestsError"]


class RequestClass(Enum):
    """
    What is asked for; each class is asked by a use case, or nothing would hold its limit.

    ``AUTHENTICATION`` is counted for step, address and identifier together, ``EMERGENCY`` for the
    doctor, the others for the account.
    """

    AUTHENTICATION = "authentication"
    WRITE = "write"
    UPLOAD = "upload"
    EMERGENCY = "emergency"


class TooManyRequestsError(ConflictError):
    """
    Somebody asked too often of late; nothing was done.

    Args:
        kind: What was asked for.
        retry_at: When one more may be, at the latest.
    """

    code: ClassVar[str] = "too_many_requests"

    def __init__(self, kind: RequestClass, *, retry_at: datetime) -> None:
        super().__init__("too many requests of late: wait before asking again")
        self.kind = kind
        self.retry_at = retry_at


@attrs.frozen(kw_only=True)
class RequestLimit:
    """
    How many requests a window holds.

    Args:
        requests: At least 1.
        window: At least a second; it moves with time.

    Raises:
        InvalidInputError: One of them is smaller.
    """

    requests: int
    window: timedelta

    def __attrs_post_init__(self) -> None:
        """
        Refuse a limit that lets nobody through.
        """
        if self.requests < 1 or self.window < timedelta(seconds=1):
            remedy = "Allow at least one request a second or more."
            raise InvalidInputError(Fault(field="limit", problem="is too small", remedy=remedy))


REQUEST_LIMITS: Final[Mapping[RequestClass, RequestLimit]] = MappingProxyType(
    {
        RequestClass.AUTHENTICATION: RequestLimit(requests=5, window=timedelta(minutes=15)),
        RequestClass.WRITE: RequestLimit(requests=30, window=timedelta(minutes=1)),
        RequestClass.UPLOAD: RequestLimit(requests=5, window=timedelta(minutes=5)),
        RequestClass.EMERGENCY: RequestLimit(requests=3, window=timedelta(hours=1)),
    }
)
"""
C43; emergencies by EPA-06.
"""
