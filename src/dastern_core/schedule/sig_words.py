"""
Words of instructions: what French, Khmer, English and Latin abbreviations mean.

The patterns are matched, longest first, against text that ``sig`` has normalised: lower
case, ASCII digits, no invisible characters, one spelling for each Khmer letter.

Sources: MSF Essential Drugs, the ordonnance abbreviations of French prescriptions, the
forms of the Khmer-Soviet Friendship Hospital, and the English abbreviations that FHIR's
GTSAbbreviation and the NHS use. Khmer phrases beyond the forms' column heads are from
general knowledge and have not been reviewed by a Khmer pharmacist.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dastern_core.schedule.meals import EventTiming, MealRelation
from dastern_core.schedule.timing import TimeUnit, Weekday

__all__ = [
    "AS_NEEDED",
    "DAYS",
    "EVENTS",
    "FILLERS",
    "LATIN",
    "MEALS",
    "NUMBERS",
    "SPOONS",
    "TIMES_OF",
    "UNITS",
    "UNIT_OF_TIME",
]

NUMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "half a": "1/2", "a half": "1/2", "half": "1/2", "demie?": "1/2", "កន្លះ": "1/2",
        "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
        "une?": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5",
        "មួយ": "1", "ពីរ": "2", "បី": "3", "បួន": "4", "ប្រាំ": "5",
    }
)  # fmt: skip
"""
Amounts in words, as patterns.
"""

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tablet": r"tablets?|tabs?|comprimés?|comp|cprs?|cps?|cp|គ្រាប់",
        "capsule": r"capsules?|caps?|gélules?|gél",
        "sachet": r"sachets?|sach|sct|កញ្ចប់",
        "ampoule": r"ampoules?|amps?|អំពូល",
        "suppository": r"suppositor(?:y|ies)|suppositoires?|suppos?",
        "drop": r"drops?|gouttes?|gttes?|gtts?|gte|ដំណក់|តំណក់",
        "puff": r"puffs?|bouffées?|pulvérisations?|pulv|sprays?",
        "ml": r"ml|millilit(?:re|er)s?|មីលីលីត្រ|ម\.ល",
        "mg": r"mg",
        "g": r"g",
    }
)
"""
Units of a dose, each as a pattern.
"""

SPOONS: Final[Mapping[int, str]] = MappingProxyType(
    {5: r"c\.? ?à ?c\.?|càc|teaspoons?|tsp", 15: r"c\.? ?à ?s\.?|càs|tablespoons?|tbsp"}
)
"""
Spoons whose size is known, in millilitres.
"""

UNIT_OF_TIME: Final[Mapping[TimeUnit, str]] = MappingProxyType(
    {
        TimeUnit.MINUTE: r"minutes?|mins?|mn|នាទី",
        TimeUnit.HOUR: r"hours?|hrs?|heures?|h|ម៉ោង",
        TimeUnit.DAY: r"days?|jours?|jrs?|j|d|ថ្ងៃ",
        TimeUnit.WEEK: r"weeks?|semaines?|sem|wks?|wk|សប្តាហ៍",
        TimeUnit.MONTH: r"months?|mois|mo|ខែ",
    }
)
"""
Units of time, each as a pattern.
"""

TIMES_OF: Final[Mapping[TimeUnit, str]] = MappingProxyType(
    {
        TimeUnit.DAY: r"/ ?(?:day|jour|jr|j|d|ថ្ងៃ)|(?:a|per|each|every) day|daily|par jour"
        r"|(?:ក្នុង|ក្នុង ?)?(?:មួយ|1) ?ថ្ងៃ",
        TimeUnit.WEEK: r"/ ?(?:week|semaine|sem|wk)|(?:a|per|each) week|weekly|par semaine"
        r"|(?:ក្នុង)?(?:មួយ|1) ?សប្តាហ៍",
        TimeUnit.MONTH: r"/ ?(?:month|mois|mo)|(?:a|per|each) month|monthly|par mois"
        r"|(?:ក្នុង)?(?:មួយ|1) ?ខែ",
    }
)
"""
"A day", "a week", "a month", as patterns.
"""

LATIN: Final[Mapping[str, tuple[int, int, TimeUnit]]] = MappingProxyType(
    {
        r"once daily|every ?day|each day|daily|od|qd|tous les jours|chaque jour|រាល់ថ្ងៃ|រៀងរាល់ថ្ងៃ": (
            1, 1, TimeUnit.DAY,
        ),
        r"twice (?:daily|a day|per day)|bds?|bid|b\.i\.d\.?": (2, 1, TimeUnit.DAY),
        r"thrice (?:daily|a day)|tds|tid|t\.i\.d\.?": (3, 1, TimeUnit.DAY),
        r"qds|qid|q\.i\.d\.?": (4, 1, TimeUnit.DAY),
        r"qod|eod|(?:on )?alternate days?|every (?:other|second) day|1 ?j(?:our)? ?(?:sur|/) ?2"
        r"|un jour sur deux|មួយថ្ងៃរំលងមួយថ្ងៃ": (1, 2, TimeUnit.DAY),
        r"once (?:weekly|a week)|every week|weekly": (1, 1, TimeUnit.WEEK),
        r"twice (?:weekly|a week)": (2, 1, TimeUnit.WEEK),
        r"every (?:other|second) week|fortnightly|fortnight": (1, 2, TimeUnit.WEEK),
        r"once (?:monthly|a month)|every month|monthly": (1, 1, TimeUnit.MONTH),
    }
)  # fmt: skip
"""
Patterns that state frequency and cycle at once.
"""

EVENTS: Final[Mapping[str, tuple[EventTiming, ...]]] = MappingProxyType(
    {
        r"(?:in the |every |each )?mornings?|(?:le )?matin|mat|mane|qam|(?:ពេល)?ព្រឹក": (
            EventTiming.MORN,
        ),
        r"(?:at )?noon|(?:at )?midday|(?:à )?midi|ថ្ងៃត្រង់": (EventTiming.NOON,),
        r"(?:in the )?afternoon|(?:l')?après[- ]midi|apm|(?:ពេល)?រសៀល": (EventTiming.AFT,),
        r"(?:in the |every |each )?evenings?|(?:le )?soir|qpm|(?:ពេល)?ល្ងាច": (EventTiming.EVE,),
        r"(?:at )?night|nocte|(?:la )?nuit|(?:ពេល)?យប់": (EventTiming.NIGHT,),
        r"(?:at |before )?bed ?time|before sleep|(?:au )?coucher|avant de dormir|qhs|hs"
        r"|មុនគេង|មុនចូលគេង|ពេលចូលគេង": (EventTiming.HS,),
        r"(?:on|after|upon) waking|au réveil|au lever|ពេលភ្ញាក់": (EventTiming.WAKE,),
        r"stat|immediately|tout de suite": (EventTiming.IMD,),
        r"m[-. /]m[-. /]s": (EventTiming.MORN, EventTiming.NOON, EventTiming.EVE),
    }
)
"""
Patterns that name events of the day.
"""

_ANY_MEAL: Final = r"(?:each |every |the )?(?:meals?|food|eating)"
_REPAS: Final = r"(?:les |le |du |chaque )?repas"
_BREAKFAST: Final = r"breakfast|(?:le )?petit[- ]déj(?:euner)?"
_LUNCH: Final = r"lunch|(?:le )?déj(?:euner)?"
_DINNER: Final = r"dinner|supper|(?:le )?dîner"

MEALS: Final[Mapping[str, tuple[MealRelation, str]]] = MappingProxyType(
    {
        rf"before {_ANY_MEAL}|a\.?c\.?|avant {_REPAS}|av\.? ?rep\.?|à jeun|on an empty stomach"
        r"|មុន(?:ពេល)?(?:ញ៉ាំ)?(?:បាយ|អាហារ)|ពោះទទេ": (MealRelation.BEFORE, ""),
        rf"after {_ANY_MEAL}|p\.?c\.?|après {_REPAS}|ap\.? ?rep\.?"
        r"|ក្រោយ(?:ពេល)?(?:ញ៉ាំ)?(?:បាយ|អាហារ)|បន្ទាប់ពីអាហារ": (MealRelation.AFTER, ""),
        rf"with {_ANY_MEAL}|(?:pendant|avec|au milieu) {_REPAS}|ពេលបាយ|ជាមួយអាហារ": (
            MealRelation.WITH, "",
        ),
        rf"(?:before|avant) (?:{_BREAKFAST})": (MealRelation.BEFORE, "M"),
        rf"(?:before|avant) (?:{_LUNCH})": (MealRelation.BEFORE, "D"),
        rf"(?:before|avant) (?:{_DINNER})": (MealRelation.BEFORE, "V"),
        rf"(?:after|après) (?:{_BREAKFAST})": (MealRelation.AFTER, "M"),
        rf"(?:after|après) (?:{_LUNCH})": (MealRelation.AFTER, "D"),
        rf"(?:after|après) (?:{_DINNER})": (MealRelation.AFTER, "V"),
        rf"(?:(?:with|at|au) )?(?:{_BREAKFAST})": (MealRelation.WITH, "M"),
        rf"(?:(?:with|at|au) )?(?:{_LUNCH})": (MealRelation.WITH, "D"),
        rf"(?:(?:with|at|au) )?(?:{_DINNER})": (MealRelation.WITH, "V"),
    }
)  # fmt: skip
"""
Patterns that stand for a meal: the relation, and the meal's letter or none for all meals.
"""

DAYS: Final[Mapping[Weekday, str]] = MappingProxyType(
    {
        Weekday.MONDAY: r"mon(?:days?)?|lun(?:dis?)?|ច័ន្ទ",
        Weekday.TUESDAY: r"tue(?:s(?:days?)?)?|mar(?:dis?)|អង្គារ",
        Weekday.WEDNESDAY: r"wed(?:nesdays?)?|mer(?:credis?)|ពុធ",
        Weekday.THURSDAY: r"thu(?:rs(?:days?)?)?|jeu(?:dis?)?|ព្រហស្បតិ៍",
        Weekday.FRIDAY: r"fri(?:days?)?|ven(?:dredis?)?|សុក្រ",
        Weekday.SATURDAY: r"sat(?:urdays?)?|sam(?:edis?)?|សៅរ៍",
        Weekday.SUNDAY: r"sun(?:days?)?|dim(?:anches?)?|អាទិត្យ",
    }
)
"""
Days of the week, each as a pattern; French "mar" and "mer" are words of their own.
"""

AS_NEEDED: Final = (
    r"as (?:needed|required)|when (?:needed|required)|if (?:needed|necessary)|prn|sos|s\.?b\.?"
    r"|si (?:besoin|nécessaire)|à la demande|តាមត្រូវការ|បើចាំបាច់"
)
"""
"As needed", as a pattern.
"""

FILLERS: Final = (
    r"take|swallow|drink|use|apply|inhale|instil|inject|give|prendre|avaler|prenez|mettre|appliquer"
    r"|by mouth|orally|per os|p\.?o\.?|voie orale|sublingual|sl|im|iv|sc|pr"
    r"|លេប|ផឹក|ប្រើ|លាប|ស្រូប|បន្តក់|ចាក់"
    r"|and|et|de|le|la|les|the|at any time|និង"
)
"""
Words that change neither amount nor time, as a pattern.
"""
