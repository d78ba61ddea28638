"""
Accounts: who somebody is to the system, and whether they may come in.

A lock is no status: it lies beside it with its end, so that unlocking gives back exactly
what was there (AUTH-10). A doctor who waits for verification may look at that page and at
nothing else (C59).
"""

from datetime import date, datetime
from enum import Enum
from typing import Final

import attrs

from dastern_core.identity.identifiers import Identifier
from dastern_core.kernel import (
    ERASED_TEXT,
    AccountId,
    ActorRole,
    HospitalId,
    Language,
    TransitionTable,
)

__all__ = [
    "ACCOUNT_LIFECYCLE",
    "Account",
    "AccountEvent",
    "AccountStatus",
    "Entry",
    "Gender",
    "advance_account",
    "entry_of",
    "erase_account",
    "needs_second_factor",
]


class Gender(Enum):
    """
    FHIR R5 AdministrativeGender.
    """

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class AccountStatus(Enum):
    """
    Where an account stands (AUTH-12); whether it is locked stands in its failures.
    """

    ACTIVE = "active"
    PENDING_VERIFICATION = "pending_verification"
    VERIFIED = "verified"
    REJECTED = "rejected"
    CLOSED = "closed"


class AccountEvent(Enum):
    """
    What can happen to an account.
    """

    APPROVE = "approve"
    REJECT = "reject"
    APPLY_AGAIN = "apply_again"
    CLOSE = "close"


ACCOUNT_LIFECYCLE: Final[TransitionTable[AccountStatus, AccountEvent]] = TransitionTable(
    name="account",
    start=AccountStatus.PENDING_VERIFICATION,
    steps={
        (AccountStatus.PENDING_VERIFICATION, AccountEvent.APPROVE): AccountStatus.VERIFIED,
        (AccountStatus.PENDING_VERIFICATION, AccountEvent.REJECT): AccountStatus.REJECTED,
        (AccountStatus.VERIFIED, AccountEvent.REJECT): AccountStatus.REJECTED,
        (AccountStatus.REJECTED, AccountEvent.APPLY_AGAIN): AccountStatus.PENDING_VERIFICATION,
        (AccountStatus.ACTIVE, AccountEvent.CLOSE): AccountStatus.CLOSED,
        (AccountStatus.PENDING_VERIFICATION, AccountEvent.CLOSE): AccountStatus.CLOSED,
        (AccountStatus.VERIFIED, AccountEvent.CLOSE): AccountStatus.CLOSED,
        (AccountStatus.REJECTED, AccountEvent.CLOSE): AccountStatus.CLOSED,
    },
)
"""
The life of a professional's account; a patient's begins ACTIVE (AUTH-13, AUTH-14). No code
that somebody receives changes a status: an admin's decision does (B015).
"""


@attrs.frozen(kw_only=True)
class Account:
    """
    Somebody who can come in.

    Args:
        id: The account's own identifier.
        role: What they are to the system; ``SYSTEM`` has no account.
        status: Where the account stands.
        identifiers: What they log in by: at least one, each proven; none once it was erased.
        name: What they are called; never in a message of an error.
        language: What they are spoken to in.
        born_on: For patients; None where it is not asked for.
        gender: As they say; None where it is not asked for.
        hospital_id: An operator's own hospital, and only an operator's.
        password_hash: As the hasher gave it; None where they log in without.
        closed_at: When it was closed, or None; its records are kept (EPA-16).
    """

    id: AccountId
    role: ActorRole
    status: AccountStatus
    identifiers: tuple[Identifier, ...]
    name: str = attrs.field(repr=False)
    language: Language
    born_on: date | None = attrs.field(default=None, repr=False)
    gender: Gender | None = None
    hospital_id: HospitalId | None = None
    password_hash: str | None = attrs.field(default=None, repr=False)
    closed_at: datetime | None = None


class Entry(Enum):
    """
    Who is let in once the proof was right.

    ``WAITING``: to the page that says the verification is pending, without any right.
    """

    FULL = "full"
    WAITING = "waiting"
    REJECTED = "rejected"
    CLOSED = "closed"


_ENTRY: Final = {
    AccountStatus.ACTIVE: Entry.FULL,
    AccountStatus.VERIFIED: Entry.FULL,
    AccountStatus.PENDING_VERIFICATION: Entry.WAITING,
    AccountStatus.REJECTED: Entry.REJECTED,
    AccountStatus.CLOSED: Entry.CLOSED,
}


def entry_of(account: Account) -> Entry:
    """
    Say how far an account comes in; asked at every log-in and at every refresh (AUTH-08).

    Source:
        Rules AUTH-08, AUTH-13, AUTH-35, C59; defects B014, B016.
    """
    return _ENTRY[account.status]


def advance_account(account: Account, event: AccountEvent, *, now: datetime) -> Account:
    """
    Let something happen to an account.

    Args:
        account: As it is.
        event: What happens.
        now: Aware.

    Raises:
        IllegalTransitionError: The life cycle has no such step.
    """
    status = ACCOUNT_LIFECYCLE.after(account.status, event)
    closed_at = now if status is AccountStatus.CLOSED else None
    return attrs.evolve(account, status=status, closed_at=closed_at)


def erase_account(account: Account, *, now: datetime) -> Account:
    """
    Give what is left of an account whose owner was erased: that there was one (EPD-08).

    Args:
        account: As it is; closed or not.
        now: Aware.
    """
    closed = account
    if account.status is not AccountStatus.CLOSED:
        closed = advance_account(account, AccountEvent.CLOSE, now=now)
    return attrs.evolve(
        closed, identifiers=(), name=ERASED_TEXT, born_on=None, gender=None, password_hash=None
    )


_SECOND_FACTOR: Final = frozenset({ActorRole.ADMIN, ActorRole.OPERATOR})


def needs_second_factor(account: Account) -> bool:
    """
    Tell whether a password alone, or a code alone, does not let somebody in.

    Source:
        EPA-05 (operators prove a code of their own purpose); administrators decide who is
        a doctor, so they prove no less.
    """
    return account.role in _SECOND_FACTOR
