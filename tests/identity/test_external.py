"""
External identities: a verified address, for us, of this log-in.
"""

from datetime import UTC, datetime

import pytest

from dastern_core.identity import IdTokenError, google_identity

_NOW = datetime(2026, 6, 15, 7, tzinfo=UTC)
_SECONDS = int(_NOW.timestamp())
_CLAIMS: dict[str, object] = {
    "iss": "https://accounts.google.com",
    "aud": "our-client",
    "sub": "1234",
    "email": "Sokha@Example.com",
    "email_verified": True,
    "name": "Sokha",
    "nonce": "n",
    "iat": _SECONDS,
    "exp": _SECONDS + 3600,
}


@pytest.mark.rule("AUTH-28")
def test_a_verified_address_is_an_identity() -> None:
    """
    The subject never changes; the address is in its one spelling.
    """
    found = google_identity(_CLAIMS, client_id="our-client", nonce="n", now=_NOW)

    assert ("1234", "sokha@example.com", "Sokha") == (found.subject, found.email.value, found.name)


@pytest.mark.rule("AUTH-28")
@pytest.mark.rule("B014")
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"iss": "https://evil.example"}, "is not Google's"),
        ({"aud": "another"}, "is for another service"),
        ({"nonce": "old"}, "is of another log-in"),
        ({"exp": _SECONDS}, "is not valid at this time"),
        ({"iat": _SECONDS + 11}, "is not valid at this time"),
        ({"exp": "soon"}, "is not valid at this time"),
        ({"exp": 10**30}, "is not valid at this time"),
        ({"email_verified": "true"}, "has no verified address"),
        ({"email": None}, "has no verified address"),
        ({"email": "nobody"}, "has no verified address"),
        ({"email": "012345678"}, "has no verified address"),
        ({"sub": ""}, "names nobody"),
        ({"sub": 5}, "names nobody"),
    ],
)
def test_any_other_token_proves_nobody(changed: dict[str, object], message: str) -> None:
    """
    The reason is named; the role that a client asks for is not even read.
    """
    with pytest.raises(IdTokenError, match=message):
        google_identity({**_CLAIMS, **changed}, client_id="our-client", nonce="n", now=_NOW)


def test_a_log_in_without_a_nonce_is_refused() -> None:
    """
    An empty nonce would match an empty one.
    """
    with pytest.raises(IdTokenError, match="of another log-in"):
        google_identity({**_CLAIMS, "nonce": ""}, client_id="our-client", nonce="", now=_NOW)


def test_a_name_is_optional() -> None:
    """
    Without a name the person is asked.
    """
    found = google_identity({**_CLAIMS, "name": None}, client_id="our-client", nonce="n", now=_NOW)

    assert found.name is None
