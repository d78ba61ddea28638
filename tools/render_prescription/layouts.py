"""
Layouts: the forms on which reading is tuned, and others that are held out of it.

Nobody who mends the reading looks at a held-out form: what is read on those says how a
form never seen would be read.
"""

from typing import Final

from tools.render_prescription.forms import Column, Form
from tools.render_prescription.letterheads import ABOVE, BELOW
from tools.render_prescription.printed_forms import FORMS

__all__ = ["HELD_OUT", "TUNING"]

_TABLE: Final = (0.04, 0.96, 0.285)


def _columns(*told: tuple[str, str, int]) -> tuple[Column, ...]:
    return tuple(
        Column(name=name, header=head, width=wide, align="left" if name == "name" else "centre")
        for name, head, wide in told
    )


_KM_HOURS = (
    ("morning", "ព្រឹក\n(6-8)", 9),
    ("midday", "ថ្ងៃត្រង់\n(11-12)", 10),
    ("evening", "ល្ងាច\n(17-18)", 10),
    ("night", "យប់\n(20-22)", 10),
)
_KM_BARE = (("morning", "ព្រឹក", 9), ("midday", "ថ្ងៃ", 9), ("evening", "ល្ងាច", 9), ("night", "យប់", 9))
_KM_FIRST = (("no", "ល.រ", 6), ("name", "ឈ្មោះឱសថ", 27))

_NEW: Final = {
    "no-rules": Form(
        above=ABOVE["km-left"],
        columns=_columns(*_KM_FIRST, *_KM_BARE, ("quantity", "ចំនួន", 19)),
        below=BELOW["km"],
        table=_TABLE,
        rules="none",
    ),
    "dotted": Form(
        above=ABOVE["km-centre"],
        columns=_columns(*_KM_FIRST, ("quantity", "សរុប", 19), *_KM_HOURS),
        below=BELOW["km"],
        table=_TABLE,
        rules="dotted",
    ),
    "rows-only": Form(
        above=ABOVE["fr"],
        columns=_columns(
            ("name", "Médicament", 28),
            *(("morning", "Matin", 10), ("midday", "Midi", 10), ("evening", "Soir", 10)),
            ("days", "Durée", 11),
            ("quantity", "Quantité", 17),
        ),
        below=BELOW["fr"],
        table=_TABLE,
        language="fr",
        rules="rows",
    ),
    "afternoon": Form(
        above=ABOVE["km-vitals"],
        columns=_columns(
            *_KM_FIRST,
            ("quantity", "ចំនួន", 19),
            ("morning", "ព្រឹក\n(7h)", 9),
            ("midday", "ថ្ងៃត្រង់\n(11h)", 11),
            ("afternoon", "រសៀល\n(14h-16h)", 13),
            ("evening", "ល្ងាច\n(18h)", 9),
        ),
        below=BELOW["km"],
        table=_TABLE,
    ),
    "two-line-doses": Form(
        above=ABOVE["km-left"],
        columns=_columns(
            ("no", "លរ", 6),
            ("name", "ឈ្មោះថ្នាំ", 24),
            ("quantity", "ចំនួន", 12),
            ("morning", "ព្រឹក", 14),
            ("midday", "ថ្ងៃត្រង់", 14),
            ("evening", "ល្ងាច", 14),
            ("night", "យប់", 14),
        ),
        below=BELOW["km"],
        table=_TABLE,
        body=33,
        dose_unit="\n",
        grey_units=True,
    ),
    "grouped-heads": Form(
        above=ABOVE["km-centre"],
        columns=_columns(*_KM_FIRST, *_KM_BARE, ("quantity", "ចំនួន", 19), ("days", "រយៈពេល", 11)),
        below=BELOW["km"],
        table=_TABLE,
        header_rise=4.0,
        group="ពេលប្រើប្រាស់",
    ),
    "merged-method": Form(
        above=ABOVE["km-left"],
        columns=_columns(
            *_KM_FIRST, *_KM_BARE, ("method", "វិធីប្រើ", 14), ("quantity", "ចំនួនសរុប", 19)
        ),
        below=BELOW["km"],
        table=_TABLE,
        merged_down="method",
        closing="សូមលេបថ្នាំឱ្យបានទៀងទាត់",
    ),
    "khmer-digits": Form(
        above=ABOVE["km-left"],
        columns=_columns(
            ("no", "លេខរៀង", 10),
            ("name", "មុខថ្នាំ", 26),
            *_KM_HOURS,
            ("days", "ចំនួនថ្ងៃ", 11),
            ("quantity", "បរិមាណ", 19),
        ),
        below=BELOW["km"],
        table=_TABLE,
        body=34,
        khmer_digits=True,
        none="",
    ),
    "stamped": Form(
        above=ABOVE["km-left"],
        columns=_columns(*_KM_FIRST, ("quantity", "ចំនួន", 19), *_KM_HOURS),
        below=BELOW["km"],
        table=_TABLE,
        stamp=True,
    ),
    "english": Form(
        above=ABOVE["en"],
        columns=_columns(
            ("no", "No", 6),
            ("name", "Medicine", 22),
            ("strength", "Strength", 15),
            ("quantity", "Qty", 8),
            ("unit", "Unit", 12),
            *(("morning", "Morning", 12), ("midday", "Noon", 9), ("evening", "Evening", 12)),
            *(("night", "Bedtime", 12), ("days", "Days", 8)),
        ),
        below=BELOW["en"],
        table=_TABLE,
        language="en",
        body=31,
    ),
    "two-tables": Form(
        above=ABOVE["km-centre"],
        columns=_columns(*_KM_FIRST, ("quantity", "ចំនួន", 19), *_KM_BARE),
        below=BELOW["km"],
        table=_TABLE,
        row_rise=2.2,
        header_rise=2.4,
        split=3,
    ),
    "notes-and-vitals": Form(
        above=ABOVE["km-vitals"],
        columns=_columns(*_KM_FIRST, *_KM_HOURS, ("quantity", "ចំនួន", 19), ("remark", "សម្គាល់", 14)),
        below=BELOW["km-notes"],
        table=_TABLE,
        body=34,
        grey_units=True,
    ),
    "bilingual": Form(
        above=ABOVE["km-left"],
        columns=_columns(
            ("no", "ល.រ\nNo", 6),
            ("name", "ឈ្មោះឱសថ\nMedicine", 25),
            *(("morning", "ព្រឹក\nMorning", 12), ("midday", "ថ្ងៃត្រង់\nNoon", 12)),
            *(("evening", "ល្ងាច\nEvening", 12), ("night", "យប់\nNight", 11)),
            ("quantity", "ចំនួន\nQuantity", 19),
        ),
        below=BELOW["km"],
        table=_TABLE,
        body=34,
        none="0",
    ),
}

TUNING: Final = {**FORMS, **_NEW}
"""
The forms on which reading is tuned.
"""

HELD_OUT: Final = {
    "clinic": Form(
        above=ABOVE["km-vitals"],
        columns=_columns(
            ("name", "មុខឱសថ", 25),
            ("quantity", "បរិមាណ", 18),
            ("method", "របៀបប្រើ", 14),
            *(("morning", "ពេលព្រឹក", 11), ("midday", "ពេលថ្ងៃ", 11)),
            *(("evening", "ពេលល្ងាច", 12), ("night", "ពេលយប់", 11)),
        ),
        below=BELOW["km-notes"],
        table=_TABLE,
        body=34,
    ),
    "french-five": Form(
        above=ABOVE["fr"],
        columns=_columns(
            ("no", "N°", 6),
            ("name", "Désignation", 25),
            *(("morning", "Matin\n(7h)", 9), ("midday", "Midi\n(12h)", 9)),
            *(("afternoon", "Après-midi\n(16h)", 14), ("evening", "Soir\n(20h)", 9)),
            *(("remark", "Posologie", 15), ("quantity", "Qté", 16)),
        ),
        below=BELOW["fr"],
        table=_TABLE,
        language="fr",
        body=34,
    ),
    "english-grouped": Form(
        above=ABOVE["en"],
        columns=_columns(
            ("name", "Drug name", 26),
            ("days", "Duration", 13),
            *(("morning", "Morning", 12), ("midday", "Lunch", 11), ("evening", "Dinner", 11)),
            ("quantity", "Total", 17),
        ),
        below=BELOW["en"],
        table=_TABLE,
        language="en",
        header_rise=4.0,
        group="When to take",
        none="",
    ),
    "khmer-rows": Form(
        above=ABOVE["km-centre"],
        columns=_columns(
            ("no", "លរ", 6),
            ("name", "ឈ្មោះថ្នាំ", 27),
            *(("morning", "ព្រឹក", 9), ("midday", "ត្រង់", 9), ("evening", "ល្ងាច", 9)),
            ("quantity", "ចំនួនថ្នាំ", 19),
        ),
        below=BELOW["km"],
        table=_TABLE,
        rules="rows",
        khmer_digits=True,
    ),
    "unit-column": Form(
        above=ABOVE["km-left"],
        columns=_columns(
            ("no", "ល.រ", 6),
            ("name", "ឱសថ", 22),
            ("strength", "កម្រិត", 15),
            ("unit", "ឯកតា", 15),
            *_KM_BARE,
            ("quantity", "សរុប", 9),
        ),
        below=BELOW["km"],
        table=_TABLE,
        row_rise=2.1,
        body=34,
    ),
    "doses-with-units": Form(
        above=ABOVE["km-left"],
        columns=_columns(
            ("no", "ល.រ", 6),
            ("name", "ឈ្មោះឱសថ", 22),
            *(("morning", "ព្រឹក (7:00)", 14), ("midday", "ថ្ងៃ (11:00)", 14)),
            *(("evening", "ល្ងាច (17:00)", 14), ("night", "យប់ (21:00)", 14)),
            ("days", "រយៈពេល", 11),
        ),
        below=BELOW["km-notes"],
        table=_TABLE,
        body=32,
        dose_unit=" ",
        stamp=True,
        grey_units=True,
    ),
    "dotted-days": Form(
        above=ABOVE["km-centre"],
        columns=_columns(
            ("quantity", "ចំនួន", 19),
            ("name", "ឈ្មោះឱសថ", 27),
            *_KM_HOURS,
        ),
        below=BELOW["km"],
        table=_TABLE,
        rules="dotted",
        none="",
    ),
}
"""
Forms that nobody tunes on: other orders, other words, other rules.
"""
