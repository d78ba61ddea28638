"""
The report's page: one HTML file that asks no other host for anything.

Text is escaped by the library that writes the page; pictures stand in it as SVG, and where it
says something in Khmer the letters do too, because many computers have none. A policy in the
page itself forbids scripts and requests.
"""

import base64
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from dastern_cli.typeface import font_face
from dastern_core.kernel import Language

__all__ = ["paragraph", "picture", "section", "table", "warning", "whole_page"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
_KHMER = range(0x1780, 0x1800)
_STYLE = """
body { font-family: "Report", "Noto Sans Khmer", "Khmer OS", system-ui, sans-serif;
  max-width: 70rem; margin: 1rem auto; padding: 0 1rem; line-height: 1.6; color: #1a1a1a; }
table { border-collapse: collapse; margin: 0.5rem 0; }
th, td { border: 1px solid #999; padding: 0.2rem 0.6rem; text-align: right; }
th:first-child, td:first-child { text-align: left; }
img { max-width: 100%; height: auto; }
.wide { overflow-x: auto; }
@media (max-width: 40rem) {
  .wide img { max-width: none; }
  th, td { padding: 0.2rem 0.3rem; }
  th:first-child { min-width: 5rem; overflow-wrap: anywhere; }
}
.warning { border-left: 0.4rem solid #b35900; padding: 0.2rem 0.8rem; background: #fff4e5; }
"""


def whole_page(title: str, parts: Iterable[Element], *, language: Language) -> bytes:
    """
    Put a page together.

    Args:
        title: Its heading, and what a browser calls it.
        parts: What stands below, in order.
        language: The page's language.

    Returns:
        HTML in UTF-8; the same parts give the same bytes.
    """
    page = Element("html", lang=language.value)
    head = SubElement(page, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    SubElement(head, "meta", name="viewport", content="width=device-width")
    SubElement(head, "title").text = title
    style = SubElement(head, "style")
    body = SubElement(page, "body")
    SubElement(body, "h1").text = title
    body.extend(parts)
    style.text = _STYLE + _face("".join(page.itertext()))
    written: bytes = tostring(page, encoding="utf-8", method="html")
    return b"<!DOCTYPE html>\n" + written


def section(heading: str) -> Element:
    """
    Give a heading of the second level.
    """
    return _with_text("h2", heading)


def paragraph(text: str) -> Element:
    """
    Give a paragraph.
    """
    return _with_text("p", text)


def warning(text: str, lines: Sequence[str] = ()) -> Element:
    """
    Give what must not be overlooked, with a line for each thing that it is about.
    """
    block = Element("div", {"class": "warning", "role": "note"})
    SubElement(block, "p").text = text
    if lines:
        listed = SubElement(block, "ul")
        for line in lines:
            SubElement(listed, "li").text = line
    return block


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Element:
    """
    Give a table; the first cell of each row names it.
    """
    around, whole = _wide("table")
    top = SubElement(SubElement(whole, "thead"), "tr")
    for name in header:
        SubElement(top, "th", scope="col").text = name
    body = SubElement(whole, "tbody")
    for name, *cells in rows:
        row = SubElement(body, "tr")
        SubElement(row, "th", scope="row").text = name
        for cell in cells:
            SubElement(row, "td").text = cell
    return around


def picture(svg: bytes, description: str) -> Element:
    """
    Give a picture, with words for whoever cannot see it.
    """
    coded = base64.b64encode(svg).decode()
    around, image = _wide("img")
    image.attrib.update(src=f"data:image/svg+xml;base64,{coded}", alt=description)
    return around


def _wide(tag: str) -> tuple[Element, Element]:
    """
    Give what may be wider than a phone, in a block of its own to be pushed sideways.
    """
    around = Element("div", {"class": "wide", "tabindex": "0"})
    return around, SubElement(around, tag)


def _face(text: str) -> str:
    if not any(ord(letter) in _KHMER for letter in text):
        return ""
    return font_face("Report", text=text)


def _with_text(tag: str, text: str) -> Element:
    element = Element(tag)
    element.text = text
    return element
