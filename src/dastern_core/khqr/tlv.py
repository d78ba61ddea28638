"""
TLV: two characters of tag, two digits of length, and the value.

Lengths count UTF-16 code units, because the official SDK does (rule PAY-16 and the
vectors ``name 25 khmer`` and ``12 emoji = 24 UTF-16 units``). A text with characters
beyond U+FFFF is therefore split into its units first, and its values are joined again.
"""

import re

__all__ = ["LONGEST", "SIZES", "Element", "join_units", "split", "units", "utf16_length"]

Element = tuple[str, str]
"""
A tag and its value.
"""

LONGEST = 99  # two digits of length
SIZES = tuple(f"{size:02}" for size in range(LONGEST + 1))
_HEADER_SIZE = 4
# Every header of digits, so that reading one is one look-up.
_HEADERS = {tag + text: (tag, size) for tag in SIZES for size, text in enumerate(SIZES)}
_LENIENT_SIZE = re.compile(r"(?:\s|\+|-(?=0))?([0-9]+)")


def utf16_length(text: str) -> int:
    """
    Count UTF-16 code units.

    Raises:
        TypeError: It is no text.
        UnicodeEncodeError: The text holds half of a surrogate pair.

    Example:
        >>> utf16_length("កាហ្វេ"), utf16_length("😀")
        (6, 2)
    """
    return len(text) if str.isascii(text) else len(text.encode("utf-16-le")) // 2


def units(text: str) -> str:
    """
    Write each UTF-16 code unit as one character.
    """
    if text.isascii():
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    if len(data) == 2 * len(text):
        return text
    return "".join(chr(data[at] | data[at + 1] << 8) for at in range(0, len(data), 2))


def join_units(text: str) -> str:
    """
    Join what ``units`` split.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def split(text: str) -> tuple[list[Element], int | None]:
    """
    Split a text into its elements, in one pass over it.

    Args:
        text: A payload or a template's value, as ``units`` gives it.

    Returns:
        The elements that could be read, and the place where reading stopped: ``None``
        at the text's end. An element that promises more than there is takes the rest.

    Example:
        >>> split("5802KH6203abc")
        ([('58', 'KH'), ('62', 'abc')], None)
        >>> split("abc")
        ([], 0)
    """
    elements: list[Element] = []
    at, end = 0, len(text)
    while at < end:
        value_at = at + _HEADER_SIZE
        try:
            tag, size = _HEADERS[text[at:value_at]]
        except KeyError:
            header = _lenient_header(text[at:value_at])
            if header is None:
                return elements, at
            tag, size = header
        at = value_at + size
        elements.append((tag, text[value_at:at]))
    return elements, None


def _lenient_header(written: str) -> tuple[str, int] | None:
    """
    Read a header as ECMA-262's parseInt does: 7 in `` 7``, ``+7`` and ``7x``.

    The official SDK does so (vector ``top length space``). A negative length, with which
    it would go back, is none.
    """
    found = _LENIENT_SIZE.match(written, 2)
    return None if found is None else (written[:2], int(found[1]))
