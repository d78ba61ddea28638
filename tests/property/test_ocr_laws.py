"""
Laws of reading a prescription: total, reversible, and never sure of what is ambiguous.
"""

import json

from hypothesis import given
from hypothesis import strategies as st

from dastern_core.kernel import decimal_text
from dastern_core.ocr import (
    Doubt,
    DoubtCode,
    DraftMedication,
    FieldName,
    InvalidDraftError,
    Page,
    PrescriptionDraft,
    Reading,
    UnansweredDoubtError,
    confirm,
    doubts,
    draft_json,
    parse_draft,
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
)


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
