"""
Pipeline: from a page to a draft.
"""

from collections.abc import Sequence

import attrs
import cv2
import numpy as np
import pytest

from dastern_core.ocr import (
    ColumnKind,
    DoubtCode,
    FieldName,
    Page,
    Pixels,
    PrescriptionDraft,
    Quadrilateral,
    Recognition,
    Script,
    UnreadablePageError,
    doubts,
    read,
)
from dastern_core.testing.fakes.recognition import BarRecognizer, BarSheet

HEADS = ["No", "Medicine", "Quantity", "Morning", "Noon", "Evening"]
ROWS = [
    ["1", "Paracetamol\n500mg", "15 tab", "1", "1", "1"],
    ["2", "Amoxicillin 250mg", "14 cap", "1", "-", "1"],
    ["3", "ORS", "3 sachet", "", "1", "-"],
]


@pytest.fixture
def sheet() -> BarSheet:
    """
    Give a printed prescription of three medicines.
    """
    sheet = BarSheet()
    sheet.write("Age: 34 years Sex: F", x=100, y=60)
    sheet.rule([HEADS, *ROWS])
    return sheet


def _turned(sheet: BarSheet, quarters: int) -> Page:
    return Page(pixels=np.rot90(sheet.pixels, quarters).copy())


def _said(draft: PrescriptionDraft) -> list[list[tuple[str, str | None]]]:
    return [
        [(path, reading.value) for path, reading in medication.readings()]
        for medication in draft.medications
    ]


@pytest.mark.rule("OCR-09")
def test_reads_a_prescription(sheet: BarSheet) -> None:
    """
    Names, strengths, doses and days come out of the page, and the fields around the table.
    """
    draft = read(sheet.page, recognizer=sheet.recognizer)

    assert _said(draft)[1] == [
        ("name", "Amoxicillin"),
        ("strength", "250 mg"),
        ("form", "capsule"),
        ("quantity", "14"),
        ("unit", "capsule"),
        ("doses.morning", "1"),
        ("doses.evening", "1"),
        ("duration_days", "7"),
    ]
    assert {name.value: one.value for name, one in draft.fields.items() if one.value} == {
        "age": "34",
        "sex": "female",
    }
    assert len(draft.tables) == 1
    assert [path for path, _ in doubts(draft)] == [
        "fields.patient",
        "fields.diagnosis",
        "fields.date",
        "fields.doctor",
    ]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_reads_the_same(sheet: BarSheet, quarters: int) -> None:
    """
    On its side or its head the page says the same, and boxes lie where the print is.
    """
    straight = read(sheet.page, recognizer=sheet.recognizer)
    page = _turned(sheet, quarters)

    draft = read(page, recognizer=sheet.recognizer)

    assert _said(draft) == _said(straight)
    for medication in draft.medications:
        box = medication.name.box
        assert box is not None
        x, y = (round(place) for place in box.centre)
        assert page.pixels[y - 20 : y + 20, x - 20 : x + 20].min() == 0


def test_a_prescription_of_one_medicine() -> None:
    """
    A table of a head and one row, far wider than it is high, is read like any other.
    """
    sheet = BarSheet(width=2000)
    sheet.rule([HEADS, ROWS[1]], column=300)

    draft = read(sheet.page, recognizer=sheet.recognizer)

    assert [medication.name.value for medication in draft.medications] == ["Amoxicillin"]


def test_tables_from_top_to_bottom(sheet: BarSheet) -> None:
    """
    The rows of two tables follow each other as printed.
    """
    sheet.rule([HEADS[1:], ["Zinc", "10 tab", "1", "-", "-"]], y=700)

    draft = read(sheet.page, recognizer=sheet.recognizer)

    names = [medication.name.value for medication in draft.medications]
    assert names == ["Paracetamol", "Amoxicillin", "ORS", "Zinc"]


@attrs.frozen(kw_only=True)
class FixedLines:
    """
    Engines that find the lines at given places, whatever else is drawn around them.
    """

    boxes: tuple[Quadrilateral, ...]
    engines: BarRecognizer

    def find_lines(self, page: Page) -> tuple[Quadrilateral, ...]:
        """
        Give the places, as long as they lie on the page.
        """
        return tuple(box for box in self.boxes if box.centre[0] < page.width)

    def read_lines(self, lines: Sequence[Pixels], *, script: Script) -> tuple[Recognition, ...]:
        """
        Read as the engines do.
        """
        return self.engines.read_lines(lines, script=script)


def test_an_outline_around_the_table(sheet: BarSheet) -> None:
    """
    Lines around the table, such as the sheet's edge, neither double its rows nor hide fields.
    """
    engines = sheet.recognizer
    boxes = engines.find_lines(sheet.page)
    for x in (20, 60, 1340, 1380):
        cv2.line(sheet.pixels, (x, 20), (x, 980), (0, 0, 0), 3)
    for y in (20, 130, 500, 980):
        cv2.line(sheet.pixels, (20, y), (1380, y), (0, 0, 0), 3)
    sheet.write("Medicine", x=200, y=80)
    sheet.write("Quantity", x=1100, y=80)

    draft = read(sheet.page, recognizer=FixedLines(boxes=boxes, engines=sheet.recognizer))

    assert [one.name.value for one in draft.medications] == ["Paracetamol", "Amoxicillin", "ORS"]
    assert len([one for one in draft.fields.values() if one.value]) == 2


def test_a_page_without_a_table() -> None:
    """
    Print without a ruled table gives the fields and says that a person must enter the rest.
    """
    sheet = BarSheet()
    sheet.write("Age: 34 years", x=100, y=60)

    draft = read(sheet.page, recognizer=sheet.recognizer)

    assert draft.medications == ()
    assert len([one for one in draft.fields.values() if one.value]) == 1
    assert [doubt.code for doubt in draft.review if doubt.code is DoubtCode.NO_TABLE] == [
        DoubtCode.NO_TABLE
    ]


def test_lines_of_a_large_photo() -> None:
    """
    Lines higher than the engines read are scaled down, and their boxes stay in the photo's pixels.
    """
    sheet = BarSheet(width=500, height=300)
    sheet.write("Age: 34 years", x=100, y=100)
    large = Page(pixels=sheet.pixels.repeat(4, axis=0).repeat(4, axis=1))

    age = read(large, recognizer=sheet.recognizer).fields[FieldName.AGE]

    assert age.box is not None
    assert "34" == age.value
    assert 400 < age.box.centre[1] < 500


def test_a_table_whose_heads_cannot_be_read() -> None:
    """
    A table of unknown columns is reported, and nothing in it is guessed.
    """
    sheet = BarSheet()
    sheet.write("Age: 34 years", x=100, y=60)
    sheet.rule([["Uno", "Due", "Tre"], ["ORS", "1", "1"], ["Zinc", "1", "1"]])

    draft = read(sheet.page, recognizer=sheet.recognizer)

    assert draft.medications == ()
    assert "heads could not be read" in draft.review[-1].detail


def test_crossing_lines_that_are_no_table(sheet: BarSheet) -> None:
    """
    A frame with a few cells in its corner is found, but is no grid and is passed over.
    """
    frame, black = ((700, 520), (1380, 980)), (0, 0, 0)
    cv2.rectangle(sheet.pixels, *frame, black, 3)
    for place in (560, 600):
        cv2.line(sheet.pixels, (700, place), (820, place), black, 3)
        cv2.line(sheet.pixels, (place + 180, 520), (place + 180, 620), black, 3)

    draft = read(sheet.page, recognizer=sheet.recognizer)

    assert len(draft.medications) == 3


def test_a_blank_page() -> None:
    """
    A page without any legible text is refused.
    """
    with pytest.raises(UnreadablePageError, match="no text"):
        read(BarSheet().page, recognizer=BarSheet().recognizer)


def test_a_cell_is_written_as_known_words_spell_it() -> None:
    """
    In a table's evidence the text is as read, the value as the lexicon spells it.
    """
    sheet = BarSheet()
    heads = ["Medicine", "Usage", "Quantity", "Morning"]
    sheet.rule([heads, ["Cetirizine 10mg", "សេប", "7 ក្រាប់", "11/2"]])

    (row,) = read(sheet.page, recognizer=sheet.recognizer).tables[0].rows

    assert [(reading.text, reading.value) for reading in row[1:]] == [
        ("សេប", "លេប"),
        ("7 ក្រាប់", "7 គ្រាប់"),
        ("11/2", "1 1/2"),
    ]


class _Hasty:
    """
    Engines that misread a head unless some more paper stands around it.
    """

    def __init__(self, engines: BarRecognizer, *, lowest: int) -> None:
        self.engines, self.lowest = engines, lowest

    def find_lines(self, page: Page) -> tuple[Quadrilateral, ...]:
        return self.engines.find_lines(page)

    def read_lines(self, lines: Sequence[Pixels], *, script: Script) -> tuple[Recognition, ...]:
        read = self.engines.read_lines(lines, script=script)
        return tuple(
            Recognition(text="Zzz", confidence=0.9)
            if one.text == "Noon" and line.shape[0] < self.lowest
            else one
            for one, line in zip(read, lines, strict=True)
        )


def test_a_head_that_says_nothing_known_is_read_with_other_paper_around() -> None:
    """
    A column whose head is misread once is named at the second look.
    """
    sheet = BarSheet()
    sheet.rule([HEADS, *ROWS])
    heights: list[int] = []
    engines = sheet.recognizer

    class Measuring(_Hasty):
        def read_lines(self, lines: Sequence[Pixels], *, script: Script) -> tuple[Recognition, ...]:
            heights.extend(line.shape[0] for line in lines)
            return super().read_lines(lines, script=script)

    read(sheet.page, recognizer=Measuring(engines, lowest=0))
    usual = sorted(heights)[len(heights) // 2]
    draft = read(sheet.page, recognizer=_Hasty(engines, lowest=usual + 4))

    assert ColumnKind.MIDDAY in draft.tables[0].columns


def test_a_head_that_says_nothing_known_at_every_look_stays_unnamed() -> None:
    """
    What is no known word with any paper around it is for a person to name.
    """
    sheet = BarSheet()
    sheet.rule([["Zzz", *HEADS[1:]], *ROWS])

    draft = read(sheet.page, recognizer=sheet.recognizer)

    assert "Zzz" == draft.tables[0].header[0].text
    assert len(draft.medications) == 3


@pytest.mark.parametrize(("side", "doubted"), [("bottom", False), ("right", True)])
def test_a_picture_that_ends_within_the_table(
    side: str,
    doubted: bool,  # noqa: FBT001 - expected
    sheet: BarSheet,
) -> None:
    """
    A cut row is told of the page; a cut column of each row, for it may be a dose.
    """
    rows, columns = (370, None) if side == "bottom" else (None, 870)
    page = Page(pixels=sheet.pixels[:rows, :columns].copy())

    draft = read(page, recognizer=sheet.recognizer)

    told = [doubt.detail for doubt in draft.review if "picture's edge" in doubt.detail]
    assert [side in one for one in told] == [True]
    assert draft.medications
    assert all(doubted == bool(one.review) for one in draft.medications)
