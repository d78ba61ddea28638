"""
What every store of objects does.
"""

from uuid import UUID

import pytest

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.ports.objects import Objects

__all__ = ["ObjectsContract"]

_KEY, _OTHER = UUID(int=1), UUID(int=2)


class ObjectsContract:
    """
    Subclass it and supply a fixture ``objects`` that gives an empty store.
    """

    @pytest.mark.parametrize("content", [b"", b"\0\xff" * 100_000], ids=["empty", "binary"])
    def test_gives_back_what_was_put(self, objects: Objects, content: bytes) -> None:
        """
        Every byte, and no other.
        """
        objects.put(_KEY, content)

        assert content == objects.get(_KEY)

    def test_keeps_objects_apart(self, objects: Objects) -> None:
        """
        Each key has its own content.
        """
        objects.put(_KEY, b"one")
        objects.put(_OTHER, b"other")

        assert (b"one", b"other") == (objects.get(_KEY), objects.get(_OTHER))

    def test_overwrites_nothing(self, objects: Objects) -> None:
        """
        The same content may be put again, for a lost answer; another one is refused.
        """
        objects.put(_KEY, b"one")
        objects.put(_KEY, b"one")

        with pytest.raises(ConflictError):
            objects.put(_KEY, b"two")
        assert objects.get(_KEY) == b"one"

    def test_names_what_is_not_there(self, objects: Objects) -> None:
        """
        An unknown key is an error, not an empty object.
        """
        with pytest.raises(NotFoundError):
            objects.get(_KEY)

    def test_deletes_one_object(self, objects: Objects) -> None:
        """
        It is gone, the others stay, and deleting again is no error.
        """
        objects.put(_KEY, b"one")
        objects.put(_OTHER, b"other")
        objects.delete(_KEY)
        objects.delete(_KEY)

        with pytest.raises(NotFoundError):
            objects.get(_KEY)
        assert objects.get(_OTHER) == b"other"
