"""
Draft as JSON: the form in which a scan is shown, stored and given back.
"""

import json
import math
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from dastern_core.ocr import (
    SCHEMA_VERSION,
    Alternative,
    ColumnKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    DraftTable,
    FieldName,
    InvalidDraftError,
    PageSize,
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
SEVEN = Reading(
    text="1",
    value="1",
    confidence=0.7,
    box=upright(1, 2, 30, 40),
    alternatives=(Alternative(value="7", score=0.62),),
    page=2,
)
DRAFT = PrescriptionDraft(
    fields={FieldName.AGE: NAME},
    medications=(
        DraftMedication(
            name=NAME,
            strength=NAME,
            form=None,
            quantity=None,
            unit=NAME,
            doses={Slot.MIDDAY: SEVEN, Slot.EVENING: DOSE},
            duration_days=DOSE,
            instructions=None,
            review=(DOUBT,),
        ),
    ),
    tables=(
        DraftTable(columns=(ColumnKind.NAME, None), header=(NAME, NAME), rows=((NAME, DOSE),)),
    ),
    review=(DOUBT,),
    pages=(PageSize(width=900, height=1200), PageSize(width=800, height=600)),
    engine="an engine 1.0",
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
        "page": 1,
        "box": [[1, 2], [30, 2], [30, 40], [1, 40]],
        "review": [],
        "alternatives": [],
    }
    assert medication["doses"]["midday"]["alternatives"] == [{"value": "7", "score": 0.62}]
    assert medication["doses"]["midday"]["page"] == 2
    assert written["schema_version"] == SCHEMA_VERSION
    assert written["pages"] == [{"width": 900, "height": 1200}, {"width": 800, "height": 600}]
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
        (_with("medications.0.name.box", [[math.nan, 2]] * 4), "medications[0].name.box"),
        (_with("medications.0.name.box", [[10**400, 2]] * 4), "medications[0].name.box"),
        (_with("engine", 1), "engine"),
        (_with("medications.0.name.text", "half \ud83d"), "medications[0].name.text"),
        (_with("medications.0.name.review", ["x"]), "medications[0].name.review"),
        (_with("medications.0.name.review", ["x: y"]), "medications[0].name.review"),
        (_with("medications.0.doses.noon", DOSE.text), "medications[0].doses"),
        (_with("medications.0.needs_review", [1]), "medications[0].needs_review"),
        (_with("medications.0.name.page", 0), "medications[0].name.page"),
        (_with("medications.0.name.page", value=True), "medications[0].name.page"),
        (_with("medications.0.name.page", 3), "medications[0].name.page"),
        (_with("medications.0.name.alternatives", 1), "medications[0].name.alternatives"),
        (
            _with("medications.0.name.alternatives", [{"value": "x", "score": 2}]),
            "medications[0].name.alternatives.score",
        ),
        (_with("pages.0.width", 1.5), "pages[0].width"),
        (_with("schema_version", "3.0"), "schema_version"),
        (_with("schema_version", 2), "schema_version"),
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


def test_reads_what_was_written_before_there_was_a_version() -> None:
    """
    A draft without version, pages and alternatives is one of a single page of unknown size.
    """
    one_page = attrs.evolve(
        DRAFT,
        medications=(attrs.evolve(DRAFT.medications[0], doses={Slot.EVENING: DOSE}),),
        pages=(),
        engine=None,
    )
    written: Any = draft_json(one_page)
    del written["schema_version"], written["pages"], written["engine"]
    old = json.loads(
        json.dumps(written),
        object_hook=lambda one: {
            key: value for key, value in one.items() if key not in {"page", "alternatives"}
        },
    )

    assert parse_draft(json.dumps(old)) == one_page


def test_passes_over_what_a_later_version_adds() -> None:
    """
    A later version of the same form is read as far as it is known.
    """
    written = {**draft_json(DRAFT), "schema_version": "2.7", "colour": "blue"}

    assert parse_draft(json.dumps(written)) == DRAFT


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "1", " " * 5_000_001])
def test_refuses_other_text(text: str) -> None:
    """
    Text that is no JSON object, or far too long, is refused.
    """
    with pytest.raises(InvalidDraftError, match="draft"):
        parse_draft(text)
