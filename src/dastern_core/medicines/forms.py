"""
Forms: the shape a medicine comes in, and the unit in which its doses are counted.
"""

import attrs

__all__ = ["CONTAINERS", "FORM_WORDS", "FormWord"]

CONTAINERS = frozenset({"ampoule", "bottle", "box", "blister", "tube", "vial", "inhaler"})
"""
Units that hold many doses, or a volume: a quantity in them says nothing about days.
"""


@attrs.frozen(kw_only=True)
class FormWord:
    """
    What a printed word for a form or a unit means.

    Args:
        unit: What is counted: ``tablet``, ``capsule``, ``sachet``, ``ml``, ``drop``, ...
        form: The shape: ``tablet``, ``film-coated tablet``, ``syrup``, ...; None where the
            word names a unit only.
    """

    unit: str
    form: str | None


def _words(unit: str, form: str | None, *words: str) -> dict[str, FormWord]:
    return {word: FormWord(unit=unit, form=form) for word in words}


# Khmer, French and English words as printed on Cambodian forms, lower case. Rules DOSE-28
# and OCR-33 list the units.
FORM_WORDS: dict[str, FormWord] = {
    **_words("tablet", "tablet", "គ្រាប់", "គ្រាប់ថ្នាំ", "ថ្នាំគ្រាប់", "tablet", "tablets"),
    **_words("tablet", "tablet", "tab", "tabs", "comprimé", "comprimés", "comprime", "cp", "cps"),
    **_words("tablet", "tablet", "cpr", "comp"),
    **_words("tablet", "film-coated tablet", "គ្រាប់ស្រោប", "គ្រាប់ស្រោបស្ករ"),
    **_words("tablet", "film-coated tablet", "coated tablet", "film-coated tablet", "dragée"),
    **_words("tablet", "effervescent tablet", "គ្រាប់ពុះ", "គ្រាប់រំលាយ", "effervescent"),
    **_words("tablet", "effervescent tablet", "cp eff", "effervescent tablet"),
    **_words("capsule", "capsule", "កាប់ស៊ុល", "គ្រាប់កាប់ស៊ុល", "កន្សោម", "គ្រាប់កន្សោម"),
    **_words("capsule", "capsule", "គ្រាប់ជ័រ", "capsule", "capsules", "cap", "caps"),
    **_words("capsule", "capsule", "gélule", "gélules", "gelule", "gel", "gél"),
    **_words("sachet", "powder", "កញ្ចប់", "ថង់", "sachet", "sachets", "sach", "pack"),
    **_words("ampoule", "injection", "អំពូល", "ampoule", "ampoules", "amp", "injection", "inj"),
    **_words("vial", "injection", "ដបចាក់", "vial", "flacon injectable", "fl inj"),
    **_words("bottle", "syrup", "ដប", "bottle", "bottles", "flacon", "flacons", "fl"),
    **_words("bottle", "syrup", "សុីរ៉ូ", "ស៊ីរ៉ូ", "syrup", "sirop", "syr", "suspension", "susp"),
    **_words("tube", "cream", "បំពង់", "ទុយោ", "tube", "tubes", "cream", "crème", "pommade"),
    **_words("tube", "ointment", "ointment", "ប្រេងលាប", "ក្រែម"),
    **_words("suppository", "suppository", "គ្រាប់ស៊ុល", "suppository", "suppositoire", "supp"),
    **_words("ovule", "ovule", "គ្រាប់សុល", "ovule", "ovules", "pessary"),
    **_words("puff", "inhaler", "ខ្ញុច", "puff", "puffs", "bouffée", "bouffées"),
    **_words("inhaler", "inhaler", "inhaler", "inhalers", "inhalateur", "inhalateurs"),
    **_words("drop", "drops", "ដំណក់", "តំណក់", "drop", "drops", "goutte", "gouttes", "gtte"),
    **_words("spoon", "syrup", "ស្លាបព្រា", "ស្លាបព្រាកាហ្វេ", "spoon", "teaspoon", "cuillère"),
    **_words("ml", None, "ml", "មីលីលីត្រ", "មល", "cc"),
    **_words("mg", None, "mg", "មីលីក្រាម", "មក្រ"),
    **_words("box", None, "ប្រអប់", "box", "boîte", "boite", "bte"),
    **_words("blister", None, "បន្ទះ", "ផ្លែង", "blister", "plaquette", "strip"),
    **_words("piece", None, "ដុំ", "ឈុត", "គូ", "piece", "pieces", "unité", "unit"),
}
"""
Each printed word, in lower case, with its meaning.
"""
