"""
Spelling: Khmer words, which one engine alone can read, checked against known words.
"""

from dastern_core.ocr import DoubtCode
from dastern_core.ocr.spelling import spelled


def test_known_words_vouch_for_themselves() -> None:
    """
    Known Khmer words, and whatever is not Khmer, raise no doubt.
    """
    text = "ពិគ្រោះជំងឺក្រៅ - បន្ទប់លេខ 5, room A"

    checked = spelled(text)

    assert (checked.text, checked.review) == (text, ())


def test_a_word_one_sign_away_is_corrected() -> None:
    """
    A known word with one sign missing is spelled as the known one.
    """
    checked = spelled("បង់ដោយខ្លនឯង")

    assert (checked.text, checked.review) == ("បង់ដោយខ្លួនឯង", ())


def test_an_unknown_word_is_doubted() -> None:
    """
    A Khmer word that no lexicon knows stays as read, for a person to check.
    """
    checked = spelled("រំដួល")

    assert checked.text == "រំដួល"
    assert [doubt.code for doubt in checked.review] == [DoubtCode.ONE_ENGINE]


def test_a_medicine_vouches_for_itself() -> None:
    """
    A Khmer name of the formulary raises no doubt.
    """
    checked = spelled("ប៉ារ៉ាសេតាម៉ុល 2 ដង")

    assert (checked.text, checked.review) == ("ប៉ារ៉ាសេតាម៉ុល 2 ដង", ())


def test_no_word_is_taken_for_a_medicine() -> None:
    """
    One sign away from a medicine may be another one: it stays as read, in doubt.
    """
    checked = spelled("ប៉ារ៉ាសេតាម៉ល")

    assert checked.text == "ប៉ារ៉ាសេតាម៉ល"
    assert [doubt.code for doubt in checked.review] == [DoubtCode.ONE_ENGINE]


def test_a_word_less_alike_is_taken_with_a_doubt() -> None:
    """
    Where few words can stand a word less alike is taken for one of them, and flagged.
    """
    found = spelled("សេប", least=0.6)

    assert (found.text, [doubt.code for doubt in found.review]) == ("លេប", [DoubtCode.ONE_ENGINE])
