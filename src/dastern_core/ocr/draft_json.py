"""
Draft as JSON: the form in which a scan is shown, stored and given back.

::

    {"schema_version": "2.0",
     "pages": [{"width", "height"}],
     "fields": {NAME: READING},
     "vital_signs": [{"field": NAME, "code": LOINC, "value": TEXT, "unit": UCUM}],
     "medications": [{"name": READING, "strength": READING, "form": READING,
       "quantity": READING, "unit": READING, "doses": {SLOT: READING}, "duration_days": READING,
       "instructions": READING, "needs_review": [TEXT]}],
     "tables": [{"columns": [KIND], "header": [READING], "rows": [[READING]]}],
     "needs_review": [TEXT]}

    READING = {"text", "value", "confidence", "page", "box": [[x, y] x 4], "review": [TEXT],
      "alternatives": [{"value", "score"}]} or null

A box counts in the pixels that ``pages`` states for its page. A reason for review is
``code: sentence``; in ``needs_review`` the path of what it is about stands before it. Every
slot has a key; null means that no dose is printed there.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.ocr.draft import (
    Alternative,
    ColumnKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    DraftTable,
    FieldName,
    PageSize,
    PrescriptionDraft,
    Reading,
    doubts,
)
from dastern_core.ocr.quadrilaterals import Quadrilateral
from dastern_core.ocr.vital_signs import vital_signs
from dastern_core.schedule import Slot

__all__ = ["SCHEMA_VERSION", "InvalidDraftError", "JsonValue", "draft_json", "parse_draft"]

SCHEMA_VERSION = "2.0"
"""
Of the JSON form. The first number changes when what was read by an old program would be
misread by it; the second when something is added. Before 2.0 the form said no version.
"""

JsonValue = None | bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"]
"""
What JSON can say.
"""

_T = TypeVar("_T")

_PLACES = 3  # decimals of a confidence; more would claim what the engines do not know
_LONGEST = 5_000_000  # characters; a page of 600 cells takes under 200,000
_CORNERS = 4
_KNOWN_VERSION = re.compile(r"[12]\.[0-9]{1,4}")
_UNVERSIONED = "1.0"
_LARGEST = 1_000_000  # pages, or pixels of a side; no page has so many
_OWN_PAGE = "page: "


class InvalidDraftError(InvalidInputError):
    """
    The text is no draft.
    """

    code = "invalid_draft"


def draft_json(draft: PrescriptionDraft) -> dict[str, JsonValue]:
    """
    Give a draft as JSON values.
    """
    found = [(path, str(doubt)) for path, doubt in doubts(draft)]
    return {
        "schema_version": SCHEMA_VERSION,
        "pages": [{"width": page.width, "height": page.height} for page in draft.pages],
        "fields": {name.value: _reading_json(one) for name, one in draft.fields.items()},
        "vital_signs": [
            {"field": one.field.value, "code": one.code, "value": one.value, "unit": one.unit}
            for one in vital_signs(draft.fields)
        ],
        "medications": [
            _medication_json(one, f"medications[{row}]", found)
            for row, one in enumerate(draft.medications)
        ],
        "tables": [_table_json(table) for table in draft.tables],
        "needs_review": [f"{path}: {doubt}" for path, doubt in found],
    }


def _reading_json(reading: Reading | None) -> JsonValue:
    if reading is None:
        return None
    box = reading.box
    return {
        "text": reading.text,
        "value": reading.value,
        "confidence": round(reading.confidence, _PLACES),
        "page": reading.page,
        "box": None if box is None else [[round(x), round(y)] for x, y in box.corners],
        "review": [str(doubt) for doubt in reading.review],
        "alternatives": [
            {"value": one.value, "score": round(one.score, _PLACES)} for one in reading.alternatives
        ],
    }


def _medication_json(
    medication: DraftMedication, here: str, found: Sequence[tuple[str, str]]
) -> JsonValue:
    mine = [
        f"{path.removeprefix(here).lstrip('.')}: {doubt}".removeprefix(": ")
        for path, doubt in found
        if path == here or path.startswith(f"{here}.")
    ]
    return {
        "name": _reading_json(medication.name),
        "strength": _reading_json(medication.strength),
        "form": _reading_json(medication.form),
        "quantity": _reading_json(medication.quantity),
        "unit": _reading_json(medication.unit),
        "doses": {slot.value: _reading_json(medication.doses.get(slot)) for slot in Slot},
        "duration_days": _reading_json(medication.duration_days),
        "instructions": _reading_json(medication.instructions),
        "needs_review": mine,
    }


def _table_json(table: DraftTable) -> JsonValue:
    return {
        "columns": [None if kind is None else kind.value for kind in table.columns],
        "header": [_reading_json(reading) for reading in table.header],
        "rows": [[_reading_json(reading) for reading in row] for row in table.rows],
    }


def parse_draft(text: str) -> PrescriptionDraft:
    """
    Read a draft back.

    Args:
        text: JSON as ``draft_json`` gives it, or gave it before it said its version; at
            most 5 million characters. What a later 2.x has added is passed over.

    Returns:
        The draft; equal to the one written, but for boxes and confidences, which were
        rounded.

    Raises:
        InvalidDraftError: The text is anything else; the fault names the place.
    """
    if len(text) > _LONGEST:
        raise _wrong(field="draft", problem="is longer than 5 million characters")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _wrong(field="draft", problem="is not JSON") from error
    whole = _object(value, "draft")
    version = _text(whole.get("schema_version", _UNVERSIONED), "schema_version")
    if not _KNOWN_VERSION.fullmatch(version):
        raise _wrong(field="schema_version", problem=f"is {version[:20]!r}, which is not known")
    pages = _list(whole.get("pages", []), "pages")
    medications = _list(whole.get("medications"), "medications")
    tables = _list(whole.get("tables"), "tables")
    fields = _object(whole.get("fields"), "fields")
    review = _list(whole.get("needs_review"), "needs_review")
    own = [one for one in review if isinstance(one, str) and one.startswith(_OWN_PAGE)]
    draft = PrescriptionDraft(
        fields={
            _member(FieldName, name, f"fields.{name}"): _reading(one, f"fields.{name}")
            for name, one in fields.items()
        },
        medications=tuple(
            _medication(one, f"medications[{row}]") for row, one in enumerate(medications)
        ),
        tables=tuple(_table(one, f"tables[{row}]") for row, one in enumerate(tables)),
        review=tuple(_doubt(one.removeprefix(_OWN_PAGE), "needs_review") for one in own),
        pages=tuple(_page(one, f"pages[{place}]") for place, one in enumerate(pages)),
    )
    for path, reading in draft.readings():
        if reading.page > max(len(draft.pages), 1):
            raise _wrong(field=f"{path}.page", problem="is a page that is not there")
    return draft


def _wrong(*, field: str, problem: str) -> InvalidDraftError:
    remedy = "Give the JSON that `dastern scan --json` wrote."
    return InvalidDraftError(Fault(field=field, problem=problem, remedy=remedy))


def _object(value: object, field: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _wrong(field=field, problem="is not an object")
    return value


def _list(value: object, field: str) -> Sequence[object]:
    if not isinstance(value, list):
        raise _wrong(field=field, problem="is not a list")
    return value


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise _wrong(field=field, problem="is not text")
    return value


def _member(kind: Callable[[str], _T], value: object, field: str) -> _T:
    try:
        return kind(_text(value, field))
    except ValueError as error:
        raise _wrong(field=field, problem="is not one of the known words") from error


def _number(value: object, field: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(field=field, problem="is not a number")
    return float(value)


def _whole(value: object, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LARGEST:
        raise _wrong(field=field, problem="is not a whole number from 1")
    return value


def _page(value: object, field: str) -> PageSize:
    whole = _object(value, field)
    return PageSize(
        width=_whole(whole.get("width"), f"{field}.width"),
        height=_whole(whole.get("height"), f"{field}.height"),
    )


def _share(value: object, field: str) -> float:
    share = _number(value, field)
    if not 0 <= share <= 1:
        raise _wrong(field=field, problem="is not between 0 and 1")
    return share


def _alternative(value: object, field: str) -> Alternative:
    whole = _object(value, field)
    return Alternative(
        value=_text(whole.get("value"), f"{field}.value"),
        score=_share(whole.get("score"), f"{field}.score"),
    )


def _doubt(value: object, field: str) -> Doubt:
    code, parted, detail = _text(value, field).partition(": ")
    if not parted:
        raise _wrong(field=field, problem="is not a code and a sentence")
    return Doubt(code=_member(DoubtCode, code, field), detail=detail)


def _reading(value: object, field: str) -> Reading:
    whole = _object(value, field)
    told = whole.get("value")
    others = _list(whole.get("alternatives", []), f"{field}.alternatives")
    review = _list(whole.get("review"), f"{field}.review")
    return Reading(
        text=_text(whole.get("text"), f"{field}.text"),
        value=None if told is None else _text(told, f"{field}.value"),
        confidence=_share(whole.get("confidence"), f"{field}.confidence"),
        box=None if whole.get("box") is None else _box(whole["box"], f"{field}.box"),
        review=tuple(_doubt(one, f"{field}.review") for one in review),
        alternatives=tuple(_alternative(one, f"{field}.alternatives") for one in others),
        page=_whole(whole.get("page", 1), f"{field}.page"),
    )


def _box(value: object, field: str) -> Quadrilateral:
    points = [_list(point, field) for point in _list(value, field)]
    if len(points) != _CORNERS or any(len(point) != 2 for point in points):  # noqa: PLR2004 - x and y
        raise _wrong(field=field, problem="is not four corners")
    first, second, third, fourth = (
        (_number(point[0], field), _number(point[1], field)) for point in points
    )
    return Quadrilateral(corners=(first, second, third, fourth))


def _medication(value: object, field: str) -> DraftMedication:
    whole = _object(value, field)

    def maybe(name: str) -> Reading | None:
        one = whole.get(name)
        return None if one is None else _reading(one, f"{field}.{name}")

    doses = _object(whole.get("doses"), f"{field}.doses")
    codes = {code.value for code in DoubtCode}
    own = [
        _text(one, f"{field}.needs_review")
        for one in _list(whole.get("needs_review"), f"{field}.needs_review")
    ]
    return DraftMedication(
        name=_reading(whole.get("name"), f"{field}.name"),
        strength=maybe("strength"),
        form=maybe("form"),
        quantity=maybe("quantity"),
        unit=maybe("unit"),
        doses={
            _member(Slot, slot, f"{field}.doses"): _reading(one, f"{field}.doses.{slot}")
            for slot, one in doses.items()
            if one is not None
        },
        duration_days=_reading(whole.get("duration_days"), f"{field}.duration_days"),
        instructions=maybe("instructions"),
        review=tuple(
            _doubt(one, f"{field}.needs_review") for one in own if one.partition(": ")[0] in codes
        ),
    )


def _table(value: object, field: str) -> DraftTable:
    whole = _object(value, field)
    columns = _list(whole.get("columns"), f"{field}.columns")
    header = _list(whole.get("header"), f"{field}.header")
    rows = _list(whole.get("rows"), f"{field}.rows")
    return DraftTable(
        columns=tuple(
            None if kind is None else _member(ColumnKind, kind, f"{field}.columns")
            for kind in columns
        ),
        header=tuple(_reading(one, f"{field}.header") for one in header),
        rows=tuple(
            tuple(_reading(one, f"{field}.rows") for one in _list(row, f"{field}.rows"))
            for row in rows
        ),
    )
