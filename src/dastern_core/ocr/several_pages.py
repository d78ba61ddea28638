"""
Several pages: the photos of one prescription as one draft.

Rows go on from page to page. What is printed around the table counts where it stands
first; a page that says something else makes the draft ask.
"""

from collections.abc import Iterable, Iterator, Sequence

import attrs

from dastern_core.kernel import Fault, InvalidInputError, ascii_digits
from dastern_core.medicines import folded
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
    doubted,
)
from dastern_core.ocr.pages import Page, UnreadablePageError
from dastern_core.ocr.pipeline import read_after
from dastern_core.ocr.recognition import Recognizer

__all__ = ["MOST_PAGES", "joined", "read_pages"]

MOST_PAGES = 20
"""
Of one prescription; a reading of more would be of another document.
"""

_REMEDY = f"Give the 1 to {MOST_PAGES} pages of one prescription."
_WHOSE = frozenset({FieldName.PATIENT, FieldName.CODE, FieldName.AGE, FieldName.SEX})


def read_pages(pages: Iterable[Page], *, recognizer: Recognizer) -> PrescriptionDraft:
    """
    Read the pages of one prescription.

    Args:
        pages: In their order, at most 20; each is taken when the one before is read, so that
            no two need to be in memory.
        recognizer: Finds and reads lines; the port ``TextRecognizer``.

    Returns:
        One draft. A page without text is named in its ``review``.

    Raises:
        UnreadablePageError: There is no text on any page.
        InvalidInputError: There is no page, or there are too many.
        PortError: An engine failed.
    """
    drafts: list[PrescriptionDraft] = []
    unread: UnreadablePageError | None = None
    heads = None
    for page in pages:
        if len(drafts) == MOST_PAGES:
            raise _too_many_pages()
        try:
            draft, heads = read_after(page, recognizer=recognizer, carried=heads)
            drafts.append(draft)
        except UnreadablePageError as error:
            unread = error
            drafts.append(_unread(page, error))
    if not drafts:
        raise _no_page()
    if unread is not None and not any(one.fields or one.tables for one in drafts):
        raise unread
    return joined(drafts)


def _no_page() -> InvalidInputError:
    return InvalidInputError(Fault(field="pages", problem="are missing", remedy=_REMEDY))


def _too_many_pages() -> InvalidInputError:
    problem = f"are more than {MOST_PAGES}"
    return InvalidInputError(Fault(field="pages", problem=problem, remedy=_REMEDY))


def _unread(page: Page, error: UnreadablePageError) -> PrescriptionDraft:
    fault = error.faults[0]
    return PrescriptionDraft(
        fields={},
        medications=(),
        review=(Doubt(code=DoubtCode.POOR_PICTURE, detail=f"It {fault.problem}. {fault.remedy}"),),
        pages=(PageSize(width=page.width, height=page.height),),
    )


def joined(drafts: Sequence[PrescriptionDraft]) -> PrescriptionDraft:
    """
    Join the drafts of the pages of one prescription.

    Args:
        drafts: One for each page, in their order.

    Returns:
        One draft: all rows and tables; each field as its first page has it, or as the first
        that could read it. A field that the pages print differently, a medicine that stands
        on two pages, and numbers that skip from one page to the next are flagged.
    """
    if len(drafts) == 1:
        return drafts[0]
    placed = [_on_page(draft, number) for number, draft in enumerate(drafts, start=1)]
    fields, whose = _fields(placed)
    review = [doubt for draft in placed for doubt in draft.review]
    return PrescriptionDraft(
        fields=fields,
        medications=tuple(_medications(_with_strangers(placed))),
        tables=tuple(table for draft in placed for table in draft.tables),
        review=(*review, *whose, *_skips(placed)),
        pages=tuple(page for draft in placed for page in draft.pages),
        engine=placed[0].engine,
    )


def _on_page(draft: PrescriptionDraft, number: int) -> PrescriptionDraft:
    def moved(reading: Reading) -> Reading:
        return attrs.evolve(reading, page=number)

    return attrs.evolve(
        draft,
        fields={name: moved(reading) for name, reading in draft.fields.items()},
        medications=tuple(_medication_on_page(one, number) for one in draft.medications),
        tables=tuple(
            attrs.evolve(
                table,
                header=tuple(moved(reading) for reading in table.header),
                rows=tuple(tuple(moved(reading) for reading in row) for row in table.rows),
            )
            for table in draft.tables
        ),
        review=tuple(
            attrs.evolve(doubt, detail=f"Page {number}: {doubt.detail}") for doubt in draft.review
        ),
    )


def _medication_on_page(medication: DraftMedication, number: int) -> DraftMedication:
    def moved(reading: Reading | None) -> Reading | None:
        return None if reading is None else attrs.evolve(reading, page=number)

    return attrs.evolve(
        medication,
        name=attrs.evolve(medication.name, page=number),
        strength=moved(medication.strength),
        form=moved(medication.form),
        quantity=moved(medication.quantity),
        unit=moved(medication.unit),
        doses={
            slot: attrs.evolve(reading, page=number) for slot, reading in medication.doses.items()
        },
        duration_days=attrs.evolve(medication.duration_days, page=number),
        instructions=moved(medication.instructions),
    )


def _fields(drafts: Sequence[PrescriptionDraft]) -> tuple[dict[FieldName, Reading], list[Doubt]]:
    fields: dict[FieldName, Reading] = {}
    whose: list[Doubt] = []
    for name in FieldName:
        readings = [draft.fields[name] for draft in drafts if name in draft.fields]
        if not readings:
            continue
        kept = next((one for one in readings if one.value is not None), readings[0])
        others = [one for one in readings if _differs(one, kept)]
        fields[name] = kept if not others else _doubted(kept, others)
        if others and name in _WHOSE:
            detail = f"The pages print another {name.value}; check that they are one prescription."
            whose.append(Doubt(code=DoubtCode.PAGES_DIFFER, detail=detail))
    return fields, whose


def _differs(one: Reading, other: Reading) -> bool:
    if one.value is None or other.value is None:
        return False
    return folded(one.value) != folded(other.value)


def _doubted(kept: Reading, others: Sequence[Reading]) -> Reading:
    pages = ", ".join(str(one.page) for one in others)
    detail = f"Page {pages} says something else; check which one is right."
    told = {
        one.value: Alternative(value=one.value, score=one.confidence) for one in others if one.value
    }
    asked = doubted(kept, Doubt(code=DoubtCode.PAGES_DIFFER, detail=detail))
    return attrs.evolve(asked, alternatives=(*kept.alternatives, *told.values()))


def _with_strangers(drafts: Sequence[PrescriptionDraft]) -> Iterator[PrescriptionDraft]:
    """
    Doubt every row of a page that nothing shows to be the same patient's.

    A page is when it says of the patient what an earlier one says, or when its rows count on
    from the page before; never when it says something else.
    """
    last: int | None = None
    for number, draft in enumerate(drafts, start=1):
        numbers = [one for table in draft.tables for one in _numbers(table)]
        pairs = [
            (draft.fields[name], earlier.fields[name])
            for earlier in drafts[: number - 1]
            for name in _WHOSE
            if name in draft.fields and name in earlier.fields
        ]
        differs = any(_differs(*pair) for pair in pairs)
        agrees = any(one.value and other.value for one, other in pairs)
        goes_on = bool(numbers) and last is not None and numbers[0] == last + 1
        last = numbers[-1] if numbers else last
        if number == 1 or (not differs and (agrees or goes_on)):
            yield draft
            continue
        detail = f"Nothing on page {number} shows that it is the same patient's; check it."
        doubt = Doubt(code=DoubtCode.PAGES_DIFFER, detail=detail)
        asked = tuple(doubted(one, doubt) for one in draft.medications)
        yield attrs.evolve(draft, medications=asked)


def _medications(drafts: Iterable[PrescriptionDraft]) -> Iterator[DraftMedication]:
    """
    Give all rows; one that stands on an earlier page as well may be photographed twice.
    """
    seen: dict[tuple[str, str], int] = {}
    for number, draft in enumerate(drafts, start=1):
        fresh: dict[tuple[str, str], int] = {}
        for medication in draft.medications:
            which = _which(medication)
            earlier = seen.get(which) if which[0] else None
            fresh.setdefault(which, number)
            if earlier is None:
                yield medication
                continue
            detail = f"It stands on page {earlier} as well; check that it is not one row twice."
            doubt = Doubt(code=DoubtCode.ROW_REPEATED, detail=detail)
            yield doubted(medication, doubt)
        seen = fresh | seen


def _which(medication: DraftMedication) -> tuple[str, str]:
    strength = medication.strength
    return (
        folded(medication.name.value or medication.name.text),
        folded(strength.value or strength.text) if strength is not None else "",
    )


def _skips(drafts: Sequence[PrescriptionDraft]) -> Iterator[Doubt]:
    last: int | None = None
    for number, draft in enumerate(drafts, start=1):
        numbers = [one for table in draft.tables for one in _numbers(table)]
        if numbers and last is not None and numbers[0] not in {1, last + 1}:
            detail = f"The rows' numbers go from {last} to {numbers[0]} at page {number}; "
            detail += "check that no page or row is missed."
            yield Doubt(code=DoubtCode.ROW_MISSED, detail=detail)
        last = numbers[-1] if numbers else last


def _numbers(table: DraftTable) -> list[int]:
    if ColumnKind.NUMBER not in table.columns:
        return []
    column = table.columns.index(ColumnKind.NUMBER)
    texts = [ascii_digits(row[column].text).strip(" .)") for row in table.rows if column < len(row)]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 2]  # noqa: PLR2004 - no page has 100 rows
