"""
Access tokens: JWTs signed by Ed25519, spelled in one way.

The algorithm is ours, never the token's word for it, and keys come from our own ring: the
headers ``jku``, ``x5u``, ``jwk`` and ``crit`` are refused unread (RFC 8725, section 3).
"""

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import attrs
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dastern_core.identity import (
    ACCESS_TYPE,
    AccessClaims,
    AccessTokenError,
    Audience,
    claims_value,
    parse_claims,
)
from dastern_core.kernel import Fault, InvalidInputError
from dastern_identity.signatures import signed_claims

__all__ = ["SignedAccessTokens", "SigningKeys"]

_ALGORITHM: Final = "EdDSA"
_SEED_BYTES: Final = 32  # RFC 8032, section 5.1.5
_LONGEST: Final = 2_048
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_HEADER: Final = frozenset({"alg", "kid", "typ"})
_HERE: Final = Audience()
_REFUSED: Final = "the token is not ours: log in again"


@attrs.frozen(kw_only=True)
class SigningKeys:
    """
    The keys that sign, in versions; older ones still verify.

    Args:
        seeds: Each key's 32 bytes by its name, the newest last.

    Raises:
        InvalidInputError: There is none, or one has another size.
    """

    seeds: Mapping[str, bytes] = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        """
        Refuse a ring without a whole key; there is no default.
        """
        if not self.seeds or any(len(seed) != _SEED_BYTES for seed in self.seeds.values()):
            remedy = f"Configure at least one seed of {_SEED_BYTES} secret bytes."
            raise InvalidInputError(Fault(field="seeds", problem="hold no key", remedy=remedy))


class SignedAccessTokens:
    """
    Signs and reads access tokens, for any number of threads.

    Args:
        keys: The ring.
        between: Who signs, and for whom.
    """

    def __init__(self, keys: SigningKeys, *, between: Audience = _HERE) -> None:
        self._keys = {
            name: Ed25519PrivateKey.from_private_bytes(seed) for name, seed in keys.seeds.items()
        }
        self._newest = next(reversed(self._keys))
        self._between = between

    def sign(self, claims: AccessClaims) -> str:
        """
        Sign claims by the newest key.
        """
        return jwt.encode(
            claims_value(claims, between=self._between),
            self._keys[self._newest],
            algorithm=_ALGORITHM,
            headers={"kid": self._newest, "typ": ACCESS_TYPE},
        )

    def read(self, token: str, *, now: datetime) -> AccessClaims:
        """
        Read the claims of a token of ours.

        Raises:
            AccessTokenError: It is not ours, was changed, is of another kind, or is not
                valid at this time.
        """
        if len(token) > _LONGEST or not _SHAPE.fullmatch(token) or not _is_canonical(token):
            raise AccessTokenError(_REFUSED)
        try:
            header = jwt.get_unverified_header(token)
            key = self._keys[header.get("kid", "")]
            if set(header) != _HEADER or header["typ"] != ACCESS_TYPE:
                raise AccessTokenError(_REFUSED)
            value = signed_claims(token, key.public_key(), algorithm=_ALGORITHM)
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise AccessTokenError(_REFUSED) from error
        return parse_claims(value, between=self._between, now=now)


def _is_canonical(token: str) -> bool:
    """
    Tell whether each part is the one spelling of its bytes: spare bits could hold another.
    """
    return all(_spelled(part) == part for part in token.split("."))


def _spelled(part: str) -> str | None:
    try:
        octets = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        return None
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
