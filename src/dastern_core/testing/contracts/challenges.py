"""
What every store of challenges does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import ConflictError
from dastern_core.ports.identity_store import IdentityStore
from dastern_core.testing.identity_samples import sample_challenge, sample_identifier
from dastern_core.testing.samples import NOW

__all__ = ["ChallengesContract"]

_TICK = timedelta(microseconds=1)


class ChallengesContract:
    """
    Subclass it and supply a fixture ``identity_store`` that gives an empty store.
    """

    def test_gives_what_was_sent_to_one_identifier(self, identity_store: IdentityStore) -> None:
        """
        From an instant on, for a known device and for unknown ones apart.
        """
        challenge, other = sample_challenge(1), sample_challenge(2)
        known = attrs.evolve(sample_challenge(3), identifier=challenge.identifier, device="d1")
        with identity_store.begin() as work:
            for one in (challenge, other, known):
                work.challenges.add(one)
        with identity_store.begin() as work:
            found = [
                work.challenges.recent(sample_identifier(1), device=device, since=since)
                for device, since in (("", NOW), ("", NOW + _TICK), ("d1", NOW), ("d2", NOW))
            ]

        assert [(challenge,), (), (known,), ()] == found

    def test_counts_a_guess_once(self, identity_store: IdentityStore) -> None:
        """
        Of two who store a guess or a use, the second is told.
        """
        challenge = sample_challenge(1)
        guessed = attrs.evolve(challenge, guesses=(NOW,))
        used = attrs.evolve(guessed, used_at=NOW + _TICK)
        with identity_store.begin() as work:
            work.challenges.add(challenge)
            work.challenges.change(guessed, expected=challenge)
        for late in (challenge, sample_challenge(2)):
            with pytest.raises(ConflictError), identity_store.begin() as work:
                work.challenges.change(guessed, expected=late)
        with identity_store.begin() as work:
            work.challenges.change(used, expected=guessed)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.challenges.change(used, expected=guessed)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.challenges.add(challenge)
        with identity_store.begin() as work:
            found = work.challenges.recent(challenge.identifier, device="", since=NOW)

        assert (used,) == found

    @pytest.mark.rule("B064")
    def test_clears_what_is_old_and_nothing_else(self, identity_store: IdentityStore) -> None:
        """
        What was issued at the instant itself stays.
        """
        with identity_store.begin() as work:
            work.challenges.add(sample_challenge(1))
            work.challenges.add(sample_challenge(2))
        with identity_store.begin() as work:
            cleared = [work.challenges.clear(issued_before=one) for one in (NOW, NOW + _TICK)]

        assert [0, 2] == cleared
