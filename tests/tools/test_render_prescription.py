"""
The renderer of prescriptions: seeded, small, and true to its truth file.
"""

import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from dastern_core.kernel import parse_amount

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "adapters" / "dastern-cli" / "src" / "dastern_cli" / "samples"
SLOTS = {"morning", "midday", "afternoon", "evening", "night"}
CASES = {
    "ruled-khmer": "bronchitis",
    "quantity-last": "gastritis",
    "no-night": "gastritis",
    "french": "angine",
}

Command = Callable[[Sequence[str]], None]
Render = Callable[[str, int], tuple[bytes, Any]]


@pytest.fixture(scope="module")
def command() -> Command:
    """
    Load the command, which lies outside every package.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        module = importlib.import_module("tools.render_prescription.__main__")
    main: Command = module.main
    return main


@pytest.fixture(scope="module")
def render(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Render:
    """
    Give a function that renders a form with a seed, each pair once.
    """

    @cache
    def rendered(form: str, seed: int) -> tuple[bytes, Any]:
        photo = tmp_path_factory.mktemp("rendered") / "prescription.jpg"
        command(_arguments(form, CASES[form], seed=seed, photo=photo))
        return photo.read_bytes(), json.loads(photo.with_suffix(".json").read_text("utf-8"))

    return rendered


def _arguments(form: str, case: str, *, seed: int, photo: Path) -> list[str]:
    return [
        *("--form", form, "--case", case, "--seed", str(seed)),
        *("--photo", str(photo), "--truth", str(photo.with_suffix(".json"))),
    ]


def _grey(jpeg: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(BytesIO(jpeg)).convert("L"))


def _contrast(grey: NDArray[np.uint8], quad: list[list[int]], *, inset: int) -> int:
    """
    Give how much darker the darkest point inside an upright box is than its paper.
    """
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = quad
    inside = grey[
        max(y0, y1) + inset : min(y2, y3) - inset, max(x0, x3) + inset : min(x1, x2) - inset
    ]
    return int(np.median(inside)) - int(inside.min())


def test_same_seed_gives_same_bytes(render: Render, tmp_path: Path) -> None:
    """
    Two processes given one seed write the same photo and the same truth.
    """
    photo, truth = render("ruled-khmer", 7)
    again = tmp_path / "prescription.jpg"
    arguments = _arguments("ruled-khmer", "bronchitis", seed=7, photo=again)
    subprocess.run(
        [sys.executable, "-m", "tools.render_prescription", *arguments], cwd=ROOT, check=True
    )

    assert photo == again.read_bytes()
    assert truth == json.loads(again.with_suffix(".json").read_text("utf-8"))


def test_another_seed_changes_the_photo_and_not_the_words(render: Render) -> None:
    """
    Chance moves the camera and the light, never what is printed.
    """
    (photo, truth), (other_photo, other_truth) = render("ruled-khmer", 7), render("ruled-khmer", 8)

    assert photo != other_photo
    assert truth["table"]["row_quads"] != other_truth["table"]["row_quads"]
    assert truth["table"]["rows"] == other_truth["table"]["rows"]


@pytest.mark.parametrize("form", CASES)
def test_photo_is_like_a_phones_and_small(render: Render, form: str) -> None:
    """
    The photo has 1 to 1.5 megapixels and takes less than 300 KB.
    """
    photo, _ = render(form, 7)
    width, height = Image.open(BytesIO(photo)).size

    assert 1_000_000 <= width * height <= 1_500_000
    assert len(photo) < 300_000


@pytest.mark.parametrize("form", CASES)
def test_quantity_is_the_days_doses_times_the_days(render: Render, form: str) -> None:
    """
    Each row's quantity is the sum of its doses times its days, half tablets included.
    """
    table = render(form, 7)[1]["table"]
    rows = [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    daily = [
        sum(parse_amount(row[slot]) for slot in SLOTS & row.keys() if row[slot] not in {"", "-"})
        for row in rows
    ]
    expected = [doses * days for doses, days in zip(daily, table["days"], strict=True)]

    assert expected == [parse_amount(row["quantity"].split()[0]) for row in rows]
    assert all(expected)


@pytest.mark.parametrize("form", CASES)
def test_ink_is_where_the_truth_says(render: Render, form: str) -> None:
    """
    Every printed cell and line has ink inside its corners, and blank cells have none.
    """
    photo, truth = render(form, 7)
    grey, table = _grey(photo), truth["table"]
    texts = list(chain(table["header"], *table["rows"]))
    quads = chain(table["header_quads"], *table["row_quads"])
    inked = [_contrast(grey, quad, inset=6) > 30 for quad in quads]
    lines = [_contrast(grey, line["quad"], inset=0) for line in truth["lines"]]

    assert [bool(text) for text in texts] == inked
    assert min(lines) > 60


def test_bundled_sample_is_what_the_tool_renders(render: Render) -> None:
    """
    The shipped sample shows what the tool prints today, apart from a decoder's rounding.
    """
    photo, truth = render("ruled-khmer", 7)
    shipped = json.loads((SAMPLES / "prescription.json").read_text(encoding="utf-8"))
    shipped_photo = (SAMPLES / "prescription.jpg").read_bytes()
    difference = np.abs(_grey(photo).astype(int) - _grey(shipped_photo).astype(int))

    assert truth == shipped
    assert float(difference.mean()) < 1


def test_sample_has_a_half_tablet_a_dash_and_a_blank_cell(render: Render) -> None:
    """
    The sample shows the cells that readers get wrong.
    """
    cells = set(chain(*render("ruled-khmer", 7)[1]["table"]["rows"]))

    assert {"1/2", "-", ""} <= cells


def test_forms_differ_in_what_readers_must_not_take_for_granted(render: Render) -> None:
    """
    Column orders, a missing night, blanks for dashes, Khmer digits and French heads occur.
    """
    tables = {form: render(form, 7)[1]["table"] for form in CASES}
    cells = {form: set(chain(*table["rows"])) for form, table in tables.items()}

    assert len({tuple(table["columns"]) for table in tables.values()}) == len(CASES)
    assert "night" not in tables["no-night"]["columns"]
    assert "-" not in cells["quantity-last"]
    assert "១" in cells["quantity-last"]
    assert "Matin" in tables["french"]["header"]


@pytest.mark.parametrize("form", CASES)
def test_truth_names_only_what_is_printed(render: Render, form: str) -> None:
    """
    Each field's words stand in a printed line.
    """
    truth = render(form, 7)[1]
    fields = {**truth["fields"], "diagnosis": truth["fields"]["diagnosis"][0]}
    printed = [line["text"] for line in truth["lines"]]

    assert {} == {
        name: text for name, text in fields.items() if not any(text in line for line in printed)
    }


def test_a_dose_without_a_column_is_refused(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    A case whose doses the form cannot print ends in an error, and writes nothing.
    """
    arguments = _arguments("no-night", "bronchitis", seed=7, photo=tmp_path / "lost.jpg")

    with pytest.raises(SystemExit, match="2"):
        command(arguments)

    assert "no column for night" in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())
