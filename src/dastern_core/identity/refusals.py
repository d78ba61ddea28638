"""
Refusals: why somebody is not let in, in words that tell nobody who is there.

An unknown identifier, a wrong password and an account without one are one refusal; so are
a wrong, a used and an expired code (AUTH-11, B016).
"""

from datetime import datetime
from typing import ClassVar

from dastern_core.kernel import NotPermittedError

__all__ = [
    "CodeRefusedError",
    "LoginLockedError",
    "LoginNeedsCodeError",
    "LoginRefusedError",
    "RefreshRefusedError",
]


class LoginRefusedError(NotPermittedError):
    """
    Identifier and proof do not belong together, or this way in is not theirs.
    """

    code: ClassVar[str] = "login_refused"

    def __init__(self) -> None:
        super().__init__("the log-in is refused: check what you typed, or log in by a code")


class LoginLockedError(NotPermittedError):
    """
    Too many wrong passwords came from here.

    Args:
        retry_at: When the lock ends; say how many minutes that is (AUTH-09).
    """

    code: ClassVar[str] = "login_locked"

    def __init__(self, *, retry_at: datetime) -> None:
        super().__init__("too many wrong passwords came from here: wait, or log in by a code")
        self.retry_at = retry_at


class LoginNeedsCodeError(NotPermittedError):
    """
    Too many wrong passwords came from everywhere: a new device proves the identifier first.
    """

    code: ClassVar[str] = "login_needs_code"

    def __init__(self) -> None:
        super().__init__(
            "a password is not enough on this device now: log in by a code, or by both together"
        )


class CodeRefusedError(NotPermittedError):
    """
    The code is wrong, used, too old, for something else, or guessed at too often.
    """

    code: ClassVar[str] = "code_refused"

    def __init__(self) -> None:
        super().__init__("the code is not valid: check it, or ask for a new one")


class RefreshRefusedError(NotPermittedError):
    """
    The refresh token refreshes nothing any more.
    """

    code: ClassVar[str] = "refresh_refused"

    def __init__(self) -> None:
        super().__init__("the session has ended: log in again")
