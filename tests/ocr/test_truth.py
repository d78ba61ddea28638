"""
Truth: what is printed on a page, parsed once, with the values that should be read.
"""

import json

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.ocr.truth import PageTruth, Part, TrueRow, amount_text, parse_truth
from dastern_core.schedule import Slot

TABLE = {"columns": ["name", "morning"], "rows": [["Aspirin 100mg", "1"]]}


@pytest.mark.parametrize("document", [{"table": TABLE}, {"tables": [TABLE]}], ids=["one", "list"])
def test_rows_go_by_their_columns(document: dict[str, object]) -> None:
    """
    A page of one table and one of several are parsed alike; days may be unknown.
    """
    truth = parse_truth(json.dumps({"fields": {}, **document}))

    assert (TrueRow(cells={"name": "Aspirin 100mg", "morning": "1"}),) == truth.rows


def test_days_and_lists_are_kept() -> None:
    """
    Days stand by their row, and a field of several texts becomes one.
    """
    document = {"fields": {"age": "19", "diagnosis": ["a", "b"]}, "table": {**TABLE, "days": [5]}}

    truth = parse_truth(json.dumps(document))

    assert [5] == [row.days for row in truth.rows]
    assert {"age": "19", "diagnosis": "a, b"} == truth.fields


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "[" * 100_000,
        '{"fields": {}}',
        '{"fields": [], "table": {"columns": [], "rows": []}}',
        '{"fields": {"age": 3}, "table": {"columns": [], "rows": []}}',
        '{"fields": {}, "table": {"columns": ["name"], "rows": [["a", "b"]]}}',
        '{"fields": {}, "table": {"columns": ["name"], "rows": [["a"]], "days": []}}',
        # what `dastern scan --json` writes
        '{"fields": {"age": {"value": "3"}}, "table": {"columns": [], "rows": []}}',
        '{"fields": {}, "table": {"columns": [{"kind": "name"}], "rows": [["a"]]}}',
        '{"fields": {}, "table": {"columns": ["name"], "rows": [[{"value": "a"}]]}}',
    ],
    ids=[
        *("no-json", "list", "deep", "no-table", "fields", "number", "too-wide", "days"),
        *("draft-field", "draft-column", "draft-cell"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """
    A file that is no truth file is named as such.
    """
    with pytest.raises(InvalidInputError, match="truth"):
        parse_truth(text)


def test_a_row_has_the_values_that_its_cells_say() -> None:
    """
    Doses are exact, a dash is no dose, the unit comes from the quantity.
    """
    row = TrueRow(
        cells={
            "name": "Aspirin",
            "strength": "100 mg",
            "quantity": "21 គ្រាប់",
            "morning": "1½",
            "evening": "-",
            "method": "លេប",
            "remark": "ក្រោយបាយ",
        },
        days=14,
    )

    assert {
        (Part.NAME, "name"): "Aspirin",
        (Part.STRENGTH, "strength"): "100 mg",
        (Part.QUANTITY, "quantity"): "21",
        (Part.UNIT, "unit"): "tablet",
        (Part.DAYS, "days"): "14",
        (Part.INSTRUCTIONS, "instructions"): "លេប ក្រោយបាយ",
        **{(Part.DOSE, slot.value): "" for slot in Slot},
        (Part.DOSE, "morning"): "3/2",
    } == dict(row.values())


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        ({"unit": "កញ្ចប់", "quantity": "3"}, "sachet"),
        ({"morning": "1\nគ្រាប់"}, "tablet"),
        ({"quantity": "3 xyz"}, ""),
        ({"quantity": "?"}, ""),
    ],
    ids=["column", "dose", "unknown", "no-number"],
)
def test_the_unit_comes_from_where_it_is_printed(cells: dict[str, str], unit: str) -> None:
    """
    A column of its own, the quantity or a dose may name the unit; an unknown word names none.
    """
    assert unit == TrueRow(cells=cells).values()[Part.UNIT, "unit"]


def test_an_amount_is_exact() -> None:
    """
    Amounts become fractions; nothing, a dash, a zero and words become nothing.
    """
    texts = ["1/2", "២", "0.5", "14 គ្រាប់", "", "-", "0", "x"]

    assert ["1/2", "2", "1/2", "14", "", "", "", ""] == [amount_text(text) for text in texts]


def test_fields_have_the_values_that_a_draft_gives() -> None:
    """
    A date becomes ISO 8601, a sex its word; what is neither stays as printed.
    """
    truth = PageTruth(fields={"date": "15/06/2025", "sex": "ស្រី", "age": "19"}, rows=())
    odd = PageTruth(fields={"date": "tomorrow", "sex": "?"}, rows=())

    assert {"date": "2025-06-15", "sex": "female", "age": "19"} == truth.field_values()
    assert {"date": "tomorrow", "sex": "?"} == odd.field_values()
