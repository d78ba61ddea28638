"""
Fields: a column's value, sealed for its owner and bound to the place where it is stored.

A ciphertext that somebody copies to another table, column, tenant or row does not open
there: the place is part of what the tag covers.
"""

from collections.abc import Mapping
from uuid import UUID

import attrs

from dastern_core.encryption.envelope import EnvelopeError, reseal, seal, unseal
from dastern_core.encryption.keys import KeyRing
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["Place", "SealedValue", "open_field", "reseal_field", "seal_field"]


@attrs.frozen(kw_only=True)
class Place:
    """
    Where a sealed value is stored.

    Args:
        table: The table's name.
        column: The column's name.
        tenant: Whose key seals it: the patient.
        row_id: The row's identifier.

    Raises:
        InvalidInputError: A name is empty.
    """

    table: str
    column: str
    tenant: UUID
    row_id: UUID

    def __attrs_post_init__(self) -> None:
        """
        Refuse a place that could be two places.
        """
        faults = [
            Fault(field=name, problem="is empty", remedy="Name the table and the column.")
            for name in ("table", "column")
            if not getattr(self, name)
        ]
        if faults:
            raise InvalidInputError(*faults)

    @property
    def context(self) -> Mapping[str, str]:
        """
        What an envelope at this place is bound to.
        """
        return {
            "column": self.column,
            "row": str(self.row_id),
            "table": self.table,
            "tenant": str(self.tenant),
        }


@attrs.frozen(kw_only=True)
class SealedValue:
    """
    A sealed value with its place, as a job that seals anew finds it.

    Args:
        place: Where it is stored.
        sealed: The envelope.
    """

    place: Place
    sealed: bytes = attrs.field(repr=False)


def seal_field(text: str, *, place: Place, keys: KeyRing, randomness: bytes) -> bytes:
    """
    Seal a value's text by the newest key.

    Args:
        text: Any Unicode text.
        place: Where it will be stored.
        keys: The owner's.
        randomness: As for ``seal``.

    Raises:
        InvalidInputError: As for ``seal``, or the text holds half a character.
    """
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        problem, remedy = "holds half of a surrogate pair", "Give well-formed Unicode text."
        raise InvalidInputError(Fault(field="text", problem=problem, remedy=remedy)) from error
    return seal(content, key=keys.newest, context=place.context, randomness=randomness)


def open_field(sealed: bytes, *, place: Place, keys: KeyRing) -> str:
    """
    Open a value where it is stored.

    Raises:
        KeyErasedError: The version that sealed it is gone.
        EnvelopeError: It was changed, moved, sealed by another key, or holds no text.
    """
    content = unseal(sealed, keys=keys, context=place.context)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        fault = Fault(field="sealed", problem="holds no text", remedy="Open it as bytes.")
        raise EnvelopeError(fault) from error


def reseal_field(sealed: bytes, *, place: Place, keys: KeyRing, randomness: bytes) -> bytes | None:
    """
    Seal a value anew by the newest key; None where it is so already.

    Raises:
        KeyErasedError: As for ``open_field``.
        EnvelopeError: As for ``unseal``.
    """
    return reseal(sealed, keys=keys, context=place.context, randomness=randomness)
