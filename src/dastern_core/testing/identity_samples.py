"""
Samples of identity: one valid value of each stored kind, all of it invented.

Each takes a number: the same number gives the same value, another number another one.
"""

from datetime import date

from dastern_core.identity import (
    Account,
    AccountStatus,
    Challenge,
    ChallengeId,
    Gender,
    Identifier,
    Licence,
    OtpPurpose,
    Session,
    SessionId,
    Specialty,
    issue_code,
    open_session,
    parse_identifier,
)
from dastern_core.kernel import AccountId, ActorRole, Language, derive
from dastern_core.testing.samples import NOW, sample_patient_id

__all__ = [
    "sample_account",
    "sample_challenge",
    "sample_identifier",
    "sample_licence",
    "sample_session",
]


def sample_identifier(number: int) -> Identifier:
    """
    Give a Cambodian telephone number, from 0 to 9,999.
    """
    return parse_identifier(f"+8551234{number:04}")


def sample_account(number: int) -> Account:
    """
    Give a patient's account with a telephone and an e-mail address, and no password.
    """
    return Account(
        id=AccountId(sample_patient_id(number)),
        role=ActorRole.PATIENT,
        status=AccountStatus.ACTIVE,
        identifiers=(
            sample_identifier(number),
            parse_identifier(f"sample.{number}@clinic.kh"),
        ),
        name=f"សុខ Sample {number}",
        language=Language.KHMER,
        born_on=date(1980, 2, 29),
        gender=Gender.FEMALE,
    )


def sample_licence(number: int) -> Licence:
    """
    Give a doctor's licence, for the account of the same number.
    """
    return Licence(
        account_id=sample_account(number).id,
        hospital="Sample Hospital",
        specialty=Specialty.CARDIOLOGY,
        number=f"KH-{number:06}",
    )


def sample_challenge(number: int) -> Challenge:
    """
    Give a code for logging in, 123456, that was sent at NOW.
    """
    return issue_code(
        "123456",
        challenge_id=derive(ChallengeId, sample_patient_id(number), "challenge"),
        identifier=sample_identifier(number),
        purpose=OtpPurpose.LOGIN,
        recent=(),
        pepper=bytes(32),
        now=NOW,
    )


def sample_session(number: int, *, of: int) -> Session:
    """
    Give a session that was opened at NOW.

    Args:
        number: Of the session.
        of: Of the account.
    """
    session, _ = open_session(
        session_id=derive(SessionId, sample_patient_id(number), "session"),
        account_id=sample_account(of).id,
        device=f"Sample device {number}",
        is_remembered=False,
        root=number.to_bytes(32, "big"),
        secret=bytes(32),
        now=NOW,
    )
    return session
