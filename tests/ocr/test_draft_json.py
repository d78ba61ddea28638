"""
Draft as JSON: the form in which a scan is shown, stored and given back.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from dastern_core.ocr import (
    ColumnKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    DraftTable,
    FieldName,
    InvalidDraftError,
    PrescriptionDraft,
    Reading,
    draft_json,
    parse_draft,
    upright,
)
from dastern_core.schedule import Slot

DOUBT = Doubt(code=DoubtCode.NOT_WHOLE_DAYS, detail="10 at 3 a day: check both.")
NAME = Reading(text="ORS\n20g", value="ORS", confidence=0.975, box=upright(1, 2, 30, 40))
DOSE = Reading(text="½", value="0.5", confidence=1.0, box=None, review=(DOUBT,))
DRAFT = PrescriptionDraft(
    fields={FieldName.AGE: NAME},
    medications=(
        DraftMedication(
            name=NAME,
            strength=NAME,
            form=None,
            quantity=None,
            unit=NAME,
            doses={Slot.EVENING: DOSE},
            duration_days=DOSE,
            instructions=None,
            review=(DOUBT,),
        ),
    ),
    tables=(
        DraftTable(columns=(ColumnKind.NAME, None), header=(NAME, NAME), rows=((NAME, DOSE),)),
    ),
    review=(DOUBT,),
)


def test_round_trip() -> None:
    """
    What was written is read back.
    """
    assert parse_draft(json.dumps(draft_json(DRAFT))) == DRAFT


def test_the_shape() -> None:
    """
    Each value carries its evidence, each slot has a key, and reasons name their place.
    """
    written: Any = draft_json(DRAFT)
    medication = written["medications"][0]

    assert medication["name"] == {
        "text": "ORS\n20g",
        "value": "ORS",
        "confidence": 0.975,
        "box": [[1, 2], [30, 2], [30, 40], [1, 40]],
        "review": [],
    }
    assert list(medication["doses"]) == ["morning", "midday", "afternoon", "evening", "night"]
    assert medication["doses"]["morning"] is None
    assert medication["doses"]["evening"]["value"] == "0.5"
    assert medication["needs_review"] == [
        str(DOUBT),
        f"doses.evening: {DOUBT}",
        f"duration_days: {DOUBT}",
    ]
    assert written["needs_review"][:2] == [f"page: {DOUBT}", f"medications[0]: {DOUBT}"]


def _without(path: str) -> Callable[[Any], None]:
    def change(written: Any) -> None:  # noqa: ANN401 - JSON
        *way, last = path.split(".")
        for key in way:
            written = written[int(key) if key.isdigit() else key]
        del written[last]

    return change


def _with(path: str, value: object) -> Callable[[Any], None]:
    def change(written: Any) -> None:  # noqa: ANN401 - JSON
        *way, last = path.split(".")
        for key in way:
            written = written[int(key) if key.isdigit() else key]
        written[int(last) if last.isdigit() else last] = value

    return change


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (_without("medications"), "medications"),
        (_with("fields", []), "fields"),
        (_with("fields.shoe", {}), "fields.shoe"),
        (_with("fields.age", 1), "fields.age"),
        (_with("medications.0.name.text", None), "medications[0].name.text"),
        (_with("medications.0.name.value", 1), "medications[0].name.value"),
        (_with("medications.0.name.confidence", 2), "medications[0].name.confidence"),
        (_with("medications.0.name.confidence", value=True), "medications[0].name.confidence"),
        (_with("medications.0.name.box", [[1, 2]]), "medications[0].name.box"),
        (_with("medications.0.name.box", [[1]] * 4), "medications[0].name.box"),
        (_with("medications.0.name.box", [["1", 2]] * 4), "medications[0].name.box"),
        (_with("medications.0.name.review", ["x"]), "medications[0].name.review"),
        (_with("medications.0.name.review", ["x: y"]), "medications[0].name.review"),
        (_with("medications.0.doses.noon", DOSE.text), "medications[0].doses"),
        (_with("medications.0.needs_review", [1]), "medications[0].needs_review"),
        (_with("tables.0.columns", ["shoe"]), "tables[0].columns"),
        (_with("tables.0.rows", [1]), "tables[0].rows"),
    ],
)
def test_names_the_place_that_is_wrong(change: Callable[[Any], None], field: str) -> None:
    """
    Any other JSON is refused with the path of what is wrong.
    """
    written = draft_json(DRAFT)
    change(written)

    with pytest.raises(InvalidDraftError) as refused:
        parse_draft(json.dumps(written))

    assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "1", " " * 5_000_001])
def test_refuses_other_text(text: str) -> None:
    """
    Text that is no JSON object, or far too long, is refused.
    """
    with pytest.raises(InvalidDraftError, match="draft"):
        parse_draft(text)
