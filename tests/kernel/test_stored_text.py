"""
Stored text: what no database holds is told with its field.
"""

import pytest

from dastern_core.kernel import text_fault


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ទូរស័ព្ទ 📱 of Dara\n", None),
        ("", None),
        ("a\0b", "holds a null character"),
        ("\ud800", "holds half of a surrogate pair"),
    ],
)
def test_tells_what_cannot_be_stored(text: str, expected: str | None) -> None:
    """
    A null character and half of a surrogate pair, and nothing else.
    """
    fault = text_fault(text, field="device")

    assert expected == (None if fault is None else fault.problem)
