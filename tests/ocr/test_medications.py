"""
Medications: the rows of a table as drafts, checked against themselves.
"""

from collections.abc import Sequence

import attrs
import pytest

from dastern_core.ocr import ColumnKind, DoubtCode, DraftMedication, Reading
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.grid import Cell, Grid
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.layout import Header, name_columns
from dastern_core.ocr.medications import draft_table, read_rows
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.recognition import LineText
from dastern_core.ocr.rows import table_rows
from dastern_core.schedule import Slot

HEADS = ["No", "Medicine", "Quantity", "Morning", "Noon", "Evening"]
PEN = "✎"  # in these tests: written by hand in coloured ink
ONE_ENGINE = "¹"  # in these tests: read by one engine alone
FAINTLY = "²"  # in these tests: the second engine is hardly sure


def _cell(row: int, column: int, text: str) -> ReadCell:
    printed = text.replace(PEN, "").replace(ONE_ENGINE, "").replace(FAINTLY, "")
    kind = {"": InkKind.BLANK, "-": InkKind.DASH}.get(printed, InkKind.TEXT)
    first, _, other = printed.partition("≠")  # in these tests: the second engine's text
    second = None if ONE_ENGINE in text else other or first
    sure = 0.5 if FAINTLY in text else 0.9
    lines = (LineText(text=first, confidence=0.95, second=second, second_confidence=sure),)
    return ReadCell(
        cell=Cell(row=row, column=column, rows=1, columns=1, box=upright(0, 0, 9, 9)),
        kind=kind,
        lines=lines if kind is InkKind.TEXT else (),
        box=upright(10 * column, 10 * row, 10 * column + 9, 10 * row + 9),
        pen=PEN in text,
    )


_Table = tuple[Grid, list[ReadCell], Header]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> _Table:
    texts = [heads, *rows]
    cells = [
        _cell(row, column, text)
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
    ]
    grid = Grid(rows=len(texts), columns=len(heads), cells=tuple(cell.cell for cell in cells))
    header = name_columns(grid, cells)
    assert header is not None
    return grid, cells, header


def _rows(table: _Table) -> tuple[DraftMedication, ...]:
    return read_rows(table_rows(*table))


def _row(*cells: str, heads: Sequence[str] = HEADS) -> DraftMedication:
    (medication,) = _rows(_table(heads, [cells]))
    return medication


def _value(reading: Reading | None) -> str | None:
    return None if reading is None else reading.value


def _codes(reading: Reading | None) -> list[DoubtCode]:
    return [] if reading is None else [doubt.code for doubt in reading.review]


def _all_codes(medication: DraftMedication) -> set[DoubtCode]:
    return {doubt.code for _, reading in medication.readings() for doubt in reading.review}


@pytest.mark.rule("OCR-22")
@pytest.mark.rule("OCR-32")
def test_a_clear_row() -> None:
    """
    Every value is read from its column, slot amounts stay, and days follow from the quantity.
    """
    row = _row("1", "Amoxicillin 500mg", "21 cap", "1", "1", "1")

    assert row.name.value == "Amoxicillin"
    assert _value(row.strength) == "500 mg"
    assert (_value(row.quantity), _value(row.unit), _value(row.form)) == (
        "21",
        "capsule",
        "capsule",
    )
    assert {slot: dose.value for slot, dose in row.doses.items()} == {
        Slot.MORNING: "1",
        Slot.MIDDAY: "1",
        Slot.EVENING: "1",
    }
    assert (row.duration_days.text, row.duration_days.value) == ("", "7")
    assert (_all_codes(row), row.review) == (set(), ())


@pytest.mark.parametrize("none", ["", "-", "0", "_", "\u2014"])
@pytest.mark.rule("OCR-17")
def test_no_dose_in_a_slot(none: str) -> None:
    """
    A blank, a dash and a printed 0 are no dose.
    """
    assert Slot.MIDDAY not in _row("1", "ORS", "14 tab", "1", none, "1").doses


@pytest.mark.parametrize(
    ("printed", "value"), [("1/2", "0.5"), ("1½", "1.5"), ("១", "1"), ("2 tab", "2")]
)
@pytest.mark.rule("OCR-17")
def test_doses_are_exact(printed: str, value: str) -> None:
    """
    Fractions and Khmer digits become exact decimals.
    """
    assert _value(_row("1", "ORS", "30 tab", printed, "-", "-").doses[Slot.MORNING]) == value


@pytest.mark.parametrize(
    ("printed", "value", "code"),
    [
        ("x", None, DoubtCode.NOT_UNDERSTOOD),
        ("1 zzz", "1", DoubtCode.NOT_UNDERSTOOD),
        ("11", "11", DoubtCode.UNUSUAL_DOSE),
        ("1≠7", "1", DoubtCode.ENGINES_DISAGREE),
        ("1≠x", "1", DoubtCode.ENGINES_DISAGREE),
        ("1" + ONE_ENGINE, "1", DoubtCode.UNCLEAR_TEXT),
        ("1" + FAINTLY, "1", DoubtCode.UNCLEAR_TEXT),
        ("11/2", None, DoubtCode.SEVERAL_CANDIDATES),
        ("00", "0", DoubtCode.NO_DOSE),
        (PEN, None, DoubtCode.HANDWRITING),
        ("-" + PEN, None, DoubtCode.HANDWRITING),
    ],
)
def test_a_doubtful_dose(printed: str, value: str | None, code: DoubtCode) -> None:
    """
    A dose that two engines do not vouch for, or that is odd, is for a person to check.
    """
    dose = _row("1", "ORS", "30 tab", printed, "-", "1").doses[Slot.MORNING]

    assert (dose.value, _codes(dose)) == (value, [code])


def test_millilitres_may_be_many() -> None:
    """
    Of a unit that is counted finely more than ten at a time is usual.
    """
    assert _codes(_row("1", "Syrup", "1 bottle", "15 ml", "-", "-").doses[Slot.MORNING]) == []


@pytest.mark.rule("OCR-22")
def test_a_quantity_that_is_no_whole_number_of_days() -> None:
    """
    Where the quantity does not divide by the day's doses the days are not given.
    """
    days = _row("1", "ORS", "10 tab", "1", "1", "1").duration_days

    assert (days.value, _codes(days)) == (None, [DoubtCode.NOT_WHOLE_DAYS])


@pytest.mark.parametrize(
    "cells",
    [
        ("1", "ORS", "", "1", "-", "-"),  # no quantity
        ("1", "ORS", "1 bottle", "1", "-", "-"),  # a bottle holds no known number
        ("1", "ORS", "10 tab", "x", "-", "-"),  # an unknown dose
        ("1", "ORS", "x", "1", "-", "-"),  # an unknown quantity
    ],
)
def test_days_that_cannot_be_known(cells: tuple[str, ...]) -> None:
    """
    Days are asked for where they neither are printed nor follow.
    """
    assert _codes(_row(*cells).duration_days) == [DoubtCode.MISSING]


@pytest.mark.parametrize("cells", [("14≠19 tab", "1"), ("14 tab", "1≠7")])
def test_days_that_follow_from_a_doubt_are_in_doubt(cells: tuple[str, str]) -> None:
    """
    Days worked out from a quantity or a dose in doubt say so.
    """
    quantity, morning = cells
    days = _row("1", "ORS", quantity, morning, "", "1").duration_days

    assert (days.value, _codes(days)) == ("7", [DoubtCode.UNSURE_INPUT])


DATED = ["Medicine", "Quantity", "Days", "Morning", "Evening"]


@pytest.mark.parametrize(
    ("quantity", "days", "value", "codes"),
    [
        ("14 tab", "7", "7", []),
        ("", "7 days", "7", []),
        ("15 tab", "7", "7", [DoubtCode.TOTALS_DIFFER]),
        ("14 tab", "7≠1", "7", []),  # 2 a day for 7 days are 14: the total vouches
        ("15 tab", "7≠1", "7", [DoubtCode.ENGINES_DISAGREE, DoubtCode.TOTALS_DIFFER]),
        ("14 tab", "x", None, [DoubtCode.NOT_UNDERSTOOD]),
        ("14 tab", "x" + PEN, None, [DoubtCode.HANDWRITING]),
        ("1 bottle", "7", "7", []),
    ],
)
def test_printed_days_are_checked(
    quantity: str, days: str, value: str | None, codes: list[DoubtCode]
) -> None:
    """
    Printed days count, and must agree with doses and quantity where both are known.
    """
    reading = _row("ORS", quantity, days, "1", "1", heads=DATED).duration_days

    assert (reading.value, _codes(reading)) == (value, codes)


def test_one_a_day_vouches_for_no_number_twice() -> None:
    """
    At one a day the quantity is the days: the same digit may be misread in both.
    """
    row = _row("ORS", "27 tab≠28 tab", "27≠28", "1≠7", "", heads=DATED)

    asked = [DoubtCode.ENGINES_DISAGREE]
    assert (_codes(row.quantity), _codes(row.duration_days)) == (asked, asked)
    assert _codes(row.doses[Slot.MORNING]) == []


@pytest.mark.parametrize(
    "cells",
    [
        ("15 tab", "7", "1", "1"),  # 14 in 7 days: one more dose may be printed
        ("15 tab", "", "1", "1"),
        ("14 tab", "7", "1", "Y2"),
        ("14 tab", "7", "1", "x" + PEN),
    ],
)
def test_a_row_that_lost_a_dose_is_asked_about_whole(cells: Sequence[str]) -> None:
    """
    Where doses do not add up, or one is not read, what is missing may stand at any time.
    """
    assert [one.code for one in _row("ORS", *cells, heads=DATED).review] == [DoubtCode.UNSURE_INPUT]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("21 tab", "7", "11/2", "11/2"), ["1.5", "1.5"]),
        (("49 tab", "7", "11/2", "11/2"), [None, None]),  # 1.5 + 5.5, in either order
        (("39 tab", "6", "11/2", "1"), ["5.5", "1"]),
        (("", "7", "11/2", "1"), [None, "1"]),
        (("18 tab", "", "11/2", "1"), [None, "1"]),
        (("18 tab", "7", "11/2", "x"), [None, None]),
    ],
)
def test_days_and_quantity_settle_a_lost_gap(
    cells: tuple[str, ...], values: list[str | None]
) -> None:
    """
    A dose that may say two things is chosen where one choice alone fits, and stays in doubt.
    """
    row = _row("ORS", *cells, heads=DATED)
    dose = row.doses[Slot.MORNING]

    assert [row.doses[slot].value for slot in (Slot.MORNING, Slot.EVENING)] == values
    assert _codes(dose) == [DoubtCode.SEVERAL_CANDIDATES]
    assert "1.5 or 5.5" in dose.review[0].detail


@pytest.mark.parametrize(
    ("cells", "values", "codes"),
    [
        (("14 tab", "7", "7≠1", "1"), ["1", "1"], {"engines_disagree", "several_candidates"}),
        (("14 tab", "7", "112", "1/2"), ["1.5", "0.5"], {"unusual_dose", "several_candidates"}),
        (("14 tab", "7", "1≠7", "1"), ["1", "1"], set()),  # the total vouches for the first
        (("13 tab", "7", "7≠1", "1"), ["7", "1"], {"engines_disagree"}),
        (("14 tab", "7", "7≠1" + PEN, "1"), ["7", "1"], {"handwriting", "engines_disagree"}),
        (("56 tab", "7", "7≠1", "7≠1"), ["7", "7"], {"engines_disagree"}),  # in either order
        (("84 tab", "7", "12", ""), ["12"], {"unusual_dose"}),
    ],
)
def test_days_and_quantity_choose_between_two_engines(
    cells: tuple[str, ...], values: list[str], codes: set[str]
) -> None:
    """
    Of what was read of a dose the one that fits the sum is taken, and is asked about.
    """
    doses = _row("ORS", *cells, heads=DATED).doses

    assert [dose.value for dose in doses.values()] == values
    assert {code.value for code in _codes(doses[Slot.MORNING])} == codes


@pytest.mark.parametrize(
    ("cells", "values", "codes"),
    [
        (("15 tab≠14 tab", "7", "1", "1"), ["14", "7"], DoubtCode.SEVERAL_CANDIDATES),
        (("14 tab", "1≠7", "1", "1"), ["14", "7"], DoubtCode.SEVERAL_CANDIDATES),
        (("2 tab≠14 tab", "7≠1", "1", "1"), ["2", "7"], DoubtCode.ENGINES_DISAGREE),  # both fit
        (("15 tab≠14 tab", "7", "1", "1" + FAINTLY), ["15", "7"], DoubtCode.ENGINES_DISAGREE),
        (("15 tab≠13 tab", "7", "1", "1"), ["15", "7"], DoubtCode.ENGINES_DISAGREE),
    ],
)
def test_doses_choose_between_two_totals(
    cells: tuple[str, ...], values: list[str], codes: DoubtCode
) -> None:
    """
    Of two readings of the quantity or the days the one that the doses leave is taken.
    """
    row = _row("ORS", *cells, heads=DATED)

    assert [_value(row.quantity), row.duration_days.value] == values
    assert codes in {*_codes(row.quantity), *_codes(row.duration_days)}


def test_a_sum_by_which_one_was_chosen_vouches_for_none() -> None:
    """
    The doubt about another number of the row stays where the sum was used already.
    """
    row = _row("ORS", "14 tab" + FAINTLY, "7", "7≠1", "1", heads=DATED)

    assert (row.doses[Slot.MORNING].value, _codes(row.quantity)) == ("1", [DoubtCode.UNCLEAR_TEXT])


def test_a_large_dose_may_be_a_small_fraction() -> None:
    """
    Both engines read 1½ in small signs as 112; the fraction is offered.
    """
    dose = _row("1", "ORS", "14 tab", "112", "", "").doses[Slot.MORNING]

    assert (dose.value, [one.value for one in dose.alternatives]) == ("112", ["1.5"])


def test_a_quantity_that_may_have_lost_its_gap() -> None:
    """
    A quantity that may say two things has no value either.
    """
    quantity = _row("1", "ORS", "21/2 tab", "1", "", "").quantity

    assert (_value(quantity), _codes(quantity)) == (None, [DoubtCode.SEVERAL_CANDIDATES])


@pytest.mark.rule("OCR-23")
def test_the_quantity_is_rounded_up() -> None:
    """
    Half tablets for an odd number of days may be handed out as the next whole number.
    """
    assert _all_codes(_row("ORS", "4 tab", "7", "1/2", "", heads=DATED)) == set()


def test_a_row_without_doses() -> None:
    """
    A row in which no dose is printed asks when it is taken.
    """
    row = _row("1", "ORS", "10 tab", "", "-", "")

    assert [doubt.code for doubt in row.review] == [DoubtCode.NO_DOSE]


def test_a_row_without_a_name() -> None:
    """
    A missing name is asked for; a name of a strength alone is not understood.
    """
    assert _codes(_row("1", "", "14 tab", "1", "", "1").name) == [DoubtCode.MISSING]
    assert _codes(_row("1", "500mg", "14 tab", "1", "", "1").name) == [DoubtCode.NOT_UNDERSTOOD]


@pytest.mark.parametrize(
    ("name", "strength", "codes"),
    [
        ("ORS", None, []),
        ("A 10mg≠A 10mg", "10 mg", []),
        ("A 10mg≠A 16mg", "10 mg", [DoubtCode.ENGINES_DISAGREE]),
        ("A 10mg≠A 1Omg", "10 mg", [DoubtCode.ENGINES_DISAGREE]),
        ("A 10mg" + ONE_ENGINE, "10 mg", []),
    ],
)
def test_strength_from_the_name(name: str, strength: str | None, codes: list[DoubtCode]) -> None:
    """
    A strength printed after the name must be read alike by both engines.
    """
    reading = _row("1", name, "14 tab", "1", "", "1").strength

    assert (_value(reading), _codes(reading)) == (strength, codes)


@pytest.mark.parametrize(
    ("printed", "value", "codes"),
    [
        ("10mg", "10 mg", []),
        ("250 mg", "250 mg", [DoubtCode.CELLS_CONTRADICT]),
        ("strong", None, [DoubtCode.NOT_UNDERSTOOD]),
    ],
)
def test_strength_from_its_own_column(
    printed: str, value: str | None, codes: list[DoubtCode]
) -> None:
    """
    A strength column counts before the name, and is doubted where the name says another.
    """
    heads = ["Medicine", "Strength", "Quantity", "Morning"]
    reading = _row("A 10mg", printed, "14 tab", "1", heads=heads).strength

    assert (_value(reading), _codes(reading)) == (value, codes)


@pytest.mark.parametrize(
    ("quantity", "unit", "form", "codes"),
    [
        ("14 គ្រាប់ស្រោប", "tablet", "film-coated tablet", []),
        ("14 tablat", "tablet", "tablet", []),
        ("14 zzzz", None, None, [DoubtCode.NOT_UNDERSTOOD]),
        ("14", None, None, [DoubtCode.MISSING]),
        ("14 boxe", None, None, [DoubtCode.CELLS_CONTRADICT]),
        ("14 boîtes", None, None, [DoubtCode.CELLS_CONTRADICT]),
        ("14 supx", None, None, [DoubtCode.SEVERAL_CANDIDATES]),
    ],
)
def test_units(quantity: str, unit: str | None, form: str | None, codes: list[DoubtCode]) -> None:
    """
    A unit's word snaps to the lexicon; several near candidates are all shown.
    """
    row = _row("1", "ORS", quantity, "1", "1", "")

    assert (_value(row.unit), _codes(row.unit)) == (unit, codes)
    assert _value(row.form) == form


def test_unit_and_form_from_their_columns() -> None:
    """
    A column of units or forms counts before the quantity's word.
    """
    heads = ["Medicine", "Form", "Unit", "Quantity", "Morning"]
    row = _row("A", "syrup", "ml", "100", "5", heads=heads)

    assert (_value(row.unit), _value(row.form)) == ("ml", "syrup")


@pytest.mark.parametrize(
    ("quantity", "dose", "value", "codes"),
    [
        ("1 bottle", "5 ml", None, [DoubtCode.CELLS_CONTRADICT]),
        ("90 ml", "1 spoon", None, [DoubtCode.CELLS_CONTRADICT]),
        ("1 bottle", "5", None, [DoubtCode.CELLS_CONTRADICT]),
        ("2 ប្រអប់", "1", None, [DoubtCode.CELLS_CONTRADICT]),
        ("2 vial", "1 vial", "vial", []),
        ("5 amp", "1", "ampoule", []),
        ("90 ml", "5 ml", "ml", []),
    ],
)
def test_a_unit_that_the_doses_are_not_counted_in(
    quantity: str, dose: str, value: str | None, codes: list[DoubtCode]
) -> None:
    """
    Doses in another unit than the quantity's, or out of a container, have no unit and no days.
    """
    row = _row("1", "Syrup", quantity, dose, dose, dose)

    assert (_value(row.unit), _codes(row.unit)) == (value, codes)
    assert not codes or _codes(row.duration_days) == [DoubtCode.MISSING]


def test_a_form_of_another_unit_is_no_contradiction() -> None:
    """
    A syrup counted in millilitres is one thing said twice, unless no cell but the form counts.
    """
    heads = ["Medicine", "Form", "Unit", "Morning"]
    both = _row("A", "syrup", "ml", "5 ml", heads=heads)
    alone = _row("A", "syrup", "", "5 ml", heads=heads)

    assert _codes(both.unit) == []
    assert _codes(alone.unit) == [DoubtCode.CELLS_CONTRADICT]
    assert alone.unit is not None
    assert [one.value for one in alone.unit.alternatives] == ["ml", "bottle"]


def test_unit_from_a_dose() -> None:
    """
    Where the quantity names no unit, the doses' own counts.
    """
    assert _value(_row("1", "ORS", "14", "1 tab", "x", "1").unit) == "tablet"


@pytest.mark.parametrize("quantity", ["0 tab", "many"])
def test_a_quantity_that_is_none(quantity: str) -> None:
    """
    Nothing handed out, or no number, is not understood.
    """
    assert _codes(_row("1", "ORS", quantity, "1", "", "1").quantity) == [DoubtCode.NOT_UNDERSTOOD]


def test_a_quantity_by_weight() -> None:
    """
    No medicine is handed out in milligrams: the unit was misread, and a person gives it.
    """
    row = _row("1", "ORS", "7 មក្រ", "1", "", "")

    assert (_value(row.unit), _codes(row.unit)) == (None, [DoubtCode.CELLS_CONTRADICT])


def test_instructions_without_a_word() -> None:
    """
    Words that are read as a number say nothing; a person says what is printed.
    """
    row = _row("ORS", "7", "1", "-0", heads=["Medicine", "Quantity", "Morning", "Usage"])

    assert _codes(row.instructions) == [DoubtCode.NOT_UNDERSTOOD]


def test_digits_beside_instructions_in_words_are_doubted() -> None:
    """
    Khmer words read as "34" say nothing, whatever the other column says.
    """
    heads = ["Medicine", "Method", "Remark", "Quantity", "Morning"]

    both = _row("ORS", "34", "before meals", "7", "1", heads=heads).instructions
    words = _row("ORS", "oral", "before meals", "7", "1", heads=heads).instructions

    assert ([DoubtCode.NOT_UNDERSTOOD], []) == (_codes(both), _codes(words))


@pytest.mark.parametrize("name", ["Folic Acid Smg", "Warfarin l mg", "Digoxin IO mcg"])
def test_a_strength_read_as_letters(name: str) -> None:
    """
    Letters that look like digits before a unit are no part of a name: a person is asked.
    """
    row = _row("1", name, "7 tab", "1", "", "")

    assert _codes(row.name) == [DoubtCode.NOT_UNDERSTOOD]


def test_instructions() -> None:
    """
    Method and remark are joined; unknown Khmer words are doubted.
    """
    heads = ["Medicine", "Method", "Remark", "Quantity", "Morning"]
    row = _row("A", "ក្រោយបាយ", "with water", "7 tab", "1", heads=heads)
    doubted = _row("A", "រំដួល", "", "7 tab", "1", heads=heads)

    assert _value(row.instructions) == "ក្រោយបាយ with water"
    assert _codes(row.instructions) == []
    assert _codes(doubted.instructions) == [DoubtCode.ONE_ENGINE]


UNREAD = ["Medicine", "Quantity", "Zzzz", "Evening"]


@pytest.mark.parametrize("printed", ["1", PEN])
def test_an_unnamed_column_may_hold_any_slot(printed: str) -> None:
    """
    What stands under an unread head may be a dose of every slot that has no column.
    """
    row = _row("ORS", "14 tab", printed, "1", heads=UNREAD)

    unknown = {slot for slot, dose in row.doses.items() if dose.value is None}
    assert unknown == set(Slot) - {Slot.EVENING}
    assert [doubt.code for doubt in row.review] == [DoubtCode.HEADER_UNREADABLE]


@pytest.mark.parametrize("printed", ["", "-", "take it with water"])
def test_an_unnamed_column_that_holds_no_dose(printed: str) -> None:
    """
    A blank, a dash or words under an unread head are no dose of any slot.
    """
    assert set(_row("A", "14 tab", printed, "1", heads=UNREAD).doses) == {Slot.EVENING}


def _merged(text: str, *, column: int, columns: int) -> _Table:
    grid, cells, header = _table(HEADS, [["1", "ORS", "14 tab", "1", "-", "1"]])
    wide = _cell(1, column, text)
    wide = attrs.evolve(wide, cell=attrs.evolve(wide.cell, columns=columns))
    kept = [
        cell
        for cell in cells
        if cell.cell.row == 0 or not column <= cell.cell.column < column + columns
    ]
    return grid, [*kept, wide], header


def test_one_cell_over_several_slots() -> None:
    """
    A dose that spans slots is given to none of them; an empty span is no dose.
    """
    (spanned,) = _rows(_merged("1", column=3, columns=3))
    (empty,) = _rows(_merged("-", column=3, columns=3))

    assert {_value(dose) for dose in spanned.doses.values()} == {None}
    assert DoubtCode.MERGED_CELL in _all_codes(spanned)
    assert empty.doses == {}


def test_rows_that_are_no_medicines() -> None:
    """
    An empty row, a bare row number and one merged cell across the table are left out.
    """
    rows = [["", "", "", "", "", ""], ["2", "", "-", "", "", ""]]

    assert _rows(_table(HEADS, rows)) == ()
    assert _rows(_merged("Come back in June", column=0, columns=6)) == ()


def test_the_table_as_evidence() -> None:
    """
    Every head and every cell is kept as read; a dash has no value.
    """
    grid, cells, header = _table(UNREAD, [["A", "14 tab", "-", "1"]])

    table = draft_table(header, table_rows(grid, cells, header))

    assert table.columns == (
        ColumnKind.NAME,
        ColumnKind.QUANTITY,
        None,
        ColumnKind.EVENING,
    )
    assert [head.value for head in table.header] == ["name", "quantity", None, "evening"]
    assert [(cell.text, cell.value) for cell in table.rows[0]] == [
        ("A", "A"),
        ("14 tab", "14 tab"),
        ("-", None),
        ("1", "1"),
    ]


@pytest.mark.parametrize(
    ("printed", "others"),
    [("1≠7", ["7"]), ("11/2", ["1.5", "5.5"]), ("x≠2 tab", ["2"]), ("1", [])],
)
def test_what_else_a_dose_may_be(printed: str, others: list[str]) -> None:
    """
    The second engine's number and the mixed numbers of a lost gap are offered, never taken.
    """
    dose = _row("1", "ORS", "14 tab", printed, "", "").doses[Slot.MORNING]

    assert sorted(one.value for one in dose.alternatives) == others


def test_a_settled_dose_is_no_alternative_to_itself() -> None:
    """
    Once days and quantity leave one of the candidates, the others remain to be offered.
    """
    heads = ["No", "Medicine", "Quantity", "Days", "Morning"]
    dose = _row("1", "ORS", "8 tab", "5 days", "11/2", heads=heads).doses[Slot.MORNING]

    assert (dose.value, [one.value for one in dose.alternatives]) == ("1.5", ["5.5"])


@pytest.mark.parametrize(
    ("printed", "others"),
    [
        ("Paracetamo", ["paracetamol"]),
        ("Paracetamol≠Paracetanol", ["Paracetanol"]),
        ("Paracetamol", []),
        ("ប៉ារ៉ា≠bis", []),
    ],
)
def test_what_else_a_name_may_be(printed: str, others: list[str]) -> None:
    """
    Names of the formulary that resemble an unknown one, and what the second engine read.
    """
    assert [one.value for one in _row("1", printed, "", "1", "", "").name.alternatives] == others


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("Methykdopa", [DoubtCode.NOT_UNDERSTOOD]),
        ("Clarthomyin 250mg", [DoubtCode.NOT_UNDERSTOOD]),
        ("Methyldopa", []),
        ("Romduolin", []),  # a brand that nobody listed
    ],
)
@pytest.mark.rule("OCR-05")
def test_a_name_that_is_nearly_a_known_one_is_doubted(printed: str, codes: list[DoubtCode]) -> None:
    """
    Both engines may be sure of a misread name; none is ever taken for the one it resembles.
    """
    name = _row("1", printed, "14 tab", "1", "", "1").name

    assert (printed.split(maxsplit=1)[0], codes) == (name.value, _codes(name))


def test_what_else_a_unit_may_be() -> None:
    """
    Of two units about equally near both are offered.
    """
    unit = _row("1", "ORS", "14 tabsule", "1", "", "").unit

    assert unit is not None
    assert [one.value for one in unit.alternatives] == ["tablet", "capsule"]


def test_a_number_in_a_name_is_doubted() -> None:
    """
    It may be a strength without its unit, or a letter misread.
    """
    name = _row("1", "Neuro 3X", "14 tab", "1", "", "1").name

    assert DoubtCode.NOT_UNDERSTOOD in _codes(name)


@pytest.mark.parametrize(
    ("heads", "texts", "doubted"),
    [
        (HEADS, ["1", "ORS", "30 tab", "1", "-", ""], []),
        (HEADS, ["G", "ORS", "30 tabz zzz", "x", "11/2", "1≠7"], [0, 2, 3, 4, 5]),
        (["Unit", "Medicine", "Days", "Morning"], ["tab", "រំដួល", "2 weeks", "1"], [1]),
        (["Unit", "Medicine", "Days", "Morning"], ["zzz", "ORS", "zzz", "1"], [0, 2]),
        (["Strength", "Medicine", "Days", "Zzz"], ["5 mg", "ORS", "7", "zz"], [3]),
    ],
)
def test_a_cell_that_its_column_cannot_hold_is_doubted_in_the_evidence(
    heads: list[str], texts: list[str], doubted: list[int]
) -> None:
    """
    What is no number, no known unit or no seconded amount is flagged in the table as well.
    """
    grid, cells, header = _table(heads, [texts])
    (row,) = draft_table(header, table_rows(grid, cells, header)).rows

    assert doubted == [place for place, reading in enumerate(row) if reading.review]


def test_a_doubted_dose_is_doubted_in_the_evidence() -> None:
    """
    A half read as 12 by both engines is no usual dose, and its cell is asked about as well.
    """
    grid, cells, header = _table(HEADS, [["1", "ORS", "30 tab", "12", "-", "1"]])
    (row,) = draft_table(header, table_rows(grid, cells, header)).rows

    assert [(3, [DoubtCode.UNUSUAL_DOSE])] == [
        (place, _codes(reading)) for place, reading in enumerate(row) if reading.review
    ]


def test_a_khmer_zero_is_no_dose() -> None:
    """
    A printed 0 says that nothing is taken, in Khmer digits as well.
    """
    assert Slot.MORNING not in _row("1", "ORS", "30 tab", "០", "-", "1").doses


def test_a_column_with_an_unread_head_and_nothing_below_is_doubted_in_each_row() -> None:
    """
    Its print may have been taken away with the rules; a column without a head holds nothing.
    """
    rows = [["ORS", "3", "1", "", ""], ["Zinc", "3", "1", "", ""]]
    read = read_rows(table_rows(*_table(["Medicine", "Qty", "Morning", "Zzz", ""], rows)))
    told = read_rows(
        table_rows(
            *_table(["Medicine", "Qty", "Morning", "Zzz", ""], [rows[0], ["Zinc", *"31-", ""]])
        )
    )

    assert [[DoubtCode.HEADER_UNREADABLE]] * 2 == [
        [doubt.code for doubt in one.review] for one in read
    ]
    assert [[], []] == [list(one.review) for one in told]


def test_a_name_that_a_look_alike_makes_known_is_doubted() -> None:
    """
    An I read for an l is told, and the medicine is not chosen for the person.
    """
    name = _row("1", "ButyIscopolamine 10mg", "30 tab", "1", "-", "1").name

    assert ("ButyIscopolamine", [DoubtCode.ENGINES_DISAGREE]) == (name.value, _codes(name))


TOLD = ["Medicine", "Remark", "Quantity", "Morning", "Noon", "Evening"]


@pytest.mark.parametrize(
    "told",
    [
        "every other day",
        "1 jour sur 2",
        "once a week",
        "3x/semaine",
        "monday",
        "if pain only",
        "si besoin",
        "2 cp le matin",
        "le soir",
        "at 08:00 and 20:00",
        "3 fois par jour",
        "every 8 hours",
        "1 or 2 tab",
    ],
)
def test_instructions_that_say_otherwise_than_the_doses(told: str) -> None:
    """
    A cycle, a need, a time or an amount that the cells do not say puts doses and days in doubt.
    """
    row = _row("Prednisolone", told, "14 tab", "1", "", "", heads=TOLD)

    assert DoubtCode.CELLS_CONTRADICT in _codes(row.doses[Slot.MORNING])
    assert DoubtCode.CELLS_CONTRADICT in _codes(row.duration_days)


@pytest.mark.parametrize(
    "told",
    [
        "after meal",
        "1 cp matin et soir",
        "2 fois par jour",
        "every 12 hours",
        "with water",
        "x" * 600,
    ],
)
def test_instructions_that_agree_with_the_doses(told: str) -> None:
    """
    Meals, the same times, the same amount and words without a time raise nothing.
    """
    row = _row("Prednisolone", told, "14 tab", "1", "", "1", heads=TOLD)

    assert (_codes(row.doses[Slot.MORNING]), _codes(row.duration_days)) == ([], [])


def test_a_printed_duration_stands_beside_instructions() -> None:
    """
    Days that are printed are not doubted for what the instructions say of the doses.
    """
    heads = ["Medicine", "Remark", "Days", "Morning"]
    row = _row("Prednisolone", "if pain", "7", "1", heads=heads)

    assert _codes(row.doses[Slot.MORNING]) == [DoubtCode.CELLS_CONTRADICT]
    assert _codes(row.duration_days) == []


@pytest.mark.parametrize(
    ("cells", "unusual"),
    [
        (("90 tab", "10", "10", "10"), True),
        (("36 tab", "4", "4", "4"), True),
        (("8 tab", "8", "", ""), True),
        (("24 tab", "2", "2", "2"), False),
        (("90 ml", "15 ml", "15 ml", "15 ml"), False),
        (("90 ml", "8", "8", "8"), False),
    ],
)
def test_more_than_is_usually_taken(cells: tuple[str, ...], unusual: bool) -> None:  # noqa: FBT001 - a case's column
    """
    Of a solid form more than 4 at a time, or more than 10 a day, is looked at.
    """
    codes = _codes(_row("1", "Paracetamol", *cells).doses[Slot.MORNING])

    assert codes == ([DoubtCode.UNUSUAL_DOSE] if unusual else [])


@pytest.mark.parametrize("name", ["then 10mg", "puis", "et", "Ab", "បន្ទាប់មក"])
def test_a_row_that_goes_on_with_the_one_above(name: str) -> None:
    """
    A connecting word, or less than three letters, is no medicine's name.
    """
    row = _row("1", name, "14 tab", "1", "", "1")

    assert [doubt.code for doubt in row.review] == [DoubtCode.NOT_UNDERSTOOD]


def test_pen_in_place_of_instructions() -> None:
    """
    Instructions that nobody could read contradict nothing.
    """
    row = _row("Prednisolone", PEN, "14 tab", "1", "", "1", heads=TOLD)

    assert _codes(row.doses[Slot.MORNING]) == []


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        ("2 tab", [DoubtCode.SEVERAL_CANDIDATES]),
        ("14 tab", []),
        ("", [DoubtCode.SEVERAL_CANDIDATES]),
    ],
)
def test_a_quantity_that_may_be_for_one_day(other: str, codes: list[DoubtCode]) -> None:
    """
    Where every row's quantity is what is taken in a day, the days are asked for.
    """
    table = _table(
        HEADS, [["1", "ORS", "3 tab", "1", "1", "1"], ["2", "Zinc", other, "1", "", "1"]]
    )

    assert _codes(_rows(table)[0].duration_days) == codes


@pytest.mark.parametrize("name", ["then", "puis 5 jours", "បន្ទាប់មក 1", ""])
def test_a_row_that_the_next_one_goes_on_with_is_doubted(name: str) -> None:
    """
    Of a course in steps neither row stands alone.
    """
    rows = [
        ("1", "Prednisolone 5mg", "12 tab", "2", "-", "-"),
        ("", name, "6 tab", "1", "-", "-"),
        ("2", "ORS", "3 sachet", "1", "-", "-"),
    ]

    first, second, third = _rows(_table(HEADS, rows))

    assert [DoubtCode.CELLS_CONTRADICT] == [doubt.code for doubt in first.review]
    assert second.review or second.name.review
    assert () == third.review


def test_a_package_is_no_dose() -> None:
    """
    One inhaler holds many puffs: its doses are not counted in inhalers.
    """
    row = _row("1", "Salbutamol 100mcg", "1 inhaler", "2", "-", "2")

    assert row.unit is not None
    assert (None, [DoubtCode.CELLS_CONTRADICT]) == (row.unit.value, _codes(row.unit))
    assert row.duration_days.value is None
