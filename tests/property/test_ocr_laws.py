"""
Laws of reading a prescription: total, reversible, and never sure of what is ambiguous.
"""

import json
from string import ascii_letters

from hypothesis import given
from hypothesis import strategies as st

from dastern_core.kernel import decimal_text
from dastern_core.ocr import (
    Alternative,
    Answer,
    Doubt,
    DoubtCode,
    DraftMedication,
    FieldName,
    InvalidDraftError,
    Page,
    PageSize,
    PrescriptionDraft,
    Reading,
    ReviewedDraft,
    UnansweredDoubtError,
    confirm,
    confirmation,
    confirmation_json,
    corrections,
    doubts,
    draft_json,
    parse_draft,
    parse_reviewed,
    reviewed_json,
    upright,
)
from dastern_core.ocr.correction import read_counted, read_date, read_days, read_hours, snap
from dastern_core.ocr.turning import turn_box, turn_box_back
from dastern_core.schedule import Slot
from dastern_core.testing.fakes.recognition import BarSheet

SHEET = BarSheet(width=300, height=400)

doubt = st.builds(Doubt, code=st.sampled_from(DoubtCode), detail=st.text(max_size=30))
place = st.integers(0, 5000)
box = st.builds(upright, place, place, place, place)
reading = st.builds(
    Reading,
    text=st.text(max_size=20),
    value=st.none() | st.text(max_size=20),
    confidence=st.integers(0, 1000).map(lambda share: share / 1000),
    box=st.none() | box,
    review=st.lists(doubt, max_size=2).map(tuple),
    alternatives=st.lists(
        st.builds(
            Alternative,
            value=st.text(max_size=9),
            score=st.integers(0, 1000).map(lambda share: share / 1000),
        ),
        max_size=2,
    ).map(tuple),
    page=st.integers(1, 2),
)
medication = st.builds(
    DraftMedication,
    name=reading,
    strength=st.none() | reading,
    form=st.none() | reading,
    quantity=st.none() | reading,
    unit=st.none() | reading,
    doses=st.dictionaries(st.sampled_from(Slot), reading, max_size=3),
    duration_days=reading,
    instructions=st.none() | reading,
    review=st.lists(doubt, max_size=2).map(tuple),
)
draft = st.builds(
    PrescriptionDraft,
    fields=st.dictionaries(st.sampled_from(FieldName), reading, max_size=3),
    medications=st.lists(medication, max_size=3).map(tuple),
    tables=st.just(()),
    review=st.lists(doubt, max_size=2).map(tuple),
    pages=st.just((PageSize(width=900, height=1200), PageSize(width=600, height=800))),
    engine=st.none() | st.text(max_size=9),
)
path = st.sampled_from(
    [
        "page",
        "medications[0]",
        "medications[1]",
        *(
            f"medications[{row}].{part}"
            for row in range(3)
            for part in ("name", "unit", "quantity")
        ),
        *(f"medications[{row}].doses.{slot.value}" for row in range(3) for slot in Slot),
        *(f"medications[{row}].duration_days" for row in range(3)),
        *(f"fields.{name.value}" for name in FieldName),
    ]
)
answer = st.sampled_from(
    ["ok", "removed", "added", "", "0", "1", "1/2", "½", "14", "tablet", "F", "2026-06-15"]
) | st.text(max_size=9)
answers = st.dictionaries(path | st.text(ascii_letters, max_size=9), answer, max_size=9)


@given(draft)
def test_json_round_trip(one: PrescriptionDraft) -> None:
    """
    Every draft is read back from its JSON as it was.
    """
    assert parse_draft(json.dumps(draft_json(one))) == one


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_parsing_is_total(text: str) -> None:
    """
    Any text is a draft or a declared error, nothing else.
    """
    try:
        parse_draft(text)
    except InvalidDraftError as error:
        assert error.faults  # noqa: PT017 - either outcome is right


@given(draft)
def test_no_draft_with_an_open_doubt_is_confirmed(one: PrescriptionDraft) -> None:
    """
    Whatever was read: as long as a row or the page is in doubt, nothing is confirmed.
    """
    open_paths = [
        path
        for path, doubt in doubts(one)
        if not path.startswith("fields.") and doubt.code is not DoubtCode.UNSURE_INPUT
    ]
    try:
        confirm(one, {})
    except UnansweredDoubtError as error:
        assert set(open_paths) <= {fault.field for fault in error.faults}  # noqa: PT017 - as above
    else:
        assert open_paths == []


@given(st.text())
def test_reading_text_is_total(text: str) -> None:
    """
    No text makes a reader fail, and days, hours and amounts stay in their ranges.
    """
    counted, days, hours = read_counted(text), read_days(text), read_hours(text)

    assert counted is None or counted.amount >= 0
    assert days is None or 1 <= days <= 366
    assert hours is None or max(hours) <= 24
    assert read_date(text) is None or len(str(read_date(text))) in {10, 16}


@given(st.fractions(0, 100, max_denominator=8), st.sampled_from(["គ្រាប់", "tab", ""]))
def test_printed_amounts_come_back(amount: object, word: str) -> None:
    """
    An amount that was printed is the amount read.
    """
    text = decimal_text(amount)  # type: ignore[arg-type]  # a fraction, typed loosely by st
    counted = read_counted(f"{text} {word}")

    assert counted is not None
    assert counted.amount == amount


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=4, unique=True))
def test_a_choice_is_among_the_candidates(text: str, words: list[str]) -> None:
    """
    What is chosen is the only candidate; several candidates are never chosen from.
    """
    found = snap(text, [(word, word) for word in words])

    assert (found.best is not None) == (len(found.candidates) == 1)
    assert set(found.candidates) <= set(words)


@given(st.integers(0, 250), st.integers(0, 350), st.integers(0, 49), st.integers(0, 49))
def test_four_quarters_are_none(left: int, top: int, width: int, height: int) -> None:
    """
    A box turned by quarters and back covers the same pixels.
    """
    page = Page(pixels=SHEET.pixels)
    one = upright(left, top, left + width, top + height)
    for quarters in range(4):
        back = turn_box_back(turn_box(one, page, quarters), page, quarters)

        assert set(back.corners) == set(one.corners)


@given(draft, answers)
def test_a_review_comes_back(one: PrescriptionDraft, told: dict[str, str]) -> None:
    """
    A draft and the answers to it are read back from their JSON as they were.
    """
    reviewed = ReviewedDraft(
        draft=one, answers=tuple(Answer(path=path, after=after) for path, after in told.items())
    )

    assert parse_reviewed(json.dumps(reviewed_json(reviewed))) == reviewed


def _clear_rows(number: int) -> tuple[DraftMedication, ...]:
    """
    Give rows without a doubt, named by their numbers.
    """
    one = Reading(text="1", value="1", confidence=0.9, box=None)
    return tuple(
        DraftMedication(
            name=Reading(text="ORS", value=f"ORS {row}", confidence=0.9, box=None),
            strength=None,
            form=None,
            quantity=None,
            unit=Reading(text="tab", value="tablet", confidence=0.9, box=None),
            doses={Slot.NIGHT: one},
            duration_days=one,
            instructions=None,
        )
        for row in range(number)
    )


clear_draft = st.just(PrescriptionDraft(fields={}, medications=_clear_rows(2)))


@given(draft | clear_draft, answers)
def test_confirming_is_total(one: PrescriptionDraft, told: dict[str, str]) -> None:
    """
    Any answers to any draft confirm it, each as one change, or are told what is wrong.
    """
    try:
        confirmed = confirmation(one, told)
    except UnansweredDoubtError as error:
        assert error.faults  # noqa: PT017 - either outcome is right
        return
    reviewed = ReviewedDraft(draft=one, answers=())

    assert [change.path for change in confirmed.changes] == list(told)
    assert {change.part for change in corrections(reviewed, confirmed)} <= {
        path.partition("].")[2] for path in told
    }
    assert json.dumps(confirmation_json(confirmed), allow_nan=False)
    assert all(line.doses and line.name.strip() for line in confirmed.lines)


@given(st.lists(st.sampled_from(["ok", "removed"]), min_size=1, max_size=4))
def test_rows_that_remain_keep_their_order(words: list[str]) -> None:
    """
    Removing rows leaves the others as they were.
    """
    rows = _clear_rows(len(words))
    told = {f"medications[{row}]": word for row, word in enumerate(words)}
    try:
        lines = confirmation(PrescriptionDraft(fields={}, medications=rows), told).lines
    except UnansweredDoubtError:
        lines = ()

    expected = [f"ORS {row}" for row, word in enumerate(words) if word == "ok"]
    assert [line.name for line in lines] == expected
