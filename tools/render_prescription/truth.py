"""
Truth: what is printed on a photographed page, and where.
"""

import json
import re
from string import Formatter

from tools.render_prescription.cases import Case, Medicine
from tools.render_prescription.forms import Form
from tools.render_prescription.page import Page
from tools.render_prescription.photo import Photo
from tools.render_prescription.tables import Cell, PrintedTable

__all__ = ["truth_document", "truth_text"]

_KHMER = re.compile(r"[\u1780-\u17ff]")
_LATIN = re.compile(r"[A-Za-z0-9]")
_POINT = re.compile(r"\[\s+([0-9\s,-]+?)\s+\]")
_NOTES = (
    "A generated page: hospital, patient, doctor and treatment are invented. 'line' = x0, y0, "
    "x1, y1 of the line's middle and its height in pixels; 'quad', 'header_quads' and "
    "'row_quads' = corners in pixels of the photo, clockwise from top left."
)


def _script(text: str) -> str:
    khmer, latin = bool(_KHMER.search(text)), bool(_LATIN.search(text))
    if khmer and latin:
        return "mix"
    return "km" if khmer else "la"


def _middle(quad: list[list[int]]) -> list[int]:
    (x0, y0), (x1, y1), (_, y2), (_, y3) = quad
    return [x0, (y0 + y3) // 2, x1, (y1 + y2) // 2, (y3 - y0 + y2 - y1) // 2]


def _fields(form: Form, case: Case) -> dict[str, str | list[str]]:
    """
    Give the fields that the form prints.
    """
    lines = [*form.above, *form.below]
    printed = {name for line in lines for _, name, _, _ in Formatter().parse(line.text) if name}
    named: dict[str, str | list[str]] = {
        name: text for name, text in case.fields.items() if name in printed
    }
    if "diagnosis" in named:
        named["diagnosis"] = [case.fields["diagnosis"]]
    return named


def _days(form: Form, medicine: Medicine) -> int | None:
    """
    Give for how many days, if the page says it: as days, or by a quantity that they use up.
    """
    columns = {column.name for column in form.columns}
    told = "days" in columns - set(form.written)
    told = told or ("quantity" in columns and not medicine.supply)
    return medicine.days if told else None


def truth_document(
    form: Form, case: Case, page: Page, photo: Photo, *, image: str
) -> dict[str, object]:
    """
    Give the truth file's content: image, lines, fields and table.

    A page of several tables has ``tables``, a list, in place of ``table``.

    Args:
        form: The form printed.
        case: What was filled in.
        page: The page as drawn.
        photo: The photo taken of it.
        image: The photo's file name.
    """

    def quads(cells: tuple[Cell, ...]) -> list[list[list[int]]]:
        return [photo.quad(cell.box) for cell in cells]

    lines = [
        {
            "id": line.id,
            "script": _script(line.text),
            "text": line.text,
            "line": _middle(photo.quad(line.box)),
            "quad": photo.quad(line.box),
        }
        for line in page.lines
    ]

    def table(printed: PrintedTable) -> dict[str, object]:
        return {
            "columns": [column.name for column in form.columns],
            "header": [cell.text for cell in printed.header],
            "rows": [[cell.text for cell in row] for row in printed.rows],
            "days": [_days(form, medicine) for medicine in printed.medicines],
            "header_quads": quads(printed.header),
            "row_quads": [quads(row) for row in printed.rows],
        }

    tables = [table(printed) for printed in page.tables]
    return {
        "image": image,
        "lines": lines,
        "fields": _fields(form, case),
        **({"table": tables[0]} if len(tables) == 1 else {"tables": tables}),
        "notes": _NOTES,
    }


def truth_text(document: dict[str, object]) -> str:
    """
    Write a truth document as JSON, each point on one line.
    """
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return _POINT.sub(lambda found: f"[{' '.join(found[1].split())}]", text) + "\n"
