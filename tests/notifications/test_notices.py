"""
Notices: facts about a step, worded for their reader.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import ConflictError, InvalidInputError, Language
from dastern_core.notifications import LONGEST_REASON, NoticeKind, mark_read, words_of
from dastern_core.testing.record_samples import sample_notice
from dastern_core.testing.samples import NOW


@pytest.mark.rule("NOT-14")
@pytest.mark.parametrize("language", [Language.ENGLISH, Language.KHMER])
def test_every_kind_is_worded(language: Language) -> None:
    """
    In each language every kind has words of its own, with the reason after them.
    """
    notices = [attrs.evolve(sample_notice(1), kind=kind) for kind in NoticeKind]
    said = {words_of(notice, language=language) for notice in notices}

    assert len(NoticeKind) == len(said)
    assert all(text.endswith("សម្ពាធឈាមទាប") for text in said)


def test_without_a_reason_nothing_is_added() -> None:
    """
    The words end with the sentence.
    """
    notice = attrs.evolve(sample_notice(1), kind=NoticeKind.CHANGE_ACCEPTED, reason=None)

    assert "The patient accepted your change." == words_of(notice, language=Language.ENGLISH)


@pytest.mark.parametrize("reason", ["", " \n", "x" * (LONGEST_REASON + 1)])
def test_a_reason_says_something(reason: str) -> None:
    """
    A blank or an endless reason is refused by its field.
    """
    with pytest.raises(InvalidInputError, match=r"^reason is blank or too long\. Write 1 to 1000"):
        attrs.evolve(sample_notice(1), reason=reason)


def test_a_notice_is_read_once() -> None:
    """
    The first time counts.
    """
    read = mark_read(sample_notice(1), now=NOW + timedelta(minutes=1))

    assert NOW + timedelta(minutes=1) == read.read_at
    with pytest.raises(ConflictError):
        mark_read(read, now=NOW + timedelta(minutes=2))
