"""
Passwords: long, unknown, and in one spelling.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.identity import PasswordPolicy, accept_password, normalize_password
from dastern_core.kernel import InvalidInputError

_POLICY = PasswordPolicy()
_KNOWN = frozenset({"password1234", "123456789012"})


def _problems(text: str, *about: str) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        accept_password(text, policy=_POLICY, known=_KNOWN, about=about)
    return [fault.problem for fault in caught.value.faults]


@pytest.mark.rule("C10")
@pytest.mark.rule("AUTH-19")
@pytest.mark.parametrize(
    "text", ["correct horse battery", "ដំរីសបីក្បាលនៅក្នុងព្រៃ", "aaaaaaaaaaab", "   spaces   x   "]
)
def test_length_is_the_only_shape(text: str) -> None:
    """
    No composition is asked for, and nothing is cut off.
    """
    assert normalize_password(text) == accept_password(text, policy=_POLICY, known=_KNOWN)


@pytest.mark.rule("C10")
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("short", "is too short"),
        ("x" * 257, "is too long"),
        ("Password1234", "is on the lists that guessers try first"),
    ],
)
def test_a_guessable_password_says_why(text: str, problem: str) -> None:
    """
    Too short, too long to hash for strangers, or known to guessers in any case.
    """
    assert [problem] == _problems(text)


def test_a_password_of_ones_own_names_is_refused() -> None:
    """
    What is left without the names must stand alone.
    """
    assert ["is made of what others know about you"] == _problems("DaraSokha1990", "Dara", "Sokha")
    assert accept_password("Dara likes mangoes", policy=_POLICY, known=_KNOWN, about=["Dara", "an"])


@given(st.text(max_size=300))
def test_an_error_never_repeats_the_password(text: str) -> None:
    """
    Whatever was typed, the messages are the same.
    """
    problems: set[str] = set()
    try:
        accept_password(text, policy=_POLICY, known=_KNOWN)
    except InvalidInputError as error:
        problems = {fault.problem for fault in error.faults}

    assert problems <= {"is too short", "is too long", "is on the lists that guessers try first"}


@pytest.mark.parametrize("least", [7, 257])
def test_a_policy_is_never_weaker_than_eight(least: int) -> None:
    """
    Configuration cannot go below what the standard allows.
    """
    with pytest.raises(InvalidInputError, match="least_characters is out of range"):
        PasswordPolicy(least_characters=least)
