"""
Pictures: each is read back by an independent scanner.
"""

import io
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from typing import Any

import pytest
import resvg_py
import zxingcpp
from PIL import Image

from dastern_core.kernel import Language
from dastern_core.khqr import Individual, decode, encode
from dastern_core.khqr.picture import card_svg, png, svg, terminal

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FULL = 0x2588
BLOCKS = {" ": (0, 0), "▀": (255, 0), "▄": (0, 255), chr(FULL): (255, 255)}


def payload(**fields: Any) -> str:  # noqa: ANN401 - any field of a KHQR
    """
    Write a code with some fields.
    """
    account = Individual(
        **{
            "bakong_account_id": "john_smith@devb",
            "merchant_name": "Cut & <Sew>",
            "expiration_timestamp": 1767226200000,
            **fields,
        }
    )
    return encode(account, now=NOW)


STATIC = payload()
DOLLARS = payload(amount="12.34", currency="USD", bill_number="INV-2026-0001")
KHMER = payload(amount=4000, language_preference="km", merchant_name_alternate_language="ហាងកាហ្វេ")
LONG = payload(
    bakong_account_id="a" * 20 + "@bank",
    merchant_name="ក" * 25,
    merchant_city="ភ" * 15,
    amount=9_999_999,
    bill_number="I" * 25,
    store_label="S" * 15,
    purpose_of_transaction="ហ" * 25,
    language_preference="km",
    merchant_name_alternate_language="ខ" * 25,
)
PAYLOADS = pytest.mark.parametrize("text", [STATIC, DOLLARS, KHMER, LONG])


def picture_of(content: bytes) -> Image.Image:
    """
    Open a PNG file's content.
    """
    return Image.open(io.BytesIO(content)).convert("L")


def rasterised(document: str) -> Image.Image:
    """
    Draw an SVG document at one pixel a unit; the scanner needs no letters.
    """
    ET.fromstring(document)  # noqa: S314 - our own document
    return picture_of(bytes(resvg_py.svg_to_bytes(svg_string=document, background="#fff")))


def scanned(picture: Image.Image) -> list[str]:
    """
    Read the codes in a picture.
    """
    return [one.text for one in zxingcpp.read_barcodes(picture)]


def halved(picture: Image.Image) -> Image.Image:
    """
    Shrink a picture to half its width and height.
    """
    return picture.resize((picture.width // 2, picture.height // 2))


@pytest.mark.rule("PAY-32")
@pytest.mark.rule("B069")
@PAYLOADS
def test_a_png_holds_the_payload_itself(text: str) -> None:
    """
    It is a PNG file and scans at full and at half size.
    """
    content = png(text)
    picture = picture_of(content)

    assert content.startswith(b"\x89PNG")
    assert [text] == scanned(picture)
    assert [text] == scanned(halved(picture))


@PAYLOADS
def test_an_svg_holds_the_payload_itself(text: str) -> None:
    """
    It scans at full and at half size.
    """
    picture = rasterised(svg(text, scale=6))

    assert [text] == scanned(picture)
    assert [text] == scanned(halved(picture))


@PAYLOADS
def test_terminal_text_holds_the_payload_itself(text: str) -> None:
    """
    Each character is two modules, one above the other.
    """
    rows = [row for row in terminal(text).splitlines() if row.strip()]
    pixels = [
        bytes(BLOCKS[character][half] for character in row) for row in rows for half in (0, 1)
    ]
    picture = Image.frombytes("L", (len(rows[0]), len(pixels)), b"".join(pixels))

    assert [text] == scanned(picture.resize((picture.width * 4, picture.height * 4), 0))


@PAYLOADS
@pytest.mark.parametrize("language", list(Language))
def test_a_card_scans_at_half_size(text: str, language: Language) -> None:
    """
    Printed small or shown on a small screen, it can still be paid.
    """
    picture = rasterised(card_svg(text, decode(text), language=language))

    assert [text] == scanned(picture)
    assert [text] == scanned(halved(picture))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (STATIC, Language.ENGLISH, ["KHQR", "Scan to pay", "Cut & <Sew>", "Any amount ៛"]),
        (DOLLARS, Language.ENGLISH, ["KHQR", "Scan to pay", "Cut & <Sew>", "12.34 $"]),
        (KHMER, Language.ENGLISH, ["KHQR", "Scan to pay", "Cut & <Sew>", "4000 ៛"]),
        (KHMER, Language.KHMER, ["KHQR", "ស្កេនដើម្បីបង់ប្រាក់", "ហាងកាហ្វេ", "4000 ៛"]),
    ],
)
def test_a_card_says_who_and_how_much(text: str, language: Language, expected: list[str]) -> None:
    """
    The payer reads the name, the amount and its currency before scanning.
    """
    root = ET.fromstring(card_svg(text, decode(text), language=language))  # noqa: S314 - our own

    assert expected == [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_card_of_an_unknown_currency_has_no_sign() -> None:
    """
    A scanned code's foreign currency is not shown as riel.
    """
    account = Individual(bakong_account_id="a@b", merchant_name="N", currency="978", amount="5")

    assert ">5</text>" in card_svg(STATIC, account, language=Language.ENGLISH)


def test_a_text_that_no_code_holds_is_refused() -> None:
    """
    A QR code of level M holds 2331 bytes.
    """
    with pytest.raises(ValueError, match="Data too large"):
        svg("x" * 2332)


def test_a_card_of_a_name_with_a_control_character_can_be_drawn() -> None:
    """
    The card shows a mark in its place; the code on it keeps the name as it is.
    """
    account = Individual(bakong_account_id="a@b", merchant_name="A\x01B\u200bC")
    text = encode(account, now=NOW)
    drawn = ET.fromstring(card_svg(text, decode(text), language=Language.ENGLISH))  # noqa: S314 - our own picture

    assert "A\ufffdB\u200bC" in "".join(drawn.itertext())
