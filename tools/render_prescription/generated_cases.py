"""
Generated cases: invented visits, drawn by chance from the vocabulary.
"""

from datetime import date, timedelta
from typing import Final

import numpy as np
from tools.render_prescription.cases import SLOTS, Case, Medicine
from tools.render_prescription.forms import Form
from tools.render_prescription.vocabulary import MEDICINES, WORDS

__all__ = ["generate_case"]

_HALVES: Final = {"km": ("1/2", "½"), "fr": ("1/2", "½", "0,5"), "en": ("1/2", "½", "0.5")}
_ONE_AND_A_HALF: Final = {"1/2": "1 1/2", "½": "1½", "0,5": "1,5", "0.5": "1.5"}
_DAYS: Final = (3, 4, 5, 6, 7, 8, 10, 14, 15, 20, 21, 28, 30)
_ROWS: Final = (1, 2, 3, 3, 4, 4, 5, 5, 6, 7)
_MOST_TALL_ROWS: Final = 5  # of two lines each: more would reach the page's end
_CALENDAR: Final = (date(2024, 1, 1), 1000)
_SPACED: Final = 0.35  # share of pages that print "500 mg" for "500mg"


def _pick(rng: np.random.Generator, several: tuple[str, ...]) -> str:
    return several[int(rng.integers(len(several)))]


def _doses(rng: np.random.Generator, slots: list[str], *, half: str) -> dict[str, str]:
    taken = [slot for slot in slots if rng.random() < 0.55] or [_pick(rng, tuple(slots))]  # noqa: PLR2004 - about half
    amount = str(rng.choice(["1"] * 12 + ["2"] * 3 + ["3", half, half, _ONE_AND_A_HALF[half]]))
    return dict.fromkeys(taken, amount)


def _medicine(
    rng: np.random.Generator, form: Form, row: int, *, half: str, spaced: bool
) -> Medicine:
    name, strengths, kind = MEDICINES[row]
    words = WORDS[form.language]
    columns = {column.name for column in form.columns}
    strength = _pick(rng, strengths)
    if spaced:
        strength = (
            strength.replace("mcg", " mcg").replace("mg", " mg")
            if "/" not in strength
            else strength
        )
    slots = [slot for slot in SLOTS if slot in columns]
    doses = _doses(rng, slots, half=half)
    days = int(rng.choice(_DAYS))
    if any(dose not in {"1", "2", "3"} for dose in doses.values()):
        days += days % 2  # halves add up to whole tablets
    method = _pick(rng, words["method"])
    if kind == "bottle":
        doses = {slot: str(rng.choice(["5", "10"])) for slot in doses}
        return Medicine(
            name=name,
            strength=strength,
            unit=_pick(rng, words[kind]),
            dose_unit="ml",
            method=method,
            doses=doses,
            days=days,
            supply=str(rng.integers(1, 3)),
        )
    return Medicine(
        name=name,
        strength=strength,
        unit=_pick(rng, words[kind]),
        method=method,
        doses=doses,
        days=days,
    )


def generate_case(form: Form, *, seed: int) -> Case:
    """
    Invent a visit that a form can print.

    Args:
        form: The form: its language and its slots are kept to.
        seed: What all chance follows from.
    """
    rng = np.random.default_rng((seed, 2))
    words = WORDS[form.language]
    count = int(rng.choice(_ROWS))
    if form.dose_unit is not None or form.split:
        count = min(count, _MOST_TALL_ROWS)
    if form.split:
        count = max(count, form.split + 1)
    half, spaced = _pick(rng, _HALVES[form.language]), bool(rng.random() < _SPACED)
    rows = rng.choice(len(MEDICINES), size=count, replace=False)
    start, span = _CALENDAR
    day = start + timedelta(days=int(rng.integers(span)))
    clock = f" {rng.integers(7, 18):02d}:{rng.integers(60):02d}" if rng.random() < 0.5 else ""  # noqa: PLR2004 - half of them
    later = day + timedelta(days=int(rng.choice(_DAYS)))
    return Case(
        fields={
            "hospital_km": "មន្ទីរពេទ្យគំរូរំដួល",
            "hospital": "Rumduol Sample Hospital",
            "code": f"SAMPLE{rng.integers(10_000):04d}",
            "patient": _pick(rng, words["patient"]),
            "age": str(rng.integers(1, 95)),
            "sex": _pick(rng, words["sex"]),
            "payment": _pick(rng, words["payment"]),
            "diagnosis": _pick(rng, words["diagnosis"]),
            "department": _pick(rng, words["department"]),
            "date": f"{day:%d/%m/%Y}{clock}",
            "doctor": _pick(rng, words["doctor"]),
            "note": _pick(rng, words["note"]),
            "next_visit": f"{later:%d/%m/%Y}",
            "blood_pressure": f"{rng.integers(95, 165)}/{rng.integers(60, 100)}",
            "pulse": str(rng.integers(58, 115)),
            "temperature": f"{rng.integers(362, 394) / 10:.1f}",
            "weight": str(rng.integers(12, 90)),
        },
        medicines=tuple(_medicine(rng, form, int(row), half=half, spaced=spaced) for row in rows),
    )
