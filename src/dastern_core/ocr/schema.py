"""
Schema: the JSON forms of a draft, of a review and of a confirmation, as pydantic models.

For programs that validate at their own edge and for the published JSON Schema. It needs the
extra ``schema`` and is imported by its own name; the core itself reads and writes the same
forms without it.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dastern_core.ocr.changes import ChangeKind
from dastern_core.ocr.draft import ColumnKind, FieldName
from dastern_core.ocr.draft_json import SCHEMA_VERSION
from dastern_core.schedule import Slot

__all__ = [
    "SCHEMAS",
    "AlternativeModel",
    "AnswerModel",
    "ChangeModel",
    "ConfirmationModel",
    "ConfirmedMedicationModel",
    "DraftModel",
    "MedicationModel",
    "PageModel",
    "ReadingModel",
    "ReviewedDraftModel",
    "TableModel",
    "VitalSignModel",
]

_Version = Annotated[
    str,
    StringConstraints(pattern=r"^2\.[0-9]{1,4}$"),
    Field(description=f"Of this form; {SCHEMA_VERSION} now. Later 2.x only add."),
]
_Share = Annotated[float, Field(ge=0, le=1)]
_Point = Annotated[list[int], Field(min_length=2, max_length=2)]
_Box = Annotated[
    list[_Point],
    Field(
        min_length=4,
        max_length=4,
        description="Corners, x and y: top left, top right, bottom right, bottom left of the text.",
    ),
]
_Amount = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]+(\.[0-9]+|/[0-9]+)?$"),
    Field(description="Exact: a decimal, or a fraction such as 1/3."),
]
_Doubts = Annotated[
    list[Annotated[str, StringConstraints(pattern=r": ")]],
    Field(description="Reasons to look again, as `code: sentence`."),
]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class AlternativeModel(_Model):
    """
    Another value that the print may say.
    """

    value: str
    score: _Share = Field(description="Ranks the alternatives of one reading.")


class ReadingModel(_Model):
    """
    One value and where it comes from.
    """

    text: str = Field(description="As printed; empty where it was worked out or not read.")
    value: str | None = Field(description="Normalised; null where there is none to trust.")
    confidence: _Share
    page: int = Field(default=1, ge=1, description="On which page it stands, from 1.")
    box: _Box | None = Field(description="In the pixels of its page; null if printed nowhere.")
    review: _Doubts
    alternatives: list[AlternativeModel] = Field(default=[], description="The likeliest first.")


class PageModel(_Model):
    """
    The size of a page, in whose pixels its boxes count.
    """

    width: int = Field(ge=1)
    height: int = Field(ge=1)


class VitalSignModel(_Model):
    """
    A measurement printed on the page.
    """

    field: FieldName = Field(strict=False)
    code: str = Field(description="LOINC.")
    value: str
    unit: str = Field(description="UCUM.")


class MedicationModel(_Model):
    """
    One row of a medication table.
    """

    name: ReadingModel
    strength: ReadingModel | None
    form: ReadingModel | None
    quantity: ReadingModel | None
    unit: ReadingModel | None
    doses: dict[Annotated[Slot, Field(strict=False)], ReadingModel | None] = Field(
        description="A key for each time of day; null where no dose is printed."
    )
    duration_days: ReadingModel
    instructions: ReadingModel | None
    needs_review: _Doubts


class TableModel(_Model):
    """
    A table as printed, cell by cell.
    """

    columns: list[Annotated[ColumnKind, Field(strict=False)] | None]
    header: list[ReadingModel]
    rows: list[list[ReadingModel]]


class DraftModel(_Model):
    """
    What `dastern scan --json` writes: what was read, with its evidence and its doubts.
    """

    schema_version: _Version
    engine: str | None = Field(default=None, description="What read it, with its version.")
    pages: list[PageModel] = Field(description="In their order.")
    fields: dict[Annotated[FieldName, Field(strict=False)], ReadingModel] = Field(
        description="What is printed around the table; no key where nothing was found."
    )
    vital_signs: list[VitalSignModel]
    medications: list[MedicationModel]
    tables: list[TableModel]
    needs_review: _Doubts = Field(
        description="Every doubt, as `path: code: sentence`; empty where none is left."
    )


class AnswerModel(_Model):
    """
    What a person said about one path of a draft.
    """

    path: str = Field(
        description="As in needs_review. `page` and a row as a whole, such as `medications[0]`, "
        "are answered by `ok`; a row also by `removed`, and by `added` under the next number."
    )
    before: str | None = Field(description="The draft's own value.")
    after: str = Field(max_length=500, description="Empty for none.")
    page: int | None = Field(description="The draft's own.")
    box: _Box | None = Field(description="The draft's own.")
    crop: str | None = Field(default=None, description="What is printed there: a PNG in base64.")


class ReviewedDraftModel(_Model):
    """
    What the review page exports and `dastern confirm` takes.
    """

    schema_version: _Version
    draft: DraftModel
    answers: list[AnswerModel] = Field(max_length=2000)


class ConfirmedMedicationModel(_Model):
    """
    A medicine as a person confirmed it.
    """

    name: str
    strength: str | None
    form: str | None
    unit: str
    quantity: _Amount | None
    doses: dict[Annotated[Slot, Field(strict=False)], _Amount] = Field(min_length=1)
    duration_days: int = Field(ge=1, le=366)
    instructions: str | None


class ChangeModel(_Model):
    """
    What one answer did.
    """

    path: str
    kind: ChangeKind = Field(strict=False)
    before: str | None
    after: str | None
    page: int | None
    box: _Box | None


class ConfirmationModel(_Model):
    """
    What `dastern confirm --json` writes: values without a doubt, and what was changed.
    """

    schema_version: _Version
    fields: dict[Annotated[FieldName, Field(strict=False)], str]
    medications: list[ConfirmedMedicationModel] = Field(min_length=1)
    changes: list[ChangeModel]
    left_out: list[Annotated[FieldName, Field(strict=False)]] = Field(
        default=[], description="Fields in doubt that nobody answered: none is in `fields`."
    )


SCHEMAS: dict[Literal["draft", "review", "confirmation"], type[BaseModel]] = {
    "draft": DraftModel,
    "review": ReviewedDraftModel,
    "confirmation": ConfirmationModel,
}
"""
The model of each document.
"""
