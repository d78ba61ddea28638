"""
Tree heads: the size and root of the log at one moment, as a text to be signed.

The text is the body of a C2SP tlog-checkpoint, which other logs, witnesses and
monitors read too. Signed, it is a checkpoint: `dastern_core.audit.checkpoint`.
"""

import base64
import binascii
import re

import attrs

from dastern_core.audit.tree import HASH_BYTES
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["TreeHead", "head_text", "parse_head"]

_LARGEST_SIZE = 2**63 - 1  # the tree size is an int64 wherever logs are implemented
# A size has no leading zero; what follows the root is for the signer alone to know.
_BODY = re.compile(
    r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
)


def _one_line(_: "TreeHead", field: "attrs.Attribute[str]", text: str) -> None:
    if not text.isprintable() or not text:
        raise InvalidInputError(
            Fault(
                field=field.name,
                problem="is empty or not one printable line",
                remedy="Give a name such as clinic.example/audit.",
            )
        )


@attrs.frozen(kw_only=True)
class TreeHead:
    """
    What a log commits to at one size.

    Args:
        origin: The log's unique name, one line; best a URL without its scheme.
        size: The number of leaves, from 0.
        root: The root hash over them, 32 bytes.

    Raises:
        InvalidInputError: One of them is out of its range.

    Source:
        C2SP tlog-checkpoint, "Note text".
    """

    origin: str = attrs.field(validator=_one_line)
    size: int
    root: bytes

    def __attrs_post_init__(self) -> None:
        """
        Refuse a size or a root that no tree has.
        """
        if not 0 <= self.size <= _LARGEST_SIZE or len(self.root) != HASH_BYTES:
            raise InvalidInputError(
                Fault(
                    field="size",
                    problem="and root are not those of a tree",
                    remedy=f"Give a size below 2**63 and a root of {HASH_BYTES} bytes.",
                )
            )


def head_text(head: TreeHead) -> str:
    """
    Write the text that is signed: origin, size and root, a line each.

    Source:
        C2SP tlog-checkpoint, "Note text"; without extension lines, which it advises
        against.
    """
    written = base64.b64encode(head.root).decode()
    return f"{head.origin}\n{head.size}\n{written}\n"


def parse_head(text: str) -> TreeHead:
    """
    Read a tree head from the text of a checkpoint whose signature has been checked.

    Args:
        text: Three lines; extension lines, which nobody could audit, are refused.

    Raises:
        InvalidInputError: The text is no tree head, or not in its one spelling.
    """
    found = _BODY.fullmatch(text)
    if found is not None:
        try:
            head = TreeHead(
                origin=found["origin"],
                size=int(found["size"]),
                root=base64.b64decode(found["root"], validate=True),
            )
        except (binascii.Error, InvalidInputError) as error:
            raise _refused() from error
        # Base64 has several spellings of one value; only the canonical one is accepted.
        if head_text(head) == text:
            return head
    raise _refused()


def _refused() -> InvalidInputError:
    return InvalidInputError(
        Fault(
            field="head",
            problem="is not an origin, a size and a root on three lines",
            remedy="Give the checkpoint exactly as the log published it.",
        )
    )
