"""
Printed codes: the QR codes on a page, kept as fields of the draft.
"""

import pytest

from dastern_core.ocr import (
    DoubtCode,
    FieldName,
    PrescriptionDraft,
    PrintedCode,
    doubts,
    upright,
    with_codes,
)

DRAFT = PrescriptionDraft(fields={}, medications=())
KHQR = (
    "00020101021129190015john_smith@devb5204599953031165802KH5910John Smith6010Phnom Penh63046BFA"
)
LINK = "https://example.org/prescriptions/1"


def _code(text: str) -> PrintedCode:
    return PrintedCode(text=text, box=upright(10, 10, 90, 90))


def test_a_payment_code_is_known_as_one() -> None:
    """
    A KHQR becomes its own field, any other code another; both with box and page.
    """
    draft = with_codes(DRAFT, [_code(LINK), _code(KHQR)], page=2)

    found = {name: (one.value, one.page, one.box) for name, one in draft.fields.items()}
    box = upright(10, 10, 90, 90)
    assert {FieldName.QR_CODE: (LINK, 2, box), FieldName.KHQR: (KHQR, 2, box)} == found
    assert () == doubts(draft)


def test_several_codes_ask() -> None:
    """
    Further codes of a kind are offered, once each, and make the draft ask which counts.
    """
    draft = with_codes(DRAFT, [_code("a"), _code("b"), _code("a"), _code("c"), _code("b")])

    read = draft.fields[FieldName.QR_CODE]
    assert ("a", ["b", "c"]) == (read.value, [one.value for one in read.alternatives])
    assert [DoubtCode.SEVERAL_CANDIDATES] == [doubt.code for _, doubt in doubts(draft)]


def test_a_text_longer_than_any_code() -> None:
    """
    More than a QR code can hold is no code.
    """
    with pytest.raises(ValueError, match="text"):
        _code("1" * 4297)
