"""
Mind: sleep, mood, psychosis, epilepsy and nerves; and what remains in the formulary.
"""

from typing import Final

from dastern_core.medicines.formulary.rows import substance
from dastern_core.medicines.substances import Category, MealAdvice, Substance

__all__ = ["MIND", "OTHER"]

_DROWSY: Final = "May make drowsy: no driving, no alcohol."
_NEVER_AT_ONCE: Final = "Never stop at once: ask how to come off it."

MIND: Final[tuple[Substance, ...]] = (
    substance(
        "diazepam", "diazépam", "N05BA01", Category.MIND, khmer="ឌីអាហ្សេប៉ាម", brands="Valium",
        groups="benzodiazepine|sedative", forms="tablet|injection|syrup",
        strengths="2 mg|5 mg|10 mg", advice=_DROWSY,
    ),
    substance(
        "alprazolam", "alprazolam", "N05BA12", Category.MIND, brands="Xanax",
        groups="benzodiazepine|sedative", strengths="0.25 mg|0.5 mg|1 mg", advice=_DROWSY,
    ),
    substance(
        "bromazepam", "bromazépam", "N05BA08", Category.MIND, brands="Lexomil|Lexotan",
        groups="benzodiazepine|sedative", strengths="3 mg|6 mg", advice=_DROWSY,
    ),
    substance(
        "lorazepam", "lorazépam", "N05BA06", Category.MIND, brands="Temesta|Ativan",
        groups="benzodiazepine|sedative", strengths="1 mg|2.5 mg", advice=_DROWSY,
    ),
    substance(
        "midazolam", "midazolam", "N05CD08", Category.MIND, brands="Hypnovel|Dormicum",
        groups="benzodiazepine|sedative|cyp3a4 benzodiazepine", forms="injection|tablet",
        advice=_DROWSY,
    ),
    substance(
        "clonazepam", "clonazépam", "N03AE01", Category.NERVES, brands="Rivotril",
        groups="benzodiazepine|sedative", strengths="0.5 mg|2 mg", daily="20", advice=_DROWSY,
    ),
    substance(
        "zolpidem", "zolpidem", "N05CF02", Category.MIND, brands="Stilnox", groups="sedative",
        strengths="10 mg", single="10", daily="10", advice=_DROWSY,
    ),
    substance(
        "amitriptyline", "amitriptyline", "N06AA09", Category.MIND, khmer="អាមីទ្រីពទីលីន",
        brands="Laroxyl|Elavil", groups="tricyclic|serotonergic|sedative|anticholinergic",
        strengths="10 mg|25 mg|50 mg", daily="150", advice=_DROWSY,
    ),
    substance(
        "fluoxetine", "fluoxétine", "N06AB03", Category.MIND, khmer="ហ្វ្លុយអុកសេទីន",
        brands="Prozac", groups="ssri|serotonergic|cyp2d6 inhibitor", forms="capsule|tablet",
        strengths="20 mg", single="60", daily="60", advice=_NEVER_AT_ONCE,
    ),
    substance(
        "sertraline", "sertraline", "N06AB06", Category.MIND, brands="Zoloft",
        groups="ssri|serotonergic", strengths="50 mg|100 mg", single="200", daily="200",
        advice=_NEVER_AT_ONCE,
    ),
    substance(
        "paroxetine", "paroxétine", "N06AB05", Category.MIND, brands="Deroxat|Seroxat",
        groups="ssri|serotonergic|cyp2d6 inhibitor", strengths="20 mg", single="60", daily="60",
        advice=_NEVER_AT_ONCE,
    ),
    substance(
        "citalopram", "citalopram", "N06AB04", Category.MIND, brands="Seropram|Celexa",
        groups="ssri|serotonergic|qt", strengths="20 mg", single="40", daily="40",
        advice=_NEVER_AT_ONCE,
    ),
    substance(
        "escitalopram", "escitalopram", "N06AB10", Category.MIND, brands="Seroplex|Lexapro",
        groups="ssri|serotonergic|qt", strengths="5 mg|10 mg|20 mg", single="20", daily="20",
        advice=_NEVER_AT_ONCE,
    ),
    substance(
        "venlafaxine", "venlafaxine", "N06AX16", Category.MIND, brands="Effexor",
        groups="snri|serotonergic", forms="capsule|tablet", strengths="37.5 mg|75 mg|150 mg",
        daily="375", meal=MealAdvice.WITH_FOOD, advice=_NEVER_AT_ONCE,
    ),
    substance(
        "mirtazapine", "mirtazapine", "N06AX11", Category.MIND, brands="Norset|Remeron",
        groups="sedative|serotonergic", strengths="15 mg|30 mg", single="45", daily="45",
        advice=_DROWSY,
    ),
    substance(
        "moclobemide", "moclobémide", "N06AG02", Category.MIND, brands="Moclamine|Aurorix",
        groups="maoi", strengths="150 mg", daily="600", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "selegiline", "sélégiline", "N04BD01", Category.NERVES, brands="Deprenyl", groups="maoi",
        strengths="5 mg", single="10", daily="10",
    ),
    substance(
        "haloperidol", "halopéridol", "N05AD01", Category.MIND, khmer="ហាឡូប៉េរីដុល",
        brands="Haldol", groups="qt|dopamine blocker|antipsychotic", forms="tablet|injection|drops",
        strengths="1 mg|5 mg", daily="20",
    ),
    substance(
        "chlorpromazine", "chlorpromazine", "N05AA01", Category.MIND, brands="Largactil",
        groups="qt|dopamine blocker|antipsychotic|sedative", forms="tablet|injection",
        strengths="25 mg|100 mg", advice=_DROWSY,
    ),
    substance(
        "risperidone", "rispéridone", "N05AX08", Category.MIND, brands="Risperdal",
        groups="dopamine blocker|antipsychotic", strengths="1 mg|2 mg|4 mg", daily="16",
    ),
    substance(
        "olanzapine", "olanzapine", "N05AH03", Category.MIND, brands="Zyprexa",
        groups="dopamine blocker|antipsychotic|sedative", strengths="5 mg|10 mg", single="20",
        daily="20", advice=_DROWSY,
    ),
    substance(
        "quetiapine", "quétiapine", "N05AH04", Category.MIND, brands="Seroquel|Xeroquel",
        groups="dopamine blocker|antipsychotic|sedative", strengths="25 mg|100 mg|200 mg",
        daily="800", advice=_DROWSY,
    ),
    substance(
        "sulpiride", "sulpiride", "N05AL01", Category.MIND, brands="Dogmatil",
        groups="dopamine blocker|antipsychotic|qt", forms="capsule|tablet",
        strengths="50 mg|200 mg", daily="2400",
    ),
    substance(
        "lithium", "lithium", "N05AN01", Category.MIND, also="lithium carbonate",
        brands="Teralithe", strengths="250 mg|400 mg",
        advice="Regular blood tests; drink enough; no anti-inflammatory unasked.",
    ),
    substance(
        "carbamazepine", "carbamazépine", "N03AF01", Category.NERVES, khmer="កាបាម៉ាហ្សេពីន",
        brands="Tegretol", groups="inducer", strengths="200 mg|400 mg", daily="2000",
        advice=_NEVER_AT_ONCE,
    ),
    substance(
        "phenytoin", "phénytoïne", "N03AB02", Category.NERVES, khmer="ហ្វេនីតូអ៊ីន",
        brands="Dilantin|Di-Hydan", groups="inducer", strengths="100 mg", advice=_NEVER_AT_ONCE,
    ),
    substance(
        "phenobarbital", "phénobarbital", "N03AA02", Category.NERVES, also="phenobarbitone",
        khmer="ហ្វេណូបាប៊ីតាល់", brands="Gardenal", groups="inducer|sedative",
        strengths="15 mg|50 mg|100 mg", advice=_NEVER_AT_ONCE,
    ),
    substance(
        "valproic acid", "acide valproïque", "N03AG01", Category.NERVES,
        also="valproate|sodium valproate|valproate de sodium", brands="Depakine|Depakote",
        forms="tablet|syrup", strengths="200 mg|500 mg", daily="2500", meal=MealAdvice.WITH_FOOD,
        advice="Harms the unborn child: not while pregnant or without contraception.",
    ),
    substance(
        "lamotrigine", "lamotrigine", "N03AX09", Category.NERVES, brands="Lamictal",
        strengths="25 mg|50 mg|100 mg", advice="A rash: stop and ask at once.",
    ),
    substance(
        "levetiracetam", "lévétiracétam", "N03AX14", Category.NERVES, brands="Keppra",
        strengths="250 mg|500 mg|1 g", single="1500", daily="3000", advice=_NEVER_AT_ONCE,
    ),
    substance(
        "gabapentin", "gabapentine", "N02BF01", Category.NERVES, khmer="ហ្គាបាប៉ិនទីន",
        brands="Neurontin", groups="sedative", forms="capsule", strengths="100 mg|300 mg|400 mg",
        single="1200", daily="3600", advice=_DROWSY,
    ),
    substance(
        "pregabalin", "prégabaline", "N02BF02", Category.NERVES, brands="Lyrica",
        groups="sedative", forms="capsule", strengths="75 mg|150 mg", single="300", daily="600",
        advice=_DROWSY,
    ),
    substance(
        "levodopa", "lévodopa", "N04BA01", Category.NERVES, groups="levodopa",
    ),
    substance(
        "benserazide", "bensérazide", "N04BA02", Category.NERVES,
    ),
    substance(
        "carbidopa", "carbidopa", "N04BA02", Category.NERVES,
    ),
    substance(
        "trihexyphenidyl", "trihexyphénidyle", "N04AA01", Category.NERVES, brands="Artane",
        groups="anticholinergic", strengths="2 mg|5 mg",
    ),
    substance(
        "betahistine", "bétahistine", "N07CA01", Category.NERVES, khmer="បេតាហ៊ីស្ទីន",
        brands="Serc|Betaserc", strengths="8 mg|16 mg|24 mg", single="24", daily="48",
        meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "flunarizine", "flunarizine", "N07CA03", Category.NERVES, brands="Sibelium",
        forms="capsule|tablet", strengths="5 mg|10 mg", single="10", daily="10",
    ),
    substance(
        "donepezil", "donépézil", "N06DA02", Category.NERVES, brands="Aricept",
        strengths="5 mg|10 mg",
        single="10", daily="10", hours="24",
    ),
    substance(
        "caffeine", "caféine", "N06BC01", Category.NERVES,
    ),
)  # fmt: skip
"""
Substances for mind, sleep, epilepsy and nerves.
"""

OTHER: Final[tuple[Substance, ...]] = (
    substance(
        "methotrexate", "méthotrexate", "L04AX03|L01BA01", Category.OTHER, also="MTX",
        brands="Novatrex|Imeth", groups="antifolate", forms="tablet|injection",
        strengths="2.5 mg|10 mg", single="30", hours="168",
        advice="Once a week, never daily, for arthritis and psoriasis.",
    ),
    substance(
        "azathioprine", "azathioprine", "L04AX01", Category.OTHER, brands="Imurel|Imuran",
        strengths="25 mg|50 mg",
    ),
    substance(
        "ciclosporin", "ciclosporine", "L04AD01", Category.OTHER, also="cyclosporine",
        brands="Neoral|Sandimmun", groups="calcineurin inhibitor", forms="capsule|syrup",
        strengths="25 mg|100 mg",
    ),
    substance(
        "tacrolimus", "tacrolimus", "L04AD02", Category.OTHER, brands="Prograf|Advagraf",
        groups="calcineurin inhibitor", forms="capsule", strengths="0.5 mg|1 mg|5 mg",
    ),
    substance(
        "sildenafil", "sildénafil", "G04BE03", Category.OTHER, brands="Viagra|Revatio",
        groups="pde5 inhibitor", strengths="25 mg|50 mg|100 mg", single="100", daily="100",
    ),
    substance(
        "tadalafil", "tadalafil", "G04BE08", Category.OTHER, brands="Cialis",
        groups="pde5 inhibitor", strengths="5 mg|10 mg|20 mg", single="40", daily="40",
    ),
    substance(
        "tamsulosin", "tamsulosine", "G04CA02", Category.OTHER, brands="Josir|Omix|Harnal",
        groups="alpha-blocker", forms="capsule", strengths="0.4 mg", unit="mcg", single="400",
        daily="400", hours="24",
    ),
    substance(
        "doxazosin", "doxazosine", "C02CA04", Category.OTHER, brands="Cardura|Zoxan",
        groups="alpha-blocker", strengths="1 mg|2 mg|4 mg", single="16", daily="16",
    ),
    substance(
        "finasteride", "finastéride", "G04CB01", Category.OTHER, brands="Proscar|Chibro-Proscar",
        strengths="1 mg|5 mg", single="5", daily="5",
    ),
    substance(
        "oxybutynin", "oxybutynine", "G04BD04", Category.OTHER, brands="Ditropan",
        groups="anticholinergic", strengths="5 mg", single="5", daily="20",
    ),
)  # fmt: skip
"""
Substances that fit no other shelf.
"""
