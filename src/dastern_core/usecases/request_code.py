"""
Request a code: six digits to an identifier, whoever it belongs to.
"""

from datetime import datetime

import attrs

from dastern_core.identity import (
    CODE_LIFE,
    Account,
    MessageKind,
    OtpPurpose,
    needs_second_factor,
    parse_identifier,
)
from dastern_core.kernel import Fault, InvalidInputError, Language
from dastern_core.usecases.identification import Identification, Visit, count_way_in, id_of
from dastern_core.usecases.proving_codes import known_device, make_code, subject_of

__all__ = ["CodeRequested", "request_code"]

_ASKED_FOR = frozenset({OtpPurpose.REGISTRATION, OtpPurpose.LOGIN, OtpPurpose.PASSWORD_RESET})


@attrs.frozen(kw_only=True)
class CodeRequested:
    """
    The answer, which is the same for everybody (AUTH-26, EPA-07).

    Args:
        expires_at: Until when the code is good, if one was sent.
    """

    expires_at: datetime


def request_code(
    typed: str, *, purpose: OtpPurpose, visit: Visit, language: Language, using: Identification
) -> CodeRequested:
    """
    Send a code for registering, for logging in, or for a new password.

    An identifier that is unknown, or taken where somebody wants to register, gets the same
    answer after the same work; its owner is told in the second case. So does one whose owner
    needs two factors: no code is sent, for it would be one alone (EPA-05).

    Args:
        typed: A telephone number or an e-mail address.
        purpose: What the code is wanted for; the others are asked for by those who are in.
        visit: From where.
        language: What somebody unknown is spoken to in.
        using: What it needs.

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        InvalidInputError: It is neither a number nor an address, or the purpose is another.
        TooManyCodesError: It tells when to ask again.
        PortError: The store or the messages failed; nothing was sent.
    """
    if purpose not in _ASKED_FOR:
        remedy = "Ask for it from inside the step that needs it."
        raise InvalidInputError(Fault(field="purpose", problem="is no way in", remedy=remedy))
    identifier = parse_identifier(typed)
    step = f"code for {purpose.value}"
    count_way_in(step, identifier, origin=visit.origin, using=using)
    now = using.clock.now()
    with using.store.begin() as work:
        account = work.accounts.find(identifier)
        subject = subject_of(account, identifier, using=using)
        challenge, message = make_code(
            work,
            identifier,
            purpose=purpose,
            kind=_kind(account, purpose),
            about=id_of(account),
            device=known_device(visit, subject, using=using),
            origin=visit.origin,
            language=language if account is None else account.language,
            now=now,
            using=using,
        )
    using.messages.send(message)
    return CodeRequested(expires_at=challenge.issued_at + CODE_LIFE)


def _kind(account: Account | None, purpose: OtpPurpose) -> MessageKind:
    if purpose is OtpPurpose.REGISTRATION:
        return MessageKind.CODE if account is None else MessageKind.TAKEN
    if account is None:
        return MessageKind.NOBODY
    # A new password by a code would make the code alone both factors.
    return MessageKind.NOBODY if needs_second_factor(account) else MessageKind.CODE
