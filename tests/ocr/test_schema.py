"""
Schema: the JSON forms as pydantic models, held to what is written and what is read.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from dastern_core.ocr import (
    Alternative,
    Answer,
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
    ReviewedDraft,
    confirmation,
    confirmation_json,
    draft_json,
    parse_draft,
    parse_reviewed,
    reviewed_json,
    upright,
)
from dastern_core.ocr.schema import SCHEMAS, DraftModel
from dastern_core.schedule import Slot

ROOT = Path(__file__).parents[2]
DOUBT = Doubt(code=DoubtCode.UNCLEAR_TEXT, detail="Check it.")


def _reading(value: str, *review: Doubt, page: int = 1) -> Reading:
    return Reading(
        text=value,
        value=value,
        confidence=0.9,
        box=upright(1, 2, 30, 40),
        review=review,
        alternatives=(Alternative(value="x", score=0.5),),
        page=page,
    )


DRAFT = PrescriptionDraft(
    fields={
        FieldName.PATIENT: _reading("A. Sample", DOUBT),
        FieldName.PULSE: _reading("72"),
    },
    medications=(
        DraftMedication(
            name=_reading("Amoxicillin", page=2),
            strength=_reading("500 mg"),
            form=None,
            quantity=_reading("7"),
            unit=_reading("capsule"),
            doses={Slot.MORNING: _reading("1/3", DOUBT)},
            duration_days=_reading("7"),
            instructions=None,
            review=(DOUBT,),
        ),
    ),
    tables=(
        DraftTable(
            columns=(ColumnKind.NAME, None),
            header=(_reading("Medicine"), _reading("?")),
            rows=((_reading("Amoxicillin"), _reading("1")),),
        ),
    ),
    review=(DOUBT,),
    pages=(PageSize(width=900, height=1200), PageSize(width=900, height=1200)),
    engine="an engine 1.0",
)
REVIEWED = ReviewedDraft(
    draft=DRAFT,
    answers=(
        Answer(path="page", after="ok"),
        Answer(path="medications[0]", after="ok"),
        Answer(path="medications[0].doses.morning", after="1", crop=b"\x89PNG\r\n\x1a\n."),
        Answer(path="fields.age", after="19"),
    ),
)
WRITTEN: dict[str, Any] = {
    "draft": draft_json(DRAFT),
    "review": reviewed_json(REVIEWED),
    "confirmation": confirmation_json(confirmation(DRAFT, REVIEWED.corrections)),
}


@pytest.mark.parametrize("name", ["draft", "review", "confirmation"])
@pytest.mark.rule("OCR-30")
def test_what_is_written_is_what_the_model_describes(name: str) -> None:
    """
    Each document fits its model, and the model knows every key of it.
    """
    plain = json.loads(json.dumps(WRITTEN[name]))

    model = SCHEMAS[name].model_validate(plain)  # type: ignore[index]

    assert model.model_dump(mode="json") == plain


def _places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """
    Give the path of each value in a document.
    """
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value[:2]):
            yield from _places(inner, (*path, place))


def _changed(document: object, path: tuple[str | int, ...], value: object) -> str:
    copy = json.loads(json.dumps(document))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return json.dumps(copy)


@pytest.mark.parametrize("value", [None, 1.5, "nonsense", [], {}, True])
def test_what_the_model_takes_the_reader_takes(value: object) -> None:
    """
    Whatever one value of a draft is replaced by: where the model takes it, so does the reader.
    """
    refused = []
    for path in _places(WRITTEN["draft"]):
        text = _changed(WRITTEN["draft"], path, value)
        try:
            DraftModel.model_validate_json(text)
        except ValidationError:
            continue
        try:
            parse_draft(text)
        except InvalidDraftError as error:
            refused.append((path, str(error)))

    semantic = {
        "review",
        "needs_review",
        "page",
        "pages",
    }  # words and page numbers, which only it checks
    assert [one for one in refused if not semantic & set(one[0])] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda draft: draft.update(schema_version="3.0"),
        lambda draft: draft["fields"].update(shoe=draft["fields"]["pulse"]),
        lambda draft: draft["fields"]["pulse"].update(confidence=2),
        lambda draft: draft["fields"]["pulse"].update(box=[[1, 2]]),
        lambda draft: draft["medications"][0].pop("name"),
        lambda draft: draft["tables"][0].update(columns=["shoe"]),
    ],
)
def test_the_model_refuses_other_documents(change: Callable[[Any], object]) -> None:
    """
    A document of another form is refused.
    """
    document = json.loads(json.dumps(WRITTEN["draft"]))
    change(document)

    with pytest.raises(ValidationError):
        DraftModel.model_validate(document)


def test_the_domain_does_not_load_pydantic() -> None:
    """
    Reading a prescription needs no schema library.
    """
    script = "import sys, dastern_core.ocr; print('pydantic' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )

    assert result.stdout == "False\n"


def test_the_map_names_places_that_there_are() -> None:
    """
    Every path of the documented map is one of the model's.
    """
    page = (ROOT / "docs" / "domains" / "ocr.md").read_text(encoding="utf-8")
    table = page.partition("| Draft 2.0 |")[2].partition("\n\n")[0]
    told = re.findall(
        r"`([a-z_.\[\]]+)`", "\n".join(row.split("|")[1] for row in table.split("\n")[2:])
    )
    document = WRITTEN["draft"]
    known = {re.sub(r"\.\d+", "[]", ".".join(map(str, path))) for path in _places(document)} | {
        f"fields.{name.value}" for name in FieldName
    }

    assert len(told) > 20
    assert [
        path for path in told if path.replace("vital_signs[]", "vital_signs") not in known
    ] == []


def test_a_reviewed_draft_is_read_back() -> None:
    """
    Answers keep their paths, their words and the crop.
    """
    assert parse_reviewed(json.dumps(WRITTEN["review"])) == REVIEWED
