"""
The canonical form: recognised whole, and never instead of a rule.
"""

import pytest

from dastern_core.khqr.canonical import canonical
from dastern_core.khqr.tlv import units

PLAIN = "00020101021129070003a@b5204599953031165802KH5901N6001C6304D5C2"
DYNAMIC = (
    "00020101021229070003a@b52045999530384054041.505802KH5901N6001C"
    "993400131767225600000011317672262000006304ABCD"
)


@pytest.mark.parametrize(
    "payload",
    [
        PLAIN,
        DYNAMIC,
        PLAIN.replace("29070003a@b", "30120003a@b0101x"),
        PLAIN.replace("29070003a@b", "30170003a@b0101x0201y"),
        PLAIN.replace("5901N", "5902😀"),
        PLAIN.replace("6304", "62100101I0801P6304"),
        PLAIN.replace("6304", "64160002km0101ក0201ខ6304"),
        PLAIN.replace("29070003a@b", "1504999929070003a@b"),
    ],
)
def test_the_usual_form_is_recognised(payload: str) -> None:
    """
    What the SDK writes is found in one match.
    """
    assert canonical(units(payload)) is not None


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("2907", "2908"),
        ("2907", "2906"),
        ("5901N", "5902N"),
        ("5204", "5203"),
        ("5901N", "5926" + "n" * 26),
        ("5901N", "5900"),
        ("6304", "6211" + "0101I0801P" + "6304"),
        ("6304", "6415" + "0002km0101ក0201ខ" + "6304"),
        ("6304", "640502016304"),
        ("6304", "65006304"),
        ("6304", "6303"),
        ("5802KH", "5802kh"),
        ("000201", "000202"),
        ("010211", ""),
    ],
)
def test_another_form_is_read_tag_by_tag(part: str, other: str) -> None:
    """
    A length that does not fit, a limit passed, an unknown tag: none is passed over.
    """
    assert canonical(PLAIN.replace(part, other)) is None
