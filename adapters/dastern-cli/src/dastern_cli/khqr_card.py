"""
KHQR card: a payment code as a picture file.
"""

from dastern_cli.parts import require_parts
from dastern_core import khqr
from dastern_core.kernel import Fault, InvalidInputError, Language
from dastern_core.khqr import picture

__all__ = ["draw"]

_PIXELS_A_UNIT = 2  # half of it still gives a scanner six pixels a module


def draw(payload: str, *, language: Language, form: str, plain: bool) -> bytes:
    """
    Draw a payload.

    Args:
        payload: A KHQR's text.
        language: The card's words.
        form: The file's suffix, ``".svg"`` or ``".png"``.
        plain: Whether to draw the code alone.

    Returns:
        The file's content.

    Raises:
        InvalidInputError: The payload cannot be read or is longer than a QR code holds,
            or there is no such form.
        MissingPartError: A PNG needs the pictures' part.
    """
    account = khqr.decode(payload)
    if form not in {".svg", ".png"}:
        raise InvalidInputError(
            Fault(field="--out", problem="is no picture's name", remedy="End it in .svg or .png.")
        )
    try:
        drawn = (
            picture.svg(payload) if plain else picture.card_svg(payload, account, language=language)
        )
    except ValueError as error:
        remedy = "Shorten its texts."
        fault = Fault(field="payload", problem="does not fit into a QR code", remedy=remedy)
        raise InvalidInputError(fault) from error
    return drawn.encode() if form == ".svg" else _png(drawn)


def _png(drawn: str) -> bytes:
    require_parts("pictures")
    import fontpkg  # type: ignore[import-untyped]  # noqa: PLC0415 - a part; it ships no types
    import resvg_py  # noqa: PLC0415 - as above

    pixels = resvg_py.svg_to_bytes(
        svg_string=drawn,
        skip_system_fonts=True,
        font_files=[str(fontpkg.path("Noto Sans Khmer"))],
        zoom=_PIXELS_A_UNIT,
    )
    return bytes(pixels)
