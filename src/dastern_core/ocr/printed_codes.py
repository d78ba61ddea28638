"""
Printed codes: the QR codes on a page, kept as fields of the draft.

What a code holds is data that somebody printed. It is shown and checked, never opened,
fetched or paid.
"""

from collections.abc import Sequence

import attrs

from dastern_core.khqr import KhqrError, decode
from dastern_core.ocr.draft import (
    Alternative,
    Doubt,
    DoubtCode,
    FieldName,
    PrescriptionDraft,
    Reading,
)
from dastern_core.ocr.quadrilaterals import Quadrilateral

__all__ = ["PrintedCode", "with_codes"]

_LONGEST = 4296  # characters of the largest QR code (ISO/IEC 18004, table 7)
_MOST = 20  # codes of a page


@attrs.frozen(kw_only=True)
class PrintedCode:
    """
    A QR code as decoded.

    Args:
        text: What it holds, at most 4296 characters.
        box: Where on its page it stands.
    """

    text: str = attrs.field(validator=attrs.validators.max_len(_LONGEST))
    box: Quadrilateral


def with_codes(
    draft: PrescriptionDraft, codes: Sequence[PrintedCode], *, page: int = 1
) -> PrescriptionDraft:
    """
    Put the codes of a page into its draft.

    Args:
        draft: The page's draft, or that of several pages.
        codes: The page's QR codes.
        page: The page, counted from 1.

    Returns:
        The draft with the first payment code as the field ``khqr`` and the first other code
        as ``qr_code``; further ones of a kind are its alternatives, and make it ask.
    """
    fields = dict(draft.fields)
    for code in codes[:_MOST]:
        name = FieldName.KHQR if _is_khqr(code.text) else FieldName.QR_CODE
        known = fields.get(name)
        if known is None:
            fields[name] = Reading(
                text=code.text, value=code.text, confidence=1.0, box=code.box, page=page
            )
        elif code.text not in {known.value, *(one.value for one in known.alternatives)}:
            fields[name] = _with_another(known, code)
    return attrs.evolve(draft, fields=fields)


def _is_khqr(text: str) -> bool:
    try:
        decode(text)
    except KhqrError:
        return False
    return True


def _with_another(known: Reading, code: PrintedCode) -> Reading:
    doubt = Doubt(
        code=DoubtCode.SEVERAL_CANDIDATES, detail="Several codes are printed; check which counts."
    )
    return attrs.evolve(
        known,
        alternatives=(*known.alternatives, Alternative(value=code.text, score=1.0)),
        review=known.review if doubt in known.review else (*known.review, doubt),
    )
