"""
Signatures: a JWT's claims once its signature is verified, and nothing else about it.

What the claims must say is the core's to decide, with the caller's clock.
"""

from typing import Final

import jwt
from jwt.types import Options

__all__ = ["signed_claims"]

_SIGNATURE_ALONE: Final[Options] = {
    "verify_aud": False,
    "verify_exp": False,
    "verify_iat": False,
    "verify_iss": False,
    "verify_jti": False,
    "verify_nbf": False,
    "verify_sub": False,
}


def signed_claims(
    token: str, key: jwt.algorithms.AllowedPublicKeys | jwt.PyJWK, *, algorithm: str
) -> dict[str, object]:
    """
    Give the claims of a token that this key signed by this algorithm.

    Args:
        token: As presented.
        key: Ours to choose, never the token's word for it.
        algorithm: The only one that is accepted (RFC 8725, section 3.1).

    Raises:
        PyJWTError: Another key, another algorithm, or no token.
    """
    claims: dict[str, object] = jwt.decode(
        token, key, algorithms=[algorithm], options=_SIGNATURE_ALONE
    )
    return claims
