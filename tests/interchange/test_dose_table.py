"""
Dose tables: out for spreadsheets, marks in.
"""

import csv
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import attrs
import pytest
from tests.interchange.shared import DOSES, NAMES

from dastern_core.interchange import MOST_MARKS, DoseMark, MarkAction, dose_table, parse_marks
from dastern_core.kernel import InvalidInputError, Quantity
from dastern_core.schedule import DoseFlag, SkipReason, skip
from dastern_core.testing.samples import PHNOM_PENH

DOSE = DOSES[0]
HEADS = "dose_id,action,at,reason,note\n"


def rows(text: str) -> list[dict[str, str]]:
    """
    Read a table as another program would.
    """
    return list(csv.DictReader(text.splitlines()))


def table(*doses: object, name: str = "Paracetamol", for_excel: bool = False) -> str:
    """
    Write doses whose medicines all have one name.
    """
    return dose_table(
        doses,  # type: ignore[arg-type]  # any value stands for a dose in a faulty call
        medicines=dict.fromkeys(NAMES, name),
        zone=PHNOM_PENH,
        for_excel=for_excel,
    )


def test_a_dose_is_a_row() -> None:
    """
    Exact amounts, the wall time, the instant, and what became of it.
    """
    skipped = skip(
        DOSE,
        skipped_at=DOSE.due_at,
        now=DOSE.due_at + timedelta(hours=1),
        offline=False,
        reason=SkipReason.OTHER,
        note="ពោះទទេ, ហើយ",
    )
    dose = attrs.evolve(
        skipped,
        quantity=Quantity(value=Fraction(1, 3), unit="tablet"),
        quantity_max=Quantity(value=Fraction(1, 2), unit="tablet"),
        slot=None,
        flags=(DoseFlag.RANGE, DoseFlag.ASSUMED),
    )

    assert [
        {
            "dose_id": str(DOSE.id),
            "medicine": "Paracetamol",
            "date": "2026-06-15",
            "time": "12:00",
            "slot": "",
            "quantity": "1/3",
            "quantity_max": "0.5",
            "unit": "tablet",
            "status": "skipped",
            "acted_at": "2026-06-15T12:00:00+07:00",
            "skip_reason": "other",
            "note": "ពោះទទេ, ហើយ",
            "due_at": "2026-06-15T05:00:00+00:00",
            "flags": "range assumed",
            "slot_key": DOSE.slot_key,
        }
    ] == rows(table(dose))


def test_a_due_dose_has_empty_cells() -> None:
    """
    Nobody acted: no time, no reason.
    """
    (row,) = rows(table(DOSE))

    assert ("midday", "", "", "") == (
        row["slot"],
        row["quantity_max"],
        row["acted_at"],
        row["note"],
    )


def test_excel_is_told_the_encoding() -> None:
    """
    The mark of UTF-8 stands first where it is wanted, and only there.
    """
    assert f"\ufeff{table(DOSE)}" == table(DOSE, for_excel=True)


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_a_cell_is_never_run(start: str) -> None:
    """
    A name that a spreadsheet would run as a formula begins with an apostrophe.
    """
    name = f"{start}HYPERLINK(1)"
    text = table(DOSE, name=name)
    cells = [
        cell for row in csv.reader([line + "\n" for line in text.split("\r\n")]) for cell in row
    ]

    assert f"'{name}" in cells
    assert [] == [cell for cell in cells if cell.startswith(start)]


def test_every_medicine_has_a_name() -> None:
    """
    A row that does not say what it is of is refused.
    """
    with pytest.raises(InvalidInputError, match="medicines lack 1"):
        dose_table([DOSE], medicines={}, zone=PHNOM_PENH, for_excel=False)


def test_marks_are_read() -> None:
    """
    In any order of heads and cases, with wall times or instants, quoted and guarded.
    """
    text = (
        "\ufeffat,Dose,action\r\n".replace("Dose", "dose_id")
        + f"2026-06-15T07:05,{DOSE.id}, Take \r\n\r\n"
        + f"2026-06-15T07:05:00+02:00,{DOSE.id},take\r\n"
    )

    assert (
        DoseMark(
            dose_id=DOSE.id, action=MarkAction.TAKE, at=datetime(2026, 6, 15, 0, 5, tzinfo=UTC)
        ),
        DoseMark(
            dose_id=DOSE.id, action=MarkAction.TAKE, at=datetime(2026, 6, 15, 5, 5, tzinfo=UTC)
        ),
    ) == parse_marks(text, zone=PHNOM_PENH)


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("'=1", "=1"),
        ("'tis", "'tis"),
        ('"a\nb, ""c"""', 'a\nb, "c"'),
        ("a\u2028b", "a\u2028b"),
        ("", None),
    ],
)
def test_a_note_is_read_as_it_was_written(cell: str, note: str | None) -> None:
    """
    The guard is taken away, other apostrophes stay; lines and quotes within a cell too.
    """
    text = f"{HEADS}{DOSE.id},skip,2026-06-15T07:05,side_effects,{cell}\n"
    (mark,) = parse_marks(text, zone=PHNOM_PENH)

    assert (SkipReason.SIDE_EFFECTS, note) == (mark.reason, mark.note)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["line 1, dose_id", "line 1, action", "line 1, at"]),
        ("dose_id,action,at,at,dose\n", ["line 1, column 4", "line 1, column 5"]),
        (
            f"{HEADS}x,eat,noon,because,\n",
            [f"line 2, {n}" for n in ("dose_id", "action", "reason", "at")],
        ),
        (f"{HEADS}{DOSE.id},eat,noon,,\n", ["line 2, action", "line 2, at"]),
        (f"{HEADS}\n{DOSE.id},take,0001-01-01T00:00,,\n", ["line 3, at"]),
        (f"{HEADS}{DOSE.id},take,0001-01-01T00:00+07:00,,\n", ["line 2, at"]),
        (f"{HEADS}{DOSE.id},take,2026-06-15T07:05,other,\n", ["line 2, reason"]),
        (f"{HEADS}{DOSE.id},take\n", ["line 2"]),
        (f'{HEADS}{DOSE.id},take,"open\n', ["line 3"]),
    ],
)
def test_a_fault_names_line_and_column(text: str, faults: list[str]) -> None:
    """
    Each fault tells where in the table it is.
    """
    with pytest.raises(InvalidInputError) as caught:
        parse_marks(text, zone=PHNOM_PENH)

    assert faults == [fault.field for fault in caught.value.faults]


@pytest.mark.parametrize("text", [HEADS + "x,,,,\n" * (MOST_MARKS + 1), HEADS + "x" * 10_000_001])
def test_a_table_is_of_bounded_length(text: str) -> None:
    """
    A longer one is refused before it is read.
    """
    with pytest.raises(InvalidInputError, match="table"):
        parse_marks(text, zone=PHNOM_PENH)
