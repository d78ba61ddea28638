"""
Worklist: a doctor's patients by how well their medicines are taken.

Whose rate is lowest comes first. A patient of whom nothing is known yet has no rate: neither
0 nor 100, so the worklist puts them after those with one, whichever way it is sorted.
"""

import unicodedata
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import attrs

from dastern_core.adherence.rates import Band, Bands, band
from dastern_core.kernel import Fault, InvalidInputError, PatientId

__all__ = ["PAGE_SIZE", "WorklistEntry", "WorklistPage", "needs_attention", "worklist"]

PAGE_SIZE = 20
"""
How many patients stand on a page (rule ADH-23).
"""

_DEFAULT_BANDS = Bands()


@attrs.frozen(kw_only=True)
class WorklistEntry:
    """
    One patient, as a doctor's list shows them.

    Args:
        patient_id: Who it is.
        name: As the patient writes it.
        phone: In any notation; None where unknown.
        rate: The exact rate of the doctor's window, or None where no dose counted.
        has_active_prescription: Whether one is being taken.
        last_active: The patient's calendar day of the latest dose marked; None for never.
    """

    patient_id: PatientId
    name: str = attrs.field(repr=False)
    phone: str | None = attrs.field(repr=False)
    rate: Fraction | None
    has_active_prescription: bool
    last_active: date | None


@attrs.frozen(kw_only=True)
class WorklistPage:
    """
    One page of a worklist.

    Args:
        entries: At most ``PAGE_SIZE``, in order.
        number: Of this page, from 1.
        pages: How many pages there are; 0 without a patient.
        total: How many patients there are on all of them.
    """

    entries: tuple[WorklistEntry, ...]
    number: int
    pages: int
    total: int


def needs_attention(rate: Fraction | None, *, bands: Bands) -> bool:
    """
    Tell whether a patient's rate is one to look at: red.

    Args:
        rate: The exact rate; no rate needs none, because nothing is known.
        bands: Where yellow ends; the percentage shown decides, as for the colour.

    Source:
        Rule ADH-13.
    """
    return band(rate, bands=bands) is Band.RED


def worklist(
    patients: Iterable[WorklistEntry],
    *,
    level: Band | None = None,
    bands: Bands = _DEFAULT_BANDS,
    with_active_prescription: bool | None = None,
    active_since: date | None = None,
    search: str = "",
    descending: bool = False,
    page: int = 1,
) -> WorklistPage:
    """
    Give one page of a doctor's patients, the lowest rate first.

    Args:
        patients: Those the doctor may see, in any order.
        level: Only those of this colour.
        bands: Where the colours end.
        with_active_prescription: Only those with one, or with none; None for both.
        active_since: Only those who marked a dose on this day or later.
        search: Part of a name, in any case, or at least three digits of a phone number.
        descending: The highest rate first.
        page: From 1; beyond the last one it is empty.

    Returns:
        The page. Equal rates are in the order of names.

    Raises:
        InvalidInputError: There is no such page.

    Source:
        Rule ADH-23.
    """
    if page < 1:
        remedy = "Pages are counted from 1."
        raise InvalidInputError(Fault(field="page", problem="is below 1", remedy=remedy))
    shown = [
        one
        for one in patients
        if (level is None or band(one.rate, bands=bands) is level)
        and with_active_prescription in {None, one.has_active_prescription}
        and (active_since is None or _is_active(one, active_since))
        and _is_found(one, search)
    ]
    sign = -1 if descending else 1
    shown.sort(
        key=lambda one: (
            one.rate is None,
            sign * (one.rate or 0),
            _folded(one.name),
            str(one.patient_id),
        )
    )
    first = (page - 1) * PAGE_SIZE
    return WorklistPage(
        entries=tuple(shown[first : first + PAGE_SIZE]),
        number=page,
        pages=-(-len(shown) // PAGE_SIZE),
        total=len(shown),
    )


_FEWEST_DIGITS = 3  # fewer are in nearly every number


def _is_active(one: WorklistEntry, since: date) -> bool:
    return one.last_active is not None and one.last_active >= since


def _is_found(one: WorklistEntry, search: str) -> bool:
    wanted = _folded(search)
    if wanted in _folded(one.name):
        return True
    # Without the 0 or the country's 855 that one notation has and the other lacks.
    digits = _digits(search).removeprefix("855").lstrip("0")
    return len(digits) >= _FEWEST_DIGITS and digits in _digits(one.phone or "")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(one)) for one in text if one.isdigit())
