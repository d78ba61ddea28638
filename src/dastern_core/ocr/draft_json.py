"""
Draft as JSON: the form in which a scan is shown, stored and given back.

::

    {"schema_version": "2.0",
     "engine": TEXT or null,
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

import re
from collections.abc import Mapping, Sequence

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
from dastern_core.ocr.json_values import (
    JsonValue,
    json_of,
    list_of,
    member_of,
    number_of,
    object_of,
    share_of,
    text_of,
    whole_of,
    wrong,
)
from dastern_core.ocr.quadrilaterals import Quadrilateral
from dastern_core.ocr.vital_signs import vital_signs
from dastern_core.schedule import Slot

__all__ = [
    "SCHEMA_VERSION",
    "box_json",
    "box_of",
    "draft_json",
    "draft_of",
    "parse_draft",
    "require_version",
]

SCHEMA_VERSION = "2.0"
"""
Of the JSON form. The first number changes when what was read by an old program would be
misread by it; the second when something is added. Before 2.0 the form said no version. Keys
that a later 2.x adds are passed over; a field, a column or a doubt of another name is refused,
for none may be lost.
"""

_PLACES = 3  # decimals of a confidence; more would claim what the engines do not know
_LONGEST = 5_000_000  # characters; a page of 600 cells takes under 200,000
_CORNERS = 4
_KNOWN_VERSION = re.compile(r"[12]\.[0-9]{1,4}")
_UNVERSIONED = "1.0"
_OWN_PAGE = "page: "


def draft_json(draft: PrescriptionDraft) -> dict[str, JsonValue]:
    """
    Give a draft as JSON values.
    """
    found = [(path, str(doubt)) for path, doubt in doubts(draft)]
    return {
        "schema_version": SCHEMA_VERSION,
        "engine": draft.engine,
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
    return {
        "text": reading.text,
        "value": reading.value,
        "confidence": round(reading.confidence, _PLACES),
        "page": reading.page,
        "box": box_json(reading.box),
        "review": [str(doubt) for doubt in reading.review],
        "alternatives": [
            {"value": one.value, "score": round(one.score, _PLACES)} for one in reading.alternatives
        ],
    }


def box_json(box: Quadrilateral | None) -> JsonValue:
    """
    Give a box as JSON: its four corners in whole pixels, or null.
    """
    return None if box is None else [[round(x), round(y)] for x, y in box.corners]


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
            most 5 million characters.

    Returns:
        The draft; equal to the one written, but for boxes and confidences, which were
        rounded.

    Raises:
        InvalidDraftError: The text is anything else; the fault names the place.
    """
    return draft_of(json_of(text, "draft", longest=_LONGEST))


def require_version(document: Mapping[str, object]) -> None:
    """
    Refuse a document of a form that is not known; one that says no version is of the first.

    Raises:
        InvalidDraftError: The version is another.
    """
    version = text_of(document.get("schema_version", _UNVERSIONED), "schema_version")
    if not _KNOWN_VERSION.fullmatch(version):
        raise wrong(field="schema_version", problem=f"is {version[:20]!r}, which is not known")


def draft_of(value: object) -> PrescriptionDraft:
    """
    Take a draft out of JSON values that were read already.

    Raises:
        InvalidDraftError: They are anything else; the fault names the place.
    """
    whole = object_of(value, "draft")
    require_version(whole)
    pages = list_of(whole.get("pages", []), "pages")
    engine = whole.get("engine")
    medications = list_of(whole.get("medications"), "medications")
    tables = list_of(whole.get("tables"), "tables")
    fields = object_of(whole.get("fields"), "fields")
    review = list_of(whole.get("needs_review"), "needs_review")
    own = [one for one in review if isinstance(one, str) and one.startswith(_OWN_PAGE)]
    draft = PrescriptionDraft(
        fields={
            member_of(FieldName, name, f"fields.{name}"): _reading(one, f"fields.{name}")
            for name, one in fields.items()
        },
        medications=tuple(
            _medication(one, f"medications[{row}]") for row, one in enumerate(medications)
        ),
        tables=tuple(_table(one, f"tables[{row}]") for row, one in enumerate(tables)),
        review=tuple(_doubt(one.removeprefix(_OWN_PAGE), "needs_review") for one in own),
        pages=tuple(_page(one, f"pages[{place}]") for place, one in enumerate(pages)),
        engine=None if engine is None else text_of(engine, "engine"),
    )
    for path, reading in draft.readings():
        if reading.page > max(len(draft.pages), 1):
            raise wrong(field=f"{path}.page", problem="is a page that is not there")
    return draft


def _page(value: object, field: str) -> PageSize:
    whole = object_of(value, field)
    return PageSize(
        width=whole_of(whole.get("width"), f"{field}.width"),
        height=whole_of(whole.get("height"), f"{field}.height"),
    )


def _alternative(value: object, field: str) -> Alternative:
    whole = object_of(value, field)
    return Alternative(
        value=text_of(whole.get("value"), f"{field}.value"),
        score=share_of(whole.get("score"), f"{field}.score"),
    )


def _doubt(value: object, field: str) -> Doubt:
    code, parted, detail = text_of(value, field).partition(": ")
    if not parted:
        raise wrong(field=field, problem="is not a code and a sentence")
    return Doubt(code=member_of(DoubtCode, code, field), detail=detail)


def _reading(value: object, field: str) -> Reading:
    whole = object_of(value, field)
    told = whole.get("value")
    others = list_of(whole.get("alternatives", []), f"{field}.alternatives")
    review = list_of(whole.get("review"), f"{field}.review")
    return Reading(
        text=text_of(whole.get("text"), f"{field}.text"),
        value=None if told is None else text_of(told, f"{field}.value"),
        confidence=share_of(whole.get("confidence"), f"{field}.confidence"),
        box=None if whole.get("box") is None else box_of(whole["box"], f"{field}.box"),
        review=tuple(_doubt(one, f"{field}.review") for one in review),
        alternatives=tuple(_alternative(one, f"{field}.alternatives") for one in others),
        page=whole_of(whole.get("page", 1), f"{field}.page"),
    )


def box_of(value: object, field: str) -> Quadrilateral:
    """
    Take a box out of JSON values.

    Raises:
        InvalidDraftError: It is not four corners.
    """
    points = [list_of(point, field) for point in list_of(value, field)]
    if len(points) != _CORNERS or any(len(point) != 2 for point in points):  # noqa: PLR2004 - x and y
        raise wrong(field=field, problem="is not four corners")
    first, second, third, fourth = (
        (number_of(point[0], field), number_of(point[1], field)) for point in points
    )
    return Quadrilateral(corners=(first, second, third, fourth))


def _medication(value: object, field: str) -> DraftMedication:
    whole = object_of(value, field)

    def maybe(name: str) -> Reading | None:
        one = whole.get(name)
        return None if one is None else _reading(one, f"{field}.{name}")

    doses = object_of(whole.get("doses"), f"{field}.doses")
    codes = {code.value for code in DoubtCode}
    own = [
        text_of(one, f"{field}.needs_review")
        for one in list_of(whole.get("needs_review"), f"{field}.needs_review")
    ]
    return DraftMedication(
        name=_reading(whole.get("name"), f"{field}.name"),
        strength=maybe("strength"),
        form=maybe("form"),
        quantity=maybe("quantity"),
        unit=maybe("unit"),
        doses={
            member_of(Slot, slot, f"{field}.doses"): _reading(one, f"{field}.doses.{slot}")
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
    whole = object_of(value, field)
    columns = list_of(whole.get("columns"), f"{field}.columns")
    header = list_of(whole.get("header"), f"{field}.header")
    rows = list_of(whole.get("rows"), f"{field}.rows")
    return DraftTable(
        columns=tuple(
            None if kind is None else member_of(ColumnKind, kind, f"{field}.columns")
            for kind in columns
        ),
        header=tuple(_reading(one, f"{field}.header") for one in header),
        rows=tuple(
            tuple(_reading(one, f"{field}.rows") for one in list_of(row, f"{field}.rows"))
            for row in rows
        ),
    )
