"""
Checksums: the CRC that ends a payload, and the MD5 by which a payment is tracked.
"""

import hashlib
from binascii import crc_hqx

from dastern_core.khqr.problems import KhqrError, problem

__all__ = ["checksum_holds", "crc", "md5"]

_HEADER = "6304"
_SIZE = 4
_SHORTEST = 12  # the SDK judges nothing shorter


def crc(text: str) -> str:
    """
    Give the CRC-16/CCITT-FALSE of a payload that ends in ``6304``.

    Args:
        text: Everything before the checksum's own four characters.

    Returns:
        Four upper-case hex digits, also where the first are zeros.

    Raises:
        UnicodeEncodeError: The text holds half of a surrogate pair.

    Source:
        EMV QRCPS Merchant-Presented Mode 1.1, section 4.7.3.1 (ISO/IEC 13239, polynomial
        0x1021, initial value 0xFFFF), over UTF-8 bytes; rule PAY-26.

    Example:
        >>> crc("123456789")
        '29B1'
    """
    return f"{crc_hqx(text.encode(), 0xFFFF):04X}"


def checksum_holds(text: str) -> bool:
    """
    Tell whether a text ends in the checksum of what stands before it, in either case.

    Any value is answered, also one that is no text.
    """
    if not isinstance(text, str):
        return False
    if len(text) < _SHORTEST or text[-2 * _SIZE : -_SIZE] != _HEADER:
        return False
    try:
        return crc(text[:-_SIZE]) == text[-_SIZE:].upper()
    except UnicodeEncodeError:  # half of a surrogate pair is no character
        return False


def md5(text: str) -> str:
    """
    Give the key under which the Bakong API finds the payment of a payload.

    It is a lookup key and protects nothing.

    Args:
        text: The whole payload, as ``encode`` gives it.

    Returns:
        32 lower-case hex digits.

    Raises:
        KhqrError: It is no text, or holds half of a surrogate pair.

    Source:
        Rule PAY-27.

    Example:
        >>> md5("00020101021129190015john_smith@devb5204599953031165802KH"
        ...     "5910John Smith6010Phnom Penh63046BFA")
        '851710edf362c4a9091f7b4739cbe1a3'
    """
    try:
        data = text.encode()
    except (AttributeError, UnicodeEncodeError) as error:
        raise KhqrError(problem("not_text", field="payload", tag="")) from error
    return hashlib.md5(data, usedforsecurity=False).hexdigest()
