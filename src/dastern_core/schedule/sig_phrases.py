"""
Phrases: the words in which a patient reads a dosage, in Khmer, English and French.

Every phrase is one that ``sig_words`` reads, so that what is written reads back as the same
dosage. The Khmer has not been reviewed by a Khmer pharmacist.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

import attrs

from dastern_core.schedule.meals import EventTiming
from dastern_core.schedule.timing import TimeUnit, Weekday

__all__ = ["PHRASES", "SAYINGS", "Phrases", "SigLanguage"]


class SigLanguage(Enum):
    """
    A language in which dosages are written, by ISO 639-1 code.
    """

    KHMER = "km"
    ENGLISH = "en"
    FRENCH = "fr"


@attrs.frozen(kw_only=True)
class Phrases:
    """
    The words of one language.

    Args:
        plural_from: The least amount of which a unit takes its plural, excluded.
        verb: What one does with a tablet.
        conjunction: Between the last two of several.
        to: Between the ends of a range.
        then: Between two steps of a sequence.
        units: One and several of a unit of a dose.
        times: How often in a unit of time, by the number where it has a word of its own;
            0 for any other number.
        every: A cycle.
        every_of: A cycle of a unit of another gender.
        hourly: A cycle of one hour, where it has words of its own.
        lengths: One and several of a unit of time.
        lasting: Before a length.
        until: Before a last day.
        day_format: How a day is written.
        events: The events of the day that have words.
        lead: A distance from a meal.
        at: Before the first of several times of day, and before each other.
        on: Before a day of the week.
        weekdays: The days of the week.
        once: One dose in all.
        counted: Several doses in all; None where there are no words.
        as_needed: As needed.
        needed_for: Before what it is needed for.
        most: A limit in a length of time, and one a day.
        routes: By SNOMED CT code.
        sites: By the English words.
    """

    plural_from: int
    verb: str
    conjunction: str
    to: str
    then: str
    units: Mapping[str, tuple[str, str]]
    times: Mapping[TimeUnit, Mapping[int, str]]
    every: str
    every_of: Mapping[TimeUnit, str]
    hourly: str | None
    lengths: Mapping[TimeUnit, tuple[str, str]]
    lasting: str
    until: str
    day_format: str
    events: Mapping[EventTiming, str]
    lead: str
    at: tuple[str, str]
    on: str
    weekdays: tuple[str, ...]
    once: str
    counted: str | None
    as_needed: str
    needed_for: str
    most: tuple[str, str]
    routes: Mapping[str, str]
    sites: Mapping[str, str]

    def weekday(self, day: Weekday) -> str:
        """
        Give the word for a day of the week.
        """
        return self.weekdays[tuple(Weekday).index(day)]


def _same(*words: str) -> dict[str, tuple[str, str]]:
    return {word: (word, word) for word in words}


def _regular(*words: str) -> dict[str, tuple[str, str]]:
    return {word: (word, f"{word}s") for word in words}


_E = EventTiming
_U = TimeUnit

_ENGLISH: Final = Phrases(
    plural_from=1,
    verb="Take",
    conjunction="and",
    to="to",
    then="then",
    units={
        **_regular("tablet", "capsule", "sachet", "ampoule", "vial", "drop", "puff", "dose"),
        **_regular("application", "injection", "unit"),
        "suppository": ("suppository", "suppositories"),
        "patch": ("patch", "patches"),
        **_same("ml", "mg", "mcg", "g"),
    },
    times={
        _U.DAY: {0: "{} times a day", 1: "once a day", 2: "twice a day"},
        _U.WEEK: {0: "{} times a week", 1: "once a week", 2: "twice a week"},
        _U.MONTH: {0: "{} times a month", 1: "once a month"},
        _U.YEAR: {0: "{} times a year", 1: "once a year"},
    },
    every="every {}",
    every_of={},
    hourly="every hour",
    lengths={
        _U.MINUTE: ("minute", "minutes"),
        _U.HOUR: ("hour", "hours"),
        _U.DAY: ("day", "days"),
        _U.WEEK: ("week", "weeks"),
        _U.MONTH: ("month", "months"),
        _U.YEAR: ("year", "years"),
    },
    lasting="for {}",
    until="until {}",
    day_format="%Y-%m-%d",
    events={
        _E.MORN: "in the morning",
        _E.MORN_EARLY: "early in the morning",
        _E.MORN_LATE: "late in the morning",
        _E.NOON: "at noon",
        _E.AFT: "in the afternoon",
        _E.AFT_EARLY: "early in the afternoon",
        _E.AFT_LATE: "late in the afternoon",
        _E.EVE: "in the evening",
        _E.EVE_EARLY: "early in the evening",
        _E.EVE_LATE: "late in the evening",
        _E.NIGHT: "at night",
        _E.HS: "at bedtime",
        _E.PHS: "after falling asleep",
        _E.WAKE: "on waking",
        _E.IMD: "immediately",
        _E.C: "with meals",
        _E.CM: "with breakfast",
        _E.CD: "with lunch",
        _E.CV: "with dinner",
        _E.AC: "before meals",
        _E.ACM: "before breakfast",
        _E.ACD: "before lunch",
        _E.ACV: "before dinner",
        _E.PC: "after meals",
        _E.PCM: "after breakfast",
        _E.PCD: "after lunch",
        _E.PCV: "after dinner",
    },
    lead="{} {}",
    at=("at {}", "{}"),
    on="on {}",
    weekdays=(
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ),
    once="once",
    counted="until {} have been taken",
    as_needed="as needed",
    needed_for="as needed for {}",
    most=("at most {} in {}", "at most {} a day"),
    routes={
        "26643006": "by mouth",
        "37839007": "under the tongue",
        "78421000": "intramuscularly",
        "47625008": "intravenously",
        "34206005": "subcutaneously",
        "37161004": "rectally",
    },
    sites={
        "both eyes": "in both eyes",
        "right eye": "in the right eye",
        "left eye": "in the left eye",
        "both ears": "in both ears",
        "both nostrils": "in both nostrils",
    },
)  # fmt: skip

_FRENCH: Final = Phrases(
    plural_from=2,
    verb="Prendre",
    conjunction="et",
    to="à",
    then="puis",
    units={
        **_regular("sachet", "ampoule", "application", "injection", "dose"),
        "tablet": ("comprimé", "comprimés"),
        "capsule": ("gélule", "gélules"),
        "vial": ("flacon", "flacons"),
        "drop": ("goutte", "gouttes"),
        "puff": ("bouffée", "bouffées"),
        "unit": ("unité", "unités"),
        "suppository": ("suppositoire", "suppositoires"),
        **_same("patch", "ml", "mg", "mcg", "g"),
    },
    times={
        _U.DAY: {0: "{} fois par jour"},
        _U.WEEK: {0: "{} fois par semaine"},
        _U.MONTH: {0: "{} fois par mois"},
        _U.YEAR: {0: "{} fois par an"},
    },
    every="tous les {}",
    every_of=dict.fromkeys((_U.MINUTE, _U.HOUR, _U.WEEK), "toutes les {}"),
    hourly="toutes les heures",
    lengths={
        _U.MINUTE: ("minute", "minutes"),
        _U.HOUR: ("heure", "heures"),
        _U.DAY: ("jour", "jours"),
        _U.WEEK: ("semaine", "semaines"),
        _U.MONTH: ("mois", "mois"),
        _U.YEAR: ("an", "ans"),
    },
    lasting="pendant {}",
    until="jusqu'au {}",
    day_format="%d/%m/%Y",
    events={
        _E.MORN: "le matin",
        _E.MORN_EARLY: "tôt le matin",
        _E.MORN_LATE: "en fin de matinée",
        _E.NOON: "à midi",
        _E.AFT: "l'après-midi",
        _E.AFT_EARLY: "en début d'après-midi",
        _E.AFT_LATE: "en fin d'après-midi",
        _E.EVE: "le soir",
        _E.EVE_EARLY: "en début de soirée",
        _E.EVE_LATE: "en fin de soirée",
        _E.NIGHT: "la nuit",
        _E.HS: "au coucher",
        _E.PHS: "après l'endormissement",
        _E.WAKE: "au réveil",
        _E.IMD: "immédiatement",
        _E.C: "pendant les repas",
        _E.CM: "pendant le petit-déjeuner",
        _E.CD: "pendant le déjeuner",
        _E.CV: "pendant le dîner",
        _E.AC: "avant les repas",
        _E.ACM: "avant le petit-déjeuner",
        _E.ACD: "avant le déjeuner",
        _E.ACV: "avant le dîner",
        _E.PC: "après les repas",
        _E.PCM: "après le petit-déjeuner",
        _E.PCD: "après le déjeuner",
        _E.PCV: "après le dîner",
    },
    lead="{} {}",
    at=("à {}", "à {}"),
    on="le {}",
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    once="dose unique",
    counted=None,
    as_needed="si besoin",
    needed_for="si besoin pour {}",
    most=("maximum {} en {}", "maximum {} par jour"),
    routes={
        "26643006": "par voie orale",
        "37839007": "sous la langue",
        "78421000": "IM",
        "47625008": "IV",
        "34206005": "SC",
        "37161004": "voie rectale",
    },
    sites={
        "both eyes": "dans les deux yeux",
        "right eye": "dans l'œil droit",
        "left eye": "dans l'œil gauche",
        "both ears": "dans les deux oreilles",
        "both nostrils": "dans les deux narines",
    },
)

_KHMER: Final = Phrases(
    plural_from=1,
    verb="លេប",
    conjunction="និង",
    to="ទៅ",
    then="បន្ទាប់មក",
    units={
        "tablet": ("គ្រាប់", "គ្រាប់"),
        "capsule": ("កាប់ស៊ុល", "កាប់ស៊ុល"),
        "sachet": ("កញ្ចប់", "កញ្ចប់"),
        "ampoule": ("អំពូល", "អំពូល"),
        "drop": ("ដំណក់", "ដំណក់"),
        "ml": ("មីលីលីត្រ", "មីលីលីត្រ"),
        "mg": ("មីលីក្រាម", "មីលីក្រាម"),
        "dose": ("ដូស", "ដូស"),
    },
    times={
        _U.DAY: {0: "{} ដង ក្នុងមួយថ្ងៃ"},
        _U.WEEK: {0: "{} ដង ក្នុងមួយសប្តាហ៍"},
        _U.MONTH: {0: "{} ដង ក្នុងមួយខែ"},
        _U.YEAR: {0: "{} ដង ក្នុងមួយឆ្នាំ"},
    },
    every="រៀងរាល់ {} ម្តង",
    every_of={},
    hourly=None,
    lengths={
        _U.MINUTE: ("នាទី", "នាទី"),
        _U.HOUR: ("ម៉ោង", "ម៉ោង"),
        _U.DAY: ("ថ្ងៃ", "ថ្ងៃ"),
        _U.WEEK: ("សប្តាហ៍", "សប្តាហ៍"),
        _U.MONTH: ("ខែ", "ខែ"),
        _U.YEAR: ("ឆ្នាំ", "ឆ្នាំ"),
    },
    lasting="រយៈពេល {}",
    until="រហូតដល់ថ្ងៃទី {}",
    day_format="%d/%m/%Y",
    events={
        _E.MORN: "ពេលព្រឹក",
        _E.NOON: "ពេលថ្ងៃត្រង់",
        _E.AFT: "ពេលរសៀល",
        _E.EVE: "ពេលល្ងាច",
        _E.NIGHT: "ពេលយប់",
        _E.HS: "មុនចូលគេង",
        _E.WAKE: "ពេលភ្ញាក់ពីគេង",
        _E.IMD: "ភ្លាមៗ",
        _E.C: "ពេលញ៉ាំអាហារ",
        _E.CM: "ជាមួយអាហារពេលព្រឹក",
        _E.CD: "ជាមួយអាហារថ្ងៃត្រង់",
        _E.CV: "ជាមួយអាហារពេលល្ងាច",
        _E.AC: "មុនអាហារ",
        _E.ACM: "មុនអាហារពេលព្រឹក",
        _E.ACD: "មុនអាហារថ្ងៃត្រង់",
        _E.ACV: "មុនអាហារពេលល្ងាច",
        _E.PC: "ក្រោយអាហារ",
        _E.PCM: "ក្រោយអាហារពេលព្រឹក",
        _E.PCD: "ក្រោយអាហារថ្ងៃត្រង់",
        _E.PCV: "ក្រោយអាហារពេលល្ងាច",
    },
    lead="{} {}",
    at=("ម៉ោង {}", "ម៉ោង {}"),
    on="ថ្ងៃ{}",
    weekdays=("ច័ន្ទ", "អង្គារ", "ពុធ", "ព្រហស្បតិ៍", "សុក្រ", "សៅរ៍", "អាទិត្យ"),
    once="តែម្តងគត់",
    counted=None,
    as_needed="តាមត្រូវការ",
    needed_for="តាមត្រូវការ សម្រាប់ {}",
    most=("មិនលើសពី {} ក្នុង {}", "មិនលើសពី {} ក្នុងមួយថ្ងៃ"),
    routes={
        "26643006": "តាមមាត់",
        "37839007": "ក្រោមអណ្តាត",
        "78421000": "ចាក់សាច់ដុំ",
        "47625008": "ចាក់សរសៃ",
        "34206005": "ចាក់ក្រោមស្បែក",
        "37161004": "ស៊កតាមគូទ",
    },
    sites={},
)

SAYINGS: Final = tuple(
    dict(zip((SigLanguage.ENGLISH, SigLanguage.FRENCH, SigLanguage.KHMER), words, strict=True))
    for words in (
        ("pain", "douleur", "ឈឺ"),
        ("fever", "fièvre", "ក្តៅខ្លួន"),
        ("headache", "maux de tête", "ឈឺក្បាល"),
        ("cough", "toux", "ក្អក"),
        ("vomiting", "vomissements", "ក្អួត"),
        ("dizziness", "vertiges", "វិលមុខ"),
        ("itching", "démangeaisons", "រមាស់"),
        ("diarrhoea", "diarrhée", "រាក"),
        ("on an empty stomach", "à jeun", "ពេលពោះទទេ"),
        ("before a meal", "avant un repas", "មុនអាហារ"),
        ("with a meal", "pendant un repas", "ពេលញ៉ាំអាហារ"),
        ("after a meal", "après un repas", "ក្រោយអាហារ"),
    )
)
"""
Reasons and notes that are said in the reader's language, whichever they were read in.
"""

PHRASES: Final[Mapping[SigLanguage, Phrases]] = MappingProxyType(
    {
        SigLanguage.KHMER: _KHMER,
        SigLanguage.ENGLISH: _ENGLISH,
        SigLanguage.FRENCH: _FRENCH,
    }
)
"""
The words of each language.
"""
