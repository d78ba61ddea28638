"""
EMV elements: any merchant-presented code as a tree.
"""

from typing import Any

import pytest

from dastern_core.khqr import EmvElement, KhqrError, decode_emv


def tree(elements: tuple[EmvElement, ...]) -> dict[str, Any]:
    """
    Write elements as a mapping, which a test can read at a glance.
    """
    return {one.tag: tree(one.parts) if one.parts else one.value for one in elements}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("000201", {"00": "01"}),
        ("26090005ABCDE", {"26": {"00": "ABCDE"}}),
        ("2605ABCDE", {"26": "ABCDE"}),
        ("25090005ABCDE", {"25": "0005ABCDE"}),
        ("5902😀", {"59": "😀"}),
        ("622250120002AA0102BB0702T1", {"62": {"50": {"00": "AA", "01": "BB"}, "07": "T1"}}),
        ("64050201x", {"64": {"02": "x"}}),
    ],
)
def test_a_code_is_a_tree(text: str, expected: dict[str, Any]) -> None:
    """
    Only what the standard calls a template and what can be split has parts.
    """
    assert expected == tree(decode_emv(text))


def test_repeated_tags_are_all_shown() -> None:
    """
    Nothing is judged and nothing dropped.
    """
    assert ["59", "59"] == [one.tag for one in decode_emv("5901A5901B")]


@pytest.mark.parametrize("text", ["", "0", "00020", "000301", "xx0201", "0002010", "58 2KH"])
def test_what_is_not_elements_is_refused(text: str) -> None:
    """
    A code that does not end where its lengths say is no code.
    """
    with pytest.raises(KhqrError, match="payload cannot be read"):
        decode_emv(text)


def test_what_is_not_text_is_refused() -> None:
    """
    The error is a declared one.
    """
    wrong: Any = None
    with pytest.raises(KhqrError, match="payload is not text"):
        decode_emv(wrong)
