"""
Alignment: tables without upright rules, parted by the paper between their columns.
"""

import attrs
import cv2
import numpy as np
import pytest

from dastern_core.ocr import DoubtCode, Page, PrescriptionDraft, read
from dastern_core.schedule import Slot
from dastern_core.testing.fakes.recognition import BarSheet, bars

HEADS = ["No", "Medicine", "Quantity", "Morning", "Noon", "Evening"]
ROWS = [
    ["1", "Paracetamol\n500mg", "15 tab", "1", "1", "1"],
    ["2", "Amoxicillin 250mg", "14 cap", "1", "-", "1"],
    ["3", "Loratadine 10mg", "7 tab", "-", "-", "1"],
]
DOSES = [
    {Slot.MORNING: "1", Slot.MIDDAY: "1", Slot.EVENING: "1"},
    {Slot.MORNING: "1", Slot.EVENING: "1"},
    {Slot.EVENING: "1"},
]


@pytest.fixture
def sheet() -> BarSheet:
    """
    Give a prescription of three medicines without a single rule.
    """
    sheet = BarSheet()
    sheet.write("Age: 34 years Sex: F", x=100, y=60)
    sheet.rule([HEADS, *ROWS], rules=False)
    return sheet


def _doses(draft: PrescriptionDraft) -> list[dict[Slot, str | None]]:
    return [
        {slot: dose.value for slot, dose in medication.doses.items()}
        for medication in draft.medications
    ]


def test_reads_a_table_without_rules(sheet: BarSheet) -> None:
    """
    Each value goes to the column under whose head it stands, none is doubted.
    """
    draft = read(sheet.page, recognizer=sheet.recognizer)

    assert [medication.name.value for medication in draft.medications] == [
        "Paracetamol",
        "Amoxicillin",
        "Loratadine",
    ]
    assert [medication.duration_days.value for medication in draft.medications] == ["5", "7", "7"]
    assert _doses(draft) == DOSES
    assert draft.review == ()


@pytest.mark.parametrize("quarters", [1, 2])
def test_a_turned_page_reads_the_same(sheet: BarSheet, quarters: int) -> None:
    """
    On its side or its head the page says the same.
    """
    page = Page(pixels=np.rot90(sheet.pixels, quarters).copy())

    assert _doses(read(page, recognizer=sheet.recognizer)) == DOSES


@pytest.mark.parametrize(("lean", "bow"), [(0.1, 0.0), (-0.1, 0.0), (0.0, 16.0)])
def test_perspective_and_bow(sheet: BarSheet, lean: float, bow: float) -> None:
    """
    A page that narrows downwards or upwards, or hangs, is read as a flat one.
    """
    high, wide = sheet.pixels.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    across = wide / 2 + (x - wide / 2) * (1 + lean * y / high)
    down = y - bow * np.sin(np.pi * x / wide)
    bent = cv2.remap(
        sheet.pixels,
        across.astype(np.float32),
        down.astype(np.float32),
        cv2.INTER_LINEAR,
        borderValue=(255, 255, 255),
    )
    page = Page(pixels=np.asarray(bent, dtype=np.uint8))

    assert _doses(read(page, recognizer=sheet.recognizer)) == DOSES


def test_a_line_across_the_columns_ends_the_table(sheet: BarSheet) -> None:
    """
    A line below the table that runs across its columns is no row.
    """
    for x in range(130, 800, 60):
        sheet.write("Drink water", x=x, y=530)

    assert _doses(read(sheet.page, recognizer=sheet.recognizer)) == DOSES


def test_a_single_word_below_is_no_row(sheet: BarSheet) -> None:
    """
    A word alone, such as a signature, is no row.
    """
    sheet.write("Dr", x=684, y=530)

    assert _doses(read(sheet.page, recognizer=sheet.recognizer)) == DOSES


@pytest.mark.parametrize("row", [0, 1])
def test_a_lone_second_line_goes_on_with_its_cell(row: int) -> None:
    """
    A word close below one of the row belongs to its cell, in the last row as in another.
    """
    heads = ["No", "Medicine", "Morning", "Noon", "Evening", "Remark"]
    rows = [["1", "ORS", "1", "1", "1", "before"], ["2", "Zinc", "1", "1", "1", "before"]]
    sheet = BarSheet()
    sheet.rule([heads], rules=False)
    for number, texts in enumerate(rows):
        for column, text in enumerate(texts):
            sheet.write(text, x=124 + 140 * column, y=280 + 80 * number)
    sheet.write("meals", x=824, y=312 + 80 * row)

    draft = read(sheet.page, recognizer=sheet.recognizer)
    told = [one.instructions for one in draft.medications]

    assert ["before meals" if number == row else "before" for number in range(2)] == [
        None if one is None else one.value for one in told
    ]


def test_what_a_stamp_leaves_is_no_word(sheet: BarSheet) -> None:
    """
    Scraps at the rim of a stamp beside the last column are neither columns nor rows.
    """
    cv2.line(sheet.pixels, (960, 230), (960, 520), (30, 60, 200), 6)
    for y in range(230, 520, 26):
        sheet.pixels[y : y + 5, 956:961] = 0

    assert _doses(read(sheet.page, recognizer=sheet.recognizer)) == DOSES


def test_a_distant_line_is_no_row(sheet: BarSheet) -> None:
    """
    What stands far below the last row does not belong to the table.
    """
    for x in (124, 264, 684):
        sheet.write("1", x=x, y=760)

    assert _doses(read(sheet.page, recognizer=sheet.recognizer)) == DOSES


def test_hours_below_the_heads_belong_to_them() -> None:
    """
    A second line of printed hours is part of the heads.
    """
    sheet = BarSheet()
    hours = ["", "", "", "(6-8)", "(11-12)", "(17-18)"]
    sheet.rule([HEADS], y=200, rules=False)
    sheet.rule([hours, *ROWS], y=236, rules=False)

    assert _doses(read(sheet.page, recognizer=sheet.recognizer)) == DOSES


@pytest.mark.parametrize("below", [False, True])
def test_hours_tell_the_heads_where_the_words_are_misread(*, below: bool) -> None:
    """
    One known word and the printed hours are a row of heads, and the columns keep their doses.
    """
    heads = ["??", "Medicine", "Qxxntxxy"]
    times = ["(6-8)", "(11-12)", "(17-18)"]
    sheet = BarSheet()
    sheet.rule([[*heads, *(["???"] * 3 if below else times)]], y=200, rules=False)
    sheet.rule([[*[""] * 3, *(times if below else [""] * 3)], *ROWS], y=236, rules=False)

    draft = read(sheet.page, recognizer=sheet.recognizer)

    assert ["Paracetamol", "Amoxicillin", "Loratadine"] == [
        medication.name.value for medication in draft.medications
    ]


def test_a_dose_between_two_heads_is_doubted(sheet: BarSheet) -> None:
    """
    Where it is unclear under which of two heads a dose stands a person is asked.
    """
    sheet.pixels[355:405, 535:1000] = 255
    sheet.write("2", x=606, y=370)

    draft = read(sheet.page, recognizer=sheet.recognizer)
    codes = {
        doubt.code
        for medication in draft.medications
        for dose in medication.doses.values()
        for doubt in dose.review
    }

    assert DoubtCode.BETWEEN_COLUMNS in codes


def test_a_row_that_is_not_parted_is_missed_aloud(sheet: BarSheet) -> None:
    """
    Where a row cannot be parted into columns, the page says that a medicine may be missed.
    """
    sheet.pixels[355:405, 535:1000] = 255
    sheet.write("2", x=612, y=370)

    draft = read(sheet.page, recognizer=sheet.recognizer)

    assert len(draft.medications) == 1
    assert {doubt.code for doubt in draft.review} == {DoubtCode.ROW_MISSED}


def test_no_heads_no_table() -> None:
    """
    Rows without heads are no table: nothing is guessed from where they stand.
    """
    sheet = BarSheet()
    sheet.rule(ROWS, rules=False)

    draft = read(sheet.page, recognizer=sheet.recognizer)

    assert draft.medications == ()
    assert DoubtCode.NO_TABLE in {doubt.code for doubt in draft.review}


def test_heads_without_rows() -> None:
    """
    Heads with nothing below them are no table.
    """
    sheet = BarSheet()
    sheet.rule([HEADS], rules=False)

    assert read(sheet.page, recognizer=sheet.recognizer).medications == ()


def _with_near_heads(noon: list[str]) -> PrescriptionDraft:
    """
    Read a table whose heads "Morning" and "Noon" stand as near as two words of one head.
    """
    sheet = BarSheet()
    sheet.rule([["Morning"], ["1"], ["-"]], x=520, rules=False)
    near = bars(0).shape[1] + 18
    sheet.rule([["Noon"], *([dose] for dose in noon)], x=520 + near, rules=False)
    sheet.rule([["Evening"], ["1"], ["1"]], x=760, rules=False)
    rows = [["No", "Medicine"], ["1", "Paracetamol"], ["2", "Loratadine"]]
    sheet.rule(rows, rules=False)
    return read(sheet.page, recognizer=attrs.evolve(sheet.recognizer, close=11))


def test_heads_nearer_than_words_are_parted() -> None:
    """
    Two known heads head two columns, however little paper parts them.
    """
    assert _doses(_with_near_heads(["-", "1"])) == [
        {Slot.MORNING: "1", Slot.EVENING: "1"},
        {Slot.MIDDAY: "1", Slot.EVENING: "1"},
    ]


def test_near_heads_above_one_column_stay_whole() -> None:
    """
    Where one of two near heads has nothing below it, it is not told whose the column is.
    """
    draft = _with_near_heads(["", ""])

    assert draft.medications[0].doses[Slot.MORNING].value is None
    assert draft.medications[0].doses[Slot.MORNING].review != ()


def test_a_blank_column_that_words_and_hours_head_is_parted() -> None:
    """
    Near heads with hours below are two columns, though nothing stands in one of them.
    """
    sheet = BarSheet()
    near = 520 + bars(0).shape[1] + 18
    for x, head, texts in (
        (520, ["Morning"], [["(6-8)"], ["1"], ["2"]]),
        (100, ["No", "Medicine"], [["", ""], ["1", "Paracetamol"], ["2", "Loratadine"]]),
        (near, ["Noon"], [["(11-12)"], [""], [""]]),
        (760, ["Evening"], [["(17-18)"], ["1"], ["1"]]),
    ):
        sheet.rule([head], x=x, y=200, rules=False)
        sheet.rule(texts, x=x, y=236, rules=False)

    draft = read(sheet.page, recognizer=attrs.evolve(sheet.recognizer, close=11))

    assert [
        {Slot.MORNING: "1", Slot.EVENING: "1"},
        {Slot.MORNING: "2", Slot.EVENING: "1"},
    ] == _doses(draft)
