"""
Varied forms: layouts drawn by chance, so that nothing can be tuned to a few of them.

Each habit of real forms is drawn by itself: the language, which columns there are and in
which order, the words and hours of their heads, rules, grouped heads, doses with units,
digits, remarks, a stamp, the letterhead.
"""

from typing import Final

import numpy as np
from tools.render_prescription.forms import Column, Form
from tools.render_prescription.letterheads import ABOVE, BELOW

__all__ = ["varied_form"]

_HEADS: Final = {
    "km": {
        "no": ("ល.រ", "លរ", "លេខរៀង"),
        "name": ("ឈ្មោះឱសថ", "ឈ្មោះថ្នាំ", "មុខថ្នាំ", "ឱសថ", "មុខឱសថ"),
        "strength": ("កម្រិត", "កម្លាំងថ្នាំ"),
        "unit": ("ឯកតា", "ខ្នាត"),
        "quantity": ("ចំនួន", "សរុប", "ចំនួនសរុប", "បរិមាណ"),
        "method": ("វិធីប្រើ", "របៀបប្រើ"),
        "remark": ("សម្គាល់", "ផ្សេងៗ"),
        "days": ("រយៈពេល", "ចំនួនថ្ងៃ"),
        "morning": ("ព្រឹក", "ពេលព្រឹក"),
        "midday": ("ថ្ងៃ", "ថ្ងៃត្រង់", "ពេលថ្ងៃ", "ត្រង់"),
        "afternoon": ("រសៀល", "ពេលរសៀល"),
        "evening": ("ល្ងាច", "ពេលល្ងាច"),
        "night": ("យប់", "ពេលយប់", "មុនគេង"),
    },
    "fr": {
        "no": ("N°", "No"),
        "name": ("Médicament", "Désignation", "Nom du médicament", "Produit"),
        "strength": ("Dosage",),
        "unit": ("Unité",),
        "quantity": ("Quantité", "Qté", "Nombre", "Total"),
        "method": ("Posologie", "Mode d'emploi", "Voie"),
        "remark": ("Observations", "Remarques", "Remarque"),
        "days": ("Durée", "Jours"),
        "morning": ("Matin",),
        "midday": ("Midi",),
        "afternoon": ("Après-midi",),
        "evening": ("Soir",),
        "night": ("Nuit", "Coucher"),
    },
    "en": {
        "no": ("No", "No.", "#"),
        "name": ("Medicine", "Drug name", "Medication", "Name of drug"),
        "strength": ("Strength", "Dosage"),
        "unit": ("Unit",),
        "quantity": ("Quantity", "Qty", "Total"),
        "method": ("Usage", "Directions", "Instructions"),
        "remark": ("Remark", "Note", "Remarks"),
        "days": ("Days", "Duration"),
        "morning": ("Morning",),
        "midday": ("Noon", "Midday", "Lunch"),
        "afternoon": ("Afternoon",),
        "evening": ("Evening", "Dinner"),
        "night": ("Night", "Bedtime"),
    },
}
_HOURS: Final = {
    "morning": ("(6-8)", "(7h)", "07:00", "(7-8)"),
    "midday": ("(11-12)", "(11h)", "12:00", "(11-12)"),
    "afternoon": ("(14-16)", "(15h)", "15:00", "(2-4)"),
    "evening": ("(17-18)", "(18h)", "18:00", "(5-6)"),
    "night": ("(20-22)", "(21h)", "21:00", "(8-10)"),
}
_SLOTS: Final = (
    ("morning", "midday", "evening"),
    ("morning", "midday", "evening", "night"),
    ("morning", "midday", "evening", "night"),
    ("morning", "midday", "afternoon", "evening"),
    ("morning", "midday", "afternoon", "evening", "night"),
)
_LETTERHEADS: Final = {
    "km": (("km-left", "km-centre", "km-vitals"), ("km", "km-notes")),
    "fr": (("fr",), ("fr",)),
    "en": (("en",), ("en",)),
}
_GROUPS: Final = {"km": "ពេលប្រើប្រាស់", "fr": "Moments de prise", "en": "When to take"}
_CLOSINGS: Final = {
    "km": "សូមលេបថ្នាំឱ្យបានទៀងទាត់",
    "fr": "Respecter les heures de prise",
    "en": "Take your medicine on time",
}
_WIDTHS: Final = {
    "no": 6,
    "name": 29,
    "strength": 14,
    "unit": 13,
    "quantity": 17,
    "method": 14,
    "remark": 15,
    "days": 12,
}
_TABLE: Final = (0.04, 0.96, 0.285)
_MOST_COLUMNS: Final = 9


def varied_form(*, seed: int) -> Form:
    """
    Draw a form by chance.

    Args:
        seed: What all chance follows from: the same seed, the same form.
    """
    rng = np.random.default_rng((seed, 3))

    def pick(several: tuple[str, ...]) -> str:
        return several[int(rng.integers(len(several)))]

    def chance(share: float) -> bool:
        return bool(rng.random() < share)

    language = pick(("km", "km", "km", "fr", "en"))
    slots = _SLOTS[int(rng.integers(len(_SLOTS)))]
    names = _names(rng, slots)
    dose_unit = pick((" ", "\n")) if len(slots) <= 4 and chance(0.2) else None  # noqa: PLR2004 - five such columns do not fit
    clock = int(rng.integers(len(_HOURS["morning"]))) if chance(0.5) else None
    break_ = pick(("\n", "\n", " "))
    columns = []
    for name in names:
        head = pick(_HEADS[language][name])
        wide = _WIDTHS.get(name, 13 if dose_unit else 10)
        if name in slots and clock is not None:
            head = f"{head}{break_}{_HOURS[name][clock]}"
        columns.append(
            Column(
                name=name,
                header=head,
                width=wide * float(rng.uniform(0.9, 1.15)),
                align="left" if name == "name" or chance(0.1) else "centre",
            )
        )
    rules = pick(("full", "full", "full", "dotted", "rows", "none"))
    plain = rules in {"full", "dotted"}
    above, below = _LETTERHEADS[language]
    return Form(
        above=ABOVE[pick(above)],
        columns=tuple(columns),
        below=BELOW[pick(below)],
        table=_TABLE,
        language=language,
        body=int(rng.integers(30, 38)),
        header_rise=4.0,
        row_rise=float(rng.uniform(2.0, 2.8)),
        none=pick(("-", "-", "", "0")),
        khmer_digits=language == "km" and chance(0.25),
        dose_unit=dose_unit,
        grey_units=chance(0.2),
        rules=rules,
        group=_GROUPS[language] if plain and chance(0.15) else "",
        merged_down="method" if plain and "method" in names and chance(0.3) else "",
        closing=_CLOSINGS[language] if plain and chance(0.15) else "",
        split=3 if plain and chance(0.1) else 0,
        stamp=chance(0.12),
    )


def _names(rng: np.random.Generator, slots: tuple[str, ...]) -> list[str]:
    """
    Draw which columns there are and in which order: the slots stand together, as time goes.
    """
    before: list[str] = ["name"]
    after: list[str] = []
    for name, share in (
        ("strength", 0.15),
        ("quantity", 0.9),
        ("unit", 0.1),
        ("method", 0.3),
        ("remark", 0.2),
        ("days", 0.35),
    ):
        if rng.random() < share:
            (before if rng.random() < 0.5 else after).append(name)  # noqa: PLR2004 - half of them
    if "remark" in before + after and "method" in before + after:
        (before if "remark" in before else after).remove("remark")
    rng.shuffle(after)
    if rng.random() < 0.2:  # noqa: PLR2004 - few forms begin with another column
        rng.shuffle(before)
    number = ["no"] if rng.random() < 0.75 else []  # noqa: PLR2004 - most rows are numbered
    names = [*number, *before, *slots, *after]
    while len(names) > _MOST_COLUMNS:
        names.remove(next(one for one in ("unit", "strength", "method", "days") if one in names))
    return names
