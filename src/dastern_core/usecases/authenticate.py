"""
Authenticate: who asks, by the access token that they show.
"""

from datetime import datetime

from dastern_core.identity import AccessClaims, AccessTokenError
from dastern_core.usecases.ending_sessions import ALIVE, ALIVE_LIFE, ENDED, cache_name
from dastern_core.usecases.identification import Identification

__all__ = ["authenticate"]


def authenticate(access_token: str, *, using: Identification) -> AccessClaims:
    """
    Say who holds an access token, unless its session has ended.

    Whether it has ended is asked of the cache, and of the store where the cache does not
    know. An end counts at once; at most half a minute later where the cache failed when it
    was told. Act with the claims through ``PostgresStore.acting_as``, so that row security
    decides about everything else.

    Args:
        access_token: As presented, with nothing before or behind it.
        using: What it needs.

    Raises:
        AccessTokenError: It is not ours, not valid at this time, or its session has ended.
        PortError: The store failed.
    """
    now = using.clock.now()
    claims = using.access_tokens.read(access_token, now=now)
    if _has_ended(claims, now=now, using=using):
        message = "the session of this token has ended: log in again"
        raise AccessTokenError(message)
    return claims


def _has_ended(claims: AccessClaims, *, now: datetime, using: Identification) -> bool:
    name = cache_name(claims.session_id)
    cached = None if using.cache is None else using.cache.get(name)
    if cached in {ALIVE, ENDED}:
        return cached == ENDED
    with using.store.begin() as work:
        session = work.sessions.get(claims.session_id)
    is_alive = session is not None and session.is_alive(now=now)
    if using.cache is not None and is_alive:
        # Not in place of an end that somebody told meanwhile.
        using.cache.add(name, ALIVE, life=ALIVE_LIFE)
    return not is_alive
