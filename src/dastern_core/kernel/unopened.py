"""
Unopened: what a list tells of a stored thing whose seal does not open.

A list is never shorter than what is stored. Where only words are sealed, they read as
`UNOPENED_TEXT` and the rest of the thing stands; an order is not told in part, so that it is
`Unopened` as a whole.
"""

from datetime import datetime
from typing import Final, Generic, TypeVar
from uuid import UUID

import attrs

from dastern_core.kernel.errors import UnreadableError
from dastern_core.kernel.ids import AccountId, PatientId

__all__ = ["UNOPENED_TEXT", "Listed", "Unopened", "require_opened"]

UNOPENED_TEXT: Final = "[does not open: please check]"
"""
It stands for a text that is stored and whose seal does not open; to read the one thing alone
raises the error that says why. Like `ERASED_TEXT` it holds no comma, at which lists are split.
"""

_Thing = TypeVar("_Thing")


@attrs.frozen(kw_only=True)
class Unopened:
    """
    One stored thing that does not open, by what stands beside its seal.

    Args:
        kind: What it is, such as ``prescription``.
        id: Which one.
        version: Which version of it; None where it has none.
        patient_id: About whom.
        author_id: Who wrote it.
        status: How it stands, as it is stored; None where it stands in no way.
        written_at: Since when it is stored; it may have opened until later.
    """

    kind: str
    id: UUID
    version: int | None
    patient_id: PatientId
    author_id: AccountId
    status: str | None
    written_at: datetime

    def __str__(self) -> str:
        """
        Say which one, since when it is stored and what to do, as one line.
        """
        version = "" if self.version is None else f", version {self.version},"
        return (
            f"{self.kind} {self.id}{version} of {self.written_at:%Y-%m-%d} does not open. "
            "Ask its author what it says, and whoever keeps the database to restore it."
        )


@attrs.frozen(kw_only=True)
class Listed(Generic[_Thing]):
    """
    What is stored of one kind.

    Args:
        things: Those that can be read, in the order of the list.
        unopened: Those that cannot; show them beside the others.
    """

    things: tuple[_Thing, ...]
    unopened: tuple[Unopened, ...] = ()


def require_opened(*unopened: Unopened) -> None:
    """
    Refuse to compute over a list of which something does not open.

    Raises:
        UnreadableError: There is some; the message names all of it.
    """
    if unopened:
        raise UnreadableError("\n".join(str(one) for one in unopened))
