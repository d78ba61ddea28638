"""
Fractions: a small fraction such as ½, told from two digits by where they stand.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from dastern_core.ocr.fractions import with_small_fraction
from dastern_core.ocr.recognition import LineText


def _ink(*, whole: bool = False, small: bool = True) -> NDArray[np.bool_]:
    ink = np.zeros((24, 20), dtype=np.bool_)
    if small:
        ink[0:12, 0:6] = True  # numerator
        ink[12:24, 13:20] = True  # denominator
        for row in range(24):
            ink[row, 14 - row // 3 : 16 - row // 3] = True
    else:
        ink[:, 0:6] = ink[:, 10:20] = True
    digit = np.zeros((24, 14), dtype=np.bool_)
    digit[:, 4:9] = True
    return np.hstack([digit, ink]) if whole else ink


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (("12", "12"), ("1/2", "1/2")),
        (("112", "11/2"), ("1 1/2", "1 1/2")),
        (("11/2", "x"), ("1 1/2", "x")),
        (("34", None), ("3/4", None)),
        (("1/4", "14"), ("1/4", "1/4")),
        (("15", "15"), ("15", "15")),  # no fraction has such digits
    ],
)
def test_small_fractions(read: tuple[str, str | None], written: tuple[str, str | None]) -> None:
    """
    Digits of which the first stands high and the last low are a fraction.
    """
    line = LineText(text=read[0], confidence=0.9, second=read[1])

    found = with_small_fraction(line, _ink(whole=read[0].startswith("11")))

    assert (found.text, found.second) == written


@pytest.mark.parametrize(
    ("text", "ink"),
    [
        ("12", _ink(small=False)),
        ("112", _ink(small=False, whole=True)),
        ("112", _ink()),  # the first piece is no whole digit
        ("112", np.ones((24, 20), dtype=np.bool_)),  # nothing follows it
        ("12", np.zeros((24, 20), dtype=np.bool_)),
        ("12", np.ones((4, 20), dtype=np.bool_)),
    ],
)
def test_what_is_no_small_fraction(text: str, ink: NDArray[np.bool_]) -> None:
    """
    Digits as high as the line, and ink that says nothing, stay as they were read.
    """
    line = LineText(text=text, confidence=0.9, second=text)

    assert with_small_fraction(line, ink) == line


@pytest.mark.parametrize(
    ("text", "sure", "small", "written"),
    [
        ("2", 0.5, True, ("1/2", 0.5)),
        ("5", 0.3, True, ("1/2", 0.3)),
        ("1", 0.95, True, ("1/2", 0.79)),  # the engine is sure of what it saw
        ("2", 0.5, False, ("2", 0.5)),  # its corners are filled
        ("4", 0.95, True, ("4", 0.95)),  # no half is read so
    ],
)
def test_a_half_of_which_one_digit_is_seen(
    text: str, sure: float, written: tuple[str, float], *, small: bool
) -> None:
    """
    One digit in the shape of a fraction is a half and stays in doubt, however surely it is read.
    """
    line = LineText(text=text, confidence=sure, second="1", second_confidence=0.4)

    found = with_small_fraction(line, _ink(small=small))

    assert (found.text, found.confidence, found.second) == (*written, "1")
