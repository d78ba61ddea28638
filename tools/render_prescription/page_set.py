"""
Page set: many labelled photos, over all layouts and conditions.

``python -m tools.render_prescription.page_set --set varied --count 40 --seed 1 --folder OUT``
writes ``NNN-LAYOUT-CONDITION.jpg`` and, beside each, its truth as ``.json``;
``dastern ocr evaluate OUT`` measures reading on them.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import attrs
from tools.render_prescription.conditions import CONDITIONS, CUTS
from tools.render_prescription.forms import Form
from tools.render_prescription.generated_cases import generate_case
from tools.render_prescription.handwriting import HANDS, HELD_OUT_HANDS
from tools.render_prescription.layouts import HELD_OUT, TUNING
from tools.render_prescription.page import PAGE_SIZE, draw_page
from tools.render_prescription.photo import take_photo
from tools.render_prescription.tables import fitting
from tools.render_prescription.truth import truth_document, truth_text
from tools.render_prescription.typeset import FACES, FOLDER_FACES, add_folder
from tools.render_prescription.varied_forms import varied_form

__all__ = ["SETS", "PlannedPage", "main", "plan", "write_page"]

_MOST_FORMS = 20  # drawn for one page until one fits
_FURTHER = 1_000_000_007  # from the seed of a page's form to that of its next one
_HAND_LAYOUTS = ("afternoon", "english", "dotted", "khmer-digits", "rows-only")


def _by_hand(hands: Sequence[str]) -> dict[str, Form]:
    """
    Give forms that each hand fills in, some of them all but the medicines' names.
    """
    forms = {}
    for number, hand in enumerate(hands):
        name = _HAND_LAYOUTS[number % len(_HAND_LAYOUTS)]
        for place, pen in enumerate(("black", "blue")):
            form = attrs.evolve(TUNING[name], pen=pen, none="", hand=hand)
            more = ("quantity", "days") if (number + place) % 2 else ()
            columns = {column.name for column in form.columns}
            written = tuple(one for one in more if one in columns)
            forms[f"by-hand-{pen}-{hand or 'strokes'}-{number}"] = attrs.evolve(
                form, written=written
            )
    return forms


SETS = {
    "tuning": TUNING,
    "held-out": HELD_OUT,
    "varied": None,
    "cut": TUNING,
    "by-hand": _by_hand(["", *HANDS, *HANDS, ""]),
    "by-hand-held-out": _by_hand([*HELD_OUT_HANDS, *HELD_OUT_HANDS]),
}
"""
The layouts of each set; None where each page has its own, drawn by chance. On a page of
``cut`` the truth tells the whole table, though a part of it is not on the picture.
"""


@attrs.frozen(kw_only=True)
class PlannedPage:
    """
    One page to be made.

    Args:
        name: Its files' name.
        form: The layout.
        condition: The name of the condition.
        face: The name of the face.
        seed: What its case and its photo follow from.
        varied: Whether the form was drawn by chance from the seed.
    """

    name: str
    form: Form
    condition: str
    face: str
    seed: int
    varied: bool = False


def plan(
    layouts: Mapping[str, Form] | None,
    *,
    count: int,
    seed: int,
    faces: Sequence[str],
    conditions: Sequence[str] = tuple(CONDITIONS),
) -> Iterator[PlannedPage]:
    """
    Deal layouts, conditions and faces out so that each meets the others early.

    Args:
        layouts: The forms by name; None for another on each page.
        count: How many pages.
        seed: Shifts which layout meets which condition, and seeds the pages.
        faces: The names of the faces.
        conditions: The names of the conditions.
    """
    names = ["varied"] if layouts is None else list(layouts)
    for index in range(count):
        layout, chance = names[index % len(names)], seed * 100_000 + index
        # each round over the layouts shifts the conditions by one more
        condition = conditions[(index + index // len(names) + seed) % len(conditions)]
        yield PlannedPage(
            name=f"{index:03d}-{layout}-{condition}",
            form=varied_form(seed=chance) if layouts is None else layouts[layout],
            condition=condition,
            face=faces[(index * 5 + index // len(faces) + seed) % len(faces)],
            seed=chance,
            varied=layouts is None,
        )


def _fitting(page: PlannedPage) -> PlannedPage:
    """
    Give the page itself, or the next one drawn by chance of which each word fits its column.
    """
    seeds = [page.seed + further * _FURTHER for further in range(_MOST_FORMS * page.varied)]
    for seed in seeds:
        form = varied_form(seed=seed)
        case = generate_case(form, seed=seed)
        with suppress(ValueError):
            fitting(form, case.medicines, face=page.face, width=PAGE_SIZE[0])
            return attrs.evolve(page, form=form, seed=seed)
    return page


def write_page(page: PlannedPage, folder: Path) -> None:
    """
    Write a page's photo and its truth.

    Raises:
        ValueError: A word does not fit its column, and the form is not drawn by chance.
    """
    page = _fitting(page)
    case = generate_case(page.form, seed=page.seed)
    drawn = draw_page(page.form, case, face=page.face)
    photo = take_photo(drawn, seed=page.seed, condition={**CONDITIONS, **CUTS}[page.condition])
    image = folder / f"{page.name}.jpg"
    truth = truth_document(page.form, case, drawn, photo, image=image.name)
    truth |= {"condition": page.condition, "face": page.face, "seed": page.seed}
    image.write_bytes(photo.jpeg)
    image.with_suffix(".json").write_text(truth_text(truth), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """
    Write a set of labelled photos.

    Args:
        arguments: The command line's; None for those of this process.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tools.render_prescription.page_set",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--set", choices=sorted(SETS), required=True, dest="which")
    parser.add_argument("--count", type=int, required=True, help="how many pages")
    parser.add_argument("--seed", type=int, required=True, help="what all chance follows from")
    parser.add_argument("--folder", type=Path, required=True, help="where to write them")
    parser.add_argument(
        "--fonts", type=Path, help="a folder with the fonts of Debian's fonts-khmeros: more faces"
    )
    given = parser.parse_args(arguments)
    faces = list(FACES)
    if given.fonts is not None:
        try:
            add_folder(given.fonts)
        except ValueError as error:
            parser.error(str(error))
        faces += FOLDER_FACES
    given.folder.mkdir(parents=True, exist_ok=True)
    conditions = tuple(CUTS if given.which == "cut" else CONDITIONS)
    told = {"count": given.count, "seed": given.seed}
    for page in plan(SETS[given.which], **told, faces=faces, conditions=conditions):
        write_page(page, given.folder)
        print(page.name, page.face)


if __name__ == "__main__":
    main()
