"""
Identity for dastern-core: password hashes, signed access tokens, Google's ID tokens.
"""

from dastern_identity.google import GOOGLE_KEYS, GoogleIdTokens
from dastern_identity.passwords import KNOWN_PASSWORDS, OLDER_ROUNDS, Argon2Passwords
from dastern_identity.tokens import SignedAccessTokens, SigningKeys

__all__ = [
    "GOOGLE_KEYS",
    "KNOWN_PASSWORDS",
    "OLDER_ROUNDS",
    "Argon2Passwords",
    "GoogleIdTokens",
    "SignedAccessTokens",
    "SigningKeys",
]
