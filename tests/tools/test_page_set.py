"""
The page set: seeded pages over all layouts and conditions, true to their truth files.
"""

import importlib
import json
from functools import cache
from io import BytesIO
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import numpy as np
import pytest
from PIL import Image

from dastern_core.kernel import parse_amount
from dastern_core.ocr.truth import parse_truth

ROOT = Path(__file__).parents[2]
SLOTS = {"morning", "midday", "afternoon", "evening", "night"}
SEED = 3


@cache
def part(name: str) -> ModuleType:
    """
    Load a module of the tool, which lies outside every package.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        return importlib.import_module(f"tools.render_prescription.{name}")


LAYOUTS = {**part("layouts").TUNING, **part("layouts").HELD_OUT}
CONDITIONS = part("conditions").CONDITIONS
MOVED = ("turned-90", "turned-180", "turned-270", "tilted-15", "perspective", "curved", "folded")


@cache
def drawn(layout: str) -> tuple[Any, Any]:
    """
    Give a generated case and the page with it, each layout once.
    """
    case = part("generated_cases").generate_case(LAYOUTS[layout], seed=SEED)
    return case, part("page").draw_page(LAYOUTS[layout], case)


def write(folder: Path, *arguments: str) -> list[Path]:
    """
    Run the command and give its photos.
    """
    given = ["--seed", str(SEED), "--folder", str(folder), *arguments]
    part("page_set").main(given)
    return sorted(folder.glob("*.jpg"))


def test_a_form_that_does_not_fit_gives_way_to_another(tmp_path: Path) -> None:
    """
    Where a word is wider than its column another form is drawn, if forms are drawn by chance.
    """
    seed = 1_200_043  # draws a form with heads too wide for this face
    form = part("varied_forms").varied_form(seed=seed)
    page = part("page_set").PlannedPage(
        name="page", form=form, condition="plain", face="sans", seed=seed
    )

    with pytest.raises(ValueError, match="does not fit"):
        part("page_set").write_page(page, tmp_path)
    part("page_set").write_page(attrs.evolve(page, varied=True), tmp_path)

    assert {"page.jpg", "page.json"} == {path.name for path in tmp_path.iterdir()}


def test_layouts_are_many_and_held_out_ones_are_others() -> None:
    """
    There are at least twelve layouts to tune on, and no held-out one is among them.
    """
    tuning, held_out = part("layouts").TUNING, part("layouts").HELD_OUT
    heads = [tuple(column.header for column in form.columns) for form in LAYOUTS.values()]

    assert len(tuning) >= 12
    assert set() == set(tuning) & set(held_out)
    assert len(set(heads)) >= len(heads) - 1


def test_layouts_differ_in_what_readers_take_for_granted() -> None:
    """
    Each habit of real forms that the design names is printed by some layout of each kind.
    """
    forms = list(LAYOUTS.values())

    assert {"full", "dotted", "rows", "none"} == {form.rules for form in forms}
    assert {"km", "fr", "en"} == {form.language for form in forms}
    assert {None, " ", "\n"} == {form.dose_unit for form in forms}
    assert {"-", "", "0"} == {form.none for form in forms}
    for habit in (
        "khmer_digits",
        "grey_units",
        "group",
        "merged_down",
        "closing",
        "split",
        "stamp",
    ):
        assert any(getattr(form, habit) for form in forms), habit


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_prints_its_case(layout: str) -> None:
    """
    Each row of a generated case is printed once, on the paper.
    """
    case, page = drawn(layout)
    boxes = [cell.box for table in page.tables for row in table.rows for cell in row]
    high, wide = page.pixels.shape

    assert len(case.medicines) == sum(len(table.rows) for table in page.tables)
    assert all(
        0 < left < right < wide and 0 < top < bottom < high for left, top, right, bottom in boxes
    )
    assert all(line.box[3] < high for line in page.lines)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_ink_stands_where_the_boxes_are(layout: str) -> None:
    """
    A cell has ink inside its rules if, and only if, words are printed in it.
    """
    _, page = drawn(layout)
    for cell in chain.from_iterable(row for table in page.tables for row in table.rows):
        left, top, right, bottom = (round(edge) for edge in cell.box)
        inside = page.pixels[top + 5 : bottom - 5, left + 5 : right - 5]

        assert bool(cell.text) == bool(inside.min() < 200)


def test_varied_forms_are_drawn_by_chance_and_can_be_filled_in() -> None:
    """
    Each seed gives its own form, the same each time, of at most nine columns that fit.
    """
    varied, fitting = part("varied_forms").varied_form, part("tables").fitting
    forms = [varied(seed=seed) for seed in range(40)]
    generate = part("generated_cases").generate_case
    cases = [generate(form, seed=seed) for seed, form in enumerate(forms)]
    orders = {tuple(column.name for column in form.columns) for form in forms}

    assert varied(seed=7) == varied(seed=7)
    assert len(orders) > 30
    assert max(map(len, orders)) <= 9
    assert {"full", "dotted", "rows", "none"} == {form.rules for form in forms}
    assert {"km", "fr", "en"} == {form.language for form in forms}
    for form, case in zip(forms, cases, strict=True):
        assert fitting(form, case.medicines, face="sans", width=1600).body >= 18


def test_same_seed_same_case_another_seed_another() -> None:
    """
    All chance of a case follows from its seed.
    """
    generate, form = part("generated_cases").generate_case, LAYOUTS["dotted"]

    assert generate(form, seed=1) == generate(form, seed=1)
    assert generate(form, seed=1) != generate(form, seed=2)


def test_supplies_are_whole_and_last_their_days() -> None:
    """
    A quantity is a whole number, halves included, and is the days' doses unless it is a bottle.
    """
    cases = [
        part("generated_cases").generate_case(LAYOUTS["dotted"], seed=seed) for seed in range(40)
    ]
    rows = [row for case in cases for row in case.medicines if not row.supply]
    taken = [sum(parse_amount(dose) for dose in row.doses.values()) * row.days for row in rows]

    assert taken == [row.quantity for row in rows]
    assert {1} == {row.quantity.denominator for row in rows}
    assert {"1/2", "½"} & {dose for row in rows for dose in row.doses.values()}


@pytest.mark.parametrize("name", MOVED)
def test_the_truth_follows_the_picture(name: str) -> None:
    """
    However the page lies and is bent, rules meet where the truth file has a cell's corner.
    """
    _, page = drawn("ruled-khmer")
    photo = part("photo").take_photo(page, seed=SEED, condition=CONDITIONS[name])
    grey = np.asarray(Image.open(BytesIO(photo.jpeg)).convert("L")).astype(int)
    table = page.tables[0]
    corners = [corner for cell in table.header for corner in photo.quad(cell.box)]
    contrasts = [
        int(
            np.median(grey[y - 12 : y + 13, x - 12 : x + 13])
            - grey[y - 2 : y + 3, x - 2 : x + 3].min()
        )
        for x, y in corners
    ]

    assert min(contrasts) > 30


def test_quarter_turns_and_scales_change_the_size() -> None:
    """
    A picture turned by a quarter lies on its side; one of half the resolution has half the side.
    """
    _, page = drawn("stamped")
    take = part("photo").take_photo

    def size(name: str) -> tuple[int, ...]:
        jpeg = take(page, seed=SEED, condition=CONDITIONS[name]).jpeg
        return Image.open(BytesIO(jpeg)).size

    assert [(1008, 1344), (1344, 1008), (504, 672)] == [
        size("plain"),
        size("turned-90"),
        size("half-resolution"),
    ]


def test_the_plan_meets_all_layouts_and_conditions() -> None:
    """
    Each layout, condition and face occurs, and no two pages share a name or a seed.
    """
    layouts, faces = part("layouts").TUNING, ["sans", "serif", "book"]
    pages = list(part("page_set").plan(layouts, count=60, seed=1, faces=faces))

    assert set(CONDITIONS) == {page.condition for page in pages}
    assert set(faces) == {page.face for page in pages}
    assert len(layouts) == len(
        {page.name.split("-", 1)[1].removesuffix(f"-{page.condition}") for page in pages}
    )
    assert 60 == len({page.name for page in pages}) == len({page.seed for page in pages})


def test_a_plan_without_layouts_has_another_form_on_each_page() -> None:
    """
    The varied set's pages follow from its seed alone, and hardly two have the same form.
    """
    pages = list(part("page_set").plan(None, count=20, seed=4, faces=["sans"]))
    again = list(part("page_set").plan(None, count=20, seed=4, faces=["sans"]))

    assert pages == again
    assert len({page.form.columns for page in pages}) == 20


def test_the_command_writes_photos_with_their_truth(tmp_path: Path) -> None:
    """
    Beside each photo lies a truth file that the evaluation parses; a second run is equal.
    """
    first = write(tmp_path / "a", "--set", "held-out", "--count", "2")
    again = write(tmp_path / "b", "--set", "held-out", "--count", "2")
    truths = [path.with_suffix(".json").read_text("utf-8") for path in first]

    assert 2 == len(first)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert all(parse_truth(truth).rows for truth in truths)
    assert {"condition", "face", "seed"} <= set(json.loads(truths[0]))


def test_a_folder_without_the_fonts_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    The message names the fonts that are missing.
    """
    with pytest.raises(SystemExit, match="2"):
        write(tmp_path, "--set", "tuning", "--count", "1", "--fonts", str(tmp_path))

    assert "Khmer OS Battambang" in capsys.readouterr().err


def test_a_word_that_fits_no_column_is_refused() -> None:
    """
    A form whose column is too narrow for any readable type says so.
    """
    form = part("forms")
    narrow = form.Form(
        above=(),
        columns=(
            form.Column(name="name", header="x", width=0.01),
            form.Column(name="morning", header="y", width=1.0),
        ),
        below=(),
        table=(0.05, 0.95, 0.3),
    )
    case = part("generated_cases").generate_case(narrow, seed=SEED)

    with pytest.raises(ValueError, match="does not fit"):
        part("page").draw_page(narrow, case)


@pytest.mark.parametrize("pen", ["blue", "black"])
def test_doses_written_by_hand_are_strokes_and_no_printed_dose(pen: str) -> None:
    """
    No dose is printed and none is told as true; a pen's strokes stand in the cells instead.
    """
    form = part("page_set").SETS["by-hand"][f"by-hand-{pen}-strokes-0"]
    case = part("generated_cases").generate_case(form, seed=SEED)
    page = part("page").draw_page(form, case)
    photo = part("photo").take_photo(page, seed=SEED)
    truth = parse_truth(
        json.dumps(part("truth").truth_document(form, case, page, photo, image="x.jpg"))
    )
    inked = {
        (number, column.name)
        for number, row in enumerate(page.tables[0].rows)
        for cell, column in zip(row, form.columns, strict=True)
        for left, top, right, bottom in [map(round, cell.box)]
        if page.stamp[top:bottom, left:right].min() < 100
    }

    by_hand = {(number, slot) for number, one in enumerate(case.medicines) for slot in one.doses}
    by_hand |= {(number, name) for number, _ in enumerate(case.medicines) for name in form.written}

    assert by_hand == inked
    assert {""} == {
        row.cells.get(slot, "") for row in truth.rows for slot in {*SLOTS, *form.written}
    }
    assert {None} == {row.days for row in truth.rows}


def test_hands_write_what_the_case_says_and_differ() -> None:
    """
    Each hand has its own strokes for the same words; nobody tunes on those held out.
    """
    sets = part("page_set").SETS
    forms = {**sets["by-hand"], **sets["by-hand-held-out"]}
    base = sets["by-hand"]["by-hand-black-strokes-0"]
    case = part("generated_cases").generate_case(base, seed=SEED)

    def stroke(hand: str) -> bytes:
        form = attrs.evolve(base, hand=hand)
        return bytes(part("page").draw_page(form, case).stamp.tobytes())

    hands = {form.hand for form in forms.values()}

    assert 8 == len(hands)
    assert set() == {one.hand for one in sets["by-hand"].values()} & {
        one.hand for one in sets["by-hand-held-out"].values()
    }
    assert 3 == len({stroke(hand) for hand in ("", "kalam", "zeyada")})
    assert any(form.written for form in forms.values())


@pytest.mark.parametrize("name", ["cut-bottom", "cut-right", "cut-top", "cut-left"])
def test_a_cut_picture_ends_within_the_table(name: str) -> None:
    """
    The last row or column that way lies half on the picture, and the truth's places tell so.
    """
    _, page = drawn("ruled-khmer")
    photo = part("photo").take_photo(page, seed=SEED, condition=part("conditions").CUTS[name])
    width, height = Image.open(BytesIO(photo.jpeg)).size
    table = page.tables[0]
    corners = np.array(
        [photo.quad(cell.box) for row in (table.header, *table.rows) for cell in row]
    )
    beyond = {
        "cut-bottom": corners[..., 1].max() > height,
        "cut-right": corners[..., 0].max() > width,
        "cut-top": corners[..., 1].min() < 0,
        "cut-left": corners[..., 0].min() < 0,
    }

    assert {name} == {side for side, is_beyond in beyond.items() if is_beyond}
