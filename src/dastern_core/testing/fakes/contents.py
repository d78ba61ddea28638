"""
Contents: what a store in memory holds, copied for a transaction that may come to nothing.
"""

from copy import copy
from typing import Any, TypeVar

import attrs

__all__ = ["copied"]

_Contents = TypeVar("_Contents", bound=attrs.AttrsInstance)


def copied(contents: _Contents) -> _Contents:
    """
    Copy every container that an attrs value names, and those of the attrs values in it.

    Args:
        contents: Its fields are containers or attrs values of containers; what stands in
            the containers is frozen and not copied.
    """
    fields: dict[str, Any] = attrs.asdict(contents, recurse=False)
    return type(contents)(
        **{name: copied(one) if attrs.has(type(one)) else copy(one) for name, one in fields.items()}
    )
