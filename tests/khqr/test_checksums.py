"""
Checksums: against an independent implementation.
"""

from typing import Any

import crcmod.predefined
import pytest

from dastern_core.khqr import KhqrError, crc, md5


@pytest.mark.rule("PAY-26")
@pytest.mark.parametrize("text", ["", "123456789", "ហាងកាហ្វេ 😀", "0" * 500, *map(chr, range(128))])
def test_the_crc_is_that_of_crcmod(text: str) -> None:
    """
    CRC-16/CCITT-FALSE over UTF-8 bytes, always four upper-case digits.
    """
    expected = crcmod.predefined.mkPredefinedCrcFun("crc-ccitt-false")(text.encode())

    assert f"{expected:04X}" == crc(text)


@pytest.mark.rule("PAY-27")
def test_the_md5_is_of_the_whole_payload() -> None:
    """
    RFC 1321, appendix A.5, has the digest of ``abc``.
    """
    assert "900150983cd24fb0d6963f7d28e17f72" == md5("abc")


@pytest.mark.parametrize("wrong", ["\ud800", b"000201", None])
def test_what_is_no_text_has_no_md5(wrong: Any) -> None:  # noqa: ANN401 - any of them
    """
    A lookup key of something else would find another payment, or none.
    """
    with pytest.raises(KhqrError, match="payload is not text"):
        md5(wrong)
