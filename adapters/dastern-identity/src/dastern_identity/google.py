"""
Google's ID tokens: verified by the keys that Google publishes.
"""

from collections.abc import Mapping
from typing import Final

import jwt

from dastern_core.identity import IdTokenError
from dastern_core.kernel import PortError
from dastern_identity.signatures import signed_claims

__all__ = ["GOOGLE_KEYS", "GoogleIdTokens", "KeysUnavailableError"]

GOOGLE_KEYS: Final = "https://www.googleapis.com/oauth2/v3/certs"
"""
Where Google publishes its keys (its OpenID discovery document, ``jwks_uri``).
"""

_SECONDS = 10
_LIFESPAN_SECONDS = 3_600
_LONGEST = 8_192


class KeysUnavailableError(PortError):
    """
    The provider's keys cannot be loaded.
    """

    code = "id_token_keys_unavailable"


class GoogleIdTokens:
    """
    Verifies signatures, for any number of threads; keys are kept for an hour.

    Args:
        keys: The address of the key set.
    """

    def __init__(self, keys: str = GOOGLE_KEYS) -> None:
        self._keys = jwt.PyJWKClient(keys, lifespan=_LIFESPAN_SECONDS, timeout=_SECONDS)

    def claims(self, token: str) -> Mapping[str, object]:
        """
        Give the claims of a token that Google signed; nothing else is checked.

        Raises:
            IdTokenError: Google did not sign it.
            KeysUnavailableError: The keys cannot be loaded.
        """
        message = "the ID token is not signed by Google: log in again"
        if len(token) > _LONGEST:
            raise IdTokenError(message)
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            return signed_claims(token, key, algorithm="RS256")
        except jwt.PyJWKClientConnectionError as error:
            unavailable = "Google's keys cannot be loaded: try again later"
            raise KeysUnavailableError(unavailable) from error
        except (jwt.PyJWTError, ValueError) as error:
            raise IdTokenError(message) from error
