"""
Confirmation as JSON: a draft with a person's answers, and what became of it.

What a review hands back::

    {"schema_version": "2.0", "draft": DRAFT,
     "answers": [{"path": TEXT, "before": TEXT or null, "after": TEXT,
       "page": NUMBER or null, "box": BOX or null, "crop": BASE64 of a PNG or null}]}

``before``, ``page`` and ``box`` repeat the draft, so that an answer cannot come to belong to
another reading. What became of it, once nothing is in doubt::

    {"schema_version": "2.0", "fields": {NAME: TEXT},
     "medications": [{"name", "strength", "form", "unit", "quantity", "doses": {SLOT: TEXT},
       "duration_days": NUMBER, "instructions"}],
     "changes": [{"path", "kind", "before", "after", "page", "box"}],
     "left_out": [NAME of a field in doubt that nobody answered]}
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping

import attrs

from dastern_core.kernel import Fault, decimal_text
from dastern_core.ocr.changes import Change
from dastern_core.ocr.confirmation import Confirmation
from dastern_core.ocr.draft import PrescriptionDraft, Reading
from dastern_core.ocr.draft_json import (
    SCHEMA_VERSION,
    box_json,
    draft_json,
    draft_of,
    require_version,
)
from dastern_core.ocr.json_values import (
    InvalidDraftError,
    JsonValue,
    json_of,
    list_of,
    object_of,
    text_of,
    wrong,
)
from dastern_core.prescriptions import MedicationLine
from dastern_core.schedule import Slot

__all__ = ["Answer", "ReviewedDraft", "confirmation_json", "parse_reviewed", "reviewed_json"]

_LONGEST = 40_000_000  # characters: a draft, and a crop for each of its answers
_MOST_ANSWERS = 2_000  # 100 rows of 13 values, and the fields
_LARGEST_CROP = 400_000  # bytes; a line cut out of a 12-megapixel photo is a quarter of it
_PNG = b"\x89PNG\r\n\x1a\n"


@attrs.frozen(kw_only=True)
class Answer:
    """
    One answer of a person.

    Args:
        path: What it is about.
        after: What the person said.
        crop: The print it is about as a PNG file's bytes, where the review cut it out.
    """

    path: str
    after: str
    crop: bytes | None = None


@attrs.frozen(kw_only=True)
class ReviewedDraft:
    """
    A draft and what a person said about it.

    Args:
        draft: As read.
        answers: Each about another path.
    """

    draft: PrescriptionDraft
    answers: tuple[Answer, ...]

    @property
    def corrections(self) -> Mapping[str, str]:
        """
        The answers as ``confirmation`` takes them.
        """
        return {answer.path: answer.after for answer in self.answers}


def reviewed_json(reviewed: ReviewedDraft) -> dict[str, JsonValue]:
    """
    Give a reviewed draft as JSON values.
    """
    readings = dict(reviewed.draft.readings())
    return {
        "schema_version": SCHEMA_VERSION,
        "draft": draft_json(reviewed.draft),
        "answers": [
            {
                "path": answer.path,
                "before": None if reading is None else reading.value,
                "after": answer.after,
                **_place(reading),
                "crop": None if answer.crop is None else b64encode(answer.crop).decode(),
            }
            for answer in reviewed.answers
            for reading in (readings.get(answer.path),)
        ],
    }


def _place(reading: Reading | None) -> dict[str, JsonValue]:
    if reading is None or reading.box is None:
        return {"page": None, "box": None}
    return {"page": reading.page, "box": box_json(reading.box)}


def parse_reviewed(text: str) -> ReviewedDraft:
    """
    Read a reviewed draft: what the review page exports, or ``reviewed_json`` gave.

    Args:
        text: JSON of at most 40 million characters.

    Returns:
        The draft and the answers, of which ``confirmation`` says whether they will do.

    Raises:
        InvalidDraftError: The text is anything else, or an answer does not belong to the
            draft; the fault names the place.
    """
    whole = object_of(json_of(text, "review", longest=_LONGEST), "review")
    require_version(whole)
    if "draft" not in whole and "medications" in whole:
        remedy = "Open the review page (dastern scan --review), save, and give the saved file."
        problem = "is a draft that nobody has reviewed"
        raise InvalidDraftError(Fault(field="review", problem=problem, remedy=remedy))
    draft = draft_of(whole.get("draft"))
    readings = dict(draft.readings())
    answers: dict[str, Answer] = {}
    told = list_of(whole.get("answers"), "answers")
    if len(told) > _MOST_ANSWERS:
        raise wrong(field="answers", problem=f"are more than {_MOST_ANSWERS}")
    for place, value in enumerate(told):
        here = f"answers[{place}]"
        one = object_of(value, here)
        path = text_of(one.get("path"), f"{here}.path")
        if path in answers:
            raise wrong(field=f"{here}.path", problem="is answered twice")
        _require_same(one, readings.get(path), here)
        crop = one.get("crop")
        answers[path] = Answer(
            path=path,
            after=text_of(one.get("after"), f"{here}.after"),
            crop=None if crop is None else _crop(text_of(crop, f"{here}.crop"), f"{here}.crop"),
        )
    return ReviewedDraft(draft=draft, answers=tuple(answers.values()))


def _require_same(told: Mapping[str, object], reading: Reading | None, here: str) -> None:
    """
    Refuse an answer that was given about another reading than the draft's.
    """
    same = {"before": None if reading is None else reading.value, **_place(reading)}
    for name, value in same.items():
        if told.get(name) != value:
            raise wrong(field=f"{here}.{name}", problem="is not what the draft says there")


def _crop(text: str, field: str) -> bytes:
    try:
        content = b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise wrong(field=field, problem="is no base64") from error
    if not content.startswith(_PNG) or len(content) > _LARGEST_CROP:
        raise wrong(field=field, problem=f"is no PNG of at most {_LARGEST_CROP // 1000} kB")
    return content


def confirmation_json(confirmed: Confirmation) -> dict[str, JsonValue]:
    """
    Give what was confirmed as JSON values.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "fields": {name.value: value for name, value in confirmed.fields.items()},
        "medications": [_line_json(line) for line in confirmed.lines],
        "changes": [_change_json(change) for change in confirmed.changes],
        "left_out": [name.value for name in confirmed.left_out],
    }


def _line_json(line: MedicationLine) -> JsonValue:
    return {
        "name": line.name,
        "strength": line.strength,
        "form": line.form,
        "unit": line.unit,
        "quantity": None if line.quantity is None else decimal_text(line.quantity),
        "doses": {
            slot.value: decimal_text(line.doses[slot]) for slot in Slot if slot in line.doses
        },
        "duration_days": line.duration_days,
        "instructions": line.instructions,
    }


def _change_json(change: Change) -> JsonValue:
    return {
        "path": change.path,
        "kind": change.kind.value,
        "before": None if change.reading is None else change.reading.value,
        "after": change.after,
        **_place(change.reading),
    }
