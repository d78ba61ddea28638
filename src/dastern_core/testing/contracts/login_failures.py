"""
What every store of failures does.
"""

from datetime import timedelta

import pytest

from dastern_core.identity import Failures, stand_in
from dastern_core.ports.identity_store import IdentityStore
from dastern_core.testing.identity_samples import sample_account, sample_identifier
from dastern_core.testing.samples import NOW

__all__ = ["LoginFailuresContract"]

_TICK = timedelta(microseconds=1)


class LoginFailuresContract:
    """
    Subclass it and supply a fixture ``identity_store`` that gives an empty store.
    """

    @pytest.mark.rule("AUTH-11")
    def test_counts_for_accounts_and_for_nobody_alike(self, identity_store: IdentityStore) -> None:
        """
        Each origin apart; an identifier that nobody has is counted for its stand-in.
        """
        locked = Failures(count=5, locked_until=NOW)
        owners = (sample_account(1).id, stand_in(sample_identifier(2), secret=bytes(32)))
        with identity_store.begin() as work:
            work.accounts.add(sample_account(1))
            empty = [work.login_failures.hold(owner, "a") for owner in owners]
            for owner in owners:
                work.login_failures.put(owner, "a", Failures(count=4), at=NOW)
                work.login_failures.put(owner, "a", locked, at=NOW)
                work.login_failures.put(owner, "", Failures(count=9), at=NOW)
        with identity_store.begin() as work:
            found = [
                work.login_failures.hold(owner, origin)
                for owner in owners
                for origin in ("", "a", "b")
            ]

        assert [Failures(), Failures()] == empty
        assert [Failures(count=9), locked, Failures()] * 2 == found

    def test_clears_what_is_old(self, identity_store: IdentityStore) -> None:
        """
        What strangers typed is not kept for ever.
        """
        with identity_store.begin() as work:
            work.login_failures.put(sample_account(1).id, "a", Failures(count=1), at=NOW)
        with identity_store.begin() as work:
            cleared = [work.login_failures.clear(before=one) for one in (NOW, NOW + _TICK)]

        assert [0, 1] == cleared
