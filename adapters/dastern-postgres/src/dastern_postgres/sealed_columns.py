"""
Sealed columns: which texts of a table lie in which envelope, and what is read once erased.

The texts of a row are sealed together, as one JSON object: an envelope a row. What an
earlier release stored in the clear waits beside it, in a column of its own, until
`seal_plain` has sealed it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast
from uuid import UUID

import attrs
from sqlalchemy import Column, Index, LargeBinary, RowMapping, text
from sqlalchemy.dialects.postgresql import JSONB

from dastern_core.encryption import Place
from dastern_core.kernel import ERASED_TEXT, UNOPENED_TEXT, derive
from dastern_core.schedule import Dosage, dosage_json

__all__ = [
    "ACCESS_REQUEST",
    "AUDIT_ENTRY",
    "BATCH",
    "DOCTOR_NOTE",
    "DOCUMENT",
    "DOSE",
    "EMERGENCY",
    "ENCOUNTER",
    "MEDICATION",
    "NOTICE",
    "PROPOSAL",
    "READING",
    "SEALED",
    "STATUS_NOTE",
    "VERSION",
    "Row",
    "SealedColumn",
    "sealed_with",
]


Row = Mapping[str, Any] | RowMapping
"""
A row's values by column, as the database gives them or as they are written.
"""


def _identified(identifier: UUID) -> UUID:
    return identifier


@attrs.frozen(kw_only=True)
class SealedColumn:
    """
    One envelope of each row of a table.

    Args:
        table: The table's name.
        keys: The columns by which a row is known, the identifier first.
        reads: What each text in it reads as, by name, with a word in place of what is lost.
        optional: Whether a row may have no text, and no envelope then.
        column: Where the envelope is.
        plain: Where the same texts are, as JSON, while they wait to be sealed.
    """

    table: str
    keys: tuple[str, ...] = ("id",)
    reads: Callable[[str], Mapping[str, object]] = attrs.field(eq=False)
    optional: bool = False
    column: str = "sealed"
    plain: str = "unsealed"
    erased: Mapping[str, object] = attrs.field(init=False, eq=False)
    """
    What each text reads as once its key is destroyed.
    """
    unopened: Mapping[str, object] = attrs.field(init=False, eq=False)
    """
    What each text reads as in a list where the envelope does not open.
    """

    @erased.default
    def _erased(self) -> Mapping[str, object]:
        return self.reads(ERASED_TEXT)

    @unopened.default
    def _unopened(self) -> Mapping[str, object]:
        return self.reads(UNOPENED_TEXT)

    def place(self, row: Row) -> Place:
        """
        Give the place that a row's envelope is bound to.

        Args:
            row: Its keys and its patient, by column.
        """
        first, *others = (row[key] for key in self.keys)
        identifier = cast("UUID", first)
        within = "/".join(str(one) for one in others)
        return Place(
            table=self.table,
            column=self.column,
            tenant=cast("UUID", row["patient_id"]),
            row_id=derive(_identified, identifier, within) if within else identifier,
        )

    def without(self, values: Mapping[str, object]) -> dict[str, object]:
        """
        Give values without the texts, where those stay as they are.
        """
        return {name: value for name, value in values.items() if name not in self.erased}


ENCOUNTER = SealedColumn(
    table="encounters",
    keys=("id", "version"),
    reads=lambda word: {
        "reason": word,
        "notes": word,
        "allergies": [word],
        "chronic_conditions": [word],
        "blood_group": None,
        "recent_surgery": word,
    },
)
VERSION = SealedColumn(
    table="prescription_versions",
    keys=("prescription_id", "version"),
    reads=lambda word: {"diagnosis": word, "change_reason": word},
    optional=True,
)
STATUS_NOTE = SealedColumn(
    table="prescription_versions",
    keys=("prescription_id", "version"),
    reads=lambda word: {"status_note": word},
    optional=True,
    column="sealed_note",
    plain="unsealed_note",
)
MEDICATION = SealedColumn(
    table="medications",
    keys=("prescription_id", "version", "row"),
    reads=lambda word: {
        "name": word,
        "strength": word,
        "form": word,
        "quantity": None,
        "dosages": [dosage_json(Dosage(text=word))],
        "instructions": word,
    },
)
DOCTOR_NOTE = SealedColumn(
    table="doctor_notes", reads=lambda word: {"content": word}, optional=True
)
AUDIT_ENTRY = SealedColumn(
    table="audit_entries",
    reads=lambda word: {
        "details": {"erased" if word == ERASED_TEXT else "unreadable": word},
        "salt": None,
    },
    plain="details",
)

PROPOSAL = SealedColumn(
    table="proposals",
    reads=lambda word: {
        "lines": [{"id": str(UUID(int=0)), "row": 1, **MEDICATION.reads(word)}],
        "diagnosis": word,
        "reason": word,
    },
)
BATCH = SealedColumn(table="batches", reads=lambda word: {"name": word})
DOSE = SealedColumn(table="doses", reads=lambda word: {"skip_note": word}, optional=True)
NOTICE = SealedColumn(table="notices", reads=lambda word: {"reason": word})
DOCUMENT = SealedColumn(table="documents", reads=lambda word: {"name": word})
READING = SealedColumn(table="vital_readings", reads=lambda word: {"source": word})
ACCESS_REQUEST = SealedColumn(table="access_requests", reads=lambda word: {"reason": word})
EMERGENCY = SealedColumn(table="emergency_sessions", reads=lambda word: {"reason": word})

SEALED = (
    ENCOUNTER,
    VERSION,
    STATUS_NOTE,
    MEDICATION,
    DOCTOR_NOTE,
    AUDIT_ENTRY,
    PROPOSAL,
    BATCH,
    DOSE,
    NOTICE,
    DOCUMENT,
    READING,
    ACCESS_REQUEST,
    EMERGENCY,
)
"""
Every sealed column of the medical database but the references of `biometrics`.
"""


def sealed_with(*columns: SealedColumn) -> Iterable[Column[object] | Index]:
    """
    Give the columns of a table's envelopes, with an index of the rows that wait for theirs.
    """
    for one in columns:
        yield Column(one.column, LargeBinary, comment=f"of {', '.join(one.erased)}")
        yield Column(one.plain, JSONB(none_as_null=True), comment="the same, waiting to be sealed")
        yield Index(
            f"{one.table}_{one.plain}_idx",
            one.keys[0],
            postgresql_where=text(f"{one.plain} IS NOT NULL"),
        )
