"""
Parts: what the command line does only where an extra of ``dastern-cli`` is installed.

A shop that writes payment codes needs neither the recognition engines nor a database.
"""

from collections.abc import Iterable
from importlib.util import find_spec
from typing import ClassVar, Final

from dastern_core.kernel import PortError

__all__ = ["PARTS", "MissingPartError", "absent_parts", "require_parts"]

PARTS: Final = {
    "analytics": "dastern_analytics",
    "audit": "cryptography",
    "bakong": "dastern_bakong",
    "calendar": "icalendar",
    "ocr": "dastern_ocr",
    "pictures": "matplotlib",
    "postgres": "dastern_postgres",
    "search": "rapidfuzz",
}
# No release is on PyPI yet, so pip must be given their folders.
_ADAPTERS: Final = {
    **{name: (name,) for name in ("analytics", "bakong", "ocr")},
    "postgres": ("postgres", "storage"),
}
"""
Each extra, by the package that is there only with it.
"""


class MissingPartError(PortError):
    """
    A command needs extras that are not installed.

    Args:
        parts: Their names, at least one.
    """

    code: ClassVar[str] = "missing_part"

    def __init__(self, *parts: str) -> None:
        adapters = [
            f"./adapters/dastern-{name}" for part in parts for name in _ADAPTERS.get(part, ())
        ]
        command = f"./adapters/dastern-cli[{','.join(parts)}]"
        packages = " ".join([".", *adapters, f"'{command}'"])
        super().__init__(f"This needs more: in a clone, pip install {packages}")


def absent_parts(parts: Iterable[str]) -> tuple[str, ...]:
    """
    Give those of some parts that are not installed.
    """
    return tuple(part for part in parts if find_spec(PARTS[part]) is None)


def require_parts(*parts: str) -> None:
    """
    Refuse to go on without some parts.

    Raises:
        MissingPartError: One is not installed; the message is the command to install it.
    """
    absent = absent_parts(parts)
    if absent:
        raise MissingPartError(*absent)
