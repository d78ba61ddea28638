"""
KHQR: Cambodia's payment code, byte for byte as the National Bank's own SDK writes it.

``encode`` turns an account into the text of a code, ``decode`` reads it back, ``verify``
judges it, ``md5`` gives the key by which its payment is tracked. Drawing codes needs the
extra ``qr`` and is imported by name: ``from dastern_core.khqr import picture``.
"""

from dastern_core.khqr.amount import AmountInput
from dastern_core.khqr.checksums import crc, md5
from dastern_core.khqr.decode import decode
from dastern_core.khqr.emv import EmvElement, decode_emv
from dastern_core.khqr.encode import encode
from dastern_core.khqr.payload import (
    Account,
    ExpirationInput,
    Individual,
    Merchant,
    TextInput,
    money,
)
from dastern_core.khqr.problems import KhqrError, Problem
from dastern_core.khqr.replace import replace
from dastern_core.khqr.verify import Verdict, verify

__all__ = [
    "Account",
    "AmountInput",
    "EmvElement",
    "ExpirationInput",
    "Individual",
    "KhqrError",
    "Merchant",
    "Problem",
    "TextInput",
    "Verdict",
    "crc",
    "decode",
    "decode_emv",
    "encode",
    "md5",
    "money",
    "replace",
    "verify",
]
