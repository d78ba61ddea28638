"""
Tokens: what an account's own token says, for use cases that ask who calls.
"""

from dastern_core.identity import AccessClaims, Account, SessionId, TokenId, claims_for
from dastern_core.usecases.identification import Identification

__all__ = ["claims_of"]


def claims_of(using: Identification, account: Account) -> AccessClaims:
    """
    Give what an authenticated token of an account says.
    """
    session_id, token_id = (using.entropy.identifier() for _ in range(2))
    return claims_for(
        account,
        session_id=SessionId(session_id),
        token_id=TokenId(token_id),
        now=using.clock.now(),
    )
