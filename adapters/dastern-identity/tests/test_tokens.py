"""
Access tokens: ours, in one spelling, or refused.
"""

import base64
import json
from datetime import UTC, datetime
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.identity import (
    ACCESS_LIFE,
    AccessClaims,
    AccessTokenError,
    Audience,
    SessionId,
    TokenId,
    claims_value,
)
from dastern_core.kernel import AccountId, ActorRole, InvalidInputError, Language
from dastern_core.ports.access_tokens import AccessTokens
from dastern_core.testing.contracts.access_tokens import AccessTokensContract
from dastern_identity import SignedAccessTokens, SigningKeys

_NOW = datetime(2026, 6, 15, 7, tzinfo=UTC)
_SEED = b"s" * 32
_KEYS = SigningKeys(seeds={"one": _SEED})
_TOKENS = SignedAccessTokens(_KEYS)
_CLAIMS = AccessClaims(
    id=TokenId(UUID(int=1)),
    account_id=AccountId(UUID(int=2)),
    session_id=SessionId(UUID(int=3)),
    role=ActorRole.DOCTOR,
    language=Language.ENGLISH,
    is_waiting=True,
    issued_at=_NOW,
    expires_at=_NOW + ACCESS_LIFE,
)
_VALUE = claims_value(_CLAIMS, between=Audience())
_TOKEN = _TOKENS.sign(_CLAIMS)


class TestSignedAccessTokens(AccessTokensContract):
    """
    Ed25519 keeps the contract.
    """

    @pytest.fixture
    def access_tokens(self) -> AccessTokens:
        """
        Sign by one key.
        """
        return SignedAccessTokens(_KEYS)


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _forged(header: dict[str, object]) -> str:
    signing = Ed25519PrivateKey.from_private_bytes(_SEED)
    body = f"{_part(header)}.{_part(_VALUE)}"
    mac = base64.urlsafe_b64encode(signing.sign(body.encode())).rstrip(b"=").decode()
    return f"{body}.{mac}"


@pytest.mark.rule("C02")
@pytest.mark.rule("AUTH-04")
@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "kid": "one", "typ": "at+jwt"},
        {"alg": "HS256", "kid": "one", "typ": "at+jwt"},
        {"alg": "EdDSA", "kid": "other", "typ": "at+jwt"},
        {"alg": "EdDSA", "typ": "at+jwt"},
        {"alg": "EdDSA", "kid": ["one"], "typ": "at+jwt"},
        {"alg": "EdDSA", "kid": "one", "typ": "JWT"},
        {"alg": "EdDSA", "kid": "one"},
        {"alg": "EdDSA", "kid": "one", "typ": "at+jwt", "jku": "https://evil.example"},
        {"alg": "EdDSA", "kid": "one", "typ": "at+jwt", "crit": ["x"]},
    ],
)
def test_only_one_header_is_read(header: dict[str, object]) -> None:
    """
    Even rightly signed, another algorithm, key, type or extension is refused.
    """
    assert _CLAIMS == _TOKENS.read(
        _forged({"alg": "EdDSA", "kid": "one", "typ": "at+jwt"}), now=_NOW
    )
    with pytest.raises(AccessTokenError):
        _TOKENS.read(_forged(header), now=_NOW)


def test_a_key_of_another_kind_confuses_nobody() -> None:
    """
    The public key as an HMAC secret signs nothing.
    """
    public = Ed25519PrivateKey.from_private_bytes(_SEED).public_key().public_bytes_raw()
    token = jwt.encode(_VALUE, public, algorithm="HS256", headers={"kid": "one", "typ": "at+jwt"})

    with pytest.raises(AccessTokenError):
        _TOKENS.read(token, now=_NOW)


@given(st.integers(0, len(_TOKEN) - 1), st.sampled_from("AQgw019-_.=+/ \n"))
def test_any_other_character_is_noticed(place: int, character: str) -> None:
    """
    Also one that spells the same bytes.
    """
    changed = _TOKEN[:place] + character + _TOKEN[place + 1 :]
    if changed != _TOKEN:
        with pytest.raises(AccessTokenError):
            _TOKENS.read(changed, now=_NOW)


def test_keys_rotate() -> None:
    """
    The newest signs; an older one still verifies until it is taken away.
    """
    both = SignedAccessTokens(SigningKeys(seeds={"one": _SEED, "two": b"t" * 32}))

    assert _CLAIMS == both.read(_TOKEN, now=_NOW)
    assert jwt.get_unverified_header(both.sign(_CLAIMS))["kid"] == "two"
    with pytest.raises(AccessTokenError):
        SignedAccessTokens(SigningKeys(seeds={"two": b"t" * 32})).read(_TOKEN, now=_NOW)


@pytest.mark.rule("B033")
@pytest.mark.parametrize("seeds", [{}, {"one": b"fallback-secret-key"}])
def test_there_is_no_default_key(seeds: dict[str, bytes]) -> None:
    """
    Without a whole key nothing starts.
    """
    with pytest.raises(InvalidInputError, match="seeds hold no key"):
        SigningKeys(seeds=seeds)
