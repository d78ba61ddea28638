"""
What every store of accounts does.
"""

import attrs
import pytest

from dastern_core.identity import AccountEvent, AccountStatus, advance_account, erase_account
from dastern_core.kernel import AccountId, ActorRole, ConflictError, NotFoundError
from dastern_core.ports.identity_store import IdentityStore
from dastern_core.testing.identity_samples import sample_account, sample_identifier, sample_licence
from dastern_core.testing.samples import NOW, sample_hospital_id, sample_patient_id

__all__ = ["AccountsContract"]

_GOOGLE = "https://accounts.google.com"
_HASH, _OTHER_HASH = "one", "two"


class AccountsContract:
    """
    Subclass it and supply a fixture ``identity_store`` that gives an empty store.
    """

    def test_gives_back_what_was_stored(self, identity_store: IdentityStore) -> None:
        """
        By its identifier and by each of those that it logs in by; nobody else is found.
        """
        account = attrs.evolve(sample_account(1), password_hash=_HASH, closed_at=NOW)
        operator = attrs.evolve(
            sample_account(2),
            role=ActorRole.OPERATOR,
            hospital_id=sample_hospital_id(1),
            born_on=None,
            gender=None,
        )
        with identity_store.begin() as work:
            work.accounts.add(account)
            work.accounts.add(operator)
        with identity_store.begin() as work:
            found = [
                work.accounts.get(account.id),
                work.accounts.hold(account.id),
                *(work.accounts.find(one) for one in account.identifiers),
            ]
            second = work.accounts.get(operator.id)
            missing = work.accounts.find(sample_identifier(3))
            with pytest.raises(NotFoundError):
                work.accounts.get(AccountId(sample_patient_id(3)))
            with pytest.raises(NotFoundError):
                work.accounts.hold(AccountId(sample_patient_id(3)))

        assert ([account] * 4, operator, None) == (found, second, missing)

    @pytest.mark.rule("AUTH-18")
    def test_an_identifier_belongs_to_one_account(self, identity_store: IdentityStore) -> None:
        """
        Neither a second account with it, nor the same account twice; nothing is left behind.
        """
        account = sample_account(1)
        other = attrs.evolve(
            sample_account(2), identifiers=(sample_identifier(2), account.identifiers[1])
        )
        with identity_store.begin() as work:
            work.accounts.add(account)
        for refused in (other, account):
            with pytest.raises(ConflictError), identity_store.begin() as work:
                work.accounts.add(refused)
        with identity_store.begin() as work:
            left = work.accounts.find(sample_identifier(2))

        assert left is None

    def test_changes_what_nobody_else_changed(self, identity_store: IdentityStore) -> None:
        """
        A status or a password that is another by now is not overwritten.
        """
        account = sample_account(1)
        secured = attrs.evolve(account, password_hash=_HASH)
        closed = advance_account(secured, AccountEvent.CLOSE, now=NOW)
        with identity_store.begin() as work:
            work.accounts.add(account)
            work.accounts.change(secured, expected=account)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.accounts.change(attrs.evolve(account, password_hash=_OTHER_HASH), expected=account)
        with identity_store.begin() as work:
            work.accounts.change(closed, expected=secured)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.accounts.change(secured, expected=secured)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.accounts.change(sample_account(2), expected=sample_account(2))
        with identity_store.begin() as work:
            left = work.accounts.get(account.id)

        assert (AccountStatus.CLOSED, NOW, _HASH) == (
            left.status,
            left.closed_at,
            left.password_hash,
        )

    @pytest.mark.rule("EPD-08")
    def test_an_erased_account_frees_what_it_had(self, identity_store: IdentityStore) -> None:
        """
        Identifiers, links and the licence's number are another's to take; the account is closed.
        """
        account, other = (
            sample_account(1),
            attrs.evolve(sample_account(2), identifiers=sample_account(1).identifiers),
        )
        left = erase_account(attrs.evolve(account, password_hash=_HASH), now=NOW)
        with identity_store.begin() as work:
            work.accounts.add(account)
            work.accounts.link_external(account.id, _GOOGLE, "10")
            work.accounts.add_licence(sample_licence(1))
            work.accounts.erase(left)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.accounts.erase(erase_account(sample_account(3), now=NOW))
        with identity_store.begin() as work:
            kept = work.accounts.get(account.id)
            work.accounts.add(other)
            work.accounts.link_external(other.id, _GOOGLE, "10")
            work.accounts.add_licence(attrs.evolve(sample_licence(1), account_id=other.id))
            with pytest.raises(NotFoundError):
                work.accounts.licence(account.id)

        assert left == kept
        assert (AccountStatus.CLOSED, NOW, None) == (kept.status, kept.closed_at, kept.born_on)

    @pytest.mark.rule("AUTH-28")
    def test_links_an_identity_to_one_account(self, identity_store: IdentityStore) -> None:
        """
        Once is as good as twice, and no other account gets it.
        """
        first, second = sample_account(1), sample_account(2)
        with identity_store.begin() as work:
            work.accounts.add(first)
            work.accounts.add(second)
            before = work.accounts.find_external(_GOOGLE, "10")
            work.accounts.link_external(first.id, _GOOGLE, "10")
            work.accounts.link_external(first.id, _GOOGLE, "10")
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.accounts.link_external(second.id, _GOOGLE, "10")
        with identity_store.begin() as work:
            found = [work.accounts.find_external(_GOOGLE, subject) for subject in ("10", "11")]

        assert (None, [first, None]) == (before, found)

    @pytest.mark.rule("AUTH-18")
    def test_a_licence_belongs_to_one_doctor(self, identity_store: IdentityStore) -> None:
        """
        A number is one doctor's, and a doctor has one.
        """
        licence = sample_licence(1)
        with identity_store.begin() as work:
            work.accounts.add(sample_account(1))
            work.accounts.add(sample_account(2))
            work.accounts.add_licence(licence)
        copied = attrs.evolve(licence, account_id=sample_account(2).id)
        another = attrs.evolve(licence, number="KH-2")
        for refused in (copied, another):
            with pytest.raises(ConflictError), identity_store.begin() as work:
                work.accounts.add_licence(refused)
        with identity_store.begin() as work:
            found = work.accounts.licence(licence.account_id)
            with pytest.raises(NotFoundError):
                work.accounts.licence(sample_account(2).id)

        assert licence == found
