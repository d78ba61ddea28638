"""
The command ``dastern ocr evaluate``: how well a folder of labelled photos is read.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Annotated, Final

import attrs
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from dastern_cli.bootstrap import load_recognizer, open_page
from dastern_cli.engines import Engine, EngineOption, ModelsOption, ThreadsOption
from dastern_cli.evaluation_picture import draw_evaluation
from dastern_cli.files import write_whole
from dastern_cli.memory import peak_megabytes
from dastern_cli.output import console, declared_errors, print_json
from dastern_cli.prescription_files import read_picture
from dastern_core import ocr
from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.ocr.evaluation import (
    Judgement,
    Verdict,
    calibration,
    evaluate,
    sign_errors,
)
from dastern_core.ocr.truth import Part, parse_truth
from dastern_core.ports.recognition import TextRecognizer

__all__ = ["app"]

_PICTURES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_MOST_PAGES: Final = 5000
_ROW_PARTS: Final = frozenset(Part) - {Part.CELL, Part.FIELD}

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def ocr_commands() -> None:
    """
    Measure how prescriptions are read.
    """


@attrs.frozen(kw_only=True)
class _ReadPage:
    """
    One photo's figures.
    """

    image: str
    judged: tuple[Judgement, ...]
    refused: str
    seconds: float
    megabytes: float


@app.command("evaluate")
def evaluate_folder(
    folder: Annotated[Path, typer.Argument(help="Photos, each with its truth beside it as JSON.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    picture: Annotated[
        Path | None, typer.Option(help="Draw the figures as a picture, a PNG.")
    ] = None,
    engine: EngineOption = Engine.BUILT_IN,
    models: ModelsOption = None,
    threads: ThreadsOption = 2,
) -> None:
    """
    Read every labelled photo of a folder and compare it with its truth.

    A photo ``page.jpg`` is labelled by ``page.json`` beside it. What is wrong and not
    flagged for review counts as silent: that is what must not happen.
    """
    people = console(as_json=as_json)
    with declared_errors(as_json=as_json):
        images = _labelled(folder)
        recognizer = load_recognizer(engine, models=models, threads=threads)
        shown = track(
            images, "Reading", console=people, transient=True, disable=not people.is_terminal
        )
        pages = [_read(image, recognizer=recognizer) for image in shown]
    judged = [one for page in pages for one in page.judged]
    if picture is not None:
        costs = [(page.seconds, page.megabytes) for page in pages]
        drawn = draw_evaluation(_counts(judged), calibration(judged), sign_errors(judged), costs)
        write_whole(picture, drawn)
    if as_json:
        print_json(_json(pages, judged))
    else:
        _show(people, pages, judged)


def _labelled(folder: Path) -> list[Path]:
    """
    Find the photos that have a truth file.

    Raises:
        InvalidInputError: There is none, or there are too many.
    """
    found = (path for path in folder.glob("*") if path.suffix.lower() in _PICTURES)
    images = sorted(path for path in found if path.with_suffix(".json").is_file())
    if not images or len(images) > _MOST_PAGES:
        problem = f"has {len(images)} photos with a truth file beside them"
        remedy = f"Give a folder with 1 to {_MOST_PAGES} photos such as page.jpg with page.json."
        raise InvalidInputError(Fault(field="folder", problem=problem, remedy=remedy))
    return images


def _read(image: Path, *, recognizer: TextRecognizer) -> _ReadPage:
    """
    Read one photo and judge it; a photo that is refused counts as read without a word.
    """
    truth = parse_truth(image.with_suffix(".json").read_text(encoding="utf-8"))
    content, refused, start = read_picture(image), "", perf_counter()
    with peak_megabytes() as peak:
        try:
            draft = ocr.read(open_page(content), recognizer=recognizer)
        except InvalidInputError as error:
            refused = str(error)
            doubt = ocr.Doubt(code=ocr.DoubtCode.POOR_PICTURE, detail=refused)
            draft = ocr.PrescriptionDraft(fields={}, medications=(), review=(doubt,))
    seconds = perf_counter() - start
    return _ReadPage(
        image=image.name,
        judged=evaluate(truth, draft),
        refused=refused,
        seconds=seconds,
        megabytes=peak.megabytes,
    )


def _counts(judged: Sequence[Judgement]) -> dict[str, Counter[str]]:
    """
    Count for each part how often it was right or wrong, flagged or silent.
    """
    counts: dict[str, Counter[str]] = {part.value: Counter() for part in Part}
    for one in judged:
        if one.part is Part.FIELD and one.verdict is Verdict.ABSENT:
            key = "absent"
        else:
            key = "right" if one.verdict is Verdict.RIGHT else "wrong"
            key += " flagged" if one.flagged else " silent"
        counts[one.part.value][key] += 1
    return counts


def _field_counts(judged: Sequence[Judgement]) -> dict[str, tuple[int, int]]:
    """
    Count for each field, and each value of a row, how many are read exactly, and of how many.
    """
    counts: dict[str, tuple[int, int]] = {}
    for one in judged:
        if one.part is not Part.CELL and one.expected:
            name = one.place.partition(".")[2]
            right, of = counts.get(name, (0, 0))
            counts[name] = right + (one.verdict is Verdict.RIGHT), of + 1
    return dict(sorted(counts.items()))


def _summary(pages: Sequence[_ReadPage], judged: Sequence[Judgement]) -> dict[str, int | float]:
    counts = _counts(judged)
    values = sum((counts[part.value] for part in [*_ROW_PARTS, Part.FIELD]), Counter())
    unflagged = values["right silent"] + values["wrong silent"]
    rows = [
        all(one.verdict is Verdict.RIGHT for one in row)
        for page in pages
        for row in _rows(page.judged).values()
    ]
    lost = [
        row[0]
        for page in pages
        for row in _rows(page.judged).values()
        if all(one.verdict is Verdict.ABSENT for one in row)
    ]
    cells = [one for one in judged if one.part is Part.CELL]
    doses = [one for one in judged if one.part is Part.DOSE and one.silent]
    return {
        "pages": len(pages),
        "refused": sum(bool(page.refused) for page in pages),
        "cells": len(cells),
        "cells_right": sum(one.verdict is Verdict.RIGHT for one in cells),
        "rows": len(rows),
        "rows_right": sum(rows),
        "rows_lost_page_asked": sum(one.flagged for one in lost),
        "rows_lost_silent": sum(one.silent for one in lost),
        "doses_invented_silent": sum(one.verdict is Verdict.INVENTED for one in doses),
        "doses_lost_silent": sum(one.verdict is Verdict.ABSENT for one in doses),
        "doses_changed_silent": sum(one.verdict is Verdict.WRONG for one in doses),
        "values": values.total(),
        "values_not_flagged": unflagged,
        "values_wrong_not_flagged": values["wrong silent"],
        "wrong_share_of_not_flagged": values["wrong silent"] / max(unflagged, 1),
        "fields_absent": counts[Part.FIELD.value]["absent"],
        "seconds_median": sorted(page.seconds for page in pages)[len(pages) // 2],
        "seconds_most": max(page.seconds for page in pages),
        "megabytes_most": max(page.megabytes for page in pages),
    }


def _rows(judged: Sequence[Judgement]) -> Mapping[str, list[Judgement]]:
    rows: dict[str, list[Judgement]] = {}
    for one in judged:
        if one.part in _ROW_PARTS:
            rows.setdefault(one.place.partition(".")[0], []).append(one)
    return rows


def _json(pages: Sequence[_ReadPage], judged: Sequence[Judgement]) -> dict[str, object]:
    return {
        "summary": _summary(pages, judged),
        "parts": {part: dict(count) for part, count in _counts(judged).items()},
        "character_errors": {
            script: {"errors": errors, "signs": signs, "rate": errors / signs}
            for script, (errors, signs) in sign_errors(judged).items()
        },
        "exact": {
            name: {"right": right, "of": of} for name, (right, of) in _field_counts(judged).items()
        },
        "calibration": [attrs.asdict(band) for band in calibration(judged)],
        "pages": [
            {
                "image": page.image,
                "refused": page.refused or None,
                "seconds": round(page.seconds, 2),
                "megabytes": round(page.megabytes),
                "wrong": [
                    {
                        "part": one.part.value,
                        "place": one.place,
                        "expected": one.expected,
                        "actual": one.actual,
                        "verdict": one.verdict.value,
                        "flagged": one.flagged,
                    }
                    for one in page.judged
                    if one.verdict is not Verdict.RIGHT
                ],
            }
            for page in pages
        ],
    }


def _show(people: Console, pages: Sequence[_ReadPage], judged: Sequence[Judgement]) -> None:
    parts = Table("Part", "Right", "Right, flagged", "Wrong, flagged", "Wrong, silent", "Absent")
    for part, count in _counts(judged).items():
        keys = ("right silent", "right flagged", "wrong flagged", "wrong silent", "absent")
        parts.add_row(part, *(str(count[key]) for key in keys))
    people.print(parts)
    scripts = Table("Script", "Character errors", "Of", "Rate")
    for script, (errors, signs) in sorted(sign_errors(judged).items()):
        scripts.add_row(script, str(errors), str(signs), f"{errors / signs:.2%}")
    people.print(scripts)
    exact = Table("Value", "Exact", "Of", "Rate")
    for name, (right, of) in _field_counts(judged).items():
        exact.add_row(name, str(right), str(of), f"{right / of:.1%}")
    people.print(exact)
    bands = Table("Confidence", "Not flagged", "Wrong", "Share")
    for band in calibration(judged):
        share = f"{band.wrong / band.values:.2%}" if band.values else ""
        bands.add_row(
            f"{band.least:.2f} to {band.most:.2f}", str(band.values), str(band.wrong), share
        )
    people.print(bands)
    costs = Table("Page", "Seconds", "Megabytes")
    for page in pages:
        costs.add_row(page.image, f"{page.seconds:.1f}", f"{page.megabytes:.0f}")
    people.print(costs)
    for name, value in _summary(pages, judged).items():
        people.print(f"{name.replace('_', ' '):>28}  {round(value, 4)}")
    for page in pages:
        for one in page.judged:
            if one.silent and one.part is not Part.CELL:
                people.print(
                    f"[bold red]silent[/] {page.image} {one.place}: {one.expected!r} read as "
                    f"{one.actual!r}",
                    soft_wrap=True,
                )
