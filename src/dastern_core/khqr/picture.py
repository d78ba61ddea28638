"""
Picture: a KHQR drawn as SVG, PNG or terminal text, alone or on a card.

Needs the extra ``qr``. The symbol has error correction level M and a quiet zone of four
modules (ISO/IEC 18004:2015, clauses 6.3.8 and 7.5.1; rule PAY-32). It always holds the
payload itself. PNG of the card is its SVG drawn by any rasteriser that has the fonts.
"""

import base64
import re
from types import SimpleNamespace
from typing import TextIO, cast
from xml.sax.saxutils import escape

import segno

from dastern_core.kernel import Currency, Language
from dastern_core.khqr.payload import Account

__all__ = ["card_svg", "png", "svg", "terminal"]

_QUIET_ZONE = 4
# What XML 1.0 cannot hold (production 2, Char); the code itself keeps it.
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SIGNS = {Currency.KHR: "៛", Currency.USD: "$"}
_WORDS = {
    Language.ENGLISH: {"title": "Scan to pay", "open": "Any amount"},
    Language.KHMER: {"title": "ស្កេនដើម្បីបង់ប្រាក់", "open": "ចំនួនណាក៏បាន"},
}
_FONTS = "'Noto Sans Khmer', 'Khmer OS', 'Arimo', 'DejaVu Sans', sans-serif"
_NARROWEST, _MARGIN, _TOP = 400, 24, 206
# Even, as is the symbol's place: at half size each module is three whole pixels.
_MODULE = 6
_BRAND = "#e1232e"  # the red of Bakong's KHQR cards


def svg(text: str, *, scale: int = 4) -> str:
    """
    Draw a payload as an SVG document.

    Args:
        text: The payload.
        scale: User units a module.

    Raises:
        ValueError: The text is longer than a QR code holds.
    """
    drawn = _symbol(text).svg_inline(scale=scale, border=_QUIET_ZONE, light="#fff")
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def png(text: str, *, scale: int = 8) -> bytes:
    """
    Draw a payload as a PNG file.

    Args:
        text: The payload.
        scale: Pixels a module.

    Raises:
        ValueError: The text is longer than a QR code holds.
    """
    uri = _symbol(text).png_data_uri(scale=scale, border=_QUIET_ZONE)
    return base64.b64decode(uri.partition(",")[2])


def terminal(text: str) -> str:
    """
    Draw a payload with block characters, for a terminal.

    Raises:
        ValueError: The text is longer than a QR code holds.
    """
    written: list[str] = []
    out = cast("TextIO", SimpleNamespace(write=written.append))
    _symbol(text).terminal(out=out, border=_QUIET_ZONE, compact=True)
    return "".join(written)


def card_svg(text: str, account: Account, *, language: Language) -> str:
    """
    Draw a card to show at the counter: name, amount with its currency's sign, and the code.

    Args:
        text: The payload.
        account: What ``decode`` reads from it.
        language: The card's words; in Khmer also the alternate name, where there is one.

    Returns:
        An SVG document, 400 user units wide or as wide as the code needs. At one pixel a
        unit, and at half of that, each module is a whole number of pixels.

    Raises:
        ValueError: The text is longer than a QR code holds.
    """
    symbol = _symbol(text)
    size, _ = symbol.symbol_size(scale=_MODULE, border=_QUIET_ZONE)
    width, height = max(_NARROWEST, int(size)), _TOP + int(size)
    left = (width - int(size)) // 4 * 2
    drawn = symbol.svg_inline(scale=_MODULE, border=_QUIET_ZONE, light="#fff")
    words = _WORDS[language]
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" font-family="{_FONTS}">
<rect width="{width}" height="{height}" rx="20" fill="#fff"/>
<path d="M0 20a20 20 0 0 1 20-20h{width - 40}a20 20 0 0 1 20 20v44h-{width}z" fill="{_BRAND}"/>
<text x="{_MARGIN}" y="42" font-size="28" font-weight="700" fill="#fff">KHQR</text>
<text x="{width - _MARGIN}" y="42" font-size="18" text-anchor="end" fill="#fff">\
{words["title"]}</text>
<text x="{_MARGIN}" y="106" font-size="20">{_xml(_name(account, language))}</text>
<text x="{_MARGIN}" y="156" font-size="34" font-weight="700">{_xml(_price(account, words))}</text>
<path d="M0 186h{width}" stroke="#999" stroke-dasharray="8 8"/>
<g transform="translate({left} {_TOP})">{drawn}</g>
</svg>
"""


def _xml(text: str) -> str:
    return escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def _symbol(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m", boost_error=False, encoding="utf-8")


def _name(account: Account, language: Language) -> str:
    alternate = account.merchant_name_alternate_language
    return alternate if language is Language.KHMER and alternate else account.merchant_name


def _price(account: Account, words: dict[str, str]) -> str:
    sign = _SIGNS[account.currency] if isinstance(account.currency, Currency) else ""
    if account.amount is None:
        return f"{words['open']} {sign}".rstrip()
    return f"{account.amount} {sign}".rstrip()
