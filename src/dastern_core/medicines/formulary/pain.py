"""
Pain: analgesics, anti-inflammatories, gout and muscle relaxants of the formulary.
"""

from typing import Final

from dastern_core.medicines.formulary.rows import substance
from dastern_core.medicines.substances import Category, MealAdvice, Substance

__all__ = ["PAIN"]

PAIN: Final[tuple[Substance, ...]] = (
    substance(
        "paracetamol", "paracétamol", "N02BE01", Category.PAIN,
        also="acetaminophen|APAP", khmer="ប៉ារ៉ាសេតាម៉ុល|ប៉ារ៉ាសេតាមុល",
        brands="Panadol|Doliprane|Efferalgan|Dafalgan|Tylenol|Calpol|Perfalgan|Hapacol",
        forms="tablet|effervescent tablet|capsule|syrup|powder|suppository|injection|drops",
        strengths="500 mg|650 mg|1 g|80 mg|150 mg|250 mg|120 mg/5 ml|250 mg/5 ml",
        single="1000", daily="4000", hours="4", adult_from=16,
        child_single="15", child_daily="60", child_from=1,
        advice="Many cold and pain medicines hold paracetamol too: count them all.",
    ),
    substance(
        "ibuprofen", "ibuprofène", "M01AE01|M02AA13", Category.PAIN,
        khmer="អ៊ីប៊ុយប្រូហ្វេន", brands="Advil|Brufen|Nurofen|Gofen",
        groups="nsaid", forms="film-coated tablet|tablet|capsule|syrup|cream",
        strengths="200 mg|400 mg|600 mg|100 mg/5 ml",
        single="800", daily="2400", hours="4",
        child_single="10", child_daily="30", child_from=3, meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "diclofenac", "diclofénac", "M01AB05|M02AA15", Category.PAIN,
        khmer="ឌីក្លូហ្វេណាក់", brands="Voltaren|Voltarene|Cataflam|Xenid", groups="nsaid",
        forms="film-coated tablet|tablet|suppository|injection|cream",
        strengths="25 mg|50 mg|75 mg|100 mg",
        single="100", daily="150", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "naproxen", "naproxène", "M01AE02", Category.PAIN, brands="Naprosyn|Aleve|Apranax",
        groups="nsaid", strengths="250 mg|500 mg|550 mg", single="750", daily="1250",
        meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "meloxicam", "méloxicam", "M01AC06", Category.PAIN, brands="Mobic",
        groups="nsaid", forms="tablet|injection", strengths="7.5 mg|15 mg",
        single="15", daily="15", hours="24", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "piroxicam", "piroxicam", "M01AC01", Category.PAIN, brands="Feldene|Brexin",
        groups="nsaid", forms="capsule|tablet|injection", strengths="10 mg|20 mg",
        single="20", daily="20", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "ketoprofen", "kétoprofène", "M01AE03|M02AA10", Category.PAIN,
        brands="Profenid|Bi-Profenid|Ketum", groups="nsaid",
        forms="tablet|capsule|suppository|injection|cream", strengths="50 mg|100 mg|150 mg|200 mg",
        single="200", daily="200", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "indometacin", "indométacine", "M01AB01", Category.PAIN, also="indomethacin",
        brands="Indocid", groups="nsaid", forms="capsule|suppository", strengths="25 mg|50 mg",
        daily="200", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "mefenamic acid", "acide méfénamique", "M01AG01", Category.PAIN, brands="Ponstan|Ponstyl",
        groups="nsaid", forms="capsule|tablet|syrup", strengths="250 mg|500 mg",
        single="500", daily="1500", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "celecoxib", "célécoxib", "M01AH01", Category.PAIN, brands="Celebrex",
        groups="nsaid", forms="capsule", strengths="100 mg|200 mg", single="400", daily="400",
    ),
    substance(
        "etoricoxib", "étoricoxib", "M01AH05", Category.PAIN, brands="Arcoxia",
        groups="nsaid", forms="film-coated tablet", strengths="60 mg|90 mg|120 mg",
        single="120", daily="120", hours="24",
    ),
    substance(
        "aspirin", "aspirine", "B01AC06|N02BA01", Category.PAIN,
        also="acetylsalicylic acid|acide acétylsalicylique|ASA", khmer="អាស្ពីរីន",
        brands="Aspegic|Kardegic|Cardiprin", groups="salicylate|antiplatelet",
        forms="tablet|effervescent tablet|powder", strengths="75 mg|81 mg|100 mg|300 mg|500 mg",
        single="1000", daily="4000", hours="4", adult_from=16, meal=MealAdvice.WITH_FOOD,
        advice="Not for fever in children under 16 (Reye's syndrome); not in dengue.",
    ),
    substance(
        "nefopam", "néfopam", "N02BG06", Category.PAIN, brands="Acupan",
        forms="tablet|injection", strengths="30 mg|20 mg", single="90", daily="270",
    ),
    substance(
        "tramadol", "tramadol", "N02AX02", Category.PAIN, khmer="ត្រាម៉ាដុល",
        brands="Tramal|Topalgic|Contramal|Ultram", groups="opioid|serotonergic|seizure threshold",
        forms="capsule|tablet|injection|drops", strengths="50 mg|100 mg|150 mg|200 mg",
        single="100", daily="400", hours="4", adult_from=12,
        advice="May make drowsy: no driving, no alcohol.",
    ),
    substance(
        "codeine", "codéine", "R05DA04|N02AA59", Category.PAIN, khmer="កូដេអ៊ីន",
        groups="opioid", forms="tablet|syrup", strengths="15 mg|30 mg",
        single="60", daily="240", hours="6", adult_from=12,
        advice="Not under 12 years, nor while breast-feeding; no alcohol.",
    ),
    substance(
        "morphine", "morphine", "N02AA01", Category.PAIN, khmer="ម៉ូហ្វីន|ម័រហ្វីន",
        brands="Skenan|Actiskenan|MST", groups="opioid", forms="tablet|capsule|injection|syrup",
        strengths="10 mg|30 mg", advice="May make drowsy: no driving, no alcohol.",
    ),
    substance(
        "fentanyl", "fentanyl", "N02AB03", Category.PAIN, brands="Durogesic",
        groups="opioid|serotonergic", forms="injection", unit="mcg",
        advice="May make drowsy: no driving, no alcohol.",
    ),
    substance(
        "pethidine", "péthidine", "N02AB02", Category.PAIN, also="meperidine", brands="Dolosal",
        groups="opioid|serotonergic", forms="injection|tablet", strengths="50 mg|100 mg",
    ),
    substance(
        "colchicine", "colchicine", "M04AC01", Category.PAIN, brands="Colchimax",
        strengths="0.5 mg|1 mg", daily="3", document="RCP (France)",
        advice="Stop and ask at once with diarrhoea or vomiting.",
    ),
    substance(
        "allopurinol", "allopurinol", "M04AA01", Category.PAIN, khmer="អាឡូពូរីណុល",
        brands="Zyloric", strengths="100 mg|300 mg", daily="900", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "thiocolchicoside", "thiocolchicoside", "M03BX05", Category.PAIN, brands="Coltramyl|Miorel",
        forms="tablet|capsule|injection", strengths="4 mg|8 mg", single="8", daily="16",
        adult_from=16,
    ),
    substance(
        "eperisone", "épérisone", "M03BX09", Category.PAIN, brands="Myonal",
        strengths="50 mg", document="label (Japan)", section="dosage and administration",
        daily="150", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "tizanidine", "tizanidine", "M03BX02", Category.PAIN, brands="Sirdalud",
        groups="sedative", strengths="2 mg|4 mg", daily="36",
    ),
    substance(
        "baclofen", "baclofène", "M03BX01", Category.PAIN, brands="Lioresal", groups="sedative",
        strengths="10 mg", daily="100", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "sumatriptan", "sumatriptan", "N02CC01", Category.PAIN, brands="Imigran|Imigrane",
        groups="triptan|serotonergic", strengths="50 mg|100 mg", single="100", daily="300",
        hours="2",
    ),
    substance(
        "ergotamine", "ergotamine", "N02CA02", Category.PAIN, groups="ergot", strengths="1 mg",
    ),
)  # fmt: skip
"""
Substances against pain, fever, gout and cramp.
"""
