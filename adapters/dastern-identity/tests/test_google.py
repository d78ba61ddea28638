"""
Google's ID tokens: verified against a key set that the test serves itself.
"""

from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from dastern_core.identity import IdTokenError, google_identity
from dastern_core.kernel import PortError
from dastern_identity import GoogleIdTokens

_NOW = datetime(2026, 6, 15, 7, tzinfo=UTC)
_CLAIMS = {
    "iss": "https://accounts.google.com",
    "aud": "our-client",
    "sub": "1234",
    "email": "sokha@example.com",
    "email_verified": True,
    "nonce": "n",
    "iat": int(_NOW.timestamp()),
    "exp": int(_NOW.timestamp()) + 3600,
}


@pytest.mark.rule("AUTH-28")
def test_a_signed_token_gives_its_claims(key: RSAPrivateKey, key_set: str) -> None:
    """
    What Google signed becomes an identity.
    """
    token = jwt.encode(_CLAIMS, key, algorithm="RS256", headers={"kid": "k1"})
    claims = GoogleIdTokens(key_set).claims(token)
    found = google_identity(claims, client_id="our-client", nonce="n", now=_NOW)

    assert ("1234", "sokha@example.com") == (found.subject, found.email.value)


@pytest.mark.rule("B014")
def test_anything_else_is_refused(key: RSAPrivateKey, key_set: str) -> None:
    """
    Another signer, an unknown key, no signature, no token.
    """
    stranger = generate_private_key(public_exponent=65_537, key_size=2_048)
    tokens = GoogleIdTokens(key_set)
    refused = [
        jwt.encode(_CLAIMS, stranger, algorithm="RS256", headers={"kid": "k1"}),
        jwt.encode(_CLAIMS, key, algorithm="RS256", headers={"kid": "k2"}),
        jwt.encode(_CLAIMS, key, algorithm="RS512", headers={"kid": "k1"}),
        jwt.encode(_CLAIMS, "", algorithm="none", headers={"kid": "k1"}),
        "",
        "a.b.c",
        "x" * 9_000,
    ]
    for token in refused:
        with pytest.raises(IdTokenError):
            tokens.claims(token)


def test_absent_keys_are_a_declared_error(key: RSAPrivateKey) -> None:
    """
    Nobody listens: nobody is let in, and nobody is told that their token is wrong.
    """
    token = jwt.encode(_CLAIMS, key, algorithm="RS256", headers={"kid": "k1"})

    with pytest.raises(PortError, match="try again later"):
        GoogleIdTokens("http://127.0.0.1:9/certs").claims(token)
