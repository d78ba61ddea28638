"""
Instructions in words, read in French, Khmer, English and Latin.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    Dosage,
    Measure,
    dosage_json,
    first_occurrences,
    ordered_dose,
    parse_sig,
    parse_timing,
)

CASES: dict[str, dict[str, Any]] = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[1] / "vectors/timing/cases.json").read_text(encoding="utf-8")
    )
}
DIFFERENT = {
    "013": "7/1/2015 is a day in July or in January: dates are left over",
    "014": "once a day beside a named time says nothing more: it is left out",
}
"""
Published texts that we read otherwise, each with the reason; the German ones are not read.
"""


def short(dosage: Dosage) -> str:
    """
    Write a dosage's amount and rule in one line.
    """
    written = dosage_json(dosage)
    amount = ordered_dose(dosage)
    repeat = written.get("timing", {"repeat": {}})["repeat"]  # type: ignore[index]
    bounds = repeat.pop("boundsDuration", None)
    rule = " ".join(f"{name}={value}" for name, value in repeat.items())
    length = f" for {bounds['value']} {bounds['code']}" if bounds else ""
    need = " as needed" if dosage.is_as_needed else ""
    dose = f"{float(amount.value):g} {amount.unit}" if isinstance(amount, Measure) else "?"
    return f"{dose}: {rule}{length}{need}".replace("'", "")


def read(text: str) -> list[str]:
    """
    Read a complete instruction that has one meaning.
    """
    reading = parse_sig(text)
    assert (False, ()) == (reading.is_partial, reading.candidates), reading.leftover
    return [short(dosage) for dosage in reading.dosages]


DAILY = "period=1 periodUnit=d"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-0-1", ["1 dose: when=[MORN, EVE]"]),
        ("1/2-0-1-0", ["0.5 dose: when=[MORN]", "1 dose: when=[EVE]"]),
        ("0,5-0-0-1", ["0.5 dose: when=[MORN]", "1 dose: when=[NIGHT]"]),
        ("½\u20130\u20131½ cp", ["0.5 tablet: when=[MORN]", "1.5 tablet: when=[EVE]"]),
        ("១-០-១", ["1 dose: when=[MORN, EVE]"]),
        ("1-0-1 x 7j après repas", ["1 dose: when=[PCM, PCV] for 7 d"]),
        ("1-1-1-1 avant repas", ["1 dose: when=[ACM, ACD, ACV]", "1 dose: when=[NIGHT]"]),
        ("1-0-1 si besoin", ["1 dose: when=[MORN, EVE] as needed"]),
        ("1cp x 2 /j x 7j", [f"1 tablet: frequency=2 {DAILY} for 7 d"]),
        ("1cp x3/j", [f"1 tablet: frequency=3 {DAILY}"]),
        ("1x3", [f"1 dose: frequency=3 {DAILY}"]),
        ("2x2/j", [f"2 dose: frequency=2 {DAILY}"]),
        ("1 cp/j", [f"1 tablet: frequency=1 {DAILY}"]),
        ("1 cp matin et soir pendant 5 jours", ["1 tablet: when=[MORN, EVE] for 5 d"]),
        ("1cp M-M-S", ["1 tablet: when=[MORN, NOON, EVE]"]),
        ("1 gél/8h", ["1 capsule: frequency=1 period=8 periodUnit=h"]),
        ("1 gel. q8h", []),
        ("2 càc matin midi soir x 5j", ["10 ml: when=[MORN, NOON, EVE] for 5 d"]),
        ("1 c à s au coucher", ["15 ml: when=[HS]"]),
        ("1 cp toutes les 8 h pdt 2 sem", ["1 tablet: frequency=1 period=8 periodUnit=h for 2 wk"]),
        ("1 cp un jour sur deux", ["1 tablet: frequency=1 period=2 periodUnit=d"]),
        ("1 sct à 8h30 et à 20h J1-J5", ["1 sachet: timeOfDay=[08:30:00, 20:00:00] for 5 d"]),
        ("1 cp le soir qsp 21", ["1 tablet: when=[EVE]"]),
        ("1 cp 15 minutes avant le repas", ["1 tablet: when=[AC] offset=15"]),
        ("1 cp avant le petit-déjeuner", ["1 tablet: when=[ACM]"]),
        ("1 cp si douleur", ["1 tablet:  as needed"]),
        ("2 cp dose unique", ["2 tablet: count=1"]),
        ("1 cp lundi et jeudi matin", ["1 tablet: dayOfWeek=[mon, thu] when=[MORN]"]),
        ("take 2 tablets twice daily", [f"2 tablet: frequency=2 {DAILY}"]),
        ("1 tab po qam and 2 tab po hs x7/7", [
            "1 tablet: when=[MORN] for 7 d", "2 tablet: when=[HS] for 7 d",
        ]),
        ("1 tab every other day", ["1 tablet: frequency=1 period=2 periodUnit=d"]),
        ("1 bd as required", [f"1 dose: frequency=2 {DAILY} as needed"]),
        ("INHALE 2 puffs EVERY DAY", [f"2 puff: frequency=1 {DAILY}"]),
        ("one tablet three times a day", [f"1 tablet: frequency=3 {DAILY}"]),
        ("1 tab at 8:00 with food", ["1 tablet: timeOfDay=[08:00:00]"]),
        ("1am and 7 pm and midnight", ["?: timeOfDay=[00:00:00, 01:00:00, 19:00:00]"]),
        ("twice a day daily", [f"?: frequency=2 {DAILY}"]),
        ("១ គ្រាប់ ៣ ដង ក្នុងមួយថ្ងៃ ក្រោយបាយ", [f"1 tablet: frequency=3 {DAILY} when=[PC]"]),
        ("លេប ២គ្រាប់ រៀងរាល់ ៨ ម៉ោងម្ដង", ["2 tablet: frequency=1 period=8 periodUnit=h"]),
        ("១គ្រាប់ ព្រឹក\u200bល្ងាច រយៈពេល ៧ ថ្ងៃ", ["1 tablet: when=[MORN, EVE] for 7 d"]),
        ("កន្លះគ្រាប់ មុនគេង", ["0.5 tablet: when=[HS]"]),
        ("១ គ្រាប់ ពេលក្តៅខ្លួន", ["1 tablet:  as needed"]),
    ],
)  # fmt: skip
def test_complete_instruction_is_read(text: str, expected: list[str]) -> None:
    """
    The patterns of Cambodian prescriptions, word by word and mixed.
    """
    if not expected:
        assert parse_sig(text).is_partial
        return

    assert expected == read(text)


def test_taper_in_words_is_a_sequence() -> None:
    """
    "Then" begins the next step, each with its own length.
    """
    reading = parse_sig("2 cp matin x 3j puis 1 cp matin x 5j")

    assert [(one.sequence, short(one)) for one in reading.dosages] == [
        (1, "2 tablet: when=[MORN] for 3 d"),
        (2, "1 tablet: when=[MORN] for 5 d"),
    ]


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("3x1/j", [f"3 dose: frequency=1 {DAILY}", f"1 dose: frequency=3 {DAILY}"]),
        ("2 cp/j", [f"2 tablet: frequency=1 {DAILY}", f"1 tablet: frequency=2 {DAILY}"]),
        ("two daily", [f"2 dose: frequency=1 {DAILY}", f"1 dose: frequency=2 {DAILY}"]),
    ],
)
def test_two_meanings_are_both_given(text: str, meanings: list[str]) -> None:
    """
    Three at once or one three times: the reader does not choose.
    """
    reading = parse_sig(text)

    assert meanings == [short(one) for candidate in reading.candidates for one in candidate]


def test_two_meanings_of_one_clause_leave_the_other_alone() -> None:
    """
    Only what is ambiguous changes between the candidates.
    """
    reading = parse_sig("2 cp/j puis 1 cp matin")

    assert [[short(one) for one in candidate] for candidate in reading.candidates] == [
        [f"2 tablet: frequency=1 {DAILY}", "1 tablet: when=[MORN]"],
        [f"1 tablet: frequency=2 {DAILY}", "1 tablet: when=[MORN]"],
    ]


@pytest.mark.parametrize(
    ("text", "leftover"),
    [
        ("1 TAB of BENADRYL BID", ("of", "benadryl")),
        ("1 cp matin sauf dimanche prochain", ("prochain",)),
        ("3 times daily at 8:00 pm", ("3 times daily",)),
        ("1 cp toutes les 8h matin midi soir", ("toutes les 8h",)),
        ("4 g/j", ("/j",)),
        ("15 mg par semaine", ("par semaine",)),
        ("1 gtt od", ("od",)),
        ("1-1", ("1-1",)),
        ("2 cp max 3/j", ("max",)),
        ("1-2 cp/j", ("/j",)),
        ("1-2 cp en 2 prises", ("en", "2", "prises")),
        ("1 cp ven-mer", ("-mer",)),
        ("1 cp ven au lun", ("au",)),
        ("1 cp max 0 cp/j", ("max", "0", "cp/j")),
        ("1 cp matin en 2 prises", ("en", "2", "prises")),
        ("1 cp up to 1 times a day", ("up", "to")),
        ("1 cp jusqu'au 31/02/2026", ("jusqu'au", "31/02/2026")),
        ("1 cp matin x 5j jusqu'au 2026-07-01", ("jusqu'au", "2026-07-01")),
        ("1 cp matin jusqu'au 2026-07-01 x 5j", ("x", "5j")),
        ("1 cp 8h, 25h", ("8h", "25h")),
        ("1 cp ven-lun", ("-lun",)),
        ("5 jours", ("jours",)),
        ("par semaine", ("par", "semaine")),
        ("1 cp matin €", ("€",)),
        ("500mg 1 cp matin", ("1", "cp")),
        ("1 cp matin x 3j x 5j", ("x", "5j")),
        ("1 cp avant repas après repas", ("après", "repas")),
        ("1-0-1 0-0-0", ("0-0-0",)),
        ("1 cp 1/2 fois", ("1/2", "fois")),
        ("1 cp 14 pm", ("14", "pm")),
        ("1 cp 25:00", ("25:00",)),
        ("1 cp matin 0x3", ("0x3",)),
        ("0x3", ("0x3",)),
        ("1 cp matin 0 cp", ("0", "cp")),
        ("1-0-1 cp 2 cp", ("2", "cp")),
        ("2 cp 1-0-1", ("1-0-1",)),
        ("0-0-0 cp", ("0-0-0", "cp")),
        ("1/0 cp", ("1/0", "cp")),
        ("1 cp matin à 8:00", ("à", "8:00")),
        ("1 cp à 8:00 matin", ("matin",)),
        ("1 cp 4 à 3 fois par jour", ("4", "à")),
        ("1 cp toutes les 0 heures", ("toutes", "0", "heures")),
        ("1 cp matin x 0j", ("x", "0j")),
        ("1 cp 1/2 minutes avant repas", ("1/2", "minutes")),
        ("1 cp 5 minutes avant repas au coucher", ("au", "coucher")),
        ("1 1/2 cp/j", ("/j",)),
        ("1 cp 10 minutes avant repas 20 minutes avant midi", ("20", "minutes", "avant")),
    ],
)
def test_what_is_left_over_makes_the_reading_partial(text: str, leftover: tuple[str, ...]) -> None:
    """
    Nothing is dropped: each leftover stands in the reading and on its dosages.
    """
    reading = parse_sig(text)

    assert (True, leftover) == (reading.is_partial, reading.leftover)
    assert all(
        set(leftover) <= {note.text for note in dosage.additional_instructions}
        for dosage in reading.dosages
    )


PHRASES = json.loads(
    (Path(__file__).parents[1] / "vectors/sig/phrases.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase["text"])
def test_phrases_of_cambodian_prescriptions(phrase: dict[str, Any]) -> None:
    """
    Each phrase gives its dosages, and what is left over of it.
    """
    reading = parse_sig(phrase["text"])

    assert phrase == {
        "text": phrase["text"],
        "dosages": [dosage_json(one) for one in reading.dosages],
        "meanings": max(1, len(reading.candidates)),
        "leftover": list(reading.leftover),
    }


def test_most_phrases_are_read_whole() -> None:
    """
    Four of five without a leftover or a second meaning; none of the others silently.
    """
    whole = [one for one in PHRASES if not one["leftover"] and one["meanings"] == 1]

    assert len(whole) >= 0.8 * len(PHRASES)


@pytest.mark.parametrize(
    ("text", "mistaken"),
    [
        ("1 tab od", ["od"]),
        ("1 tab qod", ["qod"]),
        ("1.0 cp matin", ["1.0 cp"]),
        ("5.0mg bid", ["5.0mg"]),
        ("1.0-0-1", ["1.0-0-1"]),
        ("10-0-1", ["10-0-1"]),
        ("1-0-10", ["1-0-10"]),
        ("1 cp matin", []),
        ("1.05 mg bid", []),
    ],
)
def test_what_is_often_mistaken_is_pointed_out(text: str, mistaken: list[str]) -> None:
    """
    It is read, and a person is told how it is misread.
    """
    cautions = parse_sig(text).cautions

    assert mistaken == [re.split(" (?:is|has) ", one)[0] for one in cautions]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("1000000000 cp matin", ["1000000000 tablet"]),
        ("10 à 11 cp matin", ["11 tablet"]),
        ("10 cp matin, 61 gouttes soir", ["61 drop"]),
        ("11-0-1", ["11 dose"]),
        ("200000 UI le matin", []),
        ("600 mg si fièvre", []),
    ],
)
def test_amount_that_nobody_takes_is_pointed_out(text: str, figures: list[str]) -> None:
    """
    It is read as it stands, and a person is asked to check the figure.
    """
    cautions = [one for one in parse_sig(text).cautions if "at once" in one]

    assert figures == [one.split(" is ")[0] for one in cautions]


@pytest.mark.parametrize(
    "text", [".5 mg bid", ",5 cp matin", "(.25 mg) bid", "1 cp matin .5 cp soir"]
)
def test_point_before_a_figure_is_never_dropped(text: str) -> None:
    """
    Half a milligram is not five: without its first figure an amount is not understood.
    """
    reading = parse_sig(text)

    assert reading.is_partial
    assert any(re.match("[.,][0-9]", one) for one in reading.leftover)
    assert {"5 mg", "5 tablet", "25 mg"}.isdisjoint(
        short(one).split(":")[0] for one in reading.dosages
    )


@pytest.mark.rule("DOSE-28")
@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("500 mg matin", "500 mg"),
        ("5 ml matin", "5 ml"),
        ("2 tablets mane", "2 tablet"),
        ("2 gélules matin", "2 capsule"),
        ("2 puffs mane", "2 puff"),
        ("2 ដំណក់ ព្រឹក", "2 drop"),
        ("1 application mane", "1 application"),
        ("1 inj matin", "1 injection"),
    ],
)
def test_units_of_all_forms_are_read(text: str, dose: str) -> None:
    """
    Solid and liquid, injected, inhaled and applied: each amount keeps its unit.
    """
    assert [f"{dose}: when=[MORN]"] == read(text)


@pytest.mark.parametrize("text", ["21 គ្រាប់", "14 cp", "1 cp po", "1 cp qsp 21"])
def test_amount_alone_is_no_complete_instruction(text: str) -> None:
    """
    It may be how many were handed out.
    """
    assert parse_sig(text).is_partial


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("1 cp matin et 2 cp soir après repas", [["MORN", "PCV"], ["PCM", "PCV"]]),
        ("1 cp matin, 1 cp midi, 2 cp soir avant repas",
         [["MORN", "NOON", "ACV"], ["ACM", "ACD", "ACV"]]),
        ("ព្រឹក១គ្រាប់ ល្ងាច២គ្រាប់ ក្រោយបាយ", [["MORN", "PCV"], ["PCM", "PCV"]]),
        ("avant le repas 1 cp matin et 2 cp soir", [["ACM", "EVE"], ["ACM", "ACV"]]),
        ("មុនបាយ ព្រឹក១គ្រាប់ ល្ងាច២គ្រាប់", [["ACM", "EVE"], ["ACM", "ACV"]]),
        ("1 cp matin avant repas et 2 cp soir", []),
        ("1 cp le matin avant repas et 2 cp le soir après repas", []),
        ("2 cp coucher, 1 cp soir après repas", []),
    ],
)  # fmt: skip
def test_relation_to_meals_beside_several_doses_is_a_doubt(
    text: str, meanings: list[list[str]]
) -> None:
    """
    It is of the nearest dose's meal, or of every dose's: the reader does not choose.
    """
    candidates = parse_sig(text).candidates

    assert meanings == [
        [event.value for one in candidate if one.timing and one.timing.repeat
         for event in one.timing.repeat.when]
        for candidate in candidates
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "1 cp au coucher après repas",
        "1 tab in the morning and 2 tabs at night after meals",
        "1 tab with meals at night",
        "1 cp après dîner au coucher",
        "1 tab after dinner, at night",
    ],
)
def test_meals_do_not_multiply_a_dose_at_night(text: str) -> None:
    """
    One dose at night with a word about meals is not one after each meal besides.
    """
    assert parse_sig(text).is_partial


def test_dose_at_night_besides_those_at_meals_is_named_by_and() -> None:
    """
    "And at bedtime" is one more dose.
    """
    assert read("1 tab with meals and at bedtime") == ["1 tablet: when=[C, HS]"]


def test_dose_at_once_is_followed_after_the_hours_of_the_next() -> None:
    """
    Two at once, then one every eight hours: the first of these is due in eight hours.
    """
    start = datetime(2026, 1, 1, 3, tzinfo=UTC)
    found = first_occurrences(
        parse_sig("2 cp stat puis 1 cp/8h").dosages,
        zone=ZoneInfo("Asia/Phnom_Penh"),
        start=start,
        since=start,
        limit=3,
        clock=CAMBODIA_CLOCK,
    )

    assert [0, 8, 16] == [(one.at - start) / timedelta(hours=1) for one in found.occurrences]


def test_dose_at_once_before_named_times_keeps_its_open_end() -> None:
    """
    When "in the morning" begins after it is not said, so nothing is added.
    """
    assert read("2 cp stat puis 1 cp matin") == ["2 tablet: when=[IMD]", "1 tablet: when=[MORN]"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (
            "1 tab q4-6h prn pain",
            "1 tablet: frequency=1 period=4 periodMax=6 periodUnit=h as needed",
        ),
        ("1 គ្រាប់ ថ្ងៃត្រង់", "1 tablet: when=[NOON]"),
    ],
)
def test_reason_follows_at_once_and_midday_is_no_length(text: str, rule: str) -> None:
    """
    "prn pain" needs no "for", and the word for midday begins with that for a day.
    """
    assert [rule] == read(text)


def test_khmer_midday_after_a_number_is_not_one_day() -> None:
    """
    "Morning 1, midday 0" sets no end after a day.
    """
    reading = parse_sig("ព្រឹក ១ ថ្ងៃត្រង់ ០ ល្ងាច ១")

    assert reading.is_partial
    assert all(one.timing is None or one.timing.repeat is None or one.timing.repeat.bounds is None
               for one in reading.dosages)  # fmt: skip


def test_places_are_those_of_the_given_text() -> None:
    """
    Invisible and combined characters before a piece do not move it.
    """
    text = "១\u200bគ្រាប់ apre\u0300s repas XYZ"
    reading = parse_sig(text)

    assert ["១\u200bគ្រាប់", "apre\u0300s repas"] == [
        text[span.start : span.end] for span in reading.spans
    ]
    assert [("XYZ", "xyz")] == [(text[one.start : one.end], one.text) for one in reading.unread]


def test_spans_say_what_each_piece_was_taken_for() -> None:
    """
    A person can check the reading piece by piece.
    """
    spans = parse_sig("1 cp x 3/j, après repas; x 7j si fièvre").spans

    assert [(span.text, span.meaning) for span in spans] == [
        ("1 cp", "dose"),
        ("x 3/j", "frequency"),
        ("après repas", "meal"),
        ("x 7j", "length"),
        ("si fièvre", "as needed"),
    ]


def test_reason_of_a_need_is_kept() -> None:
    """
    What it is needed for is part of the dosage.
    """
    (dosage,) = parse_sig("1 tab prn for headache").dosages

    assert [reason.text for reason in dosage.as_needed_for] == ["headache"]


def test_range_of_amounts_is_read() -> None:
    """
    One to two tablets every four to six hours.
    """
    (dosage,) = parse_sig("1 à 2 cp toutes les 4-6 heures si besoin").dosages
    written = dosage_json(dosage)

    assert written["doseAndRate"] == [
        {
            "doseRange": {
                "low": {"value": 1, "unit": "tablet"},
                "high": {"value": 2, "unit": "tablet"},
            }
        }
    ]
    assert dosage.timing is not None
    assert dosage.timing.repeat is not None
    assert (dosage.timing.repeat.period, dosage.timing.repeat.period_max) == (
        Fraction(4),
        Fraction(6),
    )


@pytest.mark.parametrize("text", ["", " \n", "1 cp " * 200])
def test_blank_and_endless_texts_are_refused(text: str) -> None:
    """
    An instruction has 1 to 500 characters.
    """
    with pytest.raises(InvalidInputError, match="sig is blank or too long"):
        parse_sig(text)


def test_nothing_understood_is_partial() -> None:
    """
    No dosage is not a complete one.
    """
    reading = parse_sig("Gloubi-boulga")

    assert ((), True) == (reading.dosages, reading.is_partial)


@pytest.mark.parametrize(
    "key",
    [
        key
        for key, case in CASES.items()
        if case["kind"] == "text_to_timing" and key not in DIFFERENT
    ],
)
def test_published_text_gives_the_published_rule(key: str) -> None:
    """
    FHIR's own common uses, from their words to their structure.
    """
    (dosage,) = parse_sig(CASES[key]["input"]["text"]).dosages

    assert dosage.timing is not None
    assert parse_timing(CASES[key]["expected"]) == dosage.timing


@pytest.mark.parametrize("key", ["213", "216", "221", "223"])
def test_published_sig_gives_the_published_amounts(key: str) -> None:
    """
    Other parsers' examples without a medicine's name are read whole.
    """
    case = CASES[key]
    reading = parse_sig(case["input"]["text"])
    amount = ordered_dose(reading.dosages[0])
    expected = case["expected"]["dose"]

    assert isinstance(amount, Measure)
    assert not reading.is_partial
    assert Fraction(expected[0] if isinstance(expected, list) else expected) == amount.value


@pytest.mark.parametrize("key", ["219", "224"])
def test_published_sig_with_a_medicines_name_is_partial(key: str) -> None:
    """
    Which medicine it is, is not the sig's to say.
    """
    assert parse_sig(CASES[key]["input"]["text"]).is_partial


@pytest.mark.parametrize("key", ["201", "207", "210", "211", "212"])
def test_published_frequency_is_read_whole(key: str) -> None:
    """
    Other parsers' frequencies leave nothing over.
    """
    assert not parse_sig(CASES[key]["input"]["text"]).is_partial


def test_two_meals_and_an_offset() -> None:
    """
    Half an hour before breakfast and dinner is one rule.
    """
    text = "1 tab 30 minutes before breakfast 30 minutes before dinner for 3 days"

    assert read(text) == ["1 tablet: when=[ACM, ACV] offset=30 for 3 d"]


@pytest.mark.parametrize(
    ("text", "sites"),
    [("2 gouttes dans chaque oeil 4x/j", ["both eyes"]), ("2 drops right eye bid", ["right eye"])],
)
def test_site_is_part_of_the_dosage(text: str, sites: list[str]) -> None:
    """
    Where it goes is neither amount nor time, and is not lost.
    """
    assert sites == [one.site.text for one in parse_sig(text).dosages if one.site]


@pytest.mark.parametrize(
    "text", ["1-0-1 IM max 4 amp/j si douleur", "1 amp IM 2x/j max 4 amp/j si douleur"]
)
def test_route_limit_and_need_stand_on_grids_and_doses_alike(text: str) -> None:
    """
    What is said beside an amount is said of its dosages.
    """
    for dosage in parse_sig(text).dosages:
        assert dosage.route is not None
        assert ("intramuscular", "douleur", 1) == (
            dosage.route.text,
            dosage.as_needed_for[0].text,
            len(dosage.most_per_period),
        )


def test_limit_without_a_unit_counts_what_the_dose_counts() -> None:
    """
    One tablet, at most four a day.
    """
    (dosage,) = parse_sig("1 cp si besoin max 4/j").dosages

    assert ["4 tablet"] == [
        f"{one.numerator.value} {one.numerator.unit}" for one in dosage.most_per_period
    ]
