"""
Tokens: what the bank knows its caller by.

A token is kept in pydantic's ``SecretStr``, which no message, log or repr shows.
"""

import re

from pydantic import SecretStr

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["BEARER", "LONGEST_TOKEN", "require_token"]

BEARER = r"[A-Za-z0-9._~+/-]+=*"
"""
What can stand in a bearer header. Source: RFC 6750, section 2.1.
"""

LONGEST_TOKEN = 4096
"""
Longer is none: ours, servers accept headers of about 8 kB; the bank's have about 200.
"""


def require_token(token: SecretStr) -> SecretStr:
    """
    Refuse what can be no access token.

    Raises:
        InvalidInputError: It is empty, too long or has characters that no token has.
    """
    text = token.get_secret_value()
    if len(text) > LONGEST_TOKEN or re.fullmatch(BEARER, text) is None:
        remedy = "Give the token as the bank sent it, without quotes or spaces."
        problem = "is not an access token"
        raise InvalidInputError(Fault(field="token", problem=problem, remedy=remedy))
    return token
