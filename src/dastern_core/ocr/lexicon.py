"""
Lexicon: the words that Cambodian forms print around their values, in three languages.
"""

from collections.abc import Mapping

from dastern_core.medicines import folded
from dastern_core.medicines.formulary import FORMULARY
from dastern_core.ocr.draft import ColumnKind, FieldName
from dastern_core.schedule import Slot

__all__ = [
    "ADVICE_WORDS",
    "COLUMN_WORDS",
    "COMMON_WORDS",
    "COUNTED_OTHERWISE",
    "FIELD_WORDS",
    "HEADS_RESEMBLED",
    "HOSPITAL_WORDS",
    "MEDICINE_NAMES",
    "SEX_WORDS",
    "SIGNATURE_WORDS",
    "SLOT_HOURS",
]

HEADS_RESEMBLED = frozenset({"dose", "doses", "for"})
"""
Words, folded, that resemble a head such as "dosage" or "form" and say something else.
"""

COUNTED_OTHERWISE: Mapping[ColumnKind, str] = {
    ColumnKind.DURATION: r"week|wk|semaine|sem\b|month|mois|សប្តាហ៍|សប្ដាហ៍|អាទិត្យ|ខែ",
    ColumnKind.QUANTITY: r"day|daily|/ ?d\b|/ ?j\b|jour|ថ្ងៃ|ដង|prise|time|dose",
}
"""
Words in a head that change what its numbers count, each kind's as a pattern.

A duration is read in days and a quantity as what was handed out: beside these words they are
something else, and a person says what.
"""

COLUMN_WORDS: Mapping[ColumnKind, tuple[str, ...]] = {
    # "សរ" and "ត្រឹក" are no heads: engines read a printed "លរ" and "ព្រឹក" so.
    ColumnKind.NUMBER: (
        "សរ",
        "ល.រ",
        "លរ",
        "លេខរៀង",
        "no",
        "n°",
        "nº",
        "num",
        "numéro",
        "number",
        "#",
    ),
    ColumnKind.NAME: (
        "ឈ្មោះឱសថ",
        "ឈ្មោះថ្នាំ",
        "ឱសថ",
        "ថ្នាំ",
        "មុខថ្នាំ",
        "មុខឱសថ",
        "ឈ្មោះឱសថ និងកម្រិត",
        "medicine",
        "medicines",
        "medication",
        "medicine name",
        "name of medicine",
        "drug",
        "drug name",
        "name of drug",
        "médicament",
        "médicaments",
        "nom du médicament",
        "désignation",
        "produit",
    ),
    ColumnKind.STRENGTH: ("កម្រិត", "កំរិត", "កម្លាំងថ្នាំ", "strength", "dosage"),
    ColumnKind.FORM: ("ទម្រង់", "ទំរង់", "ប្រភេទថ្នាំ", "form", "forme", "dosage form"),
    ColumnKind.QUANTITY: (
        "ចំនួន",
        "សរុប",
        "ចំនួនសរុប",
        "បរិមាណ",
        "ចំនួនថ្នាំ",
        "quantity",
        "qty",
        "total",
        "quantité",
        "qté",
        "nombre",
    ),
    ColumnKind.UNIT: ("ឯកតា", "ខ្នាត", "unit", "unité"),
    ColumnKind.METHOD: (
        "វិធីប្រើ",
        "របៀបប្រើ",
        "វិធីប្រើប្រាស់",
        "របៀបប្រើប្រាស់",
        "ការប្រើប្រាស់",
        "ការណែនាំ",
        "method",
        "usage",
        "how to use",
        "instructions",
        "directions",
        "mode d'emploi",
        "posologie",
        "voie",
        "route",
    ),
    ColumnKind.MORNING: ("ព្រឹក", "ត្រឹក", "ពេលព្រឹក", "morning", "matin"),
    ColumnKind.MIDDAY: ("ថ្ងៃ", "ថ្ងៃត្រង់", "ពេលថ្ងៃ", "ត្រង់", "noon", "midday", "midi", "lunch"),
    ColumnKind.AFTERNOON: ("រសៀល", "ពេលរសៀល", "afternoon", "après-midi"),
    ColumnKind.EVENING: ("ល្ងាច", "ពេលល្ងាច", "evening", "soir", "dinner"),
    ColumnKind.NIGHT: ("យប់", "ពេលយប់", "មុនគេង", "ពេលចូលគេង", "night", "bedtime", "nuit", "coucher"),
    ColumnKind.DURATION: (
        "រយៈពេល",
        "ចំនួនថ្ងៃ",
        "រយៈពេលប្រើ",
        "duration",
        "days",
        "number of days",
        "durée",
        "jours",
        "nombre de jours",
    ),
    ColumnKind.REMARK: (
        "សម្គាល់",
        "កំណត់សម្គាល់",
        "ផ្សេងៗ",
        "remark",
        "remarks",
        "note",
        "notes",
        "observation",
        "observations",
        "remarque",
        "remarques",
    ),
}
"""
The words that head each kind of column.
"""

SLOT_HOURS: Mapping[Slot, tuple[int, int]] = {
    Slot.MORNING: (5, 10),
    Slot.MIDDAY: (10, 14),
    Slot.AFTERNOON: (13, 18),
    Slot.EVENING: (16, 21),
    Slot.NIGHT: (18, 23),
}
"""
The hours of the day between which a slot's printed hours lie; wider than the hours that
rule OCR-11 lists (6-8, 11-12, 17-18, 20-22), because forms differ.
"""

FIELD_WORDS: Mapping[FieldName, tuple[str, ...]] = {
    FieldName.CODE: ("លេខកូដ", "លេខកូដអ្នកជំងឺ", "លេខសម្គាល់", "code", "patient id", "id"),
    FieldName.PATIENT: (
        "ឈ្មោះអ្នកជំងឺ",
        "អ្នកជំងឺឈ្មោះ",
        "ឈ្មោះ",
        "គោត្តនាម និងនាម",
        "patient name",
        "patient",
        "name",
        "nom",
        "nom du patient",
        "nom et prénom",
    ),
    FieldName.AGE: ("អាយុ", "age", "âge"),
    FieldName.SEX: ("ភេទ", "sex", "sexe", "gender"),
    FieldName.DIAGNOSIS: (
        "រោគវិនិច្ឆ័យ",
        "រោគវិនិច្ឆយ័",
        "diagnosis",
        "diagnostic",
        "dx",
    ),
    FieldName.DEPARTMENT: ("ផ្នែក", "ផ្នែកពិគ្រោះ", "department", "service", "ward"),
    FieldName.PAYMENT: ("ប្រភេទបង់ប្រាក់", "ការបង់ប្រាក់", "payment", "payment type", "paiement"),
    FieldName.DATE: ("ថ្ងៃទី", "កាលបរិច្ឆេទ", "date", "date de visite"),
    FieldName.NEXT_VISIT: (
        "ណាត់ជួបលើកក្រោយ",
        "ណាត់ជួប",
        "ថ្ងៃណាត់ជួប",
        "ណាត់មកពិនិត្យ",
        "next appointment",
        "appointment",
        "next visit",
        "follow-up",
        "prochain rendez-vous",
        "rendez-vous",
        "rdv",
    ),
    FieldName.NOTE: (
        "កំណត់សម្គាល់",
        "សម្គាល់",
        "ដំបូន្មាន",
        "note",
        "notes",
        "remark",
        "advice",
        "remarque",
        "conseil",
        "conseils",
    ),
    FieldName.BLOOD_PRESSURE: ("ta", "bp", "សម្ពាធឈាម", "សំពាធឈាម", "blood pressure", "tension"),
    FieldName.PULSE: ("p", "pr", "fc", "hr", "pouls", "pulse", "heart rate", "ជីពចរ"),
    FieldName.TEMPERATURE: (
        "t",
        "t°",
        "tº",
        "temp",
        "temperature",
        "température",
        "កម្តៅ",
        "សីតុណ្ហភាព",
    ),
    FieldName.WEIGHT: ("ទម្ងន់", "ទំងន់", "weight", "wt", "poids", "pds"),
    FieldName.GLUCOSE: (
        "ជាតិស្ករ",
        "ជាតិស្ករក្នុងឈាម",
        "glucose",
        "blood glucose",
        "blood sugar",
        "fbs",
        "rbs",
        "glycémie",
        "hgt",
    ),
    FieldName.DOCTOR: ("គ្រូពេទ្យព្យាបាល", "គ្រូពេទ្យ", "វេជ្ជបណ្ឌិត", "doctor", "médecin", "dr"),
}
"""
The words before each field's value.
"""

ADVICE_WORDS = (
    # A shorter Khmer word counts at the beginning of a line alone.
    "ហាម",
    "កុំ",
    "តម",
    "ផឹកទឹក",
    "ផឹកស្រា",
    "ជក់បារី",
    "ហូបអាហារ",
    "ជៀសវាង",
    "សម្រាក",
    "មកវិញ",
    "ត្រឡប់មក",
    "មកពិនិត្យ",
    "ពេលឈឺខ្លាំង",
    "drink",
    "eat",
    "avoid",
    "rest",
    "do not",
    "don't",
    "no alcohol",
    "smoking",
    "come back",
    "return",
    "if the fever",
    "if symptoms",
    "boire",
    "manger",
    "éviter",
    "repos",
    "ne pas",
    "régime",
    "revenir",
    "en cas de",
)
"""
Words of which one stands in a line of advice.
"""

SIGNATURE_WORDS = (
    "គ្រូពេទ្យព្យាបាល",
    "គ្រូពេទ្យ",
    "វេជ្ជបណ្ឌិត",
    "ហត្ថលេខាវេជ្ជបណ្ឌិត",
    "ហត្ថលេខាគ្រូពេទ្យ",
    "doctor",
    "prescriber",
    "treating doctor",
    "signature",
    "le médecin",
    "médecin traitant",
    "le médecin traitant",
)
"""
The words above the name of the doctor who signs.
"""

HOSPITAL_WORDS = (
    "មន្ទីរពេទ្យ",
    "មណ្ឌលសុខភាព",
    "គ្លីនិក",
    "មន្ទីរសម្រាកព្យាបាល",
    "hospital",
    "hôpital",
    "clinic",
    "clinique",
    "polyclinic",
    "health center",
    "health centre",
)
"""
Words of which one stands in a hospital's printed name.
"""

SEX_WORDS: Mapping[str, tuple[str, ...]] = {
    "female": ("ស្រី", "f", "female", "féminin", "femme"),
    "male": ("ប្រុស", "m", "male", "masculin", "homme"),
}
"""
The words for each sex (OCR-28).
"""

COMMON_WORDS = (
    # How and when to take a medicine.
    "មុនបាយ",
    "ក្រោយបាយ",
    "មុនអាហារ",
    "ក្រោយអាហារ",
    "បន្ទាប់ពីអាហារ",
    "ពេលបាយ",
    "ពេលអាហារ",
    "មុនគេង",
    "ពេលចូលគេង",
    "លេប",
    "ទទួលទាន",
    "ទំពា",
    "លាយទឹក",
    "លាប",
    "បន្តក់",
    "ចាក់",
    "ស៊ក",
    "ដង",
    "ម្តង",
    "ក្នុង",
    "មួយថ្ងៃ",
    "ពេលឈឺ",
    "ពេលក្តៅ",
    "រាល់",
    "ម៉ោង",
    "ថ្ងៃ",
    "ព្រឹក",
    "ថ្ងៃត្រង់",
    "រសៀល",
    "ល្ងាច",
    "យប់",
    # Departments.
    "ពិគ្រោះជំងឺក្រៅ",
    "បន្ទប់លេខ",
    "បន្ទប់",
    "សង្គ្រោះបន្ទាន់",
    "ជំងឺទូទៅ",
    "ជំងឺបេះដូង",
    "ជំងឺកុមារ",
    "សម្ភព",
    "រោគស្ត្រី",
    "វះកាត់",
    "កុមារ",
    "ភ្នែក",
    "ធ្មេញ",
    # Who pays.
    "មូលនិធិសមធម៌",
    "បង់ដោយខ្លួនឯង",
    "បង់ខ្លួនឯង",
    "បេឡាជាតិសន្តិសុខសង្គម",
    "ឆ្នាំ",
    "ខែ",
    # What to do and what to leave.
    "ហាមផឹកស្រា",
    "ហាមជក់បារី",
    "និងជក់បារី",
    "ផឹកទឹកឱ្យបានច្រើន",
    "សម្រាកឱ្យបានគ្រប់គ្រាន់",
    "មកវិញពេលឈឺខ្លាំង",
    "មកពិនិត្យឡើងវិញ",
)
"""
Khmer words that forms often print in their values.
"""

MEDICINE_NAMES = frozenset(folded(name) for entry in FORMULARY.entries for name in entry.names)
"""
Every name of the formulary, folded. A word is one of them or it is not: no word is ever
taken for the medicine that it resembles.
"""
