"""
The error tree of the library.

::

    DasternError                 never raised itself
    ├── InvalidInputError        the caller's input is wrong (also ValueError)
    ├── IllegalTransitionError   a life cycle does not allow this step
    ├── NotPermittedError        the actor may not do this
    ├── ConflictError            somebody else changed it first, or it exists already
    ├── NotFoundError            there is no such thing (also LookupError)
    └── PortError                the outside world failed; an UnreadableError, in one thing

A domain's errors subclass one branch and live with their concept. Each class has
a stable ``code``: adapters map codes to statuses and never parse messages. A
message names fields and remedies, never a patient's data.
"""

from typing import ClassVar

import attrs

__all__ = [
    "ConflictError",
    "DasternError",
    "Fault",
    "IllegalTransitionError",
    "InvalidInputError",
    "NotFoundError",
    "NotPermittedError",
    "PortError",
    "UnreadableError",
]


@attrs.frozen(kw_only=True)
class Fault:
    """
    One thing that is wrong with one field of an input.

    Args:
        field: The field's path, such as ``"medications[2].doses.morning"``.
        problem: What is wrong, as the rest of a sentence that the field begins.
        remedy: What to do about it, as a sentence.
    """

    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """
        Give the fault as one line.
        """
        return f"{self.field} {self.problem}. {self.remedy}"


class DasternError(Exception):
    """
    The root of every error that this library raises on purpose.
    """

    code: ClassVar[str] = "error"


class InvalidInputError(DasternError, ValueError):
    """
    The input breaks one or more rules; every fault found is reported together.

    Args:
        faults: At least one fault, in the order of the input.
    """

    code: ClassVar[str] = "invalid_input"

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        """
        Give one line for each fault.
        """
        return "\n".join(str(fault) for fault in self.faults)


class IllegalTransitionError(DasternError):
    """
    The life cycle has no such step from the current state.
    """

    code: ClassVar[str] = "illegal_transition"


class NotPermittedError(DasternError):
    """
    The actor may not do this.
    """

    code: ClassVar[str] = "not_permitted"


class ConflictError(DasternError):
    """
    The stored state is not the one the caller acted on.
    """

    code: ClassVar[str] = "conflict"


class NotFoundError(DasternError, LookupError):
    """
    There is no such thing, or the actor may not know of it.
    """

    code: ClassVar[str] = "not_found"


class PortError(DasternError):
    """
    Something outside the library failed: a database, an engine, a network.
    """

    code: ClassVar[str] = "port_failure"


class UnreadableError(PortError):
    """
    One stored thing cannot be read, or its key does not open; what else is stored can be.
    """

    code: ClassVar[str] = "unreadable"
