"""
``dastern ocr evaluate``: figures for a folder of labelled photos.
"""

import json
from io import BytesIO
from pathlib import Path
from shutil import copy

import pytest
from PIL import Image
from typer.testing import CliRunner

from dastern_cli.evaluation_picture import draw_evaluation
from dastern_cli.main import app
from dastern_cli.memory import peak_megabytes
from dastern_core.ocr.evaluation import Band

NO_BANDS = (Band(least=0.0, most=1.0, values=0, wrong=0),)
SAMPLES = Path(__file__).parents[1] / "src" / "dastern_cli" / "samples"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], bytes]:
    """
    Evaluate the bundled sample, a blank page and a photo without a truth, once.
    """
    folder = tmp_path_factory.mktemp("labelled")
    for name in ("prescription.jpg", "prescription.json"):
        copy(SAMPLES / name, folder / name)
    Image.new("L", (800, 1000), 230).save(folder / "blank.png")
    copy(SAMPLES / "prescription.json", folder / "blank.json")
    copy(SAMPLES / "prescription.jpg", folder / "unlabelled.jpg")
    picture = folder / "figures" / "evaluation.png"
    ran = CliRunner().invoke(
        app, ["ocr", "evaluate", str(folder), "--json", "--picture", str(picture)]
    )

    assert 0 == ran.exit_code, ran.output

    return json.loads(ran.stdout), picture.read_bytes()


def test_every_labelled_photo_is_read(report: tuple[dict[str, object], bytes]) -> None:
    """
    A page says how long it took and how much memory; a photo without a truth is left out.
    """
    pages = report[0]["pages"]

    assert isinstance(pages, list)
    assert ["blank.png", "prescription.jpg"] == [page["image"] for page in pages]
    assert all(page["seconds"] > 0 and page["megabytes"] > 50 for page in pages)


def test_a_page_without_text_counts_as_lost_and_asked_about(
    report: tuple[dict[str, object], bytes],
) -> None:
    """
    All of a refused page is wrong, and none of its rows in silence.
    """
    pages = report[0]["pages"]

    assert isinstance(pages, list)
    assert "no text" in pages[0]["refused"]
    assert {"absent"} == {one["verdict"] for one in pages[0]["wrong"]}
    assert all(one["flagged"] for one in pages[0]["wrong"] if one["part"] != "field")


def test_the_sample_is_read_without_a_silent_error(
    report: tuple[dict[str, object], bytes],
) -> None:
    """
    The shipped sample has no medication wrong, and the summary counts both pages.
    """
    summary, pages = report[0]["summary"], report[0]["pages"]

    assert isinstance(summary, dict)
    assert isinstance(pages, list)
    assert [] == [one for one in pages[1]["wrong"] if one["part"] != "field"]
    assert (2, 1, 10, 5) == tuple(
        summary[name] for name in ("pages", "refused", "rows", "rows_right")
    )
    assert 0 == summary["values_wrong_not_flagged"]
    assert (5, 0) == (summary["rows_lost_page_asked"], summary["rows_lost_silent"])


def test_the_picture_is_drawn(report: tuple[dict[str, object], bytes]) -> None:
    """
    The picture is a PNG that can be opened.
    """
    assert "PNG" == Image.open(BytesIO(report[1])).format


def test_people_get_tables(tmp_path: Path) -> None:
    """
    Without ``--json`` the parts, the scripts and the summary are printed.
    """
    for name in ("prescription.jpg", "prescription.json"):
        copy(SAMPLES / name, tmp_path / name)

    ran = CliRunner().invoke(app, ["ocr", "evaluate", str(tmp_path)])

    assert 0 == ran.exit_code
    assert all(word in ran.stdout for word in ("dose", "khmer", "rows right", "megabytes most"))
    assert all(word in ran.stdout for word in ("patient", "0.99 to 1.00", "prescription.jpg"))


def test_each_value_and_each_band_of_confidence_is_counted(
    report: tuple[dict[str, object], bytes],
) -> None:
    """
    Of two pages, one unreadable, half of the patients are exact; what is unflagged is right.
    """
    exact, bands = report[0]["exact"], report[0]["calibration"]

    assert isinstance(exact, dict)
    assert isinstance(bands, list)
    assert {"right": 1, "of": 2} == exact["patient"]
    assert 0 == sum(band["wrong"] for band in bands)
    assert 20 < sum(band["values"] for band in bands)


@pytest.mark.parametrize("labelled", [False, True], ids=["nothing", "bad-truth"])
def test_a_folder_that_cannot_be_judged(tmp_path: Path, *, labelled: bool) -> None:
    """
    A folder without labels and a label that is none each end with a message and code 3.
    """
    if labelled:
        copy(SAMPLES / "prescription.jpg", tmp_path / "page.jpg")
        (tmp_path / "page.json").write_text("[]")

    ran = CliRunner().invoke(app, ["ocr", "evaluate", str(tmp_path), "--json"])

    assert 3 == ran.exit_code
    assert json.loads(ran.stdout)["error"]["field"] == ("truth" if labelled else "folder")


def test_silent_errors_are_the_red_of_the_picture() -> None:
    """
    A part that is wrong in silence draws red, one that is right draws none.
    """

    def red(key: str) -> int:
        drawn = Image.open(
            BytesIO(draw_evaluation({"dose": {key: 9}}, NO_BANDS, {}, [(1.0, 90.0)]))
        ).convert("RGB")
        bar = drawn.crop((200, drawn.height // 12, drawn.width - 200, drawn.height // 4))
        pixels = bar.get_flattened_data()
        return sum(pixel == (0xB3, 0x20, 0x2A) for pixel in pixels)

    assert red("wrong silent") > 10 * red("right silent")


def test_the_picture_tells_scripts_and_costs() -> None:
    """
    Misread signs by script, and each page's seconds and memory, change what is drawn.
    """

    def drawn(errors: int, seconds: float) -> bytes:
        scripts = {"khmer": (errors, 100), "latin": (1, 50)}
        return draw_evaluation({"dose": {}}, NO_BANDS, scripts, [(seconds, 90.0), (1.0, 80.0)])

    plain = drawn(5, 2.0)

    assert plain == drawn(5, 2.0)
    assert 3 == len({plain, drawn(50, 2.0), drawn(5, 3.0)})


def test_memory_of_a_block_is_measured() -> None:
    """
    A block that holds 200 MB has a peak at least that much above one that holds nothing.
    """
    with peak_megabytes() as idle:
        pass
    with peak_megabytes() as busy:
        held = bytes(range(256)) * 800_000

    assert len(held) > 200_000_000
    assert busy.megabytes > idle.megabytes + 150
