"""
Prove a second factor: a code to a doctor who is in, for an emergency alone.
"""

from dastern_core.identity import AccessClaims, MessageKind, OtpPurpose
from dastern_core.kernel import RequestClass
from dastern_core.permissions import SecondFactor
from dastern_core.usecases.identification import Identification, Visit
from dastern_core.usecases.limiting import count_request
from dastern_core.usecases.proving_codes import known_device, make_code, record_codes, try_codes

__all__ = ["prove_factor", "request_factor"]

_PURPOSE = OtpPurpose.EMERGENCY_ACCESS


def request_factor(*, claims: AccessClaims, visit: Visit, using: Identification) -> str:
    """
    Send the doctor who is in a code for an emergency (EPE-03).

    Args:
        claims: Of the doctor's authenticated token.
        visit: From where.
        using: What it needs.

    Returns:
        Where it was sent, as it may be shown.

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        TooManyCodesError: It tells when to ask again.
        PortError: The store or the messages failed.
    """
    kind = RequestClass.AUTHENTICATION
    count_request(kind, "request-factor", claims.account_id, limits=using.limits)
    now = using.clock.now()
    with using.store.begin() as work:
        account = work.accounts.get(claims.account_id)
        identifier = account.identifiers[0]
        _, message = make_code(
            work,
            identifier,
            purpose=_PURPOSE,
            kind=MessageKind.CODE,
            about=account.id,
            device=known_device(visit, account.id, using=using),
            origin=visit.origin,
            language=account.language,
            now=now,
            using=using,
        )
    using.messages.send(message)
    return identifier.masked


def prove_factor(
    code: str, *, claims: AccessClaims, visit: Visit, using: Identification
) -> SecondFactor | None:
    """
    Try the code; the answer goes into ``start_emergency``, which puts a failure on record.

    Args:
        code: As typed.
        claims: Of the doctor's authenticated token.
        visit: From where; the same device that asked.
        using: What it needs.

    Returns:
        The factor; None where the code is not right.

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        PortError: The store failed.
    """
    kind = RequestClass.AUTHENTICATION
    count_request(kind, "prove-factor", claims.account_id, limits=using.limits)
    now = using.clock.now()
    with using.store.begin() as work:
        account = work.accounts.get(claims.account_id)
        is_right = try_codes(
            work,
            {account.identifiers[0]: code},
            purpose=_PURPOSE,
            device=known_device(visit, account.id, using=using),
            origin=visit.origin,
            now=now,
            using=using,
        )
        record_codes(
            work,
            is_right=is_right,
            purpose=_PURPOSE,
            about=account.id,
            by=account,
            now=now,
            using=using,
        )
    return SecondFactor.OTP if is_right else None
