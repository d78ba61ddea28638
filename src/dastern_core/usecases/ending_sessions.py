"""
Ending sessions: told to the cache once it is true in the store.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from dastern_core.identity import ACCESS_LIFE, CLOCK_SKEW, SessionId
from dastern_core.usecases.identification import Identification

__all__ = ["ALIVE", "ALIVE_LIFE", "ENDED", "cache_name", "tell_ended"]

ALIVE: Final = b"alive"
"""
What the cache holds of a session that had not ended a moment ago.
"""

ENDED: Final = b"ended"
"""
What it holds of one that has ended, for as long as any of its access tokens could live.
"""

ALIVE_LIFE: Final = timedelta(seconds=30)
"""
How long a session counts as alive without asking the store: by so much an end may come too
late where the cache could not be told of it.
"""

_ENDED_LIFE = ACCESS_LIFE + CLOCK_SKEW + ALIVE_LIFE


def cache_name(session_id: SessionId) -> str:
    """
    Give the name under which a session's state is cached.
    """
    return f"session/{session_id}"


def tell_ended(sessions: Iterable[SessionId], *, using: Identification) -> None:
    """
    Tell the cache that sessions have ended, after the commit.
    """
    if using.cache is not None:
        for session_id in sessions:
            using.cache.put(cache_name(session_id), ENDED, life=_ENDED_LIFE)
