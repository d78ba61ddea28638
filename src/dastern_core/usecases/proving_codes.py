"""
Proving codes: a one-time code sent, or tried, within a step's unit of work.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    Account,
    Challenge,
    ChallengeId,
    CodeAnswer,
    Identifier,
    IdentityMessage,
    MessageKind,
    OtpPurpose,
    device_of,
    draw_code,
    issue_code,
    stand_in,
    use_code,
)
from dastern_core.kernel import AccountId, Language
from dastern_core.ports.identity_store import IdentityUnitOfWork
from dastern_core.usecases.identification import Identification, Visit, record_identity

__all__ = ["known_device", "make_code", "record_codes", "subject_of", "try_codes"]

_LOOKED_AT = timedelta(hours=1)
_CODE_RANDOMNESS = 16


def subject_of(account: Account | None, identifier: Identifier) -> AccountId:
    """
    Give whom things are counted for: the account, or the stand-in of an unknown one.
    """
    return stand_in(identifier) if account is None else account.id


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
    about: AccountId,
    device: str,
    language: Language,
    now: datetime,
    using: Identification,
) -> tuple[Challenge, IdentityMessage]:
    """
    Issue a code, store its challenge, and write the message that is sent after the commit.

    As much is done for every kind of message.

    Raises:
        TooManyCodesError: As ``issue_code``.
        PortError: The store failed.
    """
    recent = work.challenges.recent(identifier, device=device, since=now - _LOOKED_AT)
    code = draw_code(using.entropy.salt(_CODE_RANDOMNESS))
    challenge = issue_code(
        code,
        challenge_id=ChallengeId(using.entropy.identifier()),
        identifier=identifier,
        purpose=purpose,
        recent=recent,
        pepper=using.secrets.codes,
        now=now,
        device=device,
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
    now: datetime,
    using: Identification,
) -> bool:
    """
    Try codes, each for its identifier; they are spent where all of them are right.

    A wrong guess is counted in this unit of work, so let it commit before refusing, and put
    either on record by ``record_codes``.

    Returns:
        Whether all are right; a stranger is told nothing more.

    Raises:
        PortError: The store failed.
    """
    tried = []
    # In one order, so that two who prove the same identifiers do not wait for each other.
    for identifier in sorted(codes, key=lambda one: one.value):
        recent = work.challenges.recent(identifier, device=device, since=now - _LOOKED_AT)
        use = use_code(
            codes[identifier],
            identifier=identifier,
            purpose=purpose,
            recent=recent,
            pepper=using.secrets.codes,
            now=now,
        )
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
    about: AccountId,
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
