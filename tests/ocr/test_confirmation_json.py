"""
Confirmation as JSON: what a review hands back, and what became of it.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from dastern_core.ocr import (
    Answer,
    Confirmation,
    Doubt,
    DoubtCode,
    DraftMedication,
    FieldName,
    InvalidDraftError,
    PageSize,
    PrescriptionDraft,
    Reading,
    ReviewedDraft,
    confirmation,
    confirmation_json,
    parse_reviewed,
    reviewed_json,
    upright,
)
from dastern_core.prescriptions import MedicationLine
from dastern_core.schedule import Slot

DOUBT = Doubt(code=DoubtCode.UNCLEAR_TEXT, detail="Check it.")
PNG = b"\x89PNG\r\n\x1a\n and more"


def _reading(value: str, *review: Doubt) -> Reading:
    return Reading(
        text=value, value=value, confidence=0.9, box=upright(1, 2, 30, 40), review=review
    )


DRAFT = PrescriptionDraft(
    fields={FieldName.AGE: _reading("10")},
    medications=(
        DraftMedication(
            name=_reading("ORS"),
            strength=None,
            form=None,
            quantity=None,
            unit=_reading("sachet"),
            doses={Slot.MORNING: _reading("7", DOUBT)},
            duration_days=_reading("5"),
            instructions=None,
        ),
    ),
    pages=(PageSize(width=900, height=1200),),
)
REVIEWED = ReviewedDraft(
    draft=DRAFT,
    answers=(
        Answer(path="medications[0].doses.morning", after="1", crop=PNG),
        Answer(path="fields.age", after="19"),
        Answer(path="fields.diagnosis", after="Diarrhoea"),
    ),
)


def test_an_answer_repeats_the_reading_that_it_is_about() -> None:
    """
    The value as read, its page and its box stand beside what the person said.
    """
    written: Any = reviewed_json(REVIEWED)

    assert written["answers"][0] == {
        "path": "medications[0].doses.morning",
        "before": "7",
        "after": "1",
        "page": 1,
        "box": [[1, 2], [30, 2], [30, 40], [1, 40]],
        "crop": b64encode(PNG).decode(),
    }
    assert written["answers"][2]["before"] is None


def test_round_trip() -> None:
    """
    What was written is read back.
    """
    assert parse_reviewed(json.dumps(reviewed_json(REVIEWED))) == REVIEWED


def test_what_became_of_it() -> None:
    """
    Exact amounts, the fields, and each change with the print it is about.
    """
    written: Any = confirmation_json(confirmation(DRAFT, REVIEWED.corrections))

    assert written["fields"] == {"age": "19", "diagnosis": "Diarrhoea"}
    assert written["medications"] == [
        {
            "name": "ORS",
            "strength": None,
            "form": None,
            "unit": "sachet",
            "quantity": None,
            "doses": {"morning": "1"},
            "duration_days": 5,
            "instructions": None,
        }
    ]
    assert written["changes"][0] == {
        "path": "medications[0].doses.morning",
        "kind": "corrected",
        "before": "7",
        "after": "1",
        "page": 1,
        "box": [[1, 2], [30, 2], [30, 40], [1, 40]],
    }
    assert (written["changes"][2]["kind"], written["changes"][2]["box"]) == ("added", None)


def test_amounts_stay_exact() -> None:
    """
    A third is a third.
    """
    line = MedicationLine(
        name="ORS",
        strength=None,
        form=None,
        unit="sachet",
        quantity=Fraction(7, 2),
        doses={Slot.MORNING: Fraction(1, 3)},
        duration_days=5,
        instructions=None,
    )

    written: Any = confirmation_json(Confirmation(lines=(line,), fields={}, changes=()))

    assert written["medications"][0]["doses"] == {"morning": "1/3"}
    assert written["medications"][0]["quantity"] == "3.5"


def test_a_draft_is_no_review() -> None:
    """
    Whoever gives a draft is sent to the review page, not back to the draft.
    """
    draft = json.loads(json.dumps(reviewed_json(REVIEWED)))["draft"]

    with pytest.raises(InvalidDraftError, match="scan --review") as refused:
        parse_reviewed(json.dumps(draft))

    assert "nobody has reviewed" in refused.value.faults[0].problem


def _answer(**changed: object) -> Callable[[Any], None]:
    return lambda written: written["answers"][0].update(changed)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda written: written.pop("draft"), "draft"),
        (lambda written: written.update(answers=None), "answers"),
        (lambda written: written.update(answers=[1]), "answers[0]"),
        (lambda written: written.update(answers=[{}] * 2001), "answers"),
        (lambda written: written.update(schema_version="9.0"), "schema_version"),
        (lambda written: written["answers"].append(written["answers"][0]), "answers[3].path"),
        (_answer(path=1), "answers[0].path"),
        (_answer(after=None), "answers[0].after"),
        (_answer(before="8"), "answers[0].before"),
        (_answer(page=2), "answers[0].page"),
        (_answer(box=[[0, 0]] * 4), "answers[0].box"),
        (_answer(path="medications[0].name"), "answers[0].before"),
        (_answer(crop=1), "answers[0].crop"),
        (_answer(crop="?"), "answers[0].crop"),
        (_answer(crop="PHNjcmlwdD4="), "answers[0].crop"),
        (_answer(crop=b64encode(PNG + bytes(400_000)).decode()), "answers[0].crop"),
    ],
)
def test_names_what_does_not_belong(change: Callable[[Any], object], field: str) -> None:
    """
    Another form, another draft's answer and a crop that is no picture are refused by name.
    """
    written = json.loads(json.dumps(reviewed_json(REVIEWED)))
    change(written)

    with pytest.raises(InvalidDraftError) as refused:
        parse_reviewed(json.dumps(written))

    assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.parametrize("text", ["", "[]", "{" * 100_000, " " * 40_000_001])
def test_refuses_other_text(text: str) -> None:
    """
    Text that is no JSON object, or far too long, is refused.
    """
    with pytest.raises(InvalidDraftError, match="review"):
        parse_reviewed(text)
