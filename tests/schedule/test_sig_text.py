"""
Dosages in the words that a patient reads.
"""

from collections.abc import Mapping

import pytest

from dastern_core.schedule import EventTiming, SigLanguage, parse_dosage, parse_sig, render_sig

KHMER, ENGLISH, FRENCH = SigLanguage
DAILY = {"period": 1, "periodUnit": "d"}


def written(text: str, language: SigLanguage) -> str:
    """
    Read an instruction, and write it.
    """
    return render_sig(parse_sig(text).dosages, language=language).text


@pytest.mark.parametrize(
    ("text", "english", "french", "khmer"),
    [
        (
            "1cp x 2 /j ap. rep. x 7j",
            "Take 1 tablet twice a day, after meals, for 7 days.",
            "Prendre 1 comprimé 2 fois par jour, après les repas, pendant 7 jours.",
            "លេប ១ គ្រាប់ ២ ដង ក្នុងមួយថ្ងៃ, ក្រោយអាហារ, រយៈពេល ៧ ថ្ងៃ។",
        ),
        (
            "1½ cp soir x 1j",
            "Take 1 1/2 tablets in the evening, for 1 day.",
            "Prendre 1 1/2 comprimé le soir, pendant 1 jour.",
            "លេប ១ ១/២ គ្រាប់ ពេលល្ងាច, រយៈពេល ១ ថ្ងៃ។",
        ),
        (
            "1-2 cp si fièvre max 8 cp/24h",
            "Take 1 to 2 tablets, as needed for fever, at most 8 tablets in 24 hours.",
            ("Prendre 1 à 2 comprimés, si besoin pour fièvre, maximum 8 comprimés"
            " en 24 heures."),
            ("លេប ១ ទៅ ២ គ្រាប់, តាមត្រូវការ សម្រាប់ ក្តៅខ្លួន,"
            " មិនលើសពី ៨ គ្រាប់ ក្នុង ២៤ ម៉ោង។"),
        ),
        (
            "2 supp matin puis 1 supp soir",
            "2 suppositories in the morning, then 1 suppository in the evening.",
            "2 suppositoires le matin, puis 1 suppositoire le soir.",
            "២ suppository ពេលព្រឹក, បន្ទាប់មក ១ suppository ពេលល្ងាច។",
        ),
        (
            "1 cp à jeun lun jeu",
            "Take 1 tablet on Monday and on Thursday, before meals. on an empty stomach.",
            "Prendre 1 comprimé le lundi et le jeudi, avant les repas. à jeun.",
            "លេប ១ គ្រាប់ ថ្ងៃច័ន្ទ និង ថ្ងៃព្រហស្បតិ៍, មុនអាហារ។ ពេលពោះទទេ។",
        ),
        (
            "1 cp matin et 2 cp soir jusqu'au 2026-07-01",
            ("Take 1 tablet in the morning, until 2026-07-01; 2 tablets in the evening,"
            " until 2026-07-01."),
            ("Prendre 1 comprimé le matin, jusqu'au 01/07/2026; 2 comprimés le soir,"
            " jusqu'au 01/07/2026."),
            ("លេប ១ គ្រាប់ ពេលព្រឹក, រហូតដល់ថ្ងៃទី ០១/០៧/២០២៦; ២ គ្រាប់ ពេលល្ងាច,"
            " រហូតដល់ថ្ងៃទី ០១/០៧/២០២៦។"),
        ),
    ],
)  # fmt: skip
def test_patient_text_in_three_languages(text: str, english: str, french: str, khmer: str) -> None:
    """
    Plurals, fractions, meals, days, lengths, needs and limits.
    """
    assert [english, french, khmer] == [
        written(text, language) for language in (ENGLISH, FRENCH, KHMER)
    ]


@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
@pytest.mark.parametrize("event", EventTiming)
def test_every_event_of_the_day_has_words_and_reads_back(
    event: EventTiming, language: SigLanguage
) -> None:
    """
    All the codes, in English and French.
    """
    dosage = parse_dosage({"timing": {"repeat": {"when": [event.value]}}})
    said = render_sig([dosage], language=language)

    assert ((dosage,), ()) == (parse_sig(said.text).dosages, said.unsaid)


@pytest.mark.parametrize(
    ("repeat", "text"),
    [
        ({"frequency": 1, "period": 1, "periodUnit": "h"}, "every hour."),
        ({"frequency": 1, "period": 1, "periodUnit": "min"}, "every 1 minute."),
        ({"frequency": 1, "period": 1, "periodUnit": "a"}, "once a year."),
        ({"frequency": 3, "period": 1, "periodUnit": "a"}, "3 times a year."),
        ({"count": 1}, "once."),
        ({"frequency": 3, "frequencyMax": 4, **DAILY}, "3 to 4 times a day."),
        ({"period": 4, "periodMax": 6, "periodUnit": "h"}, "every 4 to 6 hours."),
        ({"count": 20, "when": ["MORN"]}, "in the morning, until 20 have been taken."),
        ({**DAILY, "duration": 30, "durationUnit": "min"}, "once a day, for 30 minutes."),
        ({"timeOfDay": ["08:00"], "dayOfWeek": ["sun"]}, "on Sunday, at 08:00."),
    ],
)
def test_rules_in_english(repeat: Mapping[str, object], text: str) -> None:
    """
    Cycles, counts and lengths.
    """
    dosage = parse_dosage({"timing": {"repeat": repeat}})

    assert text == render_sig([dosage], language=ENGLISH).text


@pytest.mark.parametrize(
    ("dosage", "text"),
    [
        ({"timing": {"code": {"coding": [{"code": "TID"}]}}}, "3 times a day."),
        ({"asNeeded": True, "route": {"text": "oral"}}, "oral, as needed."),
        ({"patientInstruction": "Drink a lot."}, "Drink a lot."),
        ({}, ""),
        (
            {"maxDosePerPeriod": [_ratio] if (_ratio := {
                "numerator": {"value": 2, "unit": "g"}, "denominator": {"value": 2, "code": "d"},
            }) else []},
            "at most 2 g in 2 days.",
        ),
    ],
)  # fmt: skip
def test_dosages_in_english(dosage: Mapping[str, object], text: str) -> None:
    """
    Codes, needs, and words that are carried along.
    """
    assert text == render_sig([parse_dosage(dosage)], language=ENGLISH).text


@pytest.mark.parametrize(
    ("dosage", "unsaid"),
    [
        ({"timing": {"event": ["2026-06-15T08:00:00+07:00"]}}, "timing.event"),
        ({"timing": {"repeat": {"when": ["MORN.early"]}}}, "timing.repeat.when"),
        ({"timing": {"repeat": {"when": ["HS"], "offset": 30}}}, "timing.repeat.offset"),
        ({"timing": {"repeat": {"timeOfDay": ["08:00:30"]}}}, "timing.repeat.timeOfDay"),
        ({"timing": {"repeat": {"count": 3}}}, "timing.repeat.count"),
        (
            {"timing": {"repeat": {"frequency": 3, "period": 2, "periodUnit": "d"}}},
            "timing.repeat.frequency",
        ),
        (
            {"timing": {"repeat": {"period": 1, "periodUnit": "s"}}},
            "timing.repeat.frequency",
        ),
        (
            {"timing": {"repeat": {"duration": 1, "durationUnit": "d"}}},
            "timing.repeat.duration",
        ),
        (
            {"timing": {"repeat": {"boundsPeriod": {"start": "2026-06-15"}}}},
            "timing.repeat.boundsPeriod",
        ),
        ({"method": {"text": "chew"}}, "method"),
        (
            {"timing": {"repeat": {
                "when": ["IMD"], "boundsDuration": {"value": 8, "unit": "h", "code": "h"},
            }}},
            "timing.repeat.boundsDuration",
        ),
        ({"site": {"text": "left arm"}}, "site"),
        ({"route": {"text": "nasal"}}, "route"),
        ({"maxDosePerLifetime": {"value": 9, "unit": "g"}}, "maxDosePerLifetime"),
        ({"doseAndRate": [{"rateQuantity": {"value": 9, "unit": "ml/h"}}]}, "doseAndRate.rate"),
        (
            {"maxDosePerPeriod": [{
                "numerator": {"value": 2, "unit": "g"}, "denominator": {"value": 2, "unit": "kg"},
            }]},
            "maxDosePerPeriod",
        ),
    ],
)  # fmt: skip
def test_what_has_no_words_is_named(dosage: Mapping[str, object], unsaid: str) -> None:
    """
    A text that is not the whole instruction says so.
    """
    assert (unsaid,) == render_sig([parse_dosage(dosage)], language=KHMER).unsaid


def test_range_of_lengths_is_written() -> None:
    """
    Seven to nine days.
    """
    bounds = {"low": {"value": 7, "code": "d"}, "high": {"value": 9, "code": "d"}}
    dosage = parse_dosage({"timing": {"repeat": {"when": ["MORN"], "boundsRange": bounds}}})

    assert "in the morning, for 7 to 9 days." == render_sig([dosage], language=ENGLISH).text
