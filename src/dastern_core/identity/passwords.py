"""
Passwords: which ones are accepted.

Length is the only shape that is asked for: composition rules make passwords worse (NIST SP
800-63B-4, section 3.1.1.2). A password that is widely known, or made of what anybody knows
about its owner, is refused. Hashing is left to ``dastern_core.ports.passwords``.
"""

import unicodedata
from collections.abc import Container, Iterable, Iterator
from typing import Final

import attrs

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["LONGEST_PASSWORD", "PasswordPolicy", "accept_password", "normalize_password"]

LONGEST_PASSWORD: Final = 256
"""
The most characters that are read: OWASP ASVS 5.0, 6.2.9, asks for at least 64; hashing more
than this for a stranger would be a gift.
"""

_NEVER_SHORTER = 8  # C10; OWASP ASVS 5.0, 6.2.1
_SHORTEST_CONTEXT = 4  # a shorter word stands in many good passwords by chance


@attrs.frozen(kw_only=True)
class PasswordPolicy:
    """
    What a password must be.

    Args:
        least_characters: At least 8; NIST SP 800-63B-4 asks for 15 where the password is
            the only factor.

    Raises:
        InvalidInputError: The length is below 8 or beyond what is read.

    Source:
        C10: 12 unless configured otherwise, never below 8.
    """

    least_characters: int = 12

    def __attrs_post_init__(self) -> None:
        """
        Refuse a policy that accepts what can be guessed.
        """
        if not _NEVER_SHORTER <= self.least_characters <= LONGEST_PASSWORD:
            remedy = f"Give {_NEVER_SHORTER} to {LONGEST_PASSWORD}."
            fault = Fault(field="least_characters", problem="is out of range", remedy=remedy)
            raise InvalidInputError(fault)


def normalize_password(text: str) -> str:
    """
    Give a password's one spelling: Khmer can be typed in several orders of code points.

    Source:
        NIST SP 800-63B-4, section 3.1.1.2: NFKC, before hashing and verifying.
    """
    return unicodedata.normalize("NFKC", text)


def accept_password(
    text: str,
    *,
    policy: PasswordPolicy,
    known: Container[str],
    about: Iterable[str] = (),
    field: str = "password",
) -> str:
    """
    Accept a new password, on registration and on both ways of resetting (AUTH-27).

    Args:
        text: As typed; every character counts, nothing is cut off.
        policy: What it must be.
        known: Passwords that are common or were found in breaches, in lower case.
        about: What is known of its owner: names, identifiers, the service's name.
        field: The field's name, for the error.

    Returns:
        The normalized password, to be hashed.

    Raises:
        InvalidInputError: It is too short, too long, known, or made of what is known of its
            owner; every reason is given, and the password in none.

    Source:
        Rules AUTH-19, AUTH-27, C10; OWASP ASVS 5.0, 6.2.4 to 6.2.12.
    """
    normal = normalize_password(text)
    faults = [*_faults(normal, policy=policy, known=known, about=about, field=field)]
    if faults:
        raise InvalidInputError(*faults)
    return normal


def _faults(
    normal: str,
    *,
    policy: PasswordPolicy,
    known: Container[str],
    about: Iterable[str],
    field: str,
) -> Iterator[Fault]:
    if len(normal) < policy.least_characters:
        remedy = f"Use at least {policy.least_characters} characters; a few words do well."
        yield Fault(field=field, problem="is too short", remedy=remedy)
    if len(normal) > LONGEST_PASSWORD:
        remedy = f"Use at most {LONGEST_PASSWORD} characters."
        yield Fault(field=field, problem="is too long", remedy=remedy)
        return
    folded = normal.casefold()
    if folded in known:
        remedy = "Choose one that nobody else uses."
        yield Fault(field=field, problem="is on the lists that guessers try first", remedy=remedy)
    rest = folded
    for word in sorted(about, key=len, reverse=True):
        if len(word) >= _SHORTEST_CONTEXT:
            rest = rest.replace(normalize_password(word).casefold(), "")
    if rest != folded and len(rest) < _NEVER_SHORTER:
        problem = "is made of what others know about you"
        yield Fault(field=field, problem=problem, remedy="Leave out your names and numbers.")
