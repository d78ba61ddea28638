"""
``dastern adherence report`` in a real browser: letters, width, and no requests.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from typer.testing import CliRunner

from dastern_cli.main import app

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_PHONE = 390
_PHNOM_PENH = timezone(timedelta(hours=7))
_SUPPLY = """patient_id,date,duration_days,daily_dose,medication
one,2026-01-01,30,1,A
one,2026-03-01,30,1,A
two,2026-01-01,300,1,A
"""


def _doses() -> str:
    start = datetime(2026, 5, 1, 7, tzinfo=_PHNOM_PENH)
    rows = (
        {
            "prescription_id": "01890a5d-ac96-774b-bcce-b302099a8057",
            "slot": "morning",
            "status": "missed" if day % 7 == 0 else "taken_on_time",
            "due_at": (start + timedelta(days=day)).isoformat(),
        }
        for day in range(60)
    )
    return "\n".join([*map(json.dumps, rows), '{"prescription_id": "x"}'])


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    """
    Open Debian's browser as wide as a phone; nothing is installed here.
    """
    if _CHROMIUM is None:
        pytest.skip("no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": _PHONE, "height": 800})
        browser.close()


@pytest.mark.parametrize("language", ["km", "en"])
@pytest.mark.parametrize("lines", [_doses(), _SUPPLY], ids=["doses", "supply"])
def test_a_report_is_whole_on_a_phone(tab: Page, tmp_path: Path, lines: str, language: str) -> None:
    """
    It has its pictures, each with words of its own, and Khmer letters, within the screen.

    Nothing is asked of a host, and nothing breaks the page's own policy.
    """
    events, page = tmp_path / "events", tmp_path / "report.html"
    events.write_text(lines, encoding="utf-8")
    asked = ["adherence", "report", str(events), "-o", str(page), "--language", language]
    assert CliRunner().invoke(app, asked).exit_code == 0
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: said.append(request.url))

    tab.goto(page.as_uri())

    outside = [one for one in said if not one.startswith(("file:", "data:"))]
    pictures = tab.evaluate("[...document.images].map(one => [one.naturalWidth > 0, one.alt])")
    faces = tab.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].map(one => one.status))"
    )
    assert [] == outside
    assert [True, True] == [drawn for drawn, _ in pictures]
    assert len({words for _, words in pictures}) == 2
    assert (["loaded"] if language == "km" else []) == faces
    assert _PHONE == tab.evaluate("document.documentElement.scrollWidth")
