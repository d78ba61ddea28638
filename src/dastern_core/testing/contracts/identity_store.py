"""
What every identity store does with a unit of work.
"""

from datetime import datetime

import attrs
import pytest

from dastern_core.audit import AuditAction
from dastern_core.kernel import ActorRole, NotFoundError
from dastern_core.permissions import Actor
from dastern_core.ports.identity_store import IdentityStore
from dastern_core.testing.identity_samples import sample_account
from dastern_core.testing.samples import NOW, sample_entry, sample_patient_id

__all__ = ["IdentityStoreContract"]


class IdentityStoreContract:
    """
    Subclass it and supply a fixture ``identity_store`` that gives an empty store.

    A store that asks for entries of its own time gives it by ``recorded_at``.
    """

    @pytest.fixture
    def recorded_at(self) -> datetime:
        """
        Give when entries are written.
        """
        return NOW

    @pytest.mark.rule("EPA-03")
    def test_an_account_and_its_actor_commit_together(
        self, identity_store: IdentityStore, recorded_at: datetime
    ) -> None:
        """
        With their entry in the audit log, or not at all.
        """
        account = sample_account(1)
        actor = Actor(account_id=account.id, role=account.role)
        entry = attrs.evolve(
            sample_entry(1, patient_id=sample_patient_id(1)),
            at=recorded_at,
            action=AuditAction.LOGIN_SUCCESS,
        )

        def fail_halfway() -> None:
            with identity_store.begin() as work:
                work.accounts.add(account)
                work.actors.put(actor)
                work.audit_log.append(entry, salt=bytes(16))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_halfway()
        with identity_store.begin() as work:
            nothing = work.accounts.find(account.identifiers[0]), work.audit_log.size()
            with pytest.raises(NotFoundError):
                work.actors.get(account.id)
            work.accounts.add(account)
            work.actors.put(actor)
            work.actors.put(actor)
            work.audit_log.append(entry, salt=bytes(16))
        with identity_store.begin() as work:
            stored = work.accounts.get(account.id), work.actors.get(account.id)
            size = work.audit_log.size()

        assert ((None, 0), (account, actor), 1) == (nothing, stored, size)

    def test_an_administrator_can_be_stored(self, identity_store: IdentityStore) -> None:
        """
        With what the policies look at beside the actor.
        """
        actor = Actor(account_id=sample_account(1).id, role=ActorRole.ADMIN)
        with identity_store.begin() as work:
            work.actors.put(actor)
        with identity_store.begin() as work:
            found = work.actors.get(sample_account(1).id)

        assert actor == found
