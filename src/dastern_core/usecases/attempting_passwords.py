"""
Attempting passwords: counted before they are looked at, so that no crowd gets more tries.
"""

from datetime import datetime

import attrs

from dastern_core.identity import (
    FAILURES_AT_ONE_ORIGIN,
    LONGEST_PASSWORD,
    Admission,
    LoginLockedError,
    LoginNeedsCodeError,
    admit,
    after_failure,
    normalize_password,
)
from dastern_core.kernel import AccountId
from dastern_core.ports.identity_store import IdentityUnitOfWork
from dastern_core.ports.passwords import PasswordCheck
from dastern_core.usecases.identification import Identification

__all__ = ["Attempt", "begin_attempt", "check_password", "counted_for"]


@attrs.frozen(kw_only=True)
class Attempt:
    """
    Whether a password may be tried.

    Args:
        origin: For whom it is counted besides everybody.
        refusal: Why not, to be raised after the commit; None where it may.
    """

    origin: str
    refusal: LoginLockedError | LoginNeedsCodeError | None


def begin_attempt(
    work: IdentityUnitOfWork,
    subject: AccountId,
    *,
    origin: str,
    device: str,
    is_proven: bool = False,
    now: datetime,
) -> Attempt:
    """
    Count an attempt as a failure, in a unit of work that commits before it is looked at.

    The count is taken back when the password was right.

    Args:
        work: The unit of work.
        subject: The account, or the stand-in of an unknown one.
        origin: Where it comes from.
        device: The known device; empty for any other. What it gets wrong is counted for it
            alone, so that nobody else locks it out.
        is_proven: Whether a right code came with it.
        now: When.

    Raises:
        PortError: The store failed.
    """
    counted = counted_for(origin=origin, device=device)
    in_all = work.login_failures.hold(subject, "")
    here = work.login_failures.hold(subject, counted)
    admission = admit(here=here, in_all=in_all, is_known_device=bool(device) or is_proven, now=now)
    if admission is Admission.LOCKED and here.locked_until is not None:
        return Attempt(origin=counted, refusal=LoginLockedError(retry_at=here.locked_until))
    if admission is Admission.NEEDS_CODE:
        return Attempt(origin=counted, refusal=LoginNeedsCodeError())
    failed_here = after_failure(here, most=FAILURES_AT_ONE_ORIGIN, now=now)
    work.login_failures.put(subject, "", after_failure(in_all, most=None, now=now), at=now)
    work.login_failures.put(subject, counted, failed_here, at=now)
    return Attempt(origin=counted, refusal=None)


def counted_for(*, origin: str, device: str) -> str:
    """
    Give for whom wrong passwords are counted besides everybody.
    """
    return f"device:{device}" if device else f"from:{origin}"


def check_password(password: str, stored: str | None, *, using: Identification) -> PasswordCheck:
    """
    Check a password as it was typed; one that is too long to be anybody's is not hashed whole.
    """
    typed = password if len(password) <= LONGEST_PASSWORD else ""
    return using.passwords.check(normalize_password(typed), stored)
