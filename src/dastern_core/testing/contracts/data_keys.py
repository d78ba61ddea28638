"""
What every store of wrapped data keys does.
"""

import attrs
import pytest

from dastern_core.kernel import ConflictError
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.record_samples import sample_data_key

__all__ = ["DataKeysContract"]


class DataKeysContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("EPD-08")
    def test_keeps_every_version_until_all_are_erased(self, store: Store) -> None:
        """
        The newest first; erasing one person's leaves the others'.
        """
        first, other = sample_data_key(1), sample_data_key(2)
        second = attrs.evolve(first, version=2, wrapped=b"another")
        with store.begin() as work:
            for key in (first, other, second):
                work.data_keys.add(key)
        with pytest.raises(ConflictError), store.begin() as work:
            work.data_keys.add(attrs.evolve(second, wrapped=b"a third"))
        with store.begin() as work:
            kept = work.data_keys.of(first.owner)
            erased = work.data_keys.erase(first.owner)
        with pytest.raises(ConflictError), store.begin() as work:
            work.data_keys.add(second)
        with store.begin() as work:
            assert (2, 0) == (
                work.data_keys.erased(first.owner),
                work.data_keys.erased(other.owner),
            )
            assert ((), (other,)) == (
                work.data_keys.of(first.owner),
                work.data_keys.of(other.owner),
            )
            assert 0 == work.data_keys.erase(first.owner)
        anew = attrs.evolve(first, version=3)
        with store.begin() as work:
            work.data_keys.add(anew)
        with store.begin() as work:
            assert ((anew,), 2) == (
                work.data_keys.of(first.owner),
                work.data_keys.erased(first.owner),
            )
        assert ((second, first), 2) == (kept, erased)
