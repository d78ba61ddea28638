"""
The identity store: what is stored about who comes in, under a role of its own.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from dastern_core.ports.accounts import Accounts
from dastern_core.ports.actors import Actors
from dastern_core.ports.audit_log import AuditLog
from dastern_core.ports.biometrics import Biometrics
from dastern_core.ports.challenges import Challenges
from dastern_core.ports.data_keys import DataKeys
from dastern_core.ports.login_failures import LoginFailures
from dastern_core.ports.login_nonces import LoginNonces
from dastern_core.ports.notices import Notices
from dastern_core.ports.password_resets import PasswordResets
from dastern_core.ports.sealed_values import SealedValues
from dastern_core.ports.sessions import Sessions

__all__ = ["IdentityStore", "IdentityUnitOfWork"]


class IdentityUnitOfWork(Protocol):
    """
    One transaction over accounts, what proves them, and as whom they act.

    It sees no prescription and no other medical thing: whoever asks has not said who they
    are yet. The actors and the audit log are the patients' own, so that an account and what
    it may act as commit together (EPA-03).
    """

    @property
    def accounts(self) -> Accounts:
        """
        The accounts, as this transaction sees them.
        """
        ...

    @property
    def challenges(self) -> Challenges:
        """
        The one-time codes that were sent, as this transaction sees them.
        """
        ...

    @property
    def login_failures(self) -> LoginFailures:
        """
        Wrong passwords in a row, as this transaction sees them.
        """
        ...

    @property
    def login_nonces(self) -> LoginNonces:
        """
        The nonces of log-ins by another service, as this transaction sees them.
        """
        ...

    @property
    def sessions(self) -> Sessions:
        """
        The sessions, as this transaction sees them.
        """
        ...

    @property
    def password_resets(self) -> PasswordResets:
        """
        The password resets, as this transaction sees them.
        """
        ...

    @property
    def biometrics(self) -> Biometrics:
        """
        The sealed biometric references, as this transaction sees them.
        """
        ...

    @property
    def data_keys(self) -> DataKeys:
        """
        The wrapped keys that seal references, as this transaction sees them.
        """
        ...

    @property
    def sealed_values(self) -> SealedValues:
        """
        What they sealed here, as this transaction sees it.
        """
        ...

    @property
    def actors(self) -> Actors:
        """
        As what accounts act, as this transaction sees them.
        """
        ...

    @property
    def audit_log(self) -> AuditLog:
        """
        The audit log, as this transaction sees it; this store may only append to it.
        """
        ...

    @property
    def notices(self) -> Notices:
        """
        The notices, as this transaction sees them; this store may only add one.
        """
        ...


class IdentityStore(Protocol):
    """
    Where units of work over identities come from.
    """

    def begin(self) -> AbstractContextManager[IdentityUnitOfWork]:
        """
        Begin a transaction.

        Leaving the block commits; an exception leaves nothing behind and is passed on.

        Raises:
            PortError: The store cannot be reached, or the commit failed.
            ConflictError: Two transactions wait for each other; this one was undone.
        """
        ...
