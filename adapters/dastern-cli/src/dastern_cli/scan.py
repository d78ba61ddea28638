"""
The command ``dastern scan``: a photo of a prescription becomes a draft to be checked.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import cv2
import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dastern_cli import bootstrap
from dastern_cli.engines import Engine, EngineOption, ModelsOption, ThreadsOption
from dastern_cli.files import require_apart, write_whole
from dastern_cli.output import (
    ExitCode,
    console,
    declared_errors,
    error_value,
    print_json,
    print_whole,
    working,
)
from dastern_cli.parts import require_parts
from dastern_cli.prescription_files import read_prescription
from dastern_core import ocr
from dastern_core.kernel import DasternError, Fault, InvalidInputError, PortError
from dastern_core.ports.recognition import TextRecognizer
from dastern_core.schedule import Slot

__all__ = ["app", "draft_table", "overlay_of"]

_MARK = "[bold red]?[/]"


app = typer.Typer(add_completion=False)


@app.command()
def scan(
    images: Annotated[
        list[Path],
        typer.Argument(
            help="The pages of one prescription: photos (JPEG, PNG, WebP, TIFF, BMP) or PDFs."
        ),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help="Each file is a prescription: one JSON line each.")
    ] = False,
    overlay: Annotated[
        Path | None,
        typer.Option(help="Write the page with what was read, as a PNG; further ones as OUT-2."),
    ] = None,
    review: Annotated[
        Path | None, typer.Option(help="Write a page on which a person checks the draft, as HTML.")
    ] = None,
    engine: EngineOption = Engine.BUILT_IN,
    models: ModelsOption = None,
    threads: ThreadsOption = 2,
) -> None:
    """
    Read a photographed prescription into a draft.

    Nothing is stored and nothing leaves this machine. A [bold red]?[/] marks what a person
    must check; the reasons stand below the table. Ends with 1 where no medicine was read.
    """
    people = console(as_json=as_json or as_lines)
    with declared_errors(as_json=as_json or as_lines):
        if overlay is not None or review is not None:
            require_parts("pictures")
        if as_lines and (as_json or overlay is not None or review is not None):
            raise _one_at_a_time()
        require_apart({"overlay": overlay, "review": review}, read=images)
        with working(people, "Reading"):
            recognizer = bootstrap.load_recognizer(engine, models=models, threads=threads)
            if as_lines:
                raise typer.Exit(_write_lines(images, recognizer=recognizer))
            keep = overlay is not None or review is not None
            draft, pages = read_prescription(images, recognizer=recognizer, keep=keep)
        if overlay is not None:
            for number, page in enumerate(pages, start=1):
                place = overlay if number == 1 else overlay.with_stem(f"{overlay.stem}-{number}")
                write_whole(place, overlay_of(_png(page), draft, page=number))
        if review is not None:
            from dastern_cli.review import review_page  # noqa: PLC0415 - a part

            write_whole(review, review_page(draft, pages))
            people.print(f"Check it in a browser: {review}", markup=False, soft_wrap=True)
    if as_json:
        print_json(ocr.draft_json(draft))
    else:
        _show(people, draft)
    if not draft.medications:
        raise typer.Exit(ExitCode.CHECK_FAILED)


def _one_at_a_time() -> InvalidInputError:
    problem = "goes with none of --json, --overlay and --review"
    remedy = "Give --jsonl alone for many prescriptions, or scan each on its own."
    return InvalidInputError(Fault(field="jsonl", problem=problem, remedy=remedy))


def _write_lines(images: Sequence[Path], *, recognizer: TextRecognizer) -> ExitCode:
    """
    Read each file as a prescription of its own; one that cannot be read stops no other.

    Returns:
        What the command ends with: the worst of all files.
    """
    worst = ExitCode.OK
    for image in images:
        try:
            draft, _ = read_prescription([image], recognizer=recognizer)
        except DasternError as error:
            print_json({"image": str(image), **error_value(error)})
            port = isinstance(error, PortError)
            worst = max(worst, ExitCode.OUTSIDE_FAILURE if port else ExitCode.INVALID_INPUT)
        else:
            print_json({"image": str(image), "draft": ocr.draft_json(draft)})
            worst = max(worst, ExitCode.OK if draft.medications else ExitCode.CHECK_FAILED)
        sys.stdout.flush()
    return worst


def _png(page: ocr.Page) -> bytes:
    pixels = page.pixels
    shown = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)  # noqa: PLR2004 - grey has two axes
    return bytes(cv2.imencode(".png", shown, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1])


def _show(people: Console, draft: ocr.PrescriptionDraft) -> None:
    for name, reading in draft.fields.items():
        people.print(f"[dim]{name.value:>12}[/]  {_shown(reading)}")
    if draft.medications:
        print_whole(people, draft_table(draft))
    for path, doubt in ocr.doubts(draft):
        people.print(f"{_MARK} {path}: {doubt.detail}", markup=True)


def draft_table(draft: ocr.PrescriptionDraft) -> Table:
    """
    Give the medicines of a draft as a table, what must be checked marked.
    """
    slots = [slot for slot in Slot if any(slot in one.doses for one in draft.medications)]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("Medicine", no_wrap=True)
    table.add_column("Quantity", no_wrap=True)
    for head in (*(slot.value.capitalize() for slot in slots), "Days", "How"):
        table.add_column(head, min_width=len(head))
    for medication in draft.medications:
        quantity = f"{_shown(medication.quantity)} {_shown(medication.unit)}".strip()
        name = f"{_shown(medication.name)} {_shown(medication.strength)}".strip()
        table.add_row(
            f"{name} {_MARK}" if medication.review else name,
            quantity,
            *(_shown(medication.doses.get(slot), none="-") for slot in slots),
            _shown(medication.duration_days),
            _shown(medication.instructions),
        )
    return table


def _shown(reading: ocr.Reading | None, *, none: str = "") -> str:
    if reading is None:
        return none
    text = escape(reading.value or " ".join(reading.text.split()))
    return f"{text} {_MARK}".strip() if reading.review else text


def overlay_of(content: bytes, draft: ocr.PrescriptionDraft, *, page: int = 1) -> bytes:
    """
    Draw what was read over its photo.

    Args:
        content: The photo's bytes.
        draft: What was read on it.
        page: Which of the draft's pages the photo is, counted from 1.

    Returns:
        A PNG file's bytes.

    Raises:
        InvalidInputError: The bytes are no picture.
    """
    from dastern_cli.overlay import (  # noqa: PLC0415 - drawing costs memory that reading does not need
        OverlayBox,
        draw_overlay,
    )

    readings = [
        *draft.fields.values(),
        *(reading for table in draft.tables for reading in table.header),
        *(reading for table in draft.tables for row in table.rows for reading in row),
    ]
    doubtful = {
        reading.box
        for medication in draft.medications
        for _, reading in medication.readings()
        if reading.review
    }
    boxes = [
        OverlayBox(
            box=reading.box,
            confidence=reading.confidence,
            label=reading.value or reading.text,
            needs_review=bool(reading.review) or reading.box in doubtful,
        )
        for reading in readings
        if reading.page == page and reading.box is not None and (reading.text or reading.review)
    ]
    read_at = draft.pages[page - 1] if draft.pages else None
    return draw_overlay(content, boxes, read_at=read_at)
