"""
What every cache does.
"""

from datetime import timedelta

from dastern_core.ports.cache import Cache

__all__ = ["CacheContract"]

_HOUR = timedelta(hours=1)


class CacheContract:
    """
    Subclass it and supply a fixture ``cache`` that keeps nothing yet.
    """

    def test_keeps_bytes_by_name(self, cache: Cache) -> None:
        """
        Put replaces, add does not, and forgetting twice is as good as once.
        """
        seen = [cache.get("one")]
        cache.add("one", b"1", life=_HOUR)
        cache.add("one", b"2", life=_HOUR)
        seen.append(cache.get("one"))
        cache.put("one", b"\xff\x00", life=_HOUR)
        cache.put("two", b"", life=_HOUR)
        seen += [cache.get("one"), cache.get("two")]
        cache.forget("one")
        cache.forget("one")
        seen += [cache.get("one"), cache.get("two")]

        assert [None, b"1", b"\xff\x00", b"", None, b""] == seen
