"""
Proving codes: a one-time code sent, or tried, within a step's unit of work.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    MOST_CODES_A_DAY,
    MOST_GUESSES_A_DAY,
    Account,
    Challenge,
    ChallengeId,
    CodeAnswer,
    CodeUse,
    Failures,
    Identifier,
    IdentityMessage,
    MessageKind,
    OtpPurpose,
    TooManyCodesError,
    after_failure,
    day_of,
    device_of,
    draw_code,
    issue_code,
    stand_in,
    use_code,
)
from dastern_core.kernel import AccountId, Language
from dastern_core.ports.identity_store import IdentityUnitOfWork
from dastern_core.usecases.attempting_passwords import counted_for
from dastern_core.usecases.identification import Identification, Visit, record_identity

__all__ = ["known_device", "make_code", "record_codes", "subject_of", "try_codes"]

_LOOKED_AT = timedelta(days=1)
_CODE_RANDOMNESS = 16
# Whoever needs another code has proven something else before, so nobody else can use it up.
_BY_CODE_ALONE: Final = frozenset(
    {OtpPurpose.LOGIN, OtpPurpose.PASSWORD_RESET, OtpPurpose.REGISTRATION}
)


def subject_of(
    account: Account | None, identifier: Identifier, *, using: Identification
) -> AccountId:
    """
    Give whom things are counted for: the account, or the stand-in of an unknown one.
    """
    unknown = stand_in(identifier, secret=using.secrets.codes)
    return unknown if account is None else account.id


def known_device(visit: Visit, subject: AccountId, *, using: Identification) -> str:
    """
    Give the name of the device, where it is known to this account; else nothing.
    """
    return device_of(visit.device_token, account_id=subject, secret=using.secrets.devices)


def make_code(
    work: IdentityUnitOfWork,
    identifier: Identifier,
    *,
    purpose: OtpPurpose,
    kind: MessageKind,
    about: AccountId | None,
    device: str,
    origin: str,
    language: Language,
    now: datetime,
    using: Identification,
) -> tuple[Challenge, IdentityMessage]:
    """
    Issue a code, store its challenge, and write the message that is sent after the commit.

    As much is done for every kind of message.

    Raises:
        TooManyCodesError: As ``issue_code``, or unknown devices asked for too many today.
        PortError: The store failed.
    """
    if purpose in _BY_CODE_ALONE and not device:
        named, ends_at = day_of(now)
        sent = _together(work, identifier, f"codes:{named}", using=using)
        if sent.count >= MOST_CODES_A_DAY:
            raise TooManyCodesError(retry_at=ends_at)
        _count_one(work, identifier, f"codes:{named}", sent, now=now, using=using)
    counted = counted_for(origin=origin, device=device)
    recent = work.challenges.recent(identifier, device=counted, since=now - _LOOKED_AT)
    code = draw_code(using.entropy.salt(_CODE_RANDOMNESS))
    challenge = issue_code(
        code,
        challenge_id=ChallengeId(using.entropy.identifier()),
        identifier=identifier,
        purpose=purpose,
        recent=recent,
        pepper=using.secrets.codes,
        now=now,
        device=counted,
    )
    work.challenges.add(challenge)
    record_identity(
        work,
        AuditAction.OTP_GENERATED,
        about=about,
        details={"purpose": purpose.value},
        now=now,
        using=using,
    )
    message = IdentityMessage(
        kind=kind,
        identifier=identifier,
        language=language,
        purpose=purpose,
        code=code if kind is MessageKind.CODE else "",
    )
    return challenge, message


def try_codes(
    work: IdentityUnitOfWork,
    codes: Mapping[Identifier, str],
    *,
    purpose: OtpPurpose,
    device: str,
    origin: str,
    is_alone: bool = True,
    now: datetime,
    using: Identification,
) -> bool:
    """
    Try codes, each for its identifier; they are spent where all of them are right.

    A wrong guess is counted in this unit of work, so let it commit before refusing, and put
    either on record by ``record_codes``.

    Args:
        work: The unit of work of the step.
        codes: As typed.
        purpose: What they are wanted for.
        device: The known device; empty for any other.
        origin: The network address.
        is_alone: Whether a right code suffices. Where a password must be right besides,
            what strangers have guessed today stops nobody.
        now: When.
        using: What it needs.

    Returns:
        Whether all are right; a stranger is told nothing more.

    Raises:
        PortError: The store failed.
    """
    tried: list[tuple[CodeUse, dict[ChallengeId, Challenge]]] = []
    counted = counted_for(origin=origin, device=device)
    together = f"guesses:{day_of(now)[0]}"
    is_limited = is_alone and purpose in _BY_CODE_ALONE and not device
    # In one order, so that two who prove the same identifiers do not wait for each other.
    for identifier in sorted(codes, key=lambda one: one.value):
        guessed = Failures()
        if is_limited:
            guessed = _together(work, identifier, together, using=using)
        recent = work.challenges.recent(identifier, device=counted, since=now - _LOOKED_AT)
        if guessed.count >= MOST_GUESSES_A_DAY:
            tried.append((CodeUse(answer=CodeAnswer.RESTING, challenge=None), {}))
            continue
        use = use_code(
            codes[identifier],
            identifier=identifier,
            purpose=purpose,
            recent=recent,
            pepper=using.secrets.codes,
            now=now,
        )
        if is_limited and use.answer is CodeAnswer.WRONG:
            _count_one(work, identifier, together, guessed, now=now, using=using)
        tried.append((use, {one.id: one for one in recent}))
    is_right = all(use.answer is CodeAnswer.RIGHT for use, _ in tried)
    for use, known in tried:
        spent = use.answer is CodeAnswer.RIGHT
        if use.challenge is not None and (is_right or not spent):
            work.challenges.change(use.challenge, expected=known[use.challenge.id])
    return is_right


def record_codes(
    work: IdentityUnitOfWork,
    *,
    is_right: bool,
    purpose: OtpPurpose,
    about: AccountId | None,
    by: Account | None,
    now: datetime,
    using: Identification,
) -> None:
    """
    Append an entry about codes that were tried.

    The log has one end, for which all wait: append once every other row is held.

    Raises:
        PortError: The log cannot be written; the step must not happen either.
    """
    action = (
        AuditAction.OTP_VERIFICATION_SUCCESS if is_right else AuditAction.OTP_VERIFICATION_FAILED
    )
    record_identity(
        work,
        action,
        about=about,
        by=by if is_right else None,
        details={"purpose": purpose.value},
        now=now,
        using=using,
    )


def _together(
    work: IdentityUnitOfWork, identifier: Identifier, what: str, *, using: Identification
) -> Failures:
    """
    Hold what all unknown devices together have done with an identifier, known or not.
    """
    return work.login_failures.hold(stand_in(identifier, secret=using.secrets.codes), what)


def _count_one(
    work: IdentityUnitOfWork,
    identifier: Identifier,
    what: str,
    so_far: Failures,
    *,
    now: datetime,
    using: Identification,
) -> None:
    counted = after_failure(so_far, most=None, now=now)
    subject = stand_in(identifier, secret=using.secrets.codes)
    work.login_failures.put(subject, what, counted, at=now)
