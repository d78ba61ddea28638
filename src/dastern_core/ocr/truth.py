"""
Truth: what is printed on a page, as a person wrote it down or a generator printed it.
"""

import json
from collections.abc import Mapping
from enum import Enum

import attrs

from dastern_core.kernel import Fault, InvalidInputError, ascii_digits
from dastern_core.medicines import FORM_WORDS
from dastern_core.ocr.correction import read_counted, read_date
from dastern_core.ocr.draft import FieldName
from dastern_core.ocr.lexicon import SEX_WORDS
from dastern_core.schedule import Slot

__all__ = ["PageTruth", "Part", "TrueRow", "amount_text", "parse_truth"]

_NO_DOSE = frozenset({"", "-", "--", "0"})
_REMEDY = "Give JSON with fields and table as tools/render_prescription writes them."


class Part(Enum):
    """
    What is read and can be judged.
    """

    CELL = "cell"
    NAME = "name"
    STRENGTH = "strength"
    QUANTITY = "quantity"
    UNIT = "unit"
    DOSE = "dose"
    DAYS = "days"
    INSTRUCTIONS = "instructions"
    FIELD = "field"


@attrs.frozen(kw_only=True)
class TrueRow:
    """
    One row of a table as printed.

    Args:
        cells: The text of each column, by the column's name; columns in printed order.
        days: For how many days, where that is known.
    """

    cells: Mapping[str, str]
    days: int | None = None

    def values(self) -> Mapping[tuple[Part, str], str]:
        """
        Give the values that a medication read from this row should have.

        Returns:
            For each part and its name, such as a slot, the value; amounts as exact
            fractions, a unit as the medicines' lexicon names it, empty for none.
        """
        cells = self.cells
        values = {(Part.NAME, "name"): cells.get("name", "")}
        if "strength" in cells:
            values[Part.STRENGTH, "strength"] = cells["strength"]
        if "quantity" in cells:
            values[Part.QUANTITY, "quantity"] = amount_text(cells["quantity"])
        units = [_unit(f"1 {cells.get('unit', '')}"), _unit(cells.get("quantity", ""))]
        units += [_unit(cells.get(slot.value, "")) for slot in Slot]
        values[Part.UNIT, "unit"] = next(filter(None, units), "")
        for slot in Slot:
            values[Part.DOSE, slot.value] = amount_text(cells.get(slot.value, ""))
        if self.days is not None:
            values[Part.DAYS, "days"] = str(self.days)
        told = [cells[name] for name in ("method", "remark") if cells.get(name)]
        values[Part.INSTRUCTIONS, "instructions"] = " ".join(told)
        return values


@attrs.frozen(kw_only=True)
class PageTruth:
    """
    What is printed on a page.

    Args:
        fields: The text of each field around the tables, by its name.
        rows: The rows of all tables, from top to bottom.
    """

    fields: Mapping[str, str]
    rows: tuple[TrueRow, ...]

    def field_values(self) -> Mapping[str, str]:
        """
        Give the value that each field should have: a date as ISO 8601, a sex as its word.
        """
        return {name: _field(name, text) for name, text in self.fields.items()}


def amount_text(text: str) -> str:
    """
    Give the amount that a cell begins with as an exact fraction.

    Returns:
        Such as ``3/2``; empty where no dose is printed, and where no amount is.

    Example:
        >>> amount_text("1½"), amount_text("១ គ្រាប់"), amount_text("-"), amount_text("០")
        ('3/2', '1', '', '')
    """
    plain = ascii_digits(" ".join(text.split()))
    counted = None if plain in _NO_DOSE else read_counted(plain)
    return "" if counted is None else str(counted.amount)


def _unit(text: str) -> str:
    counted = read_counted(" ".join(text.split()))
    word = None if counted is None else FORM_WORDS.get(counted.word.lower())
    return "" if word is None else word.unit


def _field(name: str, text: str) -> str:
    if name in {FieldName.DATE.value, FieldName.NEXT_VISIT.value}:
        return read_date(text) or text
    if name == FieldName.SEX.value:
        return next((sex for sex, words in SEX_WORDS.items() if text.lower() in words), text)
    return text


def parse_truth(text: str) -> PageTruth:
    """
    Read a truth file.

    Args:
        text: JSON with ``fields`` (a text each, or a list of texts) and ``table``, or
            ``tables``: ``columns``, ``rows`` and, where known, ``days``.

    Raises:
        InvalidInputError: It is anything else.
    """
    try:
        whole = json.loads(text)
        tables = whole["tables"] if "tables" in whole else [whole["table"]]
        rows = tuple(
            TrueRow(
                cells=dict(zip(_texts(table["columns"]), _texts(cells), strict=True)), days=days
            )
            for table in tables
            for cells, days in zip(
                table["rows"], table.get("days", [None] * len(table["rows"])), strict=True
            )
        )
        fields = {
            name: value if isinstance(value, str) else ", ".join(_texts(value))
            for name, value in whole["fields"].items()
        }
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        fault = Fault(field="truth", problem="is not what a truth file holds", remedy=_REMEDY)
        raise InvalidInputError(fault) from error
    return PageTruth(fields=fields, rows=rows)


def _texts(values: object) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise TypeError
    return values
