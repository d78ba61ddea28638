"""
A cache in Redis: forgetful where the server is, and never an error.
"""

from datetime import timedelta

from dastern_redis.link import RedisLink

__all__ = ["RedisCache"]

_PREFIX = "dastern:cache:"


class RedisCache:
    """
    Small answers that all processes share.

    Args:
        link: The server.
    """

    def __init__(self, link: RedisLink) -> None:
        self._link = link

    def get(self, name: str) -> bytes | None:
        """
        Give what is kept; None where nothing is, or the server does not answer.
        """
        client = self._link.client

        def question() -> bytes | None:
            found = client.get(_PREFIX + name)
            return found if isinstance(found, bytes) else None

        return self._link.ask(question, otherwise=_nothing)

    def put(self, name: str, value: bytes, *, life: timedelta) -> None:
        """
        Keep bytes for a while, in place of what was kept.
        """
        self._set(name, value, life=life, absent_only=False)

    def add(self, name: str, value: bytes, *, life: timedelta) -> None:
        """
        Keep bytes for a while, unless something is kept already.
        """
        self._set(name, value, life=life, absent_only=True)

    def forget(self, name: str) -> None:
        """
        Forget what is kept.
        """
        client = self._link.client

        def question() -> None:
            client.delete(_PREFIX + name)

        self._link.ask(question, otherwise=_nothing)

    def _set(self, name: str, value: bytes, *, life: timedelta, absent_only: bool) -> None:
        client = self._link.client

        def question() -> None:
            client.set(_PREFIX + name, value, px=life, nx=absent_only)

        self._link.ask(question, otherwise=_nothing)


def _nothing() -> None:
    return None
