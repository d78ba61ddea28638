"""
An identity store in memory: a unit of work changes a copy, and the commit swaps it in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import attrs

from dastern_core.audit import AuditEntry
from dastern_core.encryption import WrappedKey
from dastern_core.identity import (
    Account,
    BiometricReferences,
    Challenge,
    ChallengeId,
    Failures,
    Licence,
    PasswordReset,
    Session,
    SessionId,
)
from dastern_core.kernel import AccountId, HospitalId, PatientId
from dastern_core.notifications import Notice, NoticeId
from dastern_core.permissions import Actor
from dastern_core.testing.fakes.accounts import InMemoryAccounts
from dastern_core.testing.fakes.actors import InMemoryActors
from dastern_core.testing.fakes.audit_log import InMemoryAuditLog
from dastern_core.testing.fakes.biometrics import InMemoryBiometrics
from dastern_core.testing.fakes.challenges import InMemoryChallenges
from dastern_core.testing.fakes.contents import copied
from dastern_core.testing.fakes.data_keys import InMemoryDataKeys
from dastern_core.testing.fakes.login_failures import InMemoryLoginFailures
from dastern_core.testing.fakes.login_nonces import InMemoryLoginNonces
from dastern_core.testing.fakes.notices import InMemoryNotices
from dastern_core.testing.fakes.password_resets import InMemoryPasswordResets
from dastern_core.testing.fakes.sealed_values import InMemorySealedValues
from dastern_core.testing.fakes.sessions import InMemorySessions

__all__ = ["InMemoryIdentityStore", "InMemoryIdentityUnitOfWork"]


@attrs.define(kw_only=True)
class _Contents:
    accounts: dict[AccountId, Account] = attrs.field(factory=dict)
    links: dict[tuple[str, str], AccountId] = attrs.field(factory=dict)
    licences: dict[AccountId, Licence] = attrs.field(factory=dict)
    challenges: dict[ChallengeId, Challenge] = attrs.field(factory=dict)
    failures: dict[tuple[AccountId, str], tuple[Failures, datetime]] = attrs.field(factory=dict)
    nonces: dict[bytes, datetime] = attrs.field(factory=dict)
    sessions: dict[SessionId, Session] = attrs.field(factory=dict)
    resets: dict[AccountId, PasswordReset] = attrs.field(factory=dict)
    references: dict[AccountId, BiometricReferences] = attrs.field(factory=dict)
    keys: dict[tuple[UUID, int], WrappedKey | None] = attrs.field(factory=dict)
    actors: dict[AccountId, Actor] = attrs.field(factory=dict)
    admissions: set[tuple[HospitalId, PatientId]] = attrs.field(factory=set)
    entries: list[tuple[AuditEntry, bytes]] = attrs.field(factory=list)
    notices: dict[NoticeId, Notice] = attrs.field(factory=dict)
    placed: list[tuple[AuditEntry, bytes] | bytes] = attrs.field(factory=list)


class InMemoryIdentityUnitOfWork:
    """
    One transaction over a copy of everything.
    """

    def __init__(self, contents: _Contents) -> None:
        self.accounts = InMemoryAccounts(contents.accounts, contents.links, contents.licences)
        self.challenges = InMemoryChallenges(contents.challenges)
        self.login_failures = InMemoryLoginFailures(contents.failures)
        self.login_nonces = InMemoryLoginNonces(contents.nonces)
        self.sessions = InMemorySessions(contents.sessions)
        self.password_resets = InMemoryPasswordResets(contents.resets)
        self.biometrics = InMemoryBiometrics(contents.references)
        self.data_keys = InMemoryDataKeys(contents.keys)
        self.sealed_values = InMemorySealedValues(contents.references, contents.keys)
        self.actors = InMemoryActors(contents.actors, contents.admissions)
        self.audit_log = InMemoryAuditLog(contents.entries, contents.placed)
        self.notices = InMemoryNotices(contents.notices)


class InMemoryIdentityStore:
    """
    Everything that was committed, for one thread.
    """

    def __init__(self) -> None:
        self._committed = _Contents()

    @contextmanager
    def begin(self) -> Iterator[InMemoryIdentityUnitOfWork]:
        """
        Begin a transaction; an exception leaves the committed contents as they were.
        """
        contents = copied(self._committed)
        yield InMemoryIdentityUnitOfWork(contents)
        self._committed = contents
