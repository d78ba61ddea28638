"""
One-time codes: once, for one purpose, and no second series of guesses.
"""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import attrs
import pytest

from dastern_core.identity import (
    Challenge,
    ChallengeId,
    CodeAnswer,
    CodeUse,
    OtpPurpose,
    TooManyCodesError,
    day_of,
    draw_code,
    issue_code,
    parse_identifier,
    use_code,
)
from dastern_core.kernel import InvalidInputError

_NOW = datetime(2026, 6, 15, tzinfo=UTC)
_DARA = parse_identifier("012345678")
_PEPPER = b"p" * 32


def _issue(*recent: Challenge, after: timedelta = timedelta(0), code: str = "123456") -> Challenge:
    return issue_code(
        code,
        challenge_id=ChallengeId(UUID(int=len(recent) + 1)),
        identifier=_DARA,
        purpose=OtpPurpose.LOGIN,
        recent=recent,
        pepper=_PEPPER,
        now=_NOW + after,
    )


def _use(
    code: str,
    *recent: Challenge,
    after: timedelta = timedelta(0),
    purpose: OtpPurpose = OtpPurpose.LOGIN,
) -> CodeUse:
    return use_code(
        code,
        identifier=_DARA,
        purpose=purpose,
        recent=recent,
        pepper=_PEPPER,
        now=_NOW + after,
    )


@pytest.mark.rule("AUTH-22")
@pytest.mark.rule("C07")
def test_a_right_code_works_once() -> None:
    """
    Its second use finds nothing.
    """
    first = _use("123456", _issue())
    assert first.challenge is not None
    second = _use("123456", first.challenge)

    assert (CodeAnswer.RIGHT, CodeAnswer.EXPIRED) == (first.answer, second.answer)


@pytest.mark.rule("C08")
@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(minutes=5) - timedelta(microseconds=1), CodeAnswer.RIGHT),
        (timedelta(minutes=5), CodeAnswer.EXPIRED),
    ],
)
def test_a_code_lives_five_minutes(after: timedelta, expected: CodeAnswer) -> None:
    """
    The boundary is exact.
    """
    assert expected is _use("123456", _issue(), after=after).answer


@pytest.mark.rule("EPA-05")
@pytest.mark.rule("B036")
def test_a_code_is_good_for_its_purpose_alone() -> None:
    """
    A code to log in resets no password.
    """
    answer = _use("123456", _issue(), purpose=OtpPurpose.PASSWORD_RESET).answer

    assert CodeAnswer.EXPIRED is answer


@pytest.mark.rule("C09")
@pytest.mark.rule("B036")
def test_another_code_gives_a_guesser_no_other_try() -> None:
    """
    Five wrong guesses rest the identifier, over all its codes, and no code is sent.
    """
    first = _issue()
    for guess in range(3):
        used = _use(f"00000{guess}", first)
        assert used.challenge is not None
        first = used.challenge
    second = _issue(first, after=timedelta(minutes=2), code="654321")
    for guess in range(2):
        used = _use(f"00000{guess}", first, second, after=timedelta(minutes=3))
        assert used.challenge is not None
        second = used.challenge
    resting = _use("654321", first, second, after=timedelta(minutes=4))

    assert (CodeAnswer.RESTING, None) == (resting.answer, resting.challenge)
    with pytest.raises(TooManyCodesError) as caught:
        _issue(first, second, after=timedelta(minutes=10))
    assert _NOW + timedelta(minutes=15) == caught.value.retry_at


@pytest.mark.rule("C09")
def test_messages_are_limited() -> None:
    """
    A minute between two codes, and three an hour.
    """
    first = _issue()
    second = _issue(first, after=timedelta(minutes=1))
    third = _issue(first, second, after=timedelta(minutes=2))

    fourth_at = _issue(first, second, third, after=timedelta(hours=1)).issued_at
    with pytest.raises(TooManyCodesError) as soon:
        _issue(first, after=timedelta(seconds=59))
    with pytest.raises(TooManyCodesError) as fourth:
        _issue(first, second, third, after=timedelta(minutes=59))
    assert _NOW + timedelta(minutes=1) == soon.value.retry_at
    assert _NOW + timedelta(hours=1) == fourth.value.retry_at
    assert _NOW + timedelta(hours=1) == fourth_at


@pytest.mark.rule("C09")
def test_one_place_has_ten_codes_and_ten_guesses_a_day() -> None:
    """
    However slowly they are asked for and tried; the next day it may go on.
    """
    hour = timedelta(hours=1)
    codes: list[Challenge] = []
    for number in range(10):
        codes.append(_issue(*codes, after=number * hour))
    with pytest.raises(TooManyCodesError) as eleventh:
        _issue(*codes, after=11 * hour)
    guesses = tuple(_NOW + number * hour for number in range(10))
    guessed = attrs.evolve(_issue(after=10 * hour), guesses=guesses)
    answers = [
        _use("123456", guessed, after=10 * hour).answer,
        _use("123456", attrs.evolve(guessed, guesses=guesses[1:]), after=10 * hour).answer,
    ]

    assert _NOW + 24 * hour == eleventh.value.retry_at
    assert [CodeAnswer.RESTING, CodeAnswer.RIGHT] == answers


def test_a_day_is_named_and_ends_in_utc() -> None:
    """
    Whichever zone the instant was told in.
    """
    told = datetime(2026, 6, 16, 3, tzinfo=timezone(timedelta(hours=7)))

    assert ("2026-06-15", datetime(2026, 6, 16, tzinfo=UTC)) == day_of(told)


def test_a_newer_code_replaces_the_older() -> None:
    """
    Only the newest code of a purpose is good.
    """
    first = _issue()
    second = _issue(first, after=timedelta(minutes=1), code="654321")

    assert CodeAnswer.WRONG is _use("123456", first, second, after=timedelta(minutes=1)).answer
    assert CodeAnswer.RIGHT is _use("654321", first, second, after=timedelta(minutes=1)).answer


@pytest.mark.rule("AUTH-23")
def test_what_is_stored_tells_no_code() -> None:
    """
    Equal codes have unequal digests, and the text shows none.
    """
    one, other = _issue(), attrs.evolve(_issue(), id=ChallengeId(UUID(int=9)))
    twin = _issue(one, after=timedelta(minutes=1))

    assert one.digest != twin.digest
    assert "digest" not in repr(other)


@pytest.mark.parametrize(("code", "pepper"), [("12345", b"p" * 32), ("12345a", b"p" * 32)])
def test_a_code_is_six_digits(code: str, pepper: bytes) -> None:
    """
    Whatever draws another shape is told so.
    """
    with pytest.raises(InvalidInputError, match="code is no code"):
        _issue(code=code)
    assert pepper


@pytest.mark.rule("SIG-04")
def test_a_short_pepper_is_refused() -> None:
    """
    There is no default secret.
    """
    with pytest.raises(InvalidInputError, match="pepper is too short"):
        use_code(
            "123456",
            identifier=_DARA,
            purpose=OtpPurpose.LOGIN,
            recent=[_issue()],
            pepper=b"short",
            now=_NOW,
        )


def test_draws_six_digits() -> None:
    """
    Leading zeros are kept, and another number of bytes is refused.
    """
    drawn = [draw_code(bytes(15) + bytes([number])) for number in (0, 9)]

    assert ["000000", "000009"] == drawn
    with pytest.raises(InvalidInputError, match="randomness has another size"):
        draw_code(bytes(4))


def test_a_code_is_good_on_the_device_that_asked() -> None:
    """
    The digest covers the device, so that no row can be given to another one.
    """
    asked = issue_code(
        "123456",
        challenge_id=ChallengeId(UUID(int=1)),
        identifier=_DARA,
        purpose=OtpPurpose.LOGIN,
        recent=(),
        pepper=_PEPPER,
        now=_NOW,
        device="d1",
    )
    answers = [
        use_code(
            "123456",
            identifier=_DARA,
            purpose=OtpPurpose.LOGIN,
            recent=[one],
            pepper=_PEPPER,
            now=_NOW,
        ).answer
        for one in (asked, attrs.evolve(asked, device="d2"))
    ]

    assert [CodeAnswer.RIGHT, CodeAnswer.WRONG] == answers
