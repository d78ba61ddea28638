"""
Several pages: the photos of one prescription as one draft.
"""

import json

import attrs
import numpy as np
import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.ocr import (
    ColumnKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    DraftTable,
    FieldName,
    Page,
    PageSize,
    PrescriptionDraft,
    Reading,
    UnreadablePageError,
    doubts,
    draft_json,
    joined,
    parse_draft,
    read_pages,
    several_pages,
    upright,
)
from dastern_core.schedule import Slot
from dastern_core.testing.fakes.recognition import BarSheet

BLURRED = Doubt(code=DoubtCode.POOR_PICTURE, detail="The picture is blurred.")


def _reading(text: str, value: str | None = None) -> Reading:
    return Reading(
        text=text, value=text if value is None else value, confidence=0.9, box=upright(5, 5, 50, 20)
    )


def _row(name: str, strength: str | None = None) -> DraftMedication:
    return DraftMedication(
        name=_reading(name),
        strength=None if strength is None else _reading(strength),
        form=None,
        quantity=_reading("14"),
        unit=_reading("tablet"),
        doses={Slot.MORNING: _reading("1")},
        duration_days=_reading("7"),
        instructions=None,
    )


def _page(
    *rows: DraftMedication,
    numbers: tuple[str, ...] = (),
    fields: dict[FieldName, Reading] | None = None,
    review: tuple[Doubt, ...] = (),
) -> PrescriptionDraft:
    table = DraftTable(
        columns=(ColumnKind.NUMBER, None),
        header=(_reading("No"), _reading("?")),
        rows=tuple((_reading(number), _reading("-")) for number in numbers),
    )
    return PrescriptionDraft(
        fields=fields or {},
        medications=rows,
        tables=(table,) if numbers else (),
        review=review,
        pages=(PageSize(width=800, height=1000),),
        engine="an engine",
    )


def _codes(draft: PrescriptionDraft) -> set[tuple[str, DoubtCode]]:
    return {(path, doubt.code) for path, doubt in doubts(draft)}


def test_one_page_is_its_own_draft() -> None:
    """
    The draft of a single page stays as it is.
    """
    page = _page(_row("Zinc"), review=(BLURRED,))

    assert joined([page]) is page


def test_rows_go_on() -> None:
    """
    Rows and tables follow each other; every reading says its page, and the JSON keeps it.
    """
    draft = joined([_page(_row("Zinc"), numbers=("1",)), _page(_row("Iron"), numbers=("2",))])

    assert ["Zinc", "Iron"] == [one.name.value for one in draft.medications]
    assert [1, 2] == [
        {reading.page for _, reading in one.readings()}.pop() for one in draft.medications
    ]
    assert [1, 2] == [table.rows[0][0].page for table in draft.tables]
    assert 2 == len(draft.pages)
    assert "an engine" == draft.engine
    assert set() == _codes(draft)
    assert draft == parse_draft(json.dumps(draft_json(draft)))


def test_a_page_s_own_doubts_say_which_page() -> None:
    """
    What is doubtful about one page as a whole names the page.
    """
    draft = joined([_page(_row("Zinc")), _page(_row("Iron"), review=(BLURRED,))])

    assert ["Page 2: The picture is blurred."] == [doubt.detail for doubt in draft.review]


def test_the_head_counts_where_it_stands_first() -> None:
    """
    A field is taken from the first page that could read it; the same words again are fine.
    """
    first = {
        FieldName.HOSPITAL: _reading("Sample Hospital"),
        FieldName.DATE: attrs.evolve(_reading("?"), value=None),
    }
    second = {
        FieldName.HOSPITAL: _reading("SAMPLE  HOSPITAL"),
        FieldName.DATE: _reading("2026-10-12"),
        FieldName.DOCTOR: _reading("Sample"),
    }

    draft = joined([_page(fields=first), _page(fields=second)])

    pages = {name: (one.value, one.page) for name, one in draft.fields.items()}
    assert {
        FieldName.HOSPITAL: ("Sample Hospital", 1),
        FieldName.DATE: ("2026-10-12", 2),
        FieldName.DOCTOR: ("Sample", 2),
    } == pages
    assert set() == _codes(draft)


def test_pages_that_contradict_each_other() -> None:
    """
    A field that the pages print differently asks, and offers what the others say.
    """
    draft = joined(
        [
            _page(fields={FieldName.DATE: _reading("2026-10-12")}),
            _page(fields={FieldName.DATE: _reading("2026-10-13")}),
        ]
    )

    date = draft.fields[FieldName.DATE]
    assert ("2026-10-12", ["2026-10-13"]) == (date.value, [one.value for one in date.alternatives])
    assert {("fields.date", DoubtCode.PAGES_DIFFER)} == _codes(draft)


def test_pages_of_two_patients() -> None:
    """
    Where the patients differ the whole draft asks whether it is one prescription.
    """
    draft = joined(
        [
            _page(fields={FieldName.PATIENT: _reading("Sample One")}),
            _page(fields={FieldName.PATIENT: _reading("Sample Two")}),
        ]
    )

    assert {("page", DoubtCode.PAGES_DIFFER), ("fields.patient", DoubtCode.PAGES_DIFFER)} == (
        _codes(draft)
    )


@pytest.mark.parametrize(
    ("first", "second", "numbers", "doubted"),
    [
        ({FieldName.AGE: "45"}, {FieldName.AGE: "45"}, ("1",), False),
        ({FieldName.AGE: "45"}, {}, ("2",), False),
        ({FieldName.AGE: "45"}, {}, ("1",), True),
        ({FieldName.AGE: "45"}, {FieldName.AGE: "54"}, ("2",), True),
        ({FieldName.PATIENT: "A", FieldName.SEX: "M"}, {FieldName.SEX: "F"}, ("1",), True),
        ({FieldName.HOSPITAL: "H"}, {FieldName.HOSPITAL: "H"}, ("1",), True),
    ],
)
def test_rows_of_a_page_that_may_be_another_patient_s(
    first: dict[FieldName, str],
    second: dict[FieldName, str],
    numbers: tuple[str, ...],
    doubted: bool,  # noqa: FBT001 - a case's column
) -> None:
    """
    A page that neither says whose it is as the first does nor counts on is doubted row by row.
    """
    pages = [
        _page(
            _row(name), numbers=counted, fields={one: _reading(text) for one, text in told.items()}
        )
        for name, counted, told in (("Zinc", ("1",), first), ("Iron", numbers, second))
    ]

    assert doubted == (("medications[1]", DoubtCode.PAGES_DIFFER) in _codes(joined(pages)))


def test_a_row_photographed_twice() -> None:
    """
    A medicine of the same strength on a later page is flagged; twice on one page it is not.
    """
    whose = {FieldName.PATIENT: _reading("Sample One")}
    first = _page(_row("Zinc", "20 mg"), _row("Iron"), _row("Iron"), fields=whose)
    second = _page(_row("ZINC", "20mg"), _row("Zinc", "10 mg"), _row(""), _row(""), fields=whose)

    draft = joined([first, second, _page(_row("Iron"), fields=whose)])

    assert {
        ("medications[3]", DoubtCode.ROW_REPEATED),
        ("medications[7]", DoubtCode.ROW_REPEATED),
    } == _codes(draft)
    assert "page 1" in draft.medications[7].review[0].detail


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (("1", "2"), ("3", "4"), set()),
        (("1", "2"), ("1", "2"), set()),
        (("1", "២"), ("៣",), set()),
        (("1", "2"), ("4",), {("page", DoubtCode.ROW_MISSED)}),
        (("1", "2"), ("x",), set()),
        (("1", "2"), ("",), set()),
        ((), ("5",), set()),
    ],
)
def test_numbers_between_pages(
    first: tuple[str, ...], second: tuple[str, ...], found: set[tuple[str, DoubtCode]]
) -> None:
    """
    Numbers that skip from page to page tell of a page or a row that is missing.
    """
    draft = joined([_page(numbers=first), _page(numbers=second)])

    assert found == _codes(draft)


def test_a_table_without_numbers() -> None:
    """
    A table that numbers no rows tells nothing of those that are missing.
    """
    plain = _page(numbers=("1",))
    unnumbered = attrs.evolve(plain.tables[0], columns=(None, None))

    draft = joined([plain, attrs.evolve(plain, tables=(unnumbered,))])

    assert set() == _codes(draft)


def _sheet() -> BarSheet:
    sheet = BarSheet()
    sheet.rule(
        [
            ["No", "Medicine", "Morning", "Evening", "Days"],
            ["1", "Zinc", "1", "-", "7"],
            ["2", "Iron", "1", "1", "7"],
        ]
    )
    return sheet


def test_pages_are_read_in_turn() -> None:
    """
    Pages are read one after the other; one without text is named, and the others count.
    """
    sheet = _sheet()
    blank = Page(pixels=np.full((200, 200, 3), 255, dtype=np.uint8))

    draft = read_pages(iter([sheet.page, blank]), recognizer=sheet.recognizer)

    assert ["Zinc", "Iron"] == [one.name.value for one in draft.medications]
    assert [PageSize(width=1400, height=1000), PageSize(width=200, height=200)] == [*draft.pages]
    assert any("Page 2: It has no text" in doubt.detail for doubt in draft.review)


def test_no_text_on_any_page() -> None:
    """
    Pages without any text are refused as one such page is.
    """
    blank = Page(pixels=np.full((200, 200, 3), 255, dtype=np.uint8))

    with pytest.raises(UnreadablePageError):
        read_pages([blank, blank], recognizer=BarSheet().recognizer)


@pytest.mark.parametrize(("count", "problem"), [(0, "are missing"), (2, "more than 1")])
def test_the_number_of_pages_is_bounded(
    monkeypatch: pytest.MonkeyPatch, count: int, problem: str
) -> None:
    """
    No page, or more than a prescription has, is refused with what to give.
    """
    monkeypatch.setattr(several_pages, "MOST_PAGES", 1)
    blank = Page(pixels=np.full((200, 200, 3), 255, dtype=np.uint8))

    with pytest.raises(InvalidInputError, match=problem) as refused:
        read_pages([blank] * count, recognizer=BarSheet().recognizer)

    assert ["pages"] == [fault.field for fault in refused.value.faults]


HEADS = ["No", "Medicine", "Quantity", "Morning"]
FIRST = [HEADS, ["1", "Paracetamol 500mg", "14 tab", "1"], ["2", "Zinc 20mg", "10 tab", "1"]]
ROWS = [["3", "Iron 200mg", "7 tab", "1"], ["4", "ORS", "3 sachet", "1"]]


def _photographed(rows: list[list[str]], *, column: int) -> tuple[list[Page], BarSheet]:
    """
    Photograph a table with its head, then rows without one.
    """
    first, second = BarSheet(), BarSheet()
    first.rule(FIRST)
    second.lines = first.lines
    second.rule(rows, column=column)
    return [first.page, second.page], second


def test_a_table_that_goes_on_without_its_head() -> None:
    """
    Its columns are those of the page before, and each of its values is asked about.
    """
    pages, sheet = _photographed(ROWS, column=140)

    draft = read_pages(pages, recognizer=sheet.recognizer)

    assert ["Paracetamol", "Zinc", "Iron", "ORS"] == [one.name.value for one in draft.medications]
    for medication in draft.medications[2:]:
        readings = [one for _, one in medication.readings() if one.text]
        assert all(
            DoubtCode.HEADER_UNREADABLE in {doubt.code for doubt in one.review} for one in readings
        )
    assert all(not one.review for _, one in draft.medications[0].readings())


@pytest.mark.parametrize(
    ("rows", "column"), [([row[1:] for row in ROWS], 140), ([[*row, "1"] for row in ROWS], 140)]
)
def test_another_table_without_a_head_is_not_read(rows: list[list[str]], column: int) -> None:
    """
    Fewer or more columns than on the page before: a person must enter the rest.
    """
    pages, sheet = _photographed(rows, column=column)

    draft = read_pages(pages, recognizer=sheet.recognizer)

    assert ["Paracetamol", "Zinc"] == [one.name.value for one in draft.medications]
    assert {"page"} == {path for path, _ in _codes(draft) if not path.startswith("fields.")}
