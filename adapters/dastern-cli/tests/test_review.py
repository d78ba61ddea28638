"""
The review page: checked in a real browser, from a doubtful dose to the confirmed medicines.
"""

import base64
import json
import re
import shutil
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import attrs
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright
from typer.testing import CliRunner

from dastern_cli.confirm import app as confirm_app
from dastern_cli.review import review_page
from dastern_core.kernel import InvalidInputError, parse_amount
from dastern_core.ocr import (
    Alternative,
    Doubt,
    DoubtCode,
    DraftMedication,
    FieldName,
    Page,
    PageSize,
    PrescriptionDraft,
    Reading,
    confirmation,
    parse_reviewed,
    upright,
)
from dastern_core.ocr.schema import ReviewedDraftModel
from dastern_core.schedule import Slot

ASSETS = Path(__file__).parents[1] / "src" / "dastern_cli" / "review_page"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
EVIL = (
    "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
)
DISAGREE = Doubt(code=DoubtCode.ENGINES_DISAGREE, detail="Read as '7' and as '1'; say which it is.")
MISSED = Doubt(code=DoubtCode.ROW_MISSED, detail="The numbers skip from 1 to 3.")
UNSURE = Doubt(code=DoubtCode.UNSURE_INPUT, detail="Worked out from a doubtful dose.")


def _reading(value: str, *review: Doubt, y: int = 0, text: str | None = None) -> Reading:
    return Reading(
        text=value if text is None else text,
        value=value,
        confidence=0.7 if review else 0.95,
        box=upright(50, 100 + y, 250, 130 + y),
        review=review,
        alternatives=(Alternative(value="1", score=0.6),) if review else (),
    )


DRAFT = PrescriptionDraft(
    fields={
        FieldName.AGE: _reading("10", DISAGREE, y=300),
        FieldName.DOCTOR: _reading(EVIL, y=340),
    },
    medications=(
        DraftMedication(
            name=_reading(EVIL, text=EVIL),
            strength=None,
            form=None,
            quantity=_reading("14", y=40),
            unit=_reading("tablet", y=40),
            doses={Slot.MORNING: _reading("7", DISAGREE, y=80)},
            duration_days=Reading(text="", value="2", confidence=0.7, box=None, review=(UNSURE,)),
            instructions=None,
        ),
        DraftMedication(
            name=_reading("A stamp", DISAGREE, y=200),
            strength=None,
            form=None,
            quantity=None,
            unit=None,
            doses={},
            duration_days=attrs.evolve(_reading("3", y=40), page=2),
            instructions=None,
            review=(Doubt(code=DoubtCode.NO_DOSE, detail="Say when it is taken."),),
        ),
    ),
    review=(MISSED,),
    pages=(PageSize(width=600, height=800), PageSize(width=500, height=400)),
)
PAGES = (
    Page(pixels=np.full((800, 600, 3), 230, np.uint8)),
    Page(pixels=np.full((400, 500), 200, np.uint8)),
)


def test_every_word_has_its_khmer() -> None:
    """
    Each field, part of a row and reason to look again is named in both languages.
    """
    words = json.loads((ASSETS / "words.json").read_text(encoding="utf-8"))
    parts = {"name", "strength", "form", "quantity", "unit", "duration_days", "instructions"}

    assert set(words["fields"]) == {name.value for name in FieldName}
    assert set(words["parts"]) == parts | {f"doses.{slot.value}" for slot in Slot}
    assert set(words["doubts"]) == {code.value for code in DoubtCode}
    assert all(
        len(pair) == 2 for group in ("page", "parts", "fields") for pair in words[group].values()
    )


def test_the_page_names_no_other_place() -> None:
    """
    Nothing is fetched, and what was read cannot end the element that it stands in.
    """
    html = review_page(DRAFT, PAGES).decode()

    assert set(re.findall(r"https?://[^\"' )]+", html)) == {"http://www.w3.org/2000/svg"}
    assert EVIL not in html
    assert html.count("<script") == html.count("</script>") == 4
    assert "default-src 'none'" in html
    assert "unsafe-inline" not in html


def test_the_page_brings_every_khmer_letter() -> None:
    """
    A computer without a Khmer face shows the page, and whatever somebody corrects.
    """
    html = review_page(DRAFT, PAGES).decode()
    coded = html.partition("data:font/woff;base64,")[2].partition(")")[0]
    with TTFont(BytesIO(base64.b64decode(coded))) as font:
        letters = set(font.getBestCmap())
        shapes = font["GSUB"].table.FeatureList.FeatureRecord

    assert "font-src data:" in html
    assert set(range(0x1780, 0x17D4)) | set(range(0x17E0, 0x17EA)) <= letters
    assert {"pref", "blwf"} <= {one.FeatureTag for one in shapes}


@pytest.fixture(scope="module")
def browser_tab() -> Iterator[Tab]:
    """
    Open Debian's browser; nothing is installed here.
    """
    if CHROMIUM is None:
        pytest.skip("no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        yield context.new_page()
        browser.close()


@pytest.fixture
def tab(browser_tab: Tab, tmp_path: Path) -> Iterator[Tab]:
    """
    Show the draft's page, and see that it neither asks for anything nor breaks its own policy.
    """
    path = tmp_path / "review.html"
    path.write_bytes(review_page(DRAFT, PAGES))
    said: list[str] = []
    asked: list[str] = []
    browser_tab.on("console", lambda message: said.append(message.text))
    browser_tab.on("pageerror", lambda error: said.append(str(error)))
    browser_tab.on("request", lambda request: asked.append(request.url))
    browser_tab.goto(path.as_uri())
    browser_tab.wait_for_selector("body[data-ready=yes]")
    yield browser_tab
    assert said == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data", "blob"}


def _value(tab: Tab, path: str) -> str:
    return tab.locator(f'[data-path="{path}"] input[type=text]').input_value()


def _save(tab: Tab, folder: Path) -> Path:
    with tab.expect_download() as download:
        tab.locator("#save").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.rule("OCR-07")
def test_a_person_corrects_a_draft(tab: Tab, tmp_path: Path) -> None:
    """
    A candidate is chosen, a stamp removed, a missed medicine added; the command takes it.
    """
    tab.locator('[data-path="page"] input').check()
    dose = tab.locator('[data-path="medications[0].doses.morning"]')
    assert "អានមិនដូចគ្នា" in dose.inner_text()
    dose.locator("button.candidate").click()
    assert _value(tab, "medications[0].duration_days") == "14"
    tab.locator("fieldset").nth(1).locator("button.remove").click()
    tab.locator("#add").click()
    for part, given in (
        ("name", "ORS"),
        ("unit", "sachet"),
        ("doses.night", "½"),
        ("duration_days", "៣"),
    ):
        tab.locator(f'[data-path="medications[2].{part}"] input').fill(given)
    tab.locator('[data-path="fields.age"] input[type=text]').fill("19")

    saved = _save(tab, tmp_path)

    text = saved.read_text(encoding="utf-8")
    ReviewedDraftModel.model_validate_json(text)
    reviewed = parse_reviewed(text)
    confirmed = confirmation(reviewed.draft, reviewed.corrections)
    assert reviewed.draft == DRAFT
    assert [line.name for line in confirmed.lines] == [EVIL, "ORS"]
    assert [line.duration_days for line in confirmed.lines] == [14, 3]
    assert confirmed.fields == {FieldName.AGE: "19", FieldName.DOCTOR: EVIL}
    assert {(one.path, one.kind.value) for one in confirmed.changes if one.after} == {
        ("medications[0].doses.morning", "corrected"),
        ("medications[2].name", "added"),
        ("medications[2].unit", "added"),
        ("medications[2].doses.night", "added"),
        ("medications[2].duration_days", "added"),
        ("fields.age", "corrected"),
    }
    crops = {answer.path for answer in reviewed.answers if answer.crop is not None}
    assert crops == {"medications[0].doses.morning", "fields.age"}
    kept = tmp_path / "corrections"
    arguments = [str(saved), "--corrections", str(kept)]
    assert CliRunner().invoke(confirm_app, arguments).exit_code == 0
    (crop,) = kept.glob("*.png")
    with Image.open(crop) as picture:
        assert (picture.format, picture.width > picture.height) == ("PNG", True)
    assert tab.title() != "taken"


@pytest.mark.rule("OCR-07")
def test_nothing_is_saved_while_a_doubt_is_open(tab: Tab) -> None:
    """
    The first doubt that nobody answered gets the focus, and the page says so.
    """
    tab.locator("#save").click()

    assert "still to be checked" in tab.locator("#told").inner_text()
    assert tab.evaluate("document.activeElement.closest('[data-path]').dataset.path") == "page"


def _marked(tab: Tab) -> int:
    return tab.locator(".value.doubtful:not(.done):visible").count()


def test_the_count_is_what_is_marked(tab: Tab) -> None:
    """
    Fields around the table count as well, and each marked thing is gone to in turn.
    """
    counted = [(tab.locator("#next").inner_text(), _marked(tab))]
    visited = []
    for _ in range(6):
        tab.locator("#next").click()
        visited.append(tab.evaluate("document.activeElement.closest('[data-path]').dataset.path"))
    tab.locator("fieldset").nth(1).locator("button.remove").click()
    counted.append((tab.locator("#next").inner_text(), _marked(tab)))
    tab.locator('[data-path="page"] input').check()
    tab.locator('[data-path="medications[0].doses.morning"] button.candidate').click()
    counted.append((tab.locator("#next").inner_text(), _marked(tab)))
    tab.locator('[data-path="fields.age"] input[type=checkbox]').check()
    counted.append((tab.locator("#next").inner_text(), _marked(tab)))

    assert [(text.rpartition(" ")[2], marked) for text, marked in counted] == [
        ("(5)", 5),
        ("(3)", 3),
        ("(1)", 1),
        ("(0)", 0),
    ]
    assert visited == [
        "page",
        "medications[0].doses.morning",
        "medications[1]",
        "medications[1].name",
        "fields.age",
        "page",
    ]


def test_a_field_that_nobody_vouches_for_may_be_left_out(tab: Tab, tmp_path: Path) -> None:
    """
    The page saves without it, and says how many marked fields it leaves out.
    """
    tab.locator('[data-path="page"] input').check()
    tab.locator("fieldset").nth(1).locator("button.remove").click()
    tab.locator('[data-path="medications[0].doses.morning"] button.candidate').click()

    reviewed = parse_reviewed(_save(tab, tmp_path).read_text(encoding="utf-8"))

    assert confirmation(reviewed.draft, reviewed.corrections).left_out == (FieldName.AGE,)
    assert "without what is marked and not ticked: (1)" in tab.locator("#told").inner_text()


@pytest.mark.parametrize(
    ("quantity", "days", "why"),
    [
        ("21", "3", "Worked out anew from the amounts: 21 ÷ (7) = 3"),
        ("13", "", "Emptied, for the amounts give no whole days; write the days: 13 ÷ (7)"),
        ("", "", "Emptied, for the amounts give no whole days; write the days: ? ÷ (7)"),
        ("14", "2", ""),
    ],
)
def test_days_that_follow_say_why(tab: Tab, quantity: str, days: str, why: str) -> None:
    """
    Days worked out anew or emptied tell from what; back at the quantity read they are as read.
    """
    typed = tab.locator('[data-path="medications[0].quantity"] input[type=text]')
    typed.fill("5")
    typed.fill(quantity)

    told = tab.locator('[data-path="medications[0].duration_days"] .why').inner_text()
    assert _value(tab, "medications[0].duration_days") == days
    assert told.partition("៖ ")[2] == why


def test_typed_days_are_not_worked_out(tab: Tab, tmp_path: Path) -> None:
    """
    Days that a person types count, even where they are those read before the quantity changed.
    """
    tab.locator('[data-path="page"] input').check()
    tab.locator("fieldset").nth(1).locator("button.remove").click()
    tab.locator('[data-path="medications[0].doses.morning"] input[type=checkbox]').check()
    tab.locator('[data-path="medications[0].quantity"] input[type=text]').fill("21")
    days = tab.locator('[data-path="medications[0].duration_days"] input[type=text]')
    days.fill("")
    days.fill("2")

    reviewed = parse_reviewed(_save(tab, tmp_path).read_text(encoding="utf-8"))

    (line,) = confirmation(reviewed.draft, reviewed.corrections).lines
    assert (line.quantity, line.duration_days) == (Fraction(21), 2)


@pytest.mark.parametrize(
    ("part", "given"),
    [("doses.morning", "many"), ("unit", "shoe"), ("duration_days", "0"), ("name", "")],
)
def test_a_value_that_makes_no_sense_is_not_saved(tab: Tab, part: str, given: str) -> None:
    """
    What the command would refuse is said at the value.
    """
    tab.locator('[data-path="page"] input').check()
    tab.locator("fieldset").nth(1).locator("button.remove").click()
    tab.locator('[data-path="medications[0].doses.morning"] input[type=text]').fill("1")
    box = tab.locator(f'[data-path="medications[0].{part}"] input[type=text]')
    box.fill(given)

    tab.locator("#save").click()

    assert box.evaluate("input => input.validity.customError")
    assert "Please mend" in tab.locator("#told").inner_text()


def test_by_keyboard_alone(tab: Tab, tmp_path: Path) -> None:
    """
    From one doubt to the next, ticked and typed without a pointer; boxes follow the focus.
    """
    tab.locator("#next").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Space")
    tab.locator("#next").focus()
    tab.keyboard.press("Enter")
    here = tab.evaluate("document.activeElement.closest('[data-path]').dataset.path")
    assert here == "medications[0].doses.morning"
    tab.keyboard.press("Control+A")
    tab.keyboard.type("2")
    assert tab.locator("g.current").count() == 1
    tab.locator("fieldset").nth(1).locator("button.remove").focus()
    tab.keyboard.press("Enter")
    tab.locator("#save").focus()
    with tab.expect_download() as download:
        tab.keyboard.press("Enter")

    path = tmp_path / "saved.json"
    download.value.save_as(path)
    reviewed = parse_reviewed(path.read_text(encoding="utf-8"))
    (line,) = confirmation(reviewed.draft, reviewed.corrections).lines
    assert line.doses == {Slot.MORNING: Fraction(2)}
    assert line.duration_days == 7


def test_each_page_has_its_own_boxes(tab: Tab) -> None:
    """
    A value of the second page is boxed there, and its box has the size of that picture.
    """
    second = tab.locator('.sheet[data-page="2"]')

    assert second.locator("polygon").count() == 1
    assert second.locator("svg").get_attribute("viewBox") == "0 0 500 400"
    assert second.locator("img").evaluate("image => image.naturalWidth") == 500


def test_boxes_are_told_apart_without_colours(tab: Tab) -> None:
    """
    Confidence stands beside each box as a number, and what is doubtful has a flag.
    """
    labels = tab.locator("svg text").all_text_contents()

    assert "95 %" in labels
    assert "⚑ 70 %" in labels
    dashes = tab.evaluate(
        "[...document.querySelectorAll('svg g')].map(g => g.className.baseVal + ' ' + "
        "getComputedStyle(g.querySelector('polygon')).strokeDasharray)"
    )
    assert {"sure none", "less 8px, 4px"} <= set(dashes)


def _exact(text: str) -> float | None:
    try:
        return float(parse_amount(text))
    except InvalidInputError:
        return None


def test_amounts_are_the_librarys(tab: Tab) -> None:
    """
    What the page takes for an amount the command takes as well, for the same one.
    """
    texts = [
        *("1", "0", "14", "0.5", "2,5", "1/2", "1 1/2", "½", "1½", "១", "១/២", "⅓", " 2 ", "0,5"),
        *("", "x", "-1", "1/0", "1,500", "1 tablet", "1e5", "½½", "1.", ".5", "1//2", "¹"),
    ]

    shown = tab.evaluate(
        "texts => texts.map(amountOf).map(one => Number.isNaN(one) ? null : one)", texts
    )

    wrong = [
        (text, one, _exact(text))
        for text, one in zip(texts, shown, strict=True)
        if one is not None and one != pytest.approx(_exact(text))
    ]
    assert wrong == []
    assert sum(one is not None for one in shown) == 14
