"""
Words of instructions: what French, Khmer, English and Latin abbreviations mean.

The patterns are matched, longest first, against text that ``sig`` has normalised: lower
case, ASCII digits, no invisible characters, one spelling for each Khmer letter.

Sources: MSF Essential Drugs, the ordonnance abbreviations of French prescriptions, the
forms of the Khmer-Soviet Friendship Hospital, and the English abbreviations that FHIR's
GTSAbbreviation and the NHS use; routes by SNOMED CT. Khmer phrases beyond the forms'
column heads are from general knowledge and have not been reviewed by a Khmer pharmacist.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dastern_core.schedule.meals import EventTiming, MealRelation
from dastern_core.schedule.timing import TimeUnit, Weekday

__all__ = [
    "AS_NEEDED",
    "CAUTIONS",
    "DAYS",
    "EMPTY_STOMACH",
    "EVENTS",
    "FILLERS",
    "LATIN",
    "MEALS",
    "MOST",
    "MOST_AT_ONCE",
    "NUMBERS",
    "OPEN_END",
    "REASONS",
    "ROUTES",
    "SITES",
    "SPOONS",
    "THEN",
    "TIMES_OF",
    "UNITS",
    "UNIT_OF_TIME",
    "plain",
]

_ACCENTS: Final = str.maketrans("àâäçéèêëîïôöùûüÿ", "aaaceeeeiioouuuy")
_WITH_ACCENT: Final = re.compile(r"gél(?![a-z])")  # a capsule; without its accent a gel


def plain(text: str) -> str:
    """
    Leave out the accents, which are left out in typing as often as not.

    Args:
        text: Lower case, composed; a text to read, or a pattern of this module.

    Returns:
        Text of the same length.
    """
    letters = text.translate(_ACCENTS)
    for found in _WITH_ACCENT.finditer(text):
        letters = letters[: found.start()] + found.group() + letters[found.end() :]
    return letters


NUMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "one and a half": "3/2", "une? et demie?": "3/2", "មួយកន្លះ": "3/2",
        "half an?": "1/2", "a half": "1/2", "half": "1/2", "demie?": "1/2", "កន្លះ": "1/2",
        "a quarter": "1/4", "quarter": "1/4", "un quart": "1/4", "quart": "1/4",
        "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
        "seven": "7", "eight": "8", "nine": "9", "ten": "10",
        "une?": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5",
        "sept": "7", "huit": "8", "neuf": "9", "dix": "10",
        "ប្រាំមួយ": "6", "ប្រាំពីរ": "7", "ប្រាំបី": "8", "ប្រាំបួន": "9", "ដប់": "10",
        "មួយ": "1", "ពីរ": "2", "បី": "3", "បួន": "4", "ប្រាំ": "5",
    }
)  # fmt: skip
"""
Amounts in words, as patterns; a word that begins another stands after it.
"""

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tablet": r"tablet\(s\)|tablets?|tabs?\.?|pills?|comprimé\(s\)|comprimés?|comp\.?|cprs?\.?"
        r"|cps?\.?|compr\.?|គ្រាប់",
        "capsule": r"capsule\(s\)|capsules?|caps?\.?|gélules?|gél\.?|កាប់ស៊ុល",
        "sachet": r"sachets?|sach\.?|sct|កញ្ចប់",
        "ampoule": r"ampoules?|amps?\.?|អំពូល",
        "vial": r"vials?|flacons?|flc?",
        "suppository": r"suppositor(?:y|ies)|suppositoires?|suppos?\.?|supp\.?",
        "drop": r"drops?|gouttes?|gttes?|gtts?|gte|ដំណក់|តំណក់",
        "puff": r"puffs?|bouffées?|pulvérisations?|pulv\.?|sprays?|inhalations?",
        "patch": r"patch(?:es)?",
        "application": r"applications?",
        "injection": r"injections?|inj\.?",
        "dose": r"doses?(?! unique)|ដូស",
        "unit": r"units?|unités?|ui|iu",
        "ml": r"ml|millilit(?:re|er)s?|មីលីលីត្រ|ម\.ល\.?",
        "mg": r"mg|milligram(?:me)?s?|មីលីក្រាម",
        "mcg": r"mcg|µg|microgram(?:me)?s?",
        "g": r"g|gram(?:me)?s?",
    }
)
"""
Units of a dose, each as a pattern.
"""

SPOONS: Final[Mapping[int, str]] = MappingProxyType(
    {
        5: r"c\.? ?à\.? ?c\.?|càc|c(?:uill(?:ère|\.)?s?|\.)? à café|teaspoon(?:ful)?s?|tsp"
        r"|ស្លាបព្រាកាហ្វេ|ស្លាបព្រាតូច",
        15: r"c\.? ?à\.? ?s\.?|càs|c(?:uill(?:ère|\.)?s?|\.)? à soupe|tablespoon(?:ful)?s?|tbsp"
        r"|ស្លាបព្រាបាយ|ស្លាបព្រាធំ",
    }
)
"""
Spoons whose size is known, in millilitres.
"""

UNIT_OF_TIME: Final[Mapping[TimeUnit, str]] = MappingProxyType(
    {
        TimeUnit.MINUTE: r"minutes?|mins?|mn|នាទី",
        TimeUnit.HOUR: r"hours?|hrs?|heures?|h|ម៉ោង",
        TimeUnit.DAY: r"days?|jours?|jrs?|j|d|ថ្ងៃ(?!ត្រង់)",
        TimeUnit.WEEK: r"weeks?|semaines?|sem\.?|wks?|wk|សប្តាហ៍|អាទិត្យ",
        TimeUnit.MONTH: r"months?|mois|mo|ខែ",
        TimeUnit.YEAR: r"years?|ans?|ឆ្នាំ",
    }
)
"""
Units of time, each as a pattern.
"""

TIMES_OF: Final[Mapping[TimeUnit, str]] = MappingProxyType(
    {
        TimeUnit.DAY: r"/ ?(?:day|jour|jr|j|d|24 ?h|ថ្ងៃ)|(?:a|per|each|every) day|daily"
        r"|par (?:jour|24 ?h(?:eures)?)|(?:ក្នុង ?)?(?:មួយ|1) ?ថ្ងៃ|ក្នុងថ្ងៃ",
        TimeUnit.WEEK: r"/ ?(?:week|semaine|sem|wk)|(?:a|per|each) week|weekly|par semaine"
        r"|(?:ក្នុង ?)?(?:មួយ|1) ?(?:សប្តាហ៍|អាទិត្យ)",
        TimeUnit.MONTH: r"/ ?(?:month|mois|mo)|(?:a|per|each) month|monthly|par mois"
        r"|(?:ក្នុង ?)?(?:មួយ|1) ?ខែ",
        TimeUnit.YEAR: r"(?:a|per|each) year|yearly|par an|(?:ក្នុង ?)?(?:មួយ|1) ?ឆ្នាំ",
    }
)
"""
"A day", "a week", "a month", as patterns.
"""

LATIN: Final[Mapping[str, tuple[int, int, TimeUnit]]] = MappingProxyType(
    {
        r"once daily|once a day|once per day|every ?day|each day|daily|od|o\.d\.?|qd|q\.d\.?"
        r"|tous les jours|chaque jour|(?:រៀង)?រាល់ថ្ងៃ": (1, 1, TimeUnit.DAY),
        r"twice (?:daily|a day|per day)|bds?|b\.d\.?|bid|b\.i\.d\.?": (2, 1, TimeUnit.DAY),
        r"thrice (?:daily|a day)|tds|t\.d\.s\.?|tid|t\.i\.d\.?": (3, 1, TimeUnit.DAY),
        r"qds|q\.d\.s\.?|qid|q\.i\.d\.?": (4, 1, TimeUnit.DAY),
        r"qod|eod|(?:on )?alternate days?|every (?:other|second) day"
        r"|(?:1|un) ?j(?:our)?s? ?(?:sur|/) ?(?:2|deux)|tous les deux jours|មួយថ្ងៃរំលងមួយថ្ងៃ": (
            1, 2, TimeUnit.DAY,
        ),
        r"every third day|(?:1|un) ?j(?:our)?s? ?(?:sur|/) ?(?:3|trois)": (1, 3, TimeUnit.DAY),
        r"every hour|hourly|toutes les heures": (1, 1, TimeUnit.HOUR),
        r"once (?:weekly|a week|per week)|every week|each week|weekly|chaque semaine"
        r"|toutes les semaines": (1, 1, TimeUnit.WEEK),
        r"twice (?:weekly|a week|per week)": (2, 1, TimeUnit.WEEK),
        r"twice (?:monthly|a month|per month)": (2, 1, TimeUnit.MONTH),
        r"every (?:other|second) week|fortnightly|fortnight": (1, 2, TimeUnit.WEEK),
        r"once (?:monthly|a month|per month)|every month|monthly|chaque mois|tous les mois": (
            1, 1, TimeUnit.MONTH,
        ),
        r"once (?:yearly|a year|per year)|every year|yearly|annually": (1, 1, TimeUnit.YEAR),
    }
)  # fmt: skip
"""
Patterns that state frequency and cycle at once.
"""

EVENTS: Final[Mapping[str, tuple[EventTiming, ...]]] = MappingProxyType(
    {
        r"(?:in the |every |each )?mornings?|(?:tous les |chaque |le )?matins?|mat\.?|mane|qam"
        r"|in the am|(?:នៅ ?)?(?:ពេល ?)?ព្រឹក": (EventTiming.MORN,),
        r"(?:at )?noon|(?:at )?midday|(?:à )?midi|(?:នៅ ?)?(?:ពេល ?)?ថ្ងៃត្រង់": (EventTiming.NOON,),
        r"(?:in the )?afternoon|(?:l')?après[- ]midi|apm|(?:នៅ ?)?(?:ពេល ?)?រសៀល": (
            EventTiming.AFT,
        ),
        r"(?:in the |every |each )?evenings?|(?:tous les |chaque |le )?soirs?|qpm"
        r"|(?:នៅ ?)?(?:ពេល ?)?ល្ងាច": (EventTiming.EVE,),
        r"(?:at |every |each )?night|nightly|nocte|(?:la )?nuit|(?:នៅ ?)?(?:ពេល ?)?យប់": (
            EventTiming.NIGHT,
        ),
        r"(?:at |before )?bed ?time|before (?:sleep|bed|going to bed)|(?:au |avant le )?coucher"
        r"|au moment du coucher|avant de dormir|qhs|hs|h\.s\.?"
        r"|(?:ពេល ?)?មុន(?:ពេល)?(?:ចូល)?(?:គេង|ដេក)|ពេលចូលគេង|ពេលចូលដេក": (EventTiming.HS,),
        r"(?:on|after|upon) waking(?: up)?|au réveil|au lever|ពេលភ្ញាក់(?:ពីគេង)?": (
            EventTiming.WAKE,
        ),
        # One dose, said twice.
        r"(?:le |tous les )?soirs? (?:au|avant le) coucher"
        r"|(?:at |every )?night (?:at|before) bed ?time"
        r"|(?:ពេល)?យប់ ?មុន(?:ពេល)?(?:ចូល)?(?:គេង|ដេក)": (EventTiming.HS,),
        r"(?:le )?matin au (?:réveil|lever)|in the morning (?:on|after|upon) waking(?: up)?": (
            EventTiming.WAKE,
        ),
        r"early in the morning|tôt le matin": (EventTiming.MORN_EARLY,),
        r"late in the morning|en fin de matinée": (EventTiming.MORN_LATE,),
        r"early in the afternoon|en début d'après-midi": (EventTiming.AFT_EARLY,),
        r"late in the afternoon|en fin d'après-midi": (EventTiming.AFT_LATE,),
        r"early in the evening|en début de soirée": (EventTiming.EVE_EARLY,),
        r"late in the evening|en fin de soirée": (EventTiming.EVE_LATE,),
        r"after falling asleep|après l'endormissement": (EventTiming.PHS,),
        r"stat|immediately|now|tout de suite|immédiatement|ភ្លាមៗ?": (EventTiming.IMD,),
        r"m ?[-./ ] ?m ?[-./ ] ?s": (EventTiming.MORN, EventTiming.NOON, EventTiming.EVE),
        r"m ?[-./+] ?s": (EventTiming.MORN, EventTiming.EVE),
        # Between morning and evening the bare word for "day" is the column head for midday.
        r"ព្រឹក[ ,/-]*ថ្ងៃ[ ,/-]*(?:និង ?)?ល្ងាច": (
            EventTiming.MORN, EventTiming.NOON, EventTiming.EVE,
        ),
        r"ព្រឹក[ ,/-]*ថ្ងៃ[ ,/-]*ល្ងាច[ ,/-]*(?:និង ?)?យប់": (
            EventTiming.MORN, EventTiming.NOON, EventTiming.EVE, EventTiming.NIGHT,
        ),
    }
)  # fmt: skip
"""
Patterns that name events of the day.
"""

_ANY_MEAL: Final = r"(?:each |every |the )?(?:meals?|food|eating)"
_REPAS: Final = r"(?:les |le |du |des |chaque )?repas"
_BREAKFAST: Final = r"breakfast|(?:le )?petit[- ]déj(?:euner)?|(?:អាហារ|បាយ)(?:ពេល)?ព្រឹក"
_LUNCH: Final = r"lunch|(?:le )?déj(?:euner)?|(?:អាហារ|បាយ)(?:ពេល)?ថ្ងៃត្រង់"
_DINNER: Final = r"dinner|supper|(?:le )?dîner|(?:អាហារ|បាយ)(?:ពេល)?ល្ងាច"
_WITH: Final = r"(?:(?P<with>with|at|au|pendant|ជាមួយ) ?)?"
_BAY: Final = r"(?:ពេល)?(?:ញ៉ាំ|បរិភោគ)?(?:បាយ|អាហារ)"

MEALS: Final[Mapping[str, tuple[MealRelation, str]]] = MappingProxyType(
    {
        rf"before {_ANY_MEAL}|a\.?c\.?|avant {_REPAS}|av\.? ?rep\.?(?:as)?|មុន{_BAY}": (
            MealRelation.BEFORE, "",
        ),
        rf"after {_ANY_MEAL}|p\.?c\.?|après {_REPAS}|ap\.? ?rep\.?(?:as)?"
        rf"|(?:ក្រោយ|បន្ទាប់ពី){_BAY}": (MealRelation.AFTER, ""),
        rf"with {_ANY_MEAL}|(?:pendant|avec|au cours|au milieu|au moment) {_REPAS}"
        r"|ពេល(?:ញ៉ាំ)?(?:បាយ|អាហារ)|ជាមួយ(?:អាហារ|បាយ)": (MealRelation.WITH, ""),
        rf"(?:before|avant|មុន) ?(?:{_BREAKFAST})": (MealRelation.BEFORE, "M"),
        rf"(?:before|avant|មុន) ?(?:{_LUNCH})": (MealRelation.BEFORE, "D"),
        rf"(?:before|avant|មុន) ?(?:{_DINNER})": (MealRelation.BEFORE, "V"),
        rf"(?:after|après|ក្រោយ) ?(?:{_BREAKFAST})": (MealRelation.AFTER, "M"),
        rf"(?:after|après|ក្រោយ) ?(?:{_LUNCH})": (MealRelation.AFTER, "D"),
        rf"(?:after|après|ក្រោយ) ?(?:{_DINNER})": (MealRelation.AFTER, "V"),
        rf"{_WITH}(?:{_BREAKFAST})(?: ?time)?": (MealRelation.WITH, "M"),
        rf"{_WITH}(?:{_LUNCH})(?: ?time)?": (MealRelation.WITH, "D"),
        rf"{_WITH}(?:{_DINNER})(?: ?time)?": (MealRelation.WITH, "V"),
    }
)  # fmt: skip
"""
Patterns that stand for a meal: the relation, and the meal's letter or none for all meals.
"""

EMPTY_STOMACH: Final = r"à jeun|on an empty stomach|ពោះទទេ"
"""
"On an empty stomach", as a pattern: before meals, and how long is for a person to say.
"""

DAYS: Final[Mapping[Weekday, str]] = MappingProxyType(
    {
        Weekday.MONDAY: r"mon(?:days?)?|lun(?:dis?)?|ច័ន្ទ",
        Weekday.TUESDAY: r"tue(?:s(?:days?)?)?|mar(?:dis?)?|អង្គារ",
        Weekday.WEDNESDAY: r"wed(?:nesdays?)?|mer(?:credis?)?|ពុធ",
        Weekday.THURSDAY: r"thu(?:rs(?:days?)?)?|jeu(?:dis?)?|ព្រហស្បតិ៍",
        Weekday.FRIDAY: r"fri(?:days?)?|ven(?:dredis?)?|សុក្រ",
        Weekday.SATURDAY: r"sat(?:urdays?)?|sam(?:edis?)?|សៅរ៍",
        Weekday.SUNDAY: r"sun(?:days?)?|dim(?:anches?)?|អាទិត្យ",
    }
)
"""
Days of the week, each as a pattern.
"""

ROUTES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        r"by mouth|orally|per os|p\.?o\.?|v\.?o\.?|(?:par )?voie orale|តាមមាត់": (
            "26643006", "oral",
        ),
        r"sublingual(?:ly)?|sous la langue|under the tongue|sl|ក្រោមអណ្តាត": (
            "37839007", "sublingual",
        ),
        r"i\.?m\.?|intramuscular(?:ly)?|ចាក់សាច់ដុំ": ("78421000", "intramuscular"),
        r"i\.?v\.?(?:[dl])?|intravenous(?:ly)?|ចាក់សរសៃ": ("47625008", "intravenous"),
        r"s\.?c\.?|subcutaneous(?:ly)?|ចាក់ក្រោមស្បែក": ("34206005", "subcutaneous"),
        r"p\.?r\.?|rectally|voie rectale|ស៊កតាមគូទ": ("37161004", "rectal"),
    }
)  # fmt: skip
"""
Routes, each as a pattern: the SNOMED CT code and the English word.
"""

SITES: Final[Mapping[str, str]] = MappingProxyType(
    {
        r"(?:dans )?(?:chaque|les deux|les 2) (?:oeil|œil|yeux)|(?:in )?(?:both|each) eyes?": (
            "both eyes"
        ),
        r"(?:dans )?l'(?:oeil|œil) droit|(?:in )?(?:the )?right eye": "right eye",
        r"(?:dans )?l'(?:oeil|œil) gauche|(?:in )?(?:the )?left eye": "left eye",
        r"(?:dans )?(?:chaque|les deux|les 2) oreilles?|(?:in )?(?:both|each) ears?": "both ears",
        r"(?:dans )?(?:chaque|les deux|les 2) narines?|(?:in )?(?:both|each) nostrils?": (
            "both nostrils"
        ),
    }
)
"""
Sites, each as a pattern: the English words.
"""

AS_NEEDED: Final = (
    r"(?:only )?(?:as|when|if) (?:needed|required|necessary)|prn|p\.r\.n\.?|sos|s\.?b\.?"
    r"|si (?:besoin|nécessaire)|au besoin|en cas de besoin|à la demande"
    r"|តាមត្រូវការ|បើចាំបាច់|ពេលចាំបាច់|ពេលត្រូវការ"
)
"""
"As needed", as a pattern.
"""

REASONS: Final = (
    r"(?:severe |mild |moderate )?pain|fever|headache|nausea|vomiting|cough|itching|insomnia"
    r"|sleep|diarrh(?:o?ea)|dizziness|shortness of breath|wheezing|constipation"
    r"|douleurs?|fièvre|maux de tête|céphalées?|nausées?|vomissements?|toux|démangeaisons?"
    r"|insomnie|diarrhée|vertiges?|crise|constipation"
    r"|ឈឺក្បាល|ឈឺពោះ|ឈឺ|ក្តៅខ្លួន|ក្តៅ|ក្អក|ក្អួត|វិលមុខ|រមាស់|រាក"
)
"""
What a medicine is needed for, as a pattern.
"""

MOST: Final = (
    r"at most|max(?:imum|i)?\.?(?: de)?|not more than|no more than|do not exceed|ne pas dépasser"
    r"|sans dépasser|(?:កុំឱ្យ|កុំឲ្យ|មិន(?:ត្រូវ)?)លើស(?:ពី)?|អតិបរមា"
)
"""
"At most", as a pattern.
"""

OPEN_END: Final = r"en continu|à vie|long term|ongoing|indefinitely|traitement continu"
"""
"Without an end", as a pattern.
"""

THEN: Final = r"puis|ensuite|and then|then|followed by|suivi de|បន្ទាប់មក|រួចមក"
"""
What begins the next step, as a pattern.
"""

CAUTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        r"q\.?d\.?": "is read as once a day, and mistaken for four times a day",
        r"o\.?d\.?": "is read as once a day, and also means the right eye",
        r"qod": "is read as every other day, and mistaken for daily",
        r"iu|ui": "is read as units, and mistaken for IV or 10",
        r"[0-9]+[.,]0+(?![0-9]).*": "has a zero after the point: ten times as much without it",
        r"(?:.*- ?)?[1-9]0 ?-.*|.*- ?[1-9]0": "has a ten: 1.0 reads so where its point is lost",
    }
)
"""
Pieces that are read one way and often mistaken for another, each as a pattern.

Source: the do-not-use list of the Joint Commission (2018), which ISMP's list repeats.
"""

MOST_AT_ONCE: Final[Mapping[str, int]] = MappingProxyType(
    {
        **dict.fromkeys(("tablet", "capsule", "sachet", "ampoule", "vial", "patch", "dose"), 10),
        **dict.fromkeys(("suppository", "application", "injection"), 4),
        "drop": 60,
        "puff": 12,
        "ml": 250,
        "g": 20,
        "mg": 20_000,
    }
)
"""
How much of a unit is taken at once at most; more is read, and pointed out.

Round numbers well above what is prescribed, chosen here to catch a misread figure and not
to judge a dose: that is ``dastern_core.safety``'s. International units have no such bound.
"""

FILLERS: Final = (
    r"to be taken|take|swallow|drink|use|apply|inhale|instil|inject|give|put|prendre|prenez"
    r"|avaler|boire|mettre|appliquer|instiller|inhaler|injecter|donner|soit|lors"
    r"|លេប|ផឹក|ប្រើ|លាប|ស្រូប|បន្តក់|ចាក់|ថ្នាំ|ម្តង|ចំនួន"
    r"|and|et|de|le|la|les|the|at any time|និង|នៅ"
)
"""
Words that change neither amount nor time, as a pattern.
"""
