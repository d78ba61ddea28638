"""
Blind indexes: finding a row by a sealed value without opening any.

An index is an HMAC of the value under a key of its own, cut short so that several values
share an entry. It tells its reader which rows are probably equal, and nothing else; over
a column with few distinct values even that tells the values, so such columns are refused.

Source: CipherSweet, "Blind Index Planning" (false positives are wanted, and how many).
"""

import hashlib
import hmac
from typing import Final

import attrs

from dastern_core.encryption.keys import KEY_BYTES
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["LEAST_DISTINCT", "BlindIndex", "blind_index"]

LEAST_DISTINCT: Final = 1_000
"""
The fewest distinct values over which an index may stand: a sex, a blood group or a status
would be read off its frequencies.
"""

_MOST_BITS = 256
_BYTE = 8


@attrs.frozen(kw_only=True)
class BlindIndex:
    """
    How one column is indexed.

    Args:
        table: The table's name.
        column: The column's name.
        key: 32 bytes of its own, never a data key.
        distinct: How many distinct values the column is expected to hold, at least 1,000.

    Raises:
        InvalidInputError: The key has another size, a name is empty, or there are too few
            values.
    """

    table: str
    column: str
    key: bytes = attrs.field(repr=False)
    distinct: int

    def __attrs_post_init__(self) -> None:
        """
        Refuse an index that would give the values away.
        """
        faults = []
        if not (self.table and self.column):
            remedy = "Name the table and the column."
            faults.append(Fault(field="column", problem="has no name", remedy=remedy))
        if len(self.key) != KEY_BYTES:
            remedy = f"Give {KEY_BYTES} bytes from a cryptographically secure source."
            faults.append(Fault(field="key", problem="is no key", remedy=remedy))
        if self.distinct < LEAST_DISTINCT:
            problem = f"is below {LEAST_DISTINCT}: equal entries would tell the values"
            remedy = "Index it together with another column, or not at all."
            faults.append(Fault(field="distinct", problem=problem, remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)

    @property
    def bits(self) -> int:
        """
        How much of the digest is kept: at least two values share an entry on average.
        """
        return min(_MOST_BITS, self.distinct.bit_length() - 2)


def blind_index(value: str, *, index: BlindIndex) -> bytes:
    """
    Give a value's entry in an index.

    Args:
        value: The value in its one spelling; normalizing (case, spaces, digits) is left to
            the caller, because two spellings have two entries.
        index: The column's index.

    Returns:
        The first ``index.bits`` bits of HMAC-SHA-256, the rest of the last byte zero.
    """
    message = f"{index.table}\x00{index.column}\x00{value}".encode("utf-8", "surrogatepass")
    digest = hmac.digest(index.key, message, hashlib.sha256)
    kept = int.from_bytes(digest, "big") >> (_MOST_BITS - index.bits)
    size = -(-index.bits // _BYTE)
    return (kept << (size * _BYTE - index.bits)).to_bytes(size, "big")
