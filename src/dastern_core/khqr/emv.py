"""
EMV elements: any merchant-presented code as a tree of tags, KHQR or not.

Source: EMV QRCPS Merchant-Presented Mode 1.1, section 3 and table 3.1: templates are 26
to 51, 62, 64 and 80 to 99; inside 62 the parts 50 to 99 are templates again (table 3.7).
"""

from collections.abc import Sequence

import attrs

from dastern_core.khqr.problems import KhqrError, problem
from dastern_core.khqr.tlv import SIZES, Element, join_units, split, units

__all__ = ["EmvElement", "decode_emv"]

_ADDITIONAL = "62"
_NESTED_FROM = "50"


@attrs.frozen(kw_only=True)
class EmvElement:
    """
    A tag, its value, and for a template its parts.

    Args:
        tag: Two digits.
        value: The text as it stands.
        parts: Empty where the tag is no template or its value cannot be split.
    """

    tag: str
    value: str
    parts: tuple["EmvElement", ...] = ()


def decode_emv(text: str) -> tuple[EmvElement, ...]:
    """
    Split any EMV merchant-presented code, three levels deep.

    Args:
        text: The code's text.

    Returns:
        Its elements in their order, repeated and unknown ones too; nothing is judged.

    Raises:
        KhqrError: The text cannot be split into tags.

    Example:
        >>> [(one.tag, len(one.parts)) for one in decode_emv("00020162220105INV-15009000512345")]
        [('00', 0), ('62', 2)]
    """
    if not isinstance(text, str):
        raise KhqrError(problem("not_text", field="payload", tag=""))
    elements = _split(units(text))
    if not elements:
        raise KhqrError(problem("malformed_tlv", field="payload", tag=""))
    return tuple(_tree(tag, value, template=_is_template(tag)) for tag, value in elements)


def _tree(tag: str, value: str, *, template: bool) -> EmvElement:
    inner = _split(value) if template else ()
    return EmvElement(
        tag=tag,
        value=join_units(value),
        parts=tuple(
            _tree(key, part, template=tag == _ADDITIONAL and key >= _NESTED_FROM)
            for key, part in inner
        ),
    )


def _split(narrow: str) -> Sequence[Element]:
    """
    Split a text that is elements through and through; nothing where it is not.
    """
    elements, _ = split(narrow)
    written = "".join(f"{tag}{SIZES[len(value)]}{value}" for tag, value in elements)
    digits = all(tag.isascii() and tag.isdigit() for tag, _ in elements)
    return elements if digits and written == narrow else ()


def _is_template(tag: str) -> bool:
    return "26" <= tag <= "51" or "80" <= tag <= "99" or tag in {"62", "64"}
