"""
Metabolism: diabetes, hormones, vitamins and minerals in the formulary.
"""

from typing import Final

from dastern_core.medicines.formulary.rows import substance
from dastern_core.medicines.substances import Category, MealAdvice, Substance

__all__ = ["METABOLISM"]

_LOW_SUGAR: Final = "May lower the blood sugar too far: never without the meal."
_STEROID: Final = "After more than a few weeks never stop at once: ask how to come off it."

METABOLISM: Final[tuple[Substance, ...]] = (
    substance(
        "metformin", "metformine", "A10BA02", Category.DIABETES, khmer="មេតហ្វរមីន|មេតហ្វ័រមីន",
        brands="Glucophage|Stagid|Diamet", strengths="500 mg|850 mg|1 g", single="1000",
        daily="3000", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "glibenclamide", "glibenclamide", "A10BB01", Category.DIABETES, also="glyburide",
        khmer="គ្លីបេនក្លាមីត", brands="Daonil", groups="sulfonylurea", strengths="2.5 mg|5 mg",
        daily="15", meal=MealAdvice.BEFORE_MEAL, advice=_LOW_SUGAR,
    ),
    substance(
        "gliclazide", "gliclazide", "A10BB09", Category.DIABETES, khmer="គ្លីក្លាហ្សីត",
        brands="Diamicron", groups="sulfonylurea", strengths="30 mg|60 mg|80 mg", single="160",
        daily="320", meal=MealAdvice.WITH_FOOD, advice=_LOW_SUGAR,
    ),
    substance(
        "glimepiride", "glimépiride", "A10BB12", Category.DIABETES, brands="Amaryl|Amarel",
        groups="sulfonylurea", strengths="1 mg|2 mg|4 mg", single="6", daily="6",
        meal=MealAdvice.BEFORE_MEAL, advice=_LOW_SUGAR,
    ),
    substance(
        "glipizide", "glipizide", "A10BB07", Category.DIABETES, brands="Minidiab|Glucotrol",
        groups="sulfonylurea", strengths="5 mg|10 mg", single="15", daily="20",
        meal=MealAdvice.BEFORE_MEAL, advice=_LOW_SUGAR,
    ),
    substance(
        "sitagliptin", "sitagliptine", "A10BH01", Category.DIABETES, brands="Januvia",
        strengths="50 mg|100 mg", single="100", daily="100",
    ),
    substance(
        "vildagliptin", "vildagliptine", "A10BH02", Category.DIABETES, brands="Galvus",
        strengths="50 mg", single="50", daily="100",
    ),
    substance(
        "pioglitazone", "pioglitazone", "A10BG03", Category.DIABETES, brands="Actos",
        strengths="15 mg|30 mg", single="45", daily="45",
    ),
    substance(
        "acarbose", "acarbose", "A10BF01", Category.DIABETES, brands="Glucobay|Glucor",
        strengths="50 mg|100 mg", single="200", daily="600", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "empagliflozin", "empagliflozine", "A10BK03", Category.DIABETES, brands="Jardiance",
        strengths="10 mg|25 mg", single="25", daily="25",
    ),
    substance(
        "dapagliflozin", "dapagliflozine", "A10BK01", Category.DIABETES, brands="Forxiga",
        strengths="5 mg|10 mg", single="10", daily="10",
    ),
    substance(
        "insulin", "insuline", "A10AB01|A10AC01|A10AD01|A10AE01", Category.DIABETES,
        also="human insulin|insulin glargine|insulin aspart", khmer="អាំងស៊ុយលីន",
        brands="Actrapid|Insulatard|Mixtard|Lantus|NovoRapid", groups="insulin",
        forms="injection", unit="IU", advice=_LOW_SUGAR,
    ),
    substance(
        "levothyroxine", "lévothyroxine", "H03AA01", Category.HORMONE, also="L-thyroxine",
        brands="Levothyrox|Euthyrox|Eltroxin", groups="thyroid hormone",
        strengths="25 mcg|50 mcg|100 mcg", unit="mcg", meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "carbimazole", "carbimazole", "H03BB01", Category.HORMONE, brands="Neo-Mercazole",
        strengths="5 mg|20 mg", daily="60",
        advice="Fever or sore throat: stop and have the blood counted at once.",
    ),
    substance(
        "propylthiouracil", "propylthiouracile", "H03BA02", Category.HORMONE, also="PTU",
        strengths="50 mg",
    ),
    substance(
        "prednisolone", "prednisolone", "H02AB06", Category.HORMONE, khmer="ប្រេដនីសូឡូន",
        brands="Solupred", groups="corticosteroid", strengths="5 mg|20 mg",
        meal=MealAdvice.WITH_FOOD, advice=_STEROID,
    ),
    substance(
        "prednisone", "prednisone", "H02AB07", Category.HORMONE, brands="Cortancyl",
        groups="corticosteroid", strengths="5 mg|20 mg", meal=MealAdvice.WITH_FOOD,
        advice=_STEROID,
    ),
    substance(
        "methylprednisolone", "méthylprednisolone", "H02AB04", Category.HORMONE, brands="Medrol",
        groups="corticosteroid", forms="tablet|injection", strengths="4 mg|16 mg",
        meal=MealAdvice.WITH_FOOD, advice=_STEROID,
    ),
    substance(
        "dexamethasone", "dexaméthasone", "H02AB02|S01BA01", Category.HORMONE,
        khmer="ដិចសាមេតាសូន", brands="Dectancyl", groups="corticosteroid",
        forms="tablet|injection|drops", strengths="0.5 mg|4 mg", meal=MealAdvice.WITH_FOOD,
        advice=_STEROID,
    ),
    substance(
        "hydrocortisone", "hydrocortisone", "H02AB09|D07AA02", Category.HORMONE,
        groups="corticosteroid", forms="tablet|injection|cream", strengths="10 mg|100 mg",
    ),
    substance(
        "levonorgestrel", "lévonorgestrel", "G03AC03|G03AD01", Category.HORMONE,
        brands="Norlevo|Postinor", groups="hormonal contraceptive", strengths="0.75 mg|1.5 mg",
    ),
    substance(
        "ethinylestradiol", "éthinylestradiol", "G03AA07", Category.HORMONE,
        groups="hormonal contraceptive", unit="mcg",
    ),
    substance(
        "medroxyprogesterone", "médroxyprogestérone", "G03AC06|G03DA02", Category.HORMONE,
        brands="Depo-Provera|Provera", forms="injection|tablet", strengths="150 mg|5 mg|10 mg",
    ),
    substance(
        "alendronic acid", "acide alendronique", "M05BA04", Category.HORMONE, also="alendronate",
        brands="Fosamax", groups="bisphosphonate", strengths="10 mg|70 mg", single="70",
        daily="70", meal=MealAdvice.EMPTY_STOMACH,
        advice="With a full glass of water, then stay upright for 30 minutes.",
    ),
    substance(
        "ascorbic acid", "acide ascorbique", "A11GA01", Category.VITAMIN,
        also="vitamin C|vitamine C", khmer="វីតាមីនសេ|វីតាមីន C", brands="Laroscorbine|Redoxon",
        strengths="250 mg|500 mg|1 g",
    ),
    substance(
        "thiamine", "thiamine", "A11DA01", Category.VITAMIN, also="vitamin B1|vitamine B1",
        khmer="វីតាមីនបេ១|វីតាមីន B1", strengths="50 mg|100 mg|250 mg",
    ),
    substance(
        "pyridoxine", "pyridoxine", "A11HA02", Category.VITAMIN, also="vitamin B6|vitamine B6",
        khmer="វីតាមីនបេ៦|វីតាមីន B6", strengths="25 mg|50 mg|250 mg",
    ),
    substance(
        "cyanocobalamin", "cyanocobalamine", "B03BA01", Category.VITAMIN,
        also="vitamin B12|vitamine B12", khmer="វីតាមីនបេ១២|វីតាមីន B12",
        forms="tablet|injection", strengths="1000 mcg", unit="mcg",
    ),
    substance(
        "folic acid", "acide folique", "B03BB01", Category.VITAMIN, also="vitamin B9|vitamine B9",
        khmer="អាស៊ីតហ្វូលិក", brands="Speciafoldine", strengths="0.4 mg|5 mg",
    ),
    substance(
        "retinol", "rétinol", "A11CA01", Category.VITAMIN, also="vitamin A|vitamine A",
        khmer="វីតាមីនអា|វីតាមីន A", forms="capsule", unit="IU",
    ),
    substance(
        "colecalciferol", "colécalciférol", "A11CC05", Category.VITAMIN,
        also="cholecalciferol|vitamin D3|vitamine D3|vitamin D|vitamine D",
        khmer="វីតាមីនដេ|វីតាមីន D", forms="capsule|drops|tablet", unit="IU",
    ),
    substance(
        "alpha-tocopherol", "alpha-tocophérol", "A11HA03", Category.VITAMIN,
        also="tocopherol|vitamin E|vitamine E", khmer="វីតាមីនអ៊ឺ|វីតាមីន E", forms="capsule",
        unit="IU",
    ),
    substance(
        "phytomenadione", "phytoménadione", "B02BA01", Category.VITAMIN,
        also="vitamin K1|vitamine K1", forms="injection|tablet",
    ),
    substance(
        "ferrous sulfate", "sulfate ferreux", "B03AA07", Category.VITAMIN,
        also="ferrous sulphate|iron", khmer_words="ជាតិដែក|ថ្នាំជាតិដែក", brands="Tardyferon",
        groups="polyvalent cation|iron", strengths="60 mg|80 mg|200 mg",
        advice="Colours the stool black, which is harmless.",
    ),
    substance(
        "ferrous fumarate", "fumarate ferreux", "B03AA02", Category.VITAMIN, brands="Fumafer",
        groups="polyvalent cation|iron", strengths="66 mg|200 mg",
        advice="Colours the stool black, which is harmless.",
    ),
    substance(
        "calcium carbonate", "carbonate de calcium", "A12AA04|A02AC01", Category.VITAMIN,
        also="calcium", khmer="កាល់ស្យូម", brands="Calcidia|Caltrate",
        groups="polyvalent cation|antacid", strengths="500 mg|600 mg|1 g|1.25 g",
    ),
    substance(
        "magnesium", "magnésium", "A12CC", Category.VITAMIN, also="magnesium lactate|magnesium B6",
        khmer="ម៉ាញ៉េស្យូម", brands="Magne B6", groups="polyvalent cation",
    ),
    substance(
        "zinc sulfate", "sulfate de zinc", "A12CB01", Category.VITAMIN, also="zinc|zinc sulphate",
        khmer_words="ស័ង្កសី", groups="polyvalent cation", strengths="10 mg|20 mg",
    ),
    substance(
        "potassium chloride", "chlorure de potassium", "A12BA01", Category.VITAMIN, also="KCl",
        khmer="ប៉ូតាស្យូម", brands="Kaleorid|Diffu-K", groups="potassium raising",
        forms="tablet|capsule|syrup", strengths="600 mg|1 g", meal=MealAdvice.WITH_FOOD,
    ),
)  # fmt: skip
"""
Substances for sugar, hormones, vitamins and minerals.
"""
