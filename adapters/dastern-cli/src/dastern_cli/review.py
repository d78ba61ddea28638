"""
The review page: one HTML file in which a person checks a draft against its picture.

It asks no other host for anything: picture, draft, letters, style and scripts stand in it, and
a policy in the page itself allows those scripts alone, by their digests. What was read is never
markup: it travels as JSON without a ``<``, and the scripts set it as text.
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from importlib import resources
from typing import Final

import cv2
import numpy as np

from dastern_cli.typeface import font_face
from dastern_core import ocr
from dastern_core.medicines import FORM_WORDS

__all__ = ["review_page"]

_ASSETS: Final = resources.files("dastern_cli") / "review_page"
_SCRIPTS: Final = ("amounts.js", "picture.js", "review.js")
_STYLE: Final = "page.css"
_KHMER: Final = "".join(map(chr, range(0x1780, 0x17FA)))  # whoever corrects may type any
_LATIN: Final = "".join(map(chr, range(0x20, 0x7F)))
_MARKER: Final = re.compile(r"<!--([a-z.]+)-->")
_QUALITY: Final = 85  # of 100: print stays sharp, and 12 megapixels take about 3 MB


def review_page(draft: ocr.PrescriptionDraft, pages: Sequence[ocr.Page]) -> bytes:
    """
    Write the page for a draft.

    Args:
        draft: As read.
        pages: The pixels that it was read from, in the order of ``draft.pages``.

    Returns:
        HTML in UTF-8. What it saves is read by ``dastern_core.ocr.parse_reviewed``.
    """
    texts = {name: (_ASSETS / name).read_text(encoding="utf-8") for name in (*_SCRIPTS, _STYLE)}
    texts[_STYLE] = font_face("Review", text=_LATIN + _KHMER) + texts[_STYLE]
    told = {
        **texts,
        "policy": _policy(texts),
        "pictures": "".join(_picture(page, number) for number, page in enumerate(pages, 1)),
        "data": _data(draft),
    }
    template = (_ASSETS / "page.html").read_text(encoding="utf-8")
    return _MARKER.sub(lambda marker: told[marker[1]], template).encode()


def _policy(texts: dict[str, str]) -> str:
    scripts = " ".join(_digest(texts[name]) for name in _SCRIPTS)
    return (
        f"default-src 'none'; img-src data:; font-src data:; script-src {scripts}; style-src "
        f"{_digest(texts[_STYLE])}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _picture(page: ocr.Page, number: int) -> str:
    """
    Give a page's picture without what its file said beside it, such as where it was taken.
    """
    pixels = page.pixels if page.pixels.ndim == 2 else page.pixels[:, :, ::-1]  # noqa: PLR2004 - grey
    _, content = cv2.imencode(
        ".jpg", np.ascontiguousarray(pixels), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    )
    encoded = base64.b64encode(content.tobytes()).decode()
    return (
        f'<figure class="sheet" data-page="{number}"><img alt="{number}" '
        f'src="data:image/jpeg;base64,{encoded}">'
        f'<svg viewBox="0 0 {page.width} {page.height}" aria-hidden="true"></svg></figure>'
    )


def _data(draft: ocr.PrescriptionDraft) -> str:
    """
    Give the draft and the page's words as JSON in which nothing can end its element.
    """
    words = json.loads((_ASSETS / "words.json").read_text(encoding="utf-8"))
    units = sorted({word.unit for word in FORM_WORDS.values()})
    text = json.dumps({"draft": ocr.draft_json(draft), "units": units, "words": words})
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
