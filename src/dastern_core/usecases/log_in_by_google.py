"""
Log in by Google: with an ID token that was asked for by a nonce of ours.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    Account,
    ExternalIdentity,
    IdTokenError,
    LoginRefusedError,
    external_account,
    google_identity,
    needs_second_factor,
)
from dastern_core.kernel import AccountId, Language, NotPermittedError
from dastern_core.ports.id_tokens import IdTokens
from dastern_core.ports.identity_store import IdentityUnitOfWork
from dastern_core.usecases.identification import (
    Identification,
    LoggedIn,
    Visit,
    actor_of,
    count_way_in,
    record_identity,
)
from dastern_core.usecases.opening_sessions import open_or_refuse, record_refusal
from dastern_core.usecases.proving_codes import known_device

__all__ = ["GOOGLE_LOGIN_LIFE", "begin_google_login", "log_in_by_google"]

GOOGLE_LOGIN_LIFE: Final = timedelta(minutes=10)
"""
How long somebody may take at Google.
"""

_ISSUER = "https://accounts.google.com"
_NONCE_BYTES = 32
_BY = "google"


def begin_google_login(*, using: Identification) -> str:
    """
    Give the nonce that the ID token has to hold; it is good for one log-in.

    Raises:
        PortError: The store failed.
    """
    nonce = using.entropy.salt(_NONCE_BYTES).hex()
    with using.store.begin() as work:
        work.login_nonces.add(_digest(nonce), expires_at=using.clock.now() + GOOGLE_LOGIN_LIFE)
    return nonce


def log_in_by_google(
    id_token: str,
    nonce: str,
    *,
    client_id: str,
    id_tokens: IdTokens,
    visit: Visit,
    language: Language,
    is_remembered: bool = False,
    using: Identification,
) -> LoggedIn:
    """
    Let somebody in whom Google vouches for; whoever is new becomes a patient (AUTH-28, C58).

    Args:
        id_token: As the client got it from Google.
        nonce: As ``begin_google_login`` gave it to this client.
        client_id: Our own client at Google.
        id_tokens: Verifies Google's signature.
        visit: From where.
        language: What somebody new is spoken to in.
        is_remembered: Whether the session lasts 30 days.
        using: What it needs.

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        IdTokenError: The token proves nobody here, or its nonce was used or is too old.
        LoginRefusedError: They need two factors, of which Google is none (EPA-05).
        NotPermittedError: The account is closed or rejected.
        ConflictError: Somebody registers with the same address at this moment.
        PortError: Google's keys or the store cannot be had; nobody is let in.
    """
    claims = id_tokens.claims(id_token)
    now = using.clock.now()
    identity = google_identity(claims, client_id=client_id, nonce=nonce, now=now)
    count_way_in("google", identity.email, origin=visit.origin, using=using)
    outcome: LoggedIn | NotPermittedError
    with using.store.begin() as work:
        if not work.login_nonces.spend(_digest(nonce), now=now):
            message = "the log-in was finished before, or took too long: begin it again"
            outcome = IdTokenError(message)
        else:
            account = _account(work, identity, language=language, now=now, using=using)
            outcome = LoginRefusedError()
            if not needs_second_factor(account):
                device = known_device(visit, account.id, using=using)
                outcome = open_or_refuse(
                    work,
                    account,
                    visit=visit,
                    known_device=device,
                    is_remembered=is_remembered,
                    by=_BY,
                    now=now,
                    using=using,
                )
            if isinstance(outcome, NotPermittedError):
                record_refusal(work, outcome, by=_BY, about=account.id, now=now, using=using)
    if isinstance(outcome, NotPermittedError):
        raise outcome
    return outcome


def _account(
    work: IdentityUnitOfWork,
    identity: ExternalIdentity,
    *,
    language: Language,
    now: datetime,
    using: Identification,
) -> Account:
    linked = work.accounts.find_external(_ISSUER, identity.subject)
    if linked is not None:
        return work.accounts.hold(linked.id)
    known = work.accounts.find(identity.email)
    if known is None:
        new_id = AccountId(using.entropy.identifier())
        account = external_account(identity, account_id=new_id, language=language)
        work.accounts.add(account)
        work.actors.put(actor_of(account))
    else:
        account = work.accounts.hold(known.id)
    work.accounts.link_external(account.id, _ISSUER, identity.subject)
    if known is None:
        action = AuditAction.PATIENT_REGISTRATION
        record_identity(work, action, about=account.id, by=account, now=now, using=using)
    return account


def _digest(nonce: str) -> bytes:
    return hashlib.sha256(nonce.encode("utf-8", "surrogatepass")).digest()
