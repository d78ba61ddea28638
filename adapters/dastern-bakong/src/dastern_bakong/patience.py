"""
Patience: how long the bank is waited for, how often it is asked again, and when not.
"""

from datetime import timedelta

import attrs
import pybreaker
import stamina
from attrs.validators import ge, gt

from dastern_core.payments import BankBusyError, BankDownError, BankUnreachableError

__all__ = ["Patience", "circuit", "retries", "worth_asking_again"]


@attrs.frozen(kw_only=True)
class Patience:
    """
    The limits of one question to the bank.

    Args:
        connect_seconds: To make a connection, its TLS included, or to get a free one.
        silence_seconds: Between two parts of the answer.
        answer_seconds: To the answer's end, however steadily it drips.
        retries: How often the question is repeated (SIG-06).
        first_wait_seconds: Before the first repetition; the wait doubles each time (SIG-06).
        longest_wait_seconds: Of one wait, also of one that the bank asks for (SIG-06). A
            longer one is not waited for but told, as ``BankBusyError.wait``.
        jitter_seconds: At most so much is added to a wait, so that callers who failed
            together do not return together.
        total_seconds: No repetition begins later than this after the first question, and
            no wait that the bank asks for ends later (SIG-05). A repetition that has begun
            may still take ``answer_seconds`` and ``silence_seconds``.
        failures: So many in a row stop all questions (SIG-07).
        pause_seconds: Until one question is let through to try again (SIG-07).

    Raises:
        ValueError: A number is negative, or a zero would never let anything through.
    """

    connect_seconds: float = attrs.field(default=5.0, validator=gt(0))
    silence_seconds: float = attrs.field(default=10.0, validator=gt(0))
    answer_seconds: float = attrs.field(default=15.0, validator=gt(0))
    retries: int = attrs.field(default=3, validator=ge(0))
    first_wait_seconds: float = attrs.field(default=1.0, validator=ge(0))
    longest_wait_seconds: float = attrs.field(default=30.0, validator=ge(0))
    jitter_seconds: float = attrs.field(default=1.0, validator=ge(0))
    total_seconds: float = attrs.field(default=30.0, validator=gt(0))
    failures: int = attrs.field(default=5, validator=gt(0))
    pause_seconds: float = attrs.field(default=60.0, validator=ge(0))


def retries(patience: Patience) -> stamina.RetryingCaller:
    """
    Make what repeats a question.
    """
    return stamina.RetryingCaller(
        attempts=1 + patience.retries,
        timeout=patience.total_seconds,
        wait_initial=patience.first_wait_seconds,
        wait_max=patience.longest_wait_seconds,
        wait_jitter=patience.jitter_seconds,
        wait_exp_base=2,
    )


def worth_asking_again(
    error: Exception, *, repeatable: bool, spent_seconds: float, patience: Patience
) -> bool | float:
    """
    Decide whether asking again may help, and may not do harm.

    Args:
        error: Why there is no answer.
        repeatable: Whether asking twice does the same as asking once.
        spent_seconds: Since the first question.
        patience: The limits.

    Returns:
        Whether to repeat; or after how many seconds, where the bank says when.

    Source:
        Rules PAY-12, SIG-06 and defect B074: a request that the bank refused (4xx) is
        never repeated, but for 429, which it did not act on.
    """
    match error:
        case BankBusyError(wait=timedelta() as wait):
            seconds = wait.total_seconds()
            within = spent_seconds + seconds <= patience.total_seconds
            return seconds if within and seconds <= patience.longest_wait_seconds else False
        case BankBusyError():
            return True
        case BankUnreachableError(asked=asked):
            return repeatable or not asked
        case BankDownError():
            return repeatable
    return False


def circuit(
    patience: Patience, *, storage: pybreaker.CircuitBreakerStorage | None
) -> pybreaker.CircuitBreaker:
    """
    Make what stops all questions while the bank keeps failing.

    Args:
        patience: The limits.
        storage: Where its state is kept; in this process where none is given.

    Source:
        Rule SIG-07 and defect B012: the network's and the bank's own faults count, a
        refusal (4xx) or an answer that cannot be read does not.
    """
    return pybreaker.CircuitBreaker(
        fail_max=patience.failures,
        reset_timeout=patience.pause_seconds,
        exclude=[_is_no_outage],
        state_storage=storage,
        throw_new_error_on_trip=False,
    )


def _is_no_outage(error: BaseException) -> bool:
    return not isinstance(error, BankUnreachableError | BankDownError)
