"""
Recognition: which line goes to which engine, and what the two say together.
"""

from collections.abc import Sequence

import pytest

from dastern_core.ocr import Page, Pixels, Quadrilateral, Recognition, Script
from dastern_core.ocr.recognition import LineText, read_texts, sharpened
from dastern_core.testing.fakes.recognition import BarRecognizer, PrintedLine, bars


def _read(latin: tuple[str, float], khmer: tuple[str, float]) -> LineText:
    line = PrintedLine(
        latin=Recognition(text=latin[0], confidence=latin[1]),
        khmer=Recognition(text=khmer[0], confidence=khmer[1]),
    )
    (text,) = read_texts([bars(0)], recognizer=BarRecognizer(lines=[line]))
    return text


def test_sure_latin_words_need_no_second_engine() -> None:
    """
    Plain Latin words read with certainty are not read again.
    """
    expected = LineText(text="Paracetamol", confidence=0.98, second=None)

    assert expected == _read(("Paracetamol", 0.98), ("Daracetanol", 0.9))


def test_a_unit_alone_needs_no_second_engine() -> None:
    """
    The Khmer engine takes two such letters for digits.
    """
    assert LineText(text="mg", confidence=0.9, second=None) == _read(("mg", 0.9), ("19", 0.9))


@pytest.mark.parametrize("latin", [("10mg", 1.0), ("1", 1.0), ("Soir", 0.9), ("abc", 1.0)])
def test_numbers_and_doubtful_words_are_read_twice(latin: tuple[str, float]) -> None:
    """
    Digits, short words and unsure ones get a second opinion.
    """
    assert _read(latin, ("other", 0.5)).second == "other"


@pytest.mark.rule("OCR-31")
def test_agreement_adds_certainty() -> None:
    """
    Two engines that read the same are wrong together less often than either alone.
    """
    both = _read(("14", 0.9), ("14", 0.8))

    assert both.text == "14"
    assert both.confidence == pytest.approx(1 - 0.1 * 0.2)


def test_khmer_print_is_read_by_the_khmer_engine() -> None:
    """
    Where the Khmer engine sees Khmer letters its text counts, with a plain colon.
    """
    assert _read(("mm: 19", 0.8), ("អាយុ\u17c8 19", 0.9)) == LineText(
        text="អាយុ: 19", confidence=0.9, second="mm: 19", second_confidence=0.8
    )


def test_latin_words_among_khmer_are_spelled_by_the_latin_engine() -> None:
    """
    A Latin word in a Khmer line is taken from the engine that reads Latin better.
    """
    read = _read(("sn: Chronic Cystitis x", 0.9), ("រោគ: Chronlc Cystltis", 0.9))

    assert read.text == "រោគ: Chronic Cystitis"


def test_the_whole_latin_word_is_taken() -> None:
    """
    Where the Khmer engine missed a word's ends, the Latin engine's whole word is taken.
    """
    read = _read(("x Cetirizines.", 0.9), ("ថ្នាំ: etirizin", 0.9))

    assert read.text == "ថ្នាំ: Cetirizines"
    assert read.confidence < 0.8


@pytest.mark.rule("OCR-05")
@pytest.mark.parametrize(
    ("latin", "khmer", "sure"),
    [
        (": SAMPL PATIENT", "ឈ្មោះ: SAMPLE PATIENT", False),
        (": SMPL PATIENT", "ឈ្មោះ: SAMPLE PATIENT", False),
        (": AMPLE PATIENT", "ឈ្មោះ: SAMPLE PATIENT", False),
        (": oSAMPL PATIENT", "ឈ្មោះ: SAMPLE PATIENT", False),
        (": SAMPLE PATIENT", "ឈ្មោះ: SANPLE PATiENT", True),
        (": SAMPLEPATIENT", "ឈ្មោះ: SAMPLE PATIENT", True),
    ],
)
def test_letters_that_one_engine_did_not_see_are_in_doubt(
    latin: str, khmer: str, *, sure: bool
) -> None:
    """
    A name from which one engine lost a letter is unsure; other letters or gaps are no loss.
    """
    read = _read((latin, 0.85), (khmer, 0.99))

    assert (read.confidence >= 0.8) == sure


def test_a_name_does_not_grow_a_tail() -> None:
    """
    Letters that the Latin engine saw in the Khmer print behind a name are not the name's.
    """
    read = _read(("m: SAMPLE PATIENTHW", 0.9), ("ឈ្មោះ: SAMPLE PATIENT អាយុ", 0.9))

    assert read.text == "ឈ្មោះ: SAMPLE PATIENT អាយុ"
    assert read.confidence == 0.9


def test_a_word_does_not_grow_into_khmer_letters() -> None:
    """
    Beside a Khmer letter, what the Latin engine read further is that letter.
    """
    assert _read(("Cystitisns", 0.9), ("Cystltisរោគ", 0.9)).text == "Cystitisរោគ"
    assert _read(("nsCystitis", 0.9), ("រោគCystltis", 0.9)).text == "រោគCystitis"


def test_latin_words_that_only_one_engine_sees_stay() -> None:
    """
    A Latin word unlike anything the Latin engine read, or too short, stays as read.
    """
    assert _read(("zzzz", 0.5), ("ថ្នាំ Aspirin mg", 0.9)).text == "ថ្នាំ Aspirin mg"


def test_khmer_digits_are_no_latin_digits() -> None:
    """
    A Khmer 1 that the Latin engine takes for a 9 stays a Khmer 1, and the two disagree.
    """
    assert _read(("9", 0.99), ("១", 0.9)) == LineText(
        text="១", confidence=0.9, second="9", second_confidence=0.99
    )


def test_a_number_stands_apart_from_its_unit() -> None:
    """
    The gap that an engine drops between a number and a Khmer word is put back.
    """
    assert _read(("14 m", 0.8), ("14គ្រាប់", 0.9)).text == "14 គ្រាប់"


def test_nothing_from_the_latin_engine() -> None:
    """
    What the Latin engine does not see at all is what the Khmer engine says.
    """
    assert _read(("", 0.0), ("-", 0.7)) == LineText(text="-", confidence=0.7, second="")


def test_plain_text_otherwise() -> None:
    """
    Where neither sees Khmer the Latin engine's text counts.
    """
    assert _read(("1/2", 0.9), ("12", 0.9)) == LineText(
        text="1/2", confidence=0.9, second="12", second_confidence=0.9
    )


def test_sure_latin_print_is_not_taken_for_khmer() -> None:
    """
    The Khmer engine reads blurred Latin print as Khmer, and is unsure of it.
    """
    assert "1 cap" == _read(("1 cap", 0.99), ("ឺ សnr", 0.41)).text
    assert _read(("mng", 0.99), ("ថ្ងៃ", 0.95)).text == "ថ្ងៃ"


def test_a_short_word_among_numbers_is_read_alone() -> None:
    """
    A narrow line is read with others as a number; where it is none, it is read once more.
    """
    asked: list[Script] = []

    class Listing:
        def find_lines(self, page: Page) -> tuple[Quadrilateral, ...]:
            raise NotImplementedError

        def read_lines(self, lines: Sequence[Pixels], *, script: Script) -> tuple[Recognition, ...]:
            asked.extend([script] * len(lines))
            said = {Script.LATIN: "lg", Script.DIGITS: "ថ", Script.KHMER: "ថ្ងៃ"}
            return tuple(Recognition(text=said[script], confidence=0.9) for _ in lines)

    (text,) = read_texts([bars(0)[:, :30]], recognizer=Listing())

    assert [Script.LATIN, Script.DIGITS, Script.KHMER] == asked
    assert text.text == "ថ្ងៃ"


def test_a_weak_line_is_sharpened_and_read_again() -> None:
    """
    What the second look reads with more confidence counts, otherwise the first.
    """
    looks: list[Pixels] = []

    class Listing:
        def find_lines(self, page: Page) -> tuple[Quadrilateral, ...]:
            raise NotImplementedError

        def read_lines(self, lines: Sequence[Pixels], *, script: Script) -> tuple[Recognition, ...]:
            looks.extend(lines if script is Script.LATIN else ())
            sure = {1: 0.5, 2: 0.9, 3: 0.6, 4: 0.2}[len(looks)]
            return tuple(Recognition(text=f"words {len(looks)}", confidence=sure) for _ in lines)

    (clearer,) = read_texts([bars(5)], recognizer=Listing())
    (first,) = read_texts([bars(5)], recognizer=Listing())

    assert ["words 2", "words 3"] == [clearer.text, first.text]
    assert (looks[1] == sharpened(bars(5))).all()
