"""
What every store of nonces does.
"""

from datetime import timedelta

import pytest

from dastern_core.kernel import ConflictError
from dastern_core.ports.identity_store import IdentityStore
from dastern_core.testing.samples import NOW

__all__ = ["LoginNoncesContract"]

_TICK = timedelta(microseconds=1)
_ONE, _TWO, _THREE = (bytes([number] * 32) for number in (1, 2, 3))


class LoginNoncesContract:
    """
    Subclass it and supply a fixture ``identity_store`` that gives an empty store.
    """

    @pytest.mark.rule("AUTH-28")
    def test_each_is_spent_once_and_in_time(self, identity_store: IdentityStore) -> None:
        """
        Neither twice, nor at its end, nor one that was never given.
        """
        with identity_store.begin() as work:
            for digest in (_ONE, _TWO):
                work.login_nonces.add(digest, expires_at=NOW + _TICK)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.login_nonces.add(_ONE, expires_at=NOW)
        with identity_store.begin() as work:
            spent = [
                work.login_nonces.spend(digest, now=now)
                for digest, now in (
                    (_ONE, NOW),
                    (_ONE, NOW),
                    (_TWO, NOW + _TICK),
                    (_THREE, NOW),
                )
            ]
            cleared = [
                work.login_nonces.clear(expired_before=now)
                for now in (NOW + _TICK, NOW + 2 * _TICK)
            ]

        assert ([True, False, False, False], [0, 1]) == (spent, cleared)
