"""
What every store of notices does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.notifications import mark_read
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.record_samples import sample_notice
from dastern_core.testing.samples import NOW

__all__ = ["NoticesContract"]


class NoticesContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("NOT-04")
    def test_lists_the_notices_to_one_person(self, store: Store) -> None:
        """
        The newest first, so many as were asked for, and nobody else's.
        """
        first, other = sample_notice(1), sample_notice(2)
        to = first.recipient_id
        later = [
            attrs.evolve(
                sample_notice(number), recipient_id=to, sent_at=NOW + timedelta(hours=number)
            )
            for number in (3, 4)
        ]
        with store.begin() as work:
            for notice in (first, other, *later):
                work.notices.add(notice)
        with store.begin() as work:
            found = work.notices.to(to, limit=2)

            assert first == work.notices.get(first.id)
            with pytest.raises(NotFoundError):
                work.notices.get(sample_notice(9).id)
        with pytest.raises(ConflictError), store.begin() as work:
            work.notices.add(first)
        assert tuple(reversed(later)) == found

    def test_is_read_once(self, store: Store) -> None:
        """
        The first time stays; what is not stored is not marked.
        """
        notice = sample_notice(1)
        read = mark_read(notice, now=NOW + timedelta(hours=1))
        with store.begin() as work:
            work.notices.add(notice)
        with store.begin() as work:
            work.notices.mark(read)
        for one in (mark_read(notice, now=NOW + timedelta(hours=2)), sample_notice(2)):
            with pytest.raises(ConflictError), store.begin() as work:
                work.notices.mark(one)
        with store.begin() as work:
            loaded = work.notices.get(notice.id)

        assert read == loaded
