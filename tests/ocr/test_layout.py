"""
Layout: what each column of a table holds, by the words and hours at its head.
"""

from collections.abc import Sequence

import attrs
import pytest

from dastern_core.ocr import ColumnKind, DoubtCode
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.grid import Cell, Grid
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.layout import (
    Header,
    head_kinds,
    name_columns,
    unnamed_heads,
    with_clearer_heads,
    with_likely_heads,
)
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.recognition import LineText


def _read(rows: Sequence[Sequence[str]], *, confidence: float = 0.95) -> list[ReadCell]:
    return [
        ReadCell(
            cell=Cell(row=row, column=column, rows=1, columns=1, box=upright(0, 0, 9, 9)),
            kind=InkKind.TEXT if text else InkKind.BLANK,
            lines=tuple(LineText(text=line, confidence=confidence) for line in text.split("\n")),
            box=upright(0, 0, 9, 9),
        )
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]


def _header(*rows: Sequence[str], confidence: float = 0.95) -> Header | None:
    cells = _read(rows, confidence=confidence)
    grid = Grid(rows=len(rows), columns=len(rows[0]), cells=tuple(cell.cell for cell in cells))
    return name_columns(grid, cells)


@pytest.mark.parametrize(
    ("heads", "kinds"),
    [
        (
            ["ល.រ", "ឈ្មោះឱសថ", "ចំនួន", "វិធីប្រើ", "ព្រឹក\n(6-8)", "ថ្ងៃត្រង់\n(11-12)", "ល្ងាច\n(05-06)"],
            ["no", "name", "quantity", "method", "morning", "midday", "evening"],
        ),
        (
            ["សរុប", "យប់", "រសៀល", "ឈ្មោះថ្នាំ", "សម្គាល់", "ថ្ងៃ", "ព្រឹក"],
            ["quantity", "night", "afternoon", "name", "remark", "midday", "morning"],
        ),
        (
            ["Médicament", "Durée", "Matin", "Midi", "Après-midi", "Soir", "Nuit"],
            ["name", "days", "morning", "midday", "afternoon", "evening", "night"],
        ),
        (["Medicine", "Qty", "ព្រឹក / Morning"], ["name", "quantity", "morning"]),
    ],
)
@pytest.mark.rule("OCR-11")
def test_columns_are_named_by_their_heads(heads: list[str], kinds: list[str]) -> None:
    """
    In any order and in three languages, the words at the head name the column.
    """
    header = _header(heads, ["x"] * len(heads))

    assert header is not None
    assert [None if one.kind is None else one.kind.value for one in header.columns] == kinds
    assert [one.review for one in header.columns] == [()] * len(heads)


def test_heads_with_nothing_below_head_nothing() -> None:
    """
    Heads that reach the table's last row name no column: the page may stand on its head.
    """
    cells = _read([["1", "ORS"], ["Morning", "Medicine"], ["", "When to take"]])
    merged = attrs.evolve(cells[2], cell=attrs.evolve(cells[2].cell, rows=2))
    grid = Grid(rows=3, columns=2, cells=tuple(cell.cell for cell in cells))

    assert name_columns(grid, [*cells[:2], merged, cells[3], cells[5]]) is None


@pytest.mark.parametrize(
    ("heads", "doubted"),
    [
        (["Médicament", "Durée (semaines)", "Matin"], "Durée (semaines)"),
        (["Medicine", "Duration (weeks)", "Morning"], "Duration (weeks)"),
        (["ឈ្មោះថ្នាំ", "រយៈពេល (ខែ)", "ព្រឹក"], "រយៈពេល (ខែ)"),
        (["Médicament", "Qté/jour", "Matin"], "Qté/jour"),
        (["ឈ្មោះថ្នាំ", "ចំនួន/ថ្ងៃ", "ព្រឹក"], "ចំនួន/ថ្ងៃ"),
        (["Medicine", "Day", "Night"], "Day"),
        (["Médicament", "Jour", "Nuit"], "Jour"),
        (["ឈ្មោះថ្នាំ", "ព្រឹក", "ល្ងាច", "ថ្ងៃ"], "ថ្ងៃ"),
        (["ឈ្មោះថ្នាំ", "ថ្ងៃ", "ចំនួន"], "ថ្ងៃ"),
        (["ឈ្មោះថ្នាំ", "ព្រឹក", "ថ្ងៃ", "ល្ងាច"], None),
        (["ឈ្មោះថ្នាំ", "ល្ងាច", "ថ្ងៃ", "ព្រឹក"], None),
        (["ឈ្មោះថ្នាំ", "ព្រឹក", "ល្ងាច", "ថ្ងៃ", "រយៈពេល"], None),
        (["ឈ្មោះថ្នាំ", "ព្រឹក", "ល្ងាច", "ថ្ងៃ\n(11-12)"], None),
        (["Médicament", "Durée (jours)", "Matin"], None),
        (["Medicine", "Days", "Night"], None),
    ],
)
def test_a_head_that_may_count_something_else_is_doubted(
    heads: list[str], doubted: str | None
) -> None:
    """
    Weeks are not days, a day's amount is not what was handed out, and a day may be midday.
    """
    header = _header(heads, ["x"] * len(heads))

    assert header is not None
    expected = [] if doubted is None else [doubted]
    assert expected == [one.head.text for one in header.columns if one.review]


@pytest.mark.parametrize("head", ["Dose", "Doses", "For", "Dose (mg)"])
def test_a_word_that_only_resembles_a_head_names_no_column(head: str) -> None:
    """
    A dose is no dosage of the medicine and "for" no form; such a column is asked about.
    """
    header = _header(["Medicine", head, "Morning"], ["x"] * 3)

    assert header is not None
    assert (None, True) == (header.columns[1].kind, bool(header.columns[1].review))
    assert frozenset() == head_kinds("For") | head_kinds("Dose")


def test_the_head_may_stand_below_a_title() -> None:
    """
    The row that names the most columns is the head, even under a title row.
    """
    header = _header(["Rx", "Rx", "Rx"], ["Medicine", "Qty", "Morning"], ["ORS", "3", "1"])

    assert header is not None
    assert header.last_row == 1


def test_no_head() -> None:
    """
    A table of which not two columns can be named has no head.
    """
    assert _header(["Pressure", "120/80"], ["Pulse", "Medicine"]) is None


def test_an_unclear_head_is_not_named() -> None:
    """
    A column whose head is like no known word, or is blank, stays unnamed and says so.
    """
    header = _header(["Medicine", "Qty", "Zzzz", ""], ["ORS", "3", "1", "1"])

    assert header is not None
    assert [one.kind for one in header.columns[2:]] == [None, None]
    assert [one.review[0].code for one in header.columns[2:]] == [
        DoubtCode.HEADER_UNREADABLE,
        DoubtCode.HEADER_UNREADABLE,
    ]
    assert "no head" in header.columns[3].review[0].detail


def test_a_head_that_was_not_read_is_no_head() -> None:
    """
    Words read with little confidence name nothing.
    """
    assert _header(["Medicine", "Qty"], ["ORS", "3"], confidence=0.5) is None


@pytest.mark.parametrize(
    ("head", "kind", "codes"),
    [
        ("ត្រក\n(6-8)", "morning", []),  # half the word, and its hours
        ("???\n(11-12)", "midday", [DoubtCode.HEADER_UNREADABLE]),  # the hours alone
        ("???\n(6-8)", None, [DoubtCode.HEADER_UNREADABLE]),  # morning or evening
        ("Morning\n(5-6)", "morning", []),
        ("Night\n(11-12)", "night", [DoubtCode.HOURS_CONTRADICT]),
        ("Afternoan", "afternoon", [DoubtCode.HEADER_UNREADABLE]),  # a misread slot
        ("Anui", None, [DoubtCode.HEADER_UNREADABLE]),  # not "nuit"
        ("Morning / Night", None, [DoubtCode.HEADER_UNREADABLE]),
    ],
)
def test_hours_confirm_a_slot(head: str, kind: str | None, codes: list[DoubtCode]) -> None:
    """
    A slot is named without doubt by its exact word, or by word and hours together.
    """
    header = _header(["Medicine", "Qty", head], ["ORS", "3", "1"])

    assert header is not None
    column = header.columns[2]
    assert (None if column.kind is None else column.kind.value) == kind
    assert [doubt.code for doubt in column.review] == codes


def test_two_columns_with_one_head() -> None:
    """
    Where two columns claim the same, neither has it.
    """
    header = _header(["Medicine", "Qty", "Morning", "Matin"], ["ORS", "3", "1", "2"])

    assert header is not None
    assert [one.kind for one in header.columns[2:]] == [None, None]
    assert {one.review[0].code for one in header.columns[2:]} == {DoubtCode.HEADER_REPEATED}


def test_heads_worth_another_look_and_what_comes_of_it() -> None:
    """
    Printed heads that name nothing are read again; what then names a column counts.
    """
    rows = [["Medicine", "Qty", "Morn", ""], ["ORS", "3", "1", "1"]]
    cells, header = _read(rows), _header(*rows)
    unread = unnamed_heads(header, cells)
    again = _read([["Medicine", "Qty", "Morning"]])

    assert [cells[2]] == list(unread)
    assert "Morning" == with_clearer_heads(cells, again)[2].text
    assert tuple(cells) == with_clearer_heads(cells, _read([["x", "y", "z"]]))
    assert tuple(_read([["Qty", "?"]])) == unnamed_heads(None, _read([["Qty", "?"]]))
    assert () == unnamed_heads(None, _read([["120/80", "?"]]))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("រសៀល ពេលល្ងាច", None),
        ("Matin\nSoir", None),
        ("Matin\n(6-8) (11-12)", None),
        ("Matin\n7h - 8h", ColumnKind.MORNING),
        ("ពេលល្ងាច មុនគេង", None),
        ("Après midi", ColumnKind.AFTERNOON),
        ("ល្ងាច\nEvening", ColumnKind.EVENING),
    ],
)
@pytest.mark.rule("OCR-11")
def test_a_head_of_several_times_names_no_column(head: str, kind: ColumnKind | None) -> None:
    """
    Two times of day in one head are two columns that ran together: a person is asked.
    """
    header = _header(["Medicine", "Midday", head], ["x"] * 3)
    assert header is not None

    column = with_likely_heads(header).columns[2]

    assert kind is column.kind
    assert (kind is None) == bool(column.review)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("គបៀបក្រើ", ColumnKind.METHOD),
        ("ស្ងាប", ColumnKind.EVENING),
        ("wnvieun", None),  # Latin letters: the engines make them of Khmer
        ("រំដួល", None),
        ("ម្រីក", None),  # the morning has a column
    ],
)
def test_a_head_that_resembles_a_khmer_word(head: str, kind: ColumnKind | None) -> None:
    """
    A column goes by the Khmer word that its unread head resembles, and a person checks it.
    """
    header = _header(["Medicine", "Qty", "ព្រឹក", head], ["ORS", "3", "1", "1"])
    assert header is not None

    column = with_likely_heads(header).columns[3]

    assert column.kind is kind
    assert [doubt.code for doubt in column.review] == [DoubtCode.HEADER_UNREADABLE]


def test_two_heads_that_resemble_one_word() -> None:
    """
    Where two unread heads resemble the same word neither is taken for it.
    """
    header = _header(["Medicine", "Qty", "ស្ងាប", "ស្ងាប"], ["ORS", "3", "1", "1"])
    assert header is not None

    assert with_likely_heads(header) == header


def test_the_sign_that_is_read_as_a_colon() -> None:
    """
    A sign of Khmer words that looks like a colon is read as one, and the head is known.
    """
    header = _header(["Medicine", "រយ:ពេល"], ["ORS", "3"])

    assert header is not None
    assert (header.columns[1].kind, header.columns[1].review) == (ColumnKind.DURATION, ())
