"""
Log in by a code: without a password, and past a lock of the password way in.
"""

from dastern_core.identity import (
    CodeRefusedError,
    OtpPurpose,
    needs_second_factor,
    parse_identifier,
)
from dastern_core.kernel import NotPermittedError
from dastern_core.usecases.attempting_passwords import counted_for
from dastern_core.usecases.identification import (
    Identification,
    LoggedIn,
    Visit,
    count_way_in,
    id_of,
)
from dastern_core.usecases.opening_sessions import clear_failures, open_or_refuse, record_refusal
from dastern_core.usecases.proving_codes import (
    known_device,
    record_codes,
    subject_of,
    try_codes,
)

__all__ = ["log_in_by_code"]

_BY = "code"


def log_in_by_code(
    typed: str, code: str, *, visit: Visit, is_remembered: bool = False, using: Identification
) -> LoggedIn:
    """
    Let somebody in by the code that their identifier has just received.

    Where a right code comes, failures are forgotten: the owner is there.

    Args:
        typed: The identifier.
        code: As typed.
        visit: From where; the same device that asked.
        is_remembered: Whether the session lasts 30 days.
        using: What it needs.

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        InvalidInputError: What was typed is neither a number nor an address.
        CodeRefusedError: Nobody is there, the code is not right, or a code alone does not
            let them in (EPA-05): all alike.
        NotPermittedError: The code is right and the account is closed.
        PortError: The store failed; nobody is let in.
    """
    identifier = parse_identifier(typed)
    count_way_in("log-in-by-code", identifier, origin=visit.origin, using=using)
    now = using.clock.now()
    outcome: LoggedIn | NotPermittedError
    with using.store.begin() as work:
        account = work.accounts.find(identifier)
        subject = subject_of(account, identifier, using=using)
        device = known_device(visit, subject, using=using)
        work.login_failures.hold(subject, "")
        is_right = try_codes(
            work,
            {identifier: code},
            purpose=OtpPurpose.LOGIN,
            device=device,
            origin=visit.origin,
            now=now,
            using=using,
        )
        fresh = None
        if account is not None and is_right and not needs_second_factor(account):
            fresh = work.accounts.hold(account.id)
            counted = counted_for(origin=visit.origin, device=device)
            clear_failures(work, fresh, counted, now=now)
        record_codes(
            work,
            is_right=is_right,
            purpose=OtpPurpose.LOGIN,
            about=id_of(account),
            by=account,
            now=now,
            using=using,
        )
        outcome = CodeRefusedError()
        if fresh is not None:
            outcome = open_or_refuse(
                work,
                fresh,
                visit=visit,
                known_device=device,
                is_remembered=is_remembered,
                by=_BY,
                now=now,
                using=using,
            )
        if isinstance(outcome, NotPermittedError):
            record_refusal(work, outcome, by=_BY, about=id_of(account), now=now, using=using)
    if isinstance(outcome, NotPermittedError):
        raise outcome
    return outcome
