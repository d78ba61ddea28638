"""
Bank failures: why the bank could not be asked, or why its answer says nothing.

::

    PortError
    └── BankError                    never raised itself
        ├── BankUnreachableError     no connection, or it broke off
        ├── BankDownError            the bank has a fault of its own
        ├── BankBusyError            asked too often
        ├── BankPausedError          not asked, because it kept failing
        ├── BankTokenError           the access token is not accepted
        ├── BankForbiddenError       the bank admits no request from here
        ├── BankRefusedError         the bank will not answer this request
        └── BankAnswerError          the answer cannot be read

None of them says whether an order is paid. No message holds a token, an account or text
of the bank's.
"""

from datetime import timedelta
from typing import ClassVar

from dastern_core.kernel import PortError

__all__ = [
    "BankAnswerError",
    "BankBusyError",
    "BankDownError",
    "BankError",
    "BankForbiddenError",
    "BankPausedError",
    "BankRefusedError",
    "BankTokenError",
    "BankUnreachableError",
]


class BankError(PortError):
    """
    The bank gave no answer that anything can be concluded from.

    Args:
        problem: What happened, as a sentence without its full stop.
    """

    code: ClassVar[str] = "bank_failure"
    remedy: ClassVar[str] = "Ask again later."

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        """
        Give the problem and its remedy in two sentences.
        """
        return f"{self.problem}. {self.remedy}"


class BankUnreachableError(BankError):
    """
    No connection, or it broke off or stalled before the answer was whole.

    Args:
        problem: What happened.
        asked: Whether the request may have reached the bank; where not, asking again
            cannot do anything twice.
    """

    code: ClassVar[str] = "bank_unreachable"
    remedy: ClassVar[str] = "Check the network, the address and its certificate; ask again later."

    def __init__(self, problem: str, *, asked: bool = True) -> None:
        super().__init__(problem)
        self.asked = asked


class BankDownError(BankError):
    """
    The bank answered that it has a fault of its own (HTTP 5xx, or its codes 4, 7 and 9).
    """

    code: ClassVar[str] = "bank_down"


class BankBusyError(BankError):
    """
    The bank was asked too often (HTTP 429).

    Args:
        problem: What happened.
        wait: For how long not to ask; None where the bank does not say.
    """

    code: ClassVar[str] = "bank_busy"
    remedy: ClassVar[str] = "Ask less often, and about many payments at once."

    def __init__(self, problem: str, *, wait: timedelta | None = None) -> None:
        super().__init__(problem)
        self.wait = wait


class BankPausedError(BankError):
    """
    The bank was not asked, because it kept failing a moment ago.
    """

    code: ClassVar[str] = "bank_paused"
    remedy: ClassVar[str] = "Leave the order pending; the next request after the pause tries again."


class BankTokenError(BankError):
    """
    The access token is missing, wrong or expired (HTTP 401, or the bank's code 6).
    """

    code: ClassVar[str] = "bank_token_refused"
    remedy: ClassVar[str] = "Renew the token; the National Bank's last about 90 days."


class BankForbiddenError(BankError):
    """
    The bank admits no request from this place (HTTP 403).
    """

    code: ClassVar[str] = "bank_forbidden"
    remedy: ClassVar[str] = (
        "The bank answers computers in Cambodia alone: run this there, or through a proxy there"
        " that you trust. Where other requests are answered, this kind is closed to your token."
    )


class BankRefusedError(BankError):
    """
    The bank will not answer this request, however often it is asked.

    Args:
        problem: What happened.
        bank_code: The bank's own number for it; None where it gave none.
    """

    code: ClassVar[str] = "bank_refused"
    remedy: ClassVar[str] = "Correct the request; asking again changes nothing."

    def __init__(self, problem: str, *, bank_code: int | None = None) -> None:
        super().__init__(problem)
        self.bank_code = bank_code


class BankAnswerError(BankError):
    """
    The answer is not one of the bank's, or not about what was asked.
    """

    code: ClassVar[str] = "bank_answer_unreadable"
    remedy: ClassVar[str] = (
        "Check the address and what stands in between; look the payment up in the bank's own app."
    )
