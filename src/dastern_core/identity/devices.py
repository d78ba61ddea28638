"""
Known devices: a token by which a device shows that somebody logged in on it before.

Failures and codes of a known device are counted for it alone, so that no stranger can lock
the owner out of it. The token is a keyed digest over the account and the device's own
random name: nothing is stored, and it lets nobody in by itself.

Source: OWASP, Slow Down Online Guessing Attacks with Device Cookies (2020).
"""

import base64
import hashlib
import hmac
import re
from typing import Final

from dastern_core.kernel import AccountId, Fault, InvalidInputError

__all__ = ["DEVICE_BYTES", "device_of", "device_token"]

DEVICE_BYTES: Final = 16
"""
How many random bytes name a device.
"""

_LEAST_SECRET_BYTES = 32
_TOKEN = re.compile(r"(?P<name>[0-9a-f]{32})\.(?P<mac>[A-Za-z0-9_-]{43})")


def device_token(account_id: AccountId, *, randomness: bytes, secret: bytes) -> str:
    """
    Make the token of a device on which somebody has just logged in.

    Args:
        account_id: Who.
        randomness: 16 bytes from a cryptographically secure source.
        secret: The server's own, at least 32 bytes.

    Raises:
        InvalidInputError: Randomness or secret has no fitting size.
    """
    if len(randomness) != DEVICE_BYTES:
        remedy = f"Draw {DEVICE_BYTES} bytes afresh."
        fault = Fault(field="randomness", problem="has another size", remedy=remedy)
        raise InvalidInputError(fault)
    return _token(randomness.hex(), account_id, secret)


def device_of(token: str, *, account_id: AccountId, secret: bytes) -> str:
    """
    Give the name of the known device that shows a token.

    Args:
        token: As presented; empty where there is none.
        account_id: Who wants to come in.
        secret: The secret with which it was made.

    Returns:
        The device's name; empty where the token is none of this account's.

    Raises:
        InvalidInputError: The secret is too short.
    """
    found = _TOKEN.fullmatch(token)
    # Without a token as much is computed as with a wrong one.
    name = found["name"] if found else "0" * 2 * DEVICE_BYTES
    is_known = hmac.compare_digest(
        _token(name, account_id, secret).encode(), token.encode("utf-8", "surrogatepass")
    )
    return name if is_known else ""


def _token(name: str, account_id: AccountId, secret: bytes) -> str:
    if len(secret) < _LEAST_SECRET_BYTES:
        remedy = f"Configure at least {_LEAST_SECRET_BYTES} secret bytes; there is no default."
        raise InvalidInputError(Fault(field="secret", problem="is too short", remedy=remedy))
    mac = hmac.digest(secret, f"device\0{account_id}\0{name}".encode(), hashlib.sha256)
    return f"{name}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
