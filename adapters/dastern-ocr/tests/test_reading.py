"""
Reading: the bundled sample, from its bytes to a draft, through the real engines.
"""

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dastern_core.kernel import decimal_text
from dastern_core.ocr import Page, PrescriptionDraft, UnreadablePageError, doubts, read
from dastern_core.schedule import Slot
from dastern_ocr import CombinedRecognizer, decode_image


@pytest.fixture(scope="module")
def table(truth: str) -> dict[str, Any]:
    """
    Give the printed table.
    """
    printed: dict[str, Any] = json.loads(truth)["table"]
    return printed


@pytest.fixture(scope="module")
def draft(photo: bytes, recognizer: CombinedRecognizer) -> PrescriptionDraft:
    """
    Give the sample's draft.
    """
    return read(decode_image(photo), recognizer=recognizer)


def _printed_doses(table: dict[str, Any]) -> list[dict[str, str]]:
    slots = [slot.value for slot in Slot]
    return [
        {
            column: decimal_text(Fraction(cell))
            for column, cell in zip(table["columns"], row, strict=True)
            if column in slots and cell not in {"", "-"}
        }
        for row in table["rows"]
    ]


def test_every_cell(draft: PrescriptionDraft, table: dict[str, Any]) -> None:
    """
    Every cell of the sample's table is read as printed, under its own column.
    """
    (read_table,) = draft.tables

    assert [kind.value for kind in read_table.columns if kind] == table["columns"]
    assert [[cell.text for cell in row] for row in read_table.rows] == table["rows"]


def test_every_dose_and_its_days(draft: PrescriptionDraft, table: dict[str, Any]) -> None:
    """
    Each medicine has its doses at its times, and the days that they last.
    """
    doses = [
        {slot.value: reading.value for slot, reading in medication.doses.items()}
        for medication in draft.medications
    ]

    assert _printed_doses(table) == doses
    assert [str(days) for days in table["days"]] == [
        medication.duration_days.value for medication in draft.medications
    ]


def test_nothing_of_a_medicine_is_in_doubt(draft: PrescriptionDraft) -> None:
    """
    On the clear sample no person needs to look at any medicine again.
    """
    assert [path for path, _ in doubts(draft) if not path.startswith("fields.")] == []


def test_fields(draft: PrescriptionDraft, truth: str) -> None:
    """
    The lines around the table are read; dates and sexes in their normal form.
    """
    printed = json.loads(truth)["fields"]
    read_fields = {name.value: reading.value for name, reading in draft.fields.items()}

    assert read_fields["hospital"] == printed["hospital"]
    assert read_fields["age"] == printed["age"]
    assert read_fields["sex"] == "female"
    assert [read_fields["diagnosis"]] == printed["diagnosis"]
    assert read_fields["date"] == "2026-10-12T09:30"


def test_boxes_lie_on_the_print(draft: PrescriptionDraft, table: dict[str, Any]) -> None:
    """
    Each cell's box lies inside the cell's outline on the photo.
    """
    (read_table,) = draft.tables
    for row, outlines in zip(read_table.rows, table["row_quads"], strict=True):
        for cell, outline in zip(row, outlines, strict=True):
            (left, top), (right, bottom) = np.min(outline, axis=0), np.max(outline, axis=0)
            assert cell.box is not None
            x, y = cell.box.centre
            assert left < x < right
            assert top < y < bottom


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_photo(
    photo: bytes, recognizer: CombinedRecognizer, table: dict[str, Any], quarters: int
) -> None:
    """
    The photo taken on its side or its head gives the same doses.
    """
    page = Page(pixels=np.rot90(decode_image(photo).pixels, quarters).copy())

    draft = read(page, recognizer=recognizer)

    assert _printed_doses(table) == [
        {slot.value: reading.value for slot, reading in medication.doses.items()}
        for medication in draft.medications
    ]


@pytest.mark.parametrize("shade", [255, 128, 0])
def test_a_page_without_print(recognizer: CombinedRecognizer, shade: int) -> None:
    """
    A page of one shade is refused; nothing is invented on it.
    """
    page = Page(pixels=np.full((1200, 900, 3), shade, dtype=np.uint8))

    with pytest.raises(UnreadablePageError, match="no text"):
        read(page, recognizer=recognizer)


MEASURE = """
import sys, time
from pathlib import Path
from dastern_core.ocr import read
from dastern_ocr import CombinedRecognizer, decode_image

recognizer = CombinedRecognizer.load()
started = time.process_time()
read(decode_image(Path(sys.argv[1]).read_bytes()), recognizer=recognizer)
seconds = time.process_time() - started
status = Path("/proc/self/status").read_text()  # getrusage would count the parent's peak, too
print(seconds, int(status.partition("VmHWM:")[2].split()[0]) / 1000)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells its peak")
def test_processor_time_and_memory(photo: bytes, tmp_path: Path) -> None:
    """
    A page takes less than 10 seconds of two cores' time and 500 MB, models and all.
    """
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(photo)

    done = subprocess.run(
        [sys.executable, "-c", MEASURE, picture], capture_output=True, check=True, text=True
    )

    seconds, megabytes = (float(figure) for figure in done.stdout.split())
    assert seconds < 10
    assert megabytes < 500
    assert done.stderr == ""
