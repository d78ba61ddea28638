"""
Sessions: refresh tokens are used once, and a stolen one ends the session.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import attrs
import pytest

from dastern_core.identity import (
    RefreshAnswer,
    Session,
    SessionEnd,
    SessionId,
    end_session,
    open_session,
    refresh_session,
    session_named,
)
from dastern_core.kernel import AccountId, InvalidInputError

_NOW = datetime(2026, 6, 15, tzinfo=UTC)
_SECRET = b"s" * 32
_FACTS: dict[str, Any] = {
    "session_id": SessionId(UUID(int=1)),
    "account_id": AccountId(UUID(int=2)),
    "device": "Sokha's telephone",
    "is_remembered": False,
    "root": b"r" * 32,
    "secret": _SECRET,
    "now": _NOW,
}


def _refresh(token: str, session: Session | None, *, after: timedelta = timedelta(0)) -> Any:  # noqa: ANN401 - a Refresh, unpacked by the tests
    return refresh_session(token, session=session, secret=_SECRET, now=_NOW + after)


@pytest.mark.rule("AUTH-05")
@pytest.mark.rule("B021")
def test_each_refresh_gives_the_next_token() -> None:
    """
    Tokens differ, name their session, and the session moves on.
    """
    session, first = open_session(**_FACTS)
    one = _refresh(first, session)
    two = _refresh(one.token, one.session)

    assert [RefreshAnswer.REFRESHED] * 2 == [one.answer, two.answer]
    assert len({first, one.token, two.token}) == 3
    assert session.id == session_named(two.token)


@pytest.mark.rule("AUTH-05")
@pytest.mark.parametrize(
    ("after", "answer"),
    [
        (timedelta(seconds=10), RefreshAnswer.REPEATED),
        (timedelta(seconds=10, microseconds=1), RefreshAnswer.REUSED),
    ],
)
def test_a_lost_answer_is_repeated_for_ten_seconds(after: timedelta, answer: RefreshAnswer) -> None:
    """
    The same token gives the same child, and after that it ends the session.
    """
    session, first = open_session(**_FACTS)
    one = _refresh(first, session)
    again = _refresh(first, one.session, after=after)

    assert answer is again.answer
    if answer is RefreshAnswer.REPEATED:
        assert one.token == again.token
    else:
        assert SessionEnd.TOKEN_REUSED is again.session.end
        assert RefreshAnswer.ENDED is _refresh(one.token, again.session, after=after).answer


def test_an_older_ancestor_ends_the_session_at_once() -> None:
    """
    Only the token before the newest can be a lost answer.
    """
    session, first = open_session(**_FACTS)
    one = _refresh(first, session)
    two = _refresh(one.token, one.session)

    assert RefreshAnswer.REUSED is _refresh(first, two.session).answer


@pytest.mark.parametrize("token", ["", "x", "0" * 32 + ".0." + "A" * 43, "é" * 80])
def test_a_token_that_was_never_made_changes_nothing(token: str) -> None:
    """
    Nobody can end somebody's session by guessing.
    """
    session, _ = open_session(**_FACTS)

    assert (RefreshAnswer.UNKNOWN, None) == (
        _refresh(token, session).answer,
        _refresh(token, session).session,
    )
    assert RefreshAnswer.UNKNOWN is _refresh(token, None).answer


@pytest.mark.rule("AUTH-06")
def test_no_token_is_made_from_what_is_stored() -> None:
    """
    With another server's secret the stored session gives other tokens.
    """
    session, first = open_session(**_FACTS)
    other = refresh_session(first, session=session, secret=b"x" * 32, now=_NOW)

    assert RefreshAnswer.UNKNOWN is other.answer
    assert "root" not in repr(session)


@pytest.mark.rule("AUTH-02")
@pytest.mark.rule("AUTH-07")
@pytest.mark.rule("C05")
@pytest.mark.parametrize(("is_remembered", "days"), [(False, 7), (True, 30)])
def test_a_session_ends_by_age(is_remembered: bool, days: int) -> None:  # noqa: FBT001 - a parametrized fact
    """
    Seven days, thirty with "remember me", however often it is used.
    """
    session, _ = open_session(**{**_FACTS, "is_remembered": is_remembered})
    used = attrs.evolve(session, used_at=_NOW + timedelta(days=days - 1))

    assert used.is_alive(now=_NOW + timedelta(days=days) - timedelta(microseconds=1))
    assert not used.is_alive(now=_NOW + timedelta(days=days))


def test_an_unused_session_ends() -> None:
    """
    A remembered device that nobody used for a week logs in again.
    """
    session, token = open_session(**{**_FACTS, "is_remembered": True})

    assert RefreshAnswer.ENDED is _refresh(token, session, after=timedelta(days=7)).answer


@pytest.mark.rule("EPA-18")
def test_a_session_keeps_the_first_reason_of_its_end() -> None:
    """
    Ending twice changes nothing.
    """
    session, token = open_session(**_FACTS)
    ended = end_session(session, end=SessionEnd.LOGGED_OUT, now=_NOW)
    again = end_session(ended, end=SessionEnd.PASSWORD_CHANGED, now=_NOW + timedelta(days=1))

    assert (ended, SessionEnd.LOGGED_OUT) == (again, again.end)
    assert RefreshAnswer.ENDED is _refresh(token, ended).answer


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"device": "x" * 101, "root": b"short"}, ["device", "root"]),
        ({"device": "a\0b"}, ["device"]),
        ({"device": "\ud800", "root": b"short"}, ["device", "root"]),
        ({"secret": b"fallback-secret-key"}, ["secret"]),
    ],
)
def test_a_session_is_opened_with_secrets_of_full_length(
    changed: dict[str, object], fields: list[str]
) -> None:
    """
    A default or short secret is refused, by name, and so is a device that no database holds.
    """
    with pytest.raises(InvalidInputError) as caught:
        open_session(**{**_FACTS, **changed})

    assert fields == [fault.field for fault in caught.value.faults]
