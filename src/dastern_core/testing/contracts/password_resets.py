"""
What every store of password resets does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.identity import begin_reset
from dastern_core.kernel import ConflictError
from dastern_core.ports.identity_store import IdentityStore
from dastern_core.testing.identity_samples import sample_account
from dastern_core.testing.samples import NOW

__all__ = ["PasswordResetsContract"]

_TICK = timedelta(microseconds=1)


class PasswordResetsContract:
    """
    Subclass it and supply a fixture ``identity_store`` that gives an empty store.
    """

    @pytest.mark.rule("AUTH-26")
    def test_the_newest_is_used_once(self, identity_store: IdentityStore) -> None:
        """
        An older one is replaced; of two who use one, the second is told.
        """
        owner = sample_account(1)
        older, newer = (
            begin_reset(owner.id, randomness=bytes([number] * 32), now=NOW)[0] for number in (1, 2)
        )
        used = attrs.evolve(newer, used_at=NOW + _TICK)
        with identity_store.begin() as work:
            work.accounts.add(owner)
            missing = work.password_resets.of_account(owner.id)
            work.password_resets.put(older)
            work.password_resets.put(newer)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.password_resets.use(attrs.evolve(older, used_at=NOW))
        with identity_store.begin() as work:
            found = [work.password_resets.of_account(owner.id)]
            work.password_resets.use(used)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.password_resets.use(used)
        with identity_store.begin() as work:
            found.append(work.password_resets.of_account(owner.id))
            cleared = [work.password_resets.clear(begun_before=one) for one in (NOW, NOW + _TICK)]

        assert (None, [newer, used], [0, 1]) == (missing, found, cleared)
