"""
Identification: what letting people in needs from outside, and what they get.
"""

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    Account,
    AccountStatus,
    Identifier,
    PasswordPolicy,
    SessionId,
    stand_in,
)
from dastern_core.kernel import AccountId, ActorRole, PatientId, RequestClass
from dastern_core.permissions import Actor
from dastern_core.ports.access_tokens import AccessTokens
from dastern_core.ports.cache import Cache
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.identity_messages import IdentityMessages
from dastern_core.ports.identity_store import IdentityStore, IdentityUnitOfWork
from dastern_core.ports.passwords import Passwords
from dastern_core.ports.rate_limits import RateLimits
from dastern_core.usecases.auditing import record
from dastern_core.usecases.limiting import count_request

__all__ = [
    "Identification",
    "IdentitySecrets",
    "LoggedIn",
    "Visit",
    "actor_of",
    "count_way_in",
    "id_of",
    "record_identity",
]


_NOBODY: Final = AccountId(UUID("c1e0d9a4-7b1e-4f0c-9d5a-0d7c2f4b8e61"))  # drawn once


@attrs.frozen(kw_only=True)
class IdentitySecrets:
    """
    The server's own secrets, each at least 32 bytes; none is stored beside the data.

    Args:
        codes: One-time codes are digested with it, and unknown identifiers counted by it.
        sessions: Refresh tokens are made with it.
        devices: Known devices are shown with it.
    """

    codes: bytes = attrs.field(repr=False)
    sessions: bytes = attrs.field(repr=False)
    devices: bytes = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Identification:
    """
    What every use case about who comes in needs.

    Args:
        store: Where accounts and sessions are.
        clock: Tells when.
        entropy: Draws identifiers, codes, roots and salts.
        passwords: Hashes and checks.
        access_tokens: Signs and reads.
        messages: Takes codes and warnings over.
        limits: Counts how often somebody asks.
        secrets: The server's own.
        known_passwords: Common and breached ones, in lower case.
        zone: Whose day decides how old somebody is.
        policy: What a new password must be.
        cache: Remembers which sessions have ended, or None: then each question goes to the
            store.
    """

    store: IdentityStore
    clock: Clock
    entropy: Entropy
    passwords: Passwords
    access_tokens: AccessTokens
    messages: IdentityMessages
    limits: RateLimits
    secrets: IdentitySecrets
    known_passwords: Container[str]
    zone: ZoneInfo
    policy: PasswordPolicy = attrs.field(factory=PasswordPolicy)
    cache: Cache | None = None


@attrs.frozen(kw_only=True)
class Visit:
    """
    From where somebody comes.

    Args:
        origin: The network address, as the server sees it; wrong passwords are counted for
            it where the device is not known.
        device: What the device is called in the owner's list.
        device_token: What the device was given when somebody logged in there before; empty
            where it has none.
    """

    origin: str
    device: str
    device_token: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True)
class LoggedIn:
    """
    What somebody holds once they are in; the tokens are shown once and never stored.

    Args:
        account_id: Who.
        session_id: The session that was opened.
        access_token: For a quarter of an hour.
        refresh_token: Gives the next ones, once.
        device_token: For the device to keep and to show at the next log-in.
        is_waiting: Whether they wait for verification and have no right yet (C59).
        expires_at: When the session ends at the latest.
    """

    account_id: AccountId
    session_id: SessionId
    access_token: str = attrs.field(repr=False)
    refresh_token: str = attrs.field(repr=False)
    device_token: str = attrs.field(repr=False)
    is_waiting: bool
    expires_at: datetime


def actor_of(account: Account) -> Actor:
    """
    Give as what an account may act: what permissions look at.

    Who waits for verification is active and not verified, which opens nothing (C59); who
    was rejected or closed the account does not act at all.
    """
    is_doctor = account.role is ActorRole.DOCTOR
    return Actor(
        account_id=account.id,
        role=account.role,
        is_active=account.status not in {AccountStatus.REJECTED, AccountStatus.CLOSED},
        is_verified=is_doctor and account.status is AccountStatus.VERIFIED,
        hospital_id=account.hospital_id,
    )


def id_of(account: Account | None) -> AccountId | None:
    """
    Give an account's identifier, or None where nobody is there.
    """
    return None if account is None else account.id


def count_way_in(step: str, identifier: Identifier, *, origin: str, using: Identification) -> None:
    """
    Count a request of somebody who is not in yet, whoever they are (AUTH-30, C43).

    The key holds a stand-in of the identifier, and is the same whether somebody is there.

    Args:
        step: What is asked for; another step is counted apart.
        identifier: Which was typed, or vouched for.
        origin: The network address.
        using: Counts.

    Raises:
        TooManyRequestsError: There were too many of late; it tells when to ask again.
    """
    kind = RequestClass.AUTHENTICATION
    subject = stand_in(identifier, secret=using.secrets.codes)
    count_request(kind, step, subject, origin=origin, limits=using.limits)


def record_identity(
    work: IdentityUnitOfWork,
    action: AuditAction,
    *,
    about: AccountId | None,
    by: Account | None = None,
    details: Mapping[str, str] | None = None,
    now: datetime,
    using: Identification,
) -> None:
    """
    Append an entry about somebody's account (AUD-11).

    Args:
        work: The unit of work of the step.
        action: What was done.
        about: Whose account; None where nobody has the identifier. All such entries are about
            nobody, and sealed by one key: it costs the same, and leaves nothing of what
            strangers typed.
        by: Who proved to be somebody; None where nobody did.
        details: More facts; no identifier, no token, no name.
        now: When.
        using: Draws the entry's identifier and salt.

    Raises:
        PortError: The log cannot be written; the step must not happen either.
    """
    named = _NOBODY if about is None else about
    record(
        work,
        action,
        at=now,
        actor_id=None if by is None else by.id,
        actor_role=None if by is None else by.role,
        patient_id=PatientId(named),
        resource=("account", str(named)),
        details={} if details is None else details,
        entropy=using.entropy,
    )
