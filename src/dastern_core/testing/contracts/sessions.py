"""
What every store of sessions does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.identity import SESSION_LIFE, SessionEnd, end_session
from dastern_core.kernel import ConflictError
from dastern_core.ports.identity_store import IdentityStore
from dastern_core.testing.identity_samples import sample_account, sample_session
from dastern_core.testing.samples import NOW

__all__ = ["SessionsContract"]

_TICK = timedelta(microseconds=1)


class SessionsContract:
    """
    Subclass it and supply a fixture ``identity_store`` that gives an empty store.
    """

    @pytest.fixture(autouse=True)
    def accounts(self, identity_store: IdentityStore) -> None:
        """
        Store the accounts that the sessions belong to.
        """
        with identity_store.begin() as work:
            work.accounts.add(sample_account(1))
            work.accounts.add(sample_account(2))

    def test_gives_back_what_was_stored(self, identity_store: IdentityStore) -> None:
        """
        By its identifier, held or not; once.
        """
        session = sample_session(1, of=1)
        with identity_store.begin() as work:
            work.sessions.add(session)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.sessions.add(session)
        with identity_store.begin() as work:
            found = [work.sessions.get(session.id), work.sessions.hold(session.id)]
            missing = sample_session(2, of=1).id
            nothing = [work.sessions.get(missing), work.sessions.hold(missing)]

        assert ([session, session], [None, None]) == (found, nothing)

    @pytest.mark.rule("AUTH-05")
    def test_a_number_is_used_once(self, identity_store: IdentityStore) -> None:
        """
        Of two refreshes the second is told, and so is one that comes after the end.
        """
        session = sample_session(1, of=1)
        renewed = attrs.evolve(session, number=1, used_at=NOW + _TICK)
        ended = end_session(renewed, end=SessionEnd.LOGGED_OUT, now=NOW + _TICK)
        with identity_store.begin() as work:
            work.sessions.add(session)
            work.sessions.change(renewed, expected=session)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.sessions.change(renewed, expected=session)
        with identity_store.begin() as work:
            work.sessions.change(ended, expected=renewed)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.sessions.change(attrs.evolve(renewed, number=2), expected=renewed)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.sessions.change(sample_session(2, of=1), expected=sample_session(2, of=1))
        with identity_store.begin() as work:
            found = work.sessions.get(session.id)

        assert ended == found

    def test_lists_the_living_of_one_account(self, identity_store: IdentityStore) -> None:
        """
        The last used first; ended, expired and others' are left out.
        """
        first, second, third = (sample_session(number, of=1) for number in (1, 2, 3))
        second = attrs.evolve(second, used_at=NOW + _TICK)
        third = end_session(third, end=SessionEnd.ENDED_BY_OWNER, now=NOW)
        with identity_store.begin() as work:
            for one in (first, second, third, sample_session(4, of=2)):
                work.sessions.add(one)
        with identity_store.begin() as work:
            alive = work.sessions.of_account(first.account_id, now=NOW + _TICK)
            idle = work.sessions.of_account(first.account_id, now=NOW + SESSION_LIFE)

        assert ((second, first), ()) == (alive, idle)

    @pytest.mark.rule("AUTH-06")
    def test_ends_all_but_one(self, identity_store: IdentityStore) -> None:
        """
        What has ended keeps its reason; another account's sessions go on.
        """
        kept, ended, before = (sample_session(number, of=1) for number in (1, 2, 3))
        before = end_session(before, end=SessionEnd.LOGGED_OUT, now=NOW)
        other = sample_session(4, of=2)
        why = SessionEnd.PASSWORD_CHANGED
        with identity_store.begin() as work:
            for one in (kept, ended, before, other):
                work.sessions.add(one)
        with identity_store.begin() as work:
            told = work.sessions.end_all(kept.account_id, end=why, now=NOW, keep=kept.id)
        with identity_store.begin() as work:
            found = [work.sessions.get(one.id) for one in (kept, ended, before, other)]
            rest = work.sessions.end_all(kept.account_id, end=why, now=NOW, keep=None)

        assert (ended.id,) == told
        assert [kept, end_session(ended, end=why, now=NOW), before, other] == found
        assert (kept.id,) == rest

    def test_clears_what_expired(self, identity_store: IdentityStore) -> None:
        """
        What expires at the instant itself stays.
        """
        session = sample_session(1, of=1)
        with identity_store.begin() as work:
            work.sessions.add(session)
        with identity_store.begin() as work:
            cleared = [
                work.sessions.clear(expired_before=one)
                for one in (session.expires_at, session.expires_at + _TICK)
            ]

        assert [0, 1] == cleared
