"""
``dastern adherence report``: a page that stands alone and hides nothing.
"""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dastern_cli.main import app

_DOSE = {
    "prescription_id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "slot": "morning",
    "status": "taken_on_time",
}
_CSV = "patient_id,date,duration_days,daily_dose,medication\n"


class Reader(HTMLParser):
    """
    Collects the tags, the addresses and the text of a page.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """
        Remember a tag and what it refers to.
        """
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        """
        Remember text.
        """
        self.text.append(data)


def _report(tmp_path: Path, lines: str, *options: str) -> tuple[Reader, str]:
    events, page = tmp_path / "events", tmp_path / "report.html"
    events.write_text(lines, encoding="utf-8")
    done = CliRunner().invoke(app, ["adherence", "report", str(events), "-o", str(page), *options])
    assert done.exit_code == 0, done.output
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader, done.output


def _doses(*statuses: str) -> str:
    rows = (
        {**_DOSE, "status": status, "due_at": f"2026-06-{day:02}T07:00:00+07:00"}
        for day, status in enumerate(statuses, start=1)
    )
    return "\n".join(map(json.dumps, rows))


def test_doses_become_a_page(tmp_path: Path) -> None:
    """
    Rates with honest denominators, a calendar and a timeline.
    """
    page, _ = _report(tmp_path, _doses("taken_on_time", "missed", "due", "skipped"))
    text = " ".join(page.text)

    assert "33 %" in text
    assert "Doses still due and doses taken as needed are in no rate" in text
    assert 2 == page.tags.count("img")


def test_dispensings_become_a_page(tmp_path: Path) -> None:
    """
    Each measure says how many patients have a value; mean and median are of those.
    """
    rows = "a,2026-01-01,30,1,x\na,2026-02-15,30,1,x\na,2026-05-01,30,1,x\nb,2026-01-01,30,1,x\n"
    page, _ = _report(tmp_path, _CSV + rows, "--observation-days", "180")
    text = " ".join(page.text)

    assert {"CMA1", "CMA7", "CMA9", "PDC"} <= set(page.text)
    assert "Observed: 180 days" in text
    assert 2 == page.tags.count("img")


@pytest.mark.parametrize("lines", [_doses("missed"), _CSV + "a,2026-01-01,30,1,x\n"])
@pytest.mark.parametrize("language", ["en", "km"])
def test_a_page_asks_nobody_for_anything(tmp_path: Path, lines: str, language: str) -> None:
    """
    No script, no link, and every picture within the page.
    """
    page, _ = _report(tmp_path, lines, "--language", language)

    assert not {"script", "link", "iframe", "object", "form"} & set(page.tags)
    assert page.addresses
    assert all(one.startswith("data:image/svg+xml;base64,") for one in page.addresses)


@pytest.mark.rule("ADH-05")
def test_no_counted_dose_is_no_data(tmp_path: Path) -> None:
    """
    Neither 0 nor 100.
    """
    page, _ = _report(tmp_path, _doses("due"))
    text = " ".join(page.text)

    assert "no data" in text
    assert "0 %" not in text


def test_an_unread_row_is_told_first(tmp_path: Path) -> None:
    """
    By line and key or column, on the page and at the shell; the other rows still count.
    """
    broken = '{"status": "eaten"}'
    page, shell = _report(tmp_path, f"{_doses('missed')}\n{broken}\n" + f"{broken}\n" * 15)
    table, _ = _report(tmp_path, _CSV + "a,2026-01-01,30,1,x\nb,never,30,1,x\n")

    assert "line 2.status is not a word known here" in " ".join(page.text)
    assert any("more" in one and "and" in one for one in page.text)
    assert page.tags.index("ul") < page.tags.index("table")
    assert "line 2" in shell
    assert any("line 3" in one for one in table.text)


def test_a_patient_beyond_the_calendar_spoils_no_page(tmp_path: Path) -> None:
    """
    Whose windows would end after the year 9999 is told by line; the others are reported.
    """
    page, shell = _report(tmp_path, _CSV + "a,2026-01-01,30,1,x\nb,9999-12-31,30,1,x\n")

    assert any("patient of line 3" in one for one in page.text)
    assert "patient of line 3" in shell
    assert 2 == page.tags.count("img")


def test_text_of_the_file_is_only_text(tmp_path: Path) -> None:
    """
    A patient called like a tag stays a name.
    """
    page, _ = _report(tmp_path, _CSV + "<script>alert(1)</script>,2026-01-01,30,1,x\n")

    assert "script" not in page.tags


@pytest.mark.parametrize(
    ("lines", "options", "message"),
    [
        ("", (), "events hold nothing"),
        (_doses("missed"), ("--zone", "Nowhere"), "--zone is not a known time zone"),
        ("name\nx\n", (), "patient_id"),
        (_CSV + "a,2026-01-01,30,1,x\n", ("--observation-days", "0"), "is not above 0"),
    ],
)
def test_what_cannot_be_reported_is_refused(
    tmp_path: Path, lines: str, options: tuple[str, ...], message: str
) -> None:
    """
    The error names what is wrong, and no page is written.
    """
    events, page = tmp_path / "events", tmp_path / "report.html"
    events.write_text(lines, encoding="utf-8")
    done = CliRunner().invoke(app, ["adherence", "report", str(events), "-o", str(page), *options])

    assert done.exit_code == 3
    assert message in done.output
    assert not page.exists()


def test_many_days_and_patients_are_shown_in_part(tmp_path: Path) -> None:
    """
    Where a picture shows less than everything, the page says so.
    """
    year = "\n".join(
        json.dumps({**_DOSE, "due_at": f"{year}-{month:02}-01T07:00:00+07:00"})
        for year in (2024, 2025, 2026)
        for month in range(1, 13)
    )
    doses, _ = _report(tmp_path, year)
    rows = "".join(f"p{number},2026-01-01,30,1,x\n" for number in range(45))
    supply, _ = _report(tmp_path, _CSV + rows)

    assert "The picture shows the last 364 days." in doses.text
    assert "The picture shows the last 31 days." in doses.text
    assert "The picture shows the first 40 of 45 patients." in supply.text


def test_what_was_written_is_said_in_json(tmp_path: Path) -> None:
    """
    One document names the page and the rows that could not be read.
    """
    events, page = tmp_path / "events.csv", tmp_path / "page.html"
    events.write_text(f"{_CSV}1,2026-01-04,xx,1,A\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["adherence", "report", str(events), "-o", str(page), "--json"])
    fault = "line 2, column duration_days is not a number above 0. Correct the row."

    assert {"written": str(page), "faults": [fault]} == json.loads(done.stdout)
    assert page.exists()
