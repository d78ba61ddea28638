"""
``dastern scan``.
"""

import json
from importlib.resources import files
from io import BytesIO, StringIO
from pathlib import Path

import attrs
import pytest
import segno
from PIL import Image
from rich.console import Console
from typer.testing import CliRunner, Result

from dastern_cli.output import print_whole
from dastern_cli.scan import app, draft_table, overlay_of
from dastern_core.ocr import (
    Doubt,
    DoubtCode,
    DraftMedication,
    FieldName,
    PrescriptionDraft,
    Reading,
    parse_draft,
    upright,
)
from dastern_core.ocr.schema import DraftModel
from dastern_core.schedule import Slot

SAMPLE = Path(str(files("dastern_cli") / "samples" / "prescription.jpg"))
KHQR = (
    "00020101021129190015john_smith@devb5204599953031165802KH5910John Smith6010Phnom Penh63046BFA"
)
DOUBT = Doubt(code=DoubtCode.UNCLEAR_TEXT, detail="Check it.")


def _scan(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "photo.jpg"
    path.write_bytes(content)
    return path


def _picture(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.mark.rule("OCR-30")
def test_json_is_the_draft(tmp_path: Path) -> None:
    """
    With --json stdout is one draft and nothing else; overlay and review page are written.
    """
    picture = tmp_path / "overlay.png"

    review = tmp_path / "review.html"

    result = _scan(SAMPLE, "--json", "--overlay", picture, "--review", review)

    draft = parse_draft(result.stdout)
    plain = json.loads(result.stdout)
    assert DraftModel.model_validate(plain).model_dump(mode="json") == plain
    assert draft.engine is not None
    assert draft.engine.startswith("CombinedRecognizer of dastern-ocr ")
    assert result.exit_code == 0
    assert result.stderr == f"Check it in a browser: {review}\n"
    assert b'"schema_version"' in review.read_bytes()
    assert [medication.name.value for medication in draft.medications] == [
        "Paracetamol",
        "Amoxicillin",
        "Acetylcysteine",
        "Salbutamol",
        "Cetirizine",
    ]
    with Image.open(picture) as drawn:
        assert drawn.format == "PNG"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 page", "is a PDF document that cannot be read"),
        (b"Take one in the morning.", "no whole picture"),
        (SAMPLE.read_bytes()[:60_000], "no whole picture"),
        (_picture(Image.new("L", (1, 1))), "1 x 1"),
        (_picture(Image.new("1", (10_500, 10_000))), "megapixels"),
        (_picture(Image.new("L", (900, 1200), 255)), "no text"),
    ],
    ids=["empty", "pdf", "text", "truncated", "1x1", "105-megapixels", "blank"],
)
def test_what_is_no_prescription(tmp_path: Path, content: bytes, problem: str) -> None:
    """
    Each unusable file ends with 3 and says what is wrong; stdout is JSON all the same.
    """
    result = _scan(_file(tmp_path, content), "--json")

    error = json.loads(result.stdout)["error"]
    assert result.exit_code == 3
    assert problem in error["message"]
    assert "image" == error["field"]


def test_no_such_file(tmp_path: Path) -> None:
    """
    A missing file is named to people on stderr.
    """
    result = _scan(tmp_path / "none.jpg")

    assert result.exit_code == 3
    assert "cannot be read" in result.stderr


def test_print_without_a_table(tmp_path: Path) -> None:
    """
    A page without a table ends with 1, gives what it has, and says what is missing.
    """
    with Image.open(SAMPLE) as photo:
        top = photo.crop((0, 0, photo.width, 480))

    result = _scan(_file(tmp_path, _picture(top)), "--json")

    draft = parse_draft(result.stdout)
    assert result.exit_code == 1
    assert draft.medications == ()
    assert DoubtCode.NO_TABLE in {doubt.code for doubt in draft.review}


def _two_pages(folder: Path) -> tuple[Path, Path]:
    """
    Give the sample, and its upper part under a name that says another kind.
    """
    with Image.open(SAMPLE) as photo:
        whole = photo.convert("RGB")
    first, second = folder / "page.jpg", folder / "note.jpg"
    whole.save(first, quality=95)
    note = whole.crop((0, 0, whole.width, 480))
    note.save(second, "PNG")
    return first, second


def test_a_prescription_of_several_photos(tmp_path: Path) -> None:
    """
    Several photos are the pages of one draft; each has its overlay, and both its review.
    """
    first, second = _two_pages(tmp_path)
    overlay, review = tmp_path / "overlay.png", tmp_path / "review.html"

    result = _scan(first, second, "--json", "--overlay", overlay, "--review", review)

    draft = parse_draft(result.stdout)
    assert 2 == len(draft.pages)
    assert 5 == len(draft.medications)
    assert any(doubt.detail.startswith("Page 2: ") for doubt in draft.review)
    assert {"overlay.png", "overlay-2.png", "review.html"} <= {
        path.name for path in tmp_path.iterdir()
    }


def test_a_document_with_a_payment_code(tmp_path: Path) -> None:
    """
    A page of a PDF document is read, and the payment code printed on it is kept as one.
    """
    code = BytesIO()
    segno.make_qr(KHQR).save(code, kind="png", scale=3)
    with Image.open(SAMPLE) as photo:
        page = photo.convert("RGB")
    page.paste(Image.open(code), (page.width - 230, page.height - 230))
    page.save(tmp_path / "page.pdf", resolution=150, quality=95)

    result = _scan(tmp_path / "page.pdf", "--json")

    draft = parse_draft(result.stdout)
    assert KHQR == draft.fields[FieldName.KHQR].value
    assert "Paracetamol" in {medication.name.value for medication in draft.medications}


def test_many_prescriptions(tmp_path: Path) -> None:
    """
    With --jsonl each file has its line, in order; one that cannot be read stops no other.
    """
    result = _scan(_file(tmp_path, b""), SAMPLE, "--jsonl")

    broken, whole = (json.loads(line) for line in result.stdout.splitlines())
    assert 3 == result.exit_code
    assert "is empty" in broken["error"]["message"]
    assert str(SAMPLE) == whole["image"]
    assert 5 == len(whole["draft"]["medications"])


def test_lines_go_with_no_other_form(tmp_path: Path) -> None:
    """
    --jsonl together with what is made of one prescription is refused.
    """
    result = _scan(SAMPLE, "--jsonl", "--review", tmp_path / "review.html")

    assert 3 == result.exit_code
    assert "jsonl" == json.loads(result.stdout)["error"]["field"]


def test_the_broken_one_of_several_photos_is_named(tmp_path: Path) -> None:
    """
    Of several photos the one that cannot be read is named.
    """
    empty = _file(tmp_path, b"")

    result = _scan(empty, SAMPLE, "--json")

    assert f"image {empty}" == json.loads(result.stdout)["error"]["field"]


def _reading(text: str, *review: Doubt) -> Reading:
    return Reading(text=text, value=text, confidence=0.9, box=upright(5, 5, 50, 20), review=review)


@pytest.fixture
def draft() -> PrescriptionDraft:
    """
    Give a draft of one medicine whose evening dose is in doubt.
    """
    medication = DraftMedication(
        name=_reading("[bold]Zinc"),
        strength=None,
        form=None,
        quantity=_reading("14"),
        unit=_reading("tablet"),
        doses={Slot.MORNING: _reading("1"), Slot.EVENING: _reading("1", DOUBT)},
        duration_days=_reading("7"),
        instructions=None,
    )
    return PrescriptionDraft(fields={}, medications=(medication,))


def test_the_table_shows_what_to_check(draft: PrescriptionDraft) -> None:
    """
    Doubtful values carry a mark, and printed brackets are no markup.
    """
    table = draft_table(draft)

    cells = [str(cell) for column in table.columns for cell in column.cells]
    assert any("?" in cell for cell in cells)
    assert any("\\[bold]Zinc" in cell for cell in cells)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_width_hides_a_dose(draft: PrescriptionDraft, width: int) -> None:
    """
    Every head, value and mark is printed, however narrow the terminal.
    """
    every = {slot: _reading(f"{i}.5", DOUBT) for i, slot in enumerate(Slot, start=1)}
    medication = attrs.evolve(draft.medications[0], doses=every)
    people = Console(width=width, file=StringIO())

    print_whole(people, draft_table(attrs.evolve(draft, medications=(medication,))))

    assert isinstance(people.file, StringIO)
    told = people.file.getvalue()
    wanted = [
        *(slot.value.capitalize() for slot in Slot),
        *(f"{reading.value} ?" for reading in every.values()),
        "[bold]Zinc",
        "14 tablet",
        "Days",
    ]
    assert [] == [one for one in wanted if one not in told]


def test_the_overlay_of_a_draft(draft: PrescriptionDraft) -> None:
    """
    A draft is drawn over its own photo.
    """
    drawn = overlay_of(SAMPLE.read_bytes(), draft)

    assert drawn.startswith(b"\x89PNG")
