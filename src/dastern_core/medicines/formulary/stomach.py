"""
Stomach: acid, sickness, bowel; and breathing, cough and allergy in the formulary.
"""

from typing import Final

from dastern_core.medicines.formulary.rows import substance
from dastern_core.medicines.substances import Category, MealAdvice, Substance

__all__ = ["BREATHING", "STOMACH"]

_DROWSY: Final = "May make drowsy: no driving, no alcohol."

STOMACH: Final[tuple[Substance, ...]] = (
    substance(
        "omeprazole", "oméprazole", "A02BC01", Category.STOMACH, khmer="អូមេប្រាហ្សូល",
        brands="Mopral|Losec|Omez", groups="ppi", forms="capsule|tablet|injection",
        strengths="10 mg|20 mg|40 mg", single="80", daily="120", meal=MealAdvice.BEFORE_MEAL,
    ),
    substance(
        "esomeprazole", "ésoméprazole", "A02BC05", Category.STOMACH, brands="Nexium|Inexium",
        groups="ppi", forms="tablet|capsule|injection", strengths="20 mg|40 mg", single="80",
        daily="160", meal=MealAdvice.BEFORE_MEAL,
    ),
    substance(
        "pantoprazole", "pantoprazole", "A02BC02", Category.STOMACH,
        brands="Inipomp|Pantoloc|Controloc",
        groups="ppi", forms="tablet|injection", strengths="20 mg|40 mg", single="80",
        daily="160", meal=MealAdvice.BEFORE_MEAL,
    ),
    substance(
        "lansoprazole", "lansoprazole", "A02BC03", Category.STOMACH, brands="Ogast|Lanzor|Prevacid",
        groups="ppi", forms="capsule", strengths="15 mg|30 mg", single="120", daily="180",
        meal=MealAdvice.BEFORE_MEAL,
    ),
    substance(
        "rabeprazole", "rabéprazole", "A02BC04", Category.STOMACH, brands="Pariet",
        groups="ppi", strengths="10 mg|20 mg", single="100", daily="120",
        meal=MealAdvice.BEFORE_MEAL,
    ),
    substance(
        "famotidine", "famotidine", "A02BA03", Category.STOMACH, khmer="ហ្វាម៉ូទីឌីន",
        brands="Pepdine|Pepcid", strengths="20 mg|40 mg",
    ),
    substance(
        "ranitidine", "ranitidine", "A02BA02", Category.STOMACH, brands="Azantac|Zantac",
        strengths="150 mg|300 mg",
    ),
    substance(
        "cimetidine", "cimétidine", "A02BA01", Category.STOMACH, brands="Tagamet",
        groups="cyp1a2 inhibitor", strengths="200 mg|400 mg", daily="2400",
    ),
    substance(
        "aluminium hydroxide", "hydroxyde d'aluminium", "A02AB01", Category.STOMACH,
        groups="polyvalent cation|antacid", forms="tablet|syrup",
    ),
    substance(
        "magnesium hydroxide", "hydroxyde de magnésium", "A02AA04", Category.STOMACH,
        groups="polyvalent cation|antacid", forms="tablet|syrup",
    ),
    substance(
        "sodium bicarbonate", "bicarbonate de sodium", "A02AH", Category.STOMACH,
        groups="antacid", forms="tablet|powder",
    ),
    substance(
        "sucralfate", "sucralfate", "A02BX02", Category.STOMACH, brands="Ulcar|Ulsanic",
        groups="polyvalent cation", forms="tablet|powder|syrup", strengths="1 g", single="2000",
        daily="8000", meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "domperidone", "dompéridone", "A03FA03", Category.STOMACH, khmer="ដុំប៉េរីដូន",
        brands="Motilium", groups="qt", forms="tablet|syrup", strengths="10 mg|1 mg/ml",
        single="10", daily="30", adult_from=12, meal=MealAdvice.BEFORE_MEAL,
    ),
    substance(
        "metoclopramide", "métoclopramide", "A03FA01", Category.STOMACH,
        khmer="មេតូក្លូប្រាមីត", brands="Primperan|Maxolon", groups="dopamine blocker",
        forms="tablet|syrup|injection", strengths="10 mg", single="10", daily="30", hours="6",
        child_single="0.15", child_daily="0.5", child_from=12,
    ),
    substance(
        "ondansetron", "ondansétron", "A04AA01", Category.STOMACH, brands="Zofran|Zophren",
        groups="qt", forms="tablet|injection|syrup", strengths="4 mg|8 mg", single="24",
        daily="32",
    ),
    substance(
        "hyoscine butylbromide", "butylbromure de scopolamine", "A03BB01", Category.STOMACH,
        also="butylscopolamine|scopolamine butylbromide", brands="Buscopan|Buscopan Plain",
        groups="anticholinergic", forms="tablet|injection", strengths="10 mg|20 mg", single="20",
        daily="100",
    ),
    substance(
        "phloroglucinol", "phloroglucinol", "A03AX12", Category.STOMACH, brands="Spasfon",
        forms="tablet|injection", strengths="80 mg", document="RCP (France)", single="160",
        daily="480", hours="2",
    ),
    substance(
        "drotaverine", "drotavérine", "A03AD02", Category.STOMACH, brands="No-Spa",
        strengths="40 mg|80 mg", single="80", daily="240",
    ),
    substance(
        "loperamide", "lopéramide", "A07DA03", Category.STOMACH, khmer="ឡូប៉េរ៉ាមីត",
        brands="Imodium", forms="capsule|tablet", strengths="2 mg", single="4", daily="16",
        advice="Not with fever or blood in the stool.",
    ),
    substance(
        "racecadotril", "racécadotril", "A07XA04", Category.STOMACH, brands="Tiorfan|Hidrasec",
        forms="capsule|powder", strengths="10 mg|30 mg|100 mg", single="100", daily="400",
        meal=MealAdvice.BEFORE_MEAL,
    ),
    substance(
        "oral rehydration salts", "sels de réhydratation orale", "A07CA", Category.STOMACH,
        also="ORS|SRO", khmer="អូរ៉ាលីត|អូរ៉ាលីស", brands="Oralite|Royal-D", forms="powder",
    ),
    substance(
        "diosmectite", "diosmectite", "A07BC05", Category.STOMACH, also="smectite", brands="Smecta",
        groups="adsorbent", forms="powder", strengths="3 g",
    ),
    substance(
        "activated charcoal", "charbon activé", "A07BA01", Category.STOMACH, also="charcoal",
        brands="Carbophos", groups="adsorbent", forms="tablet|capsule|powder",
    ),
    substance(
        "bisacodyl", "bisacodyl", "A06AB02", Category.STOMACH, brands="Dulcolax",
        forms="tablet|suppository", strengths="5 mg|10 mg",
    ),
    substance(
        "lactulose", "lactulose", "A06AD11", Category.STOMACH, brands="Duphalac",
        forms="syrup|powder",
    ),
    substance(
        "simeticone", "siméticone", "A03AX13", Category.STOMACH, also="simethicone|dimethicone",
        brands="Polysilane", forms="tablet|drops|syrup",
    ),
    substance(
        "misoprostol", "misoprostol", "A02BB01|G02AD06", Category.STOMACH, brands="Cytotec",
        strengths="200 mcg", unit="mcg", advice="Ends a pregnancy: never while pregnant.",
    ),
)  # fmt: skip
"""
Substances for stomach and bowel.
"""

BREATHING: Final[tuple[Substance, ...]] = (
    substance(
        "salbutamol", "salbutamol", "R03AC02|R03CC02", Category.BREATHING, also="albuterol",
        khmer="សាល់ប៊ុយតាម៉ូល", brands="Ventolin|Ventoline",
        groups="beta-agonist|potassium lowering", forms="inhaler|tablet|syrup|injection",
        strengths="2 mg|4 mg|100 mcg|2 mg/5 ml", single="8", daily="32",
    ),
    substance(
        "terbutaline", "terbutaline", "R03CC03|R03AC03", Category.BREATHING,
        brands="Bricanyl", groups="beta-agonist|potassium lowering", forms="tablet|inhaler|syrup",
        strengths="2.5 mg|5 mg", daily="15",
    ),
    substance(
        "theophylline", "théophylline", "R03DA04", Category.BREATHING, brands="Theostat|Theodur",
        groups="xanthine", strengths="100 mg|200 mg|300 mg",
    ),
    substance(
        "aminophylline", "aminophylline", "R03DA05", Category.BREATHING, groups="xanthine",
        forms="tablet|injection", strengths="100 mg",
    ),
    substance(
        "ipratropium", "ipratropium", "R03BB01", Category.BREATHING, brands="Atrovent",
        groups="anticholinergic", forms="inhaler", unit="mcg",
    ),
    substance(
        "budesonide", "budésonide", "R03BA02", Category.BREATHING, brands="Pulmicort",
        forms="inhaler", unit="mcg",
    ),
    substance(
        "beclometasone", "béclométasone", "R03BA01", Category.BREATHING,
        also="beclomethasone", forms="inhaler", unit="mcg",
    ),
    substance(
        "fluticasone", "fluticasone", "R03BA05", Category.BREATHING, brands="Flixotide",
        forms="inhaler", unit="mcg",
    ),
    substance(
        "salmeterol", "salmétérol", "R03AC12", Category.BREATHING, groups="beta-agonist",
        forms="inhaler", unit="mcg",
    ),
    substance(
        "montelukast", "montélukast", "R03DC03", Category.BREATHING, brands="Singulair",
        strengths="4 mg|5 mg|10 mg", single="10", daily="10", adult_from=15,
    ),
    substance(
        "cetirizine", "cétirizine", "R06AE07", Category.BREATHING, khmer="សេទីរីហ្ស៊ីន",
        brands="Zyrtec|Virlix", forms="tablet|syrup|drops", strengths="10 mg|5 mg/5 ml",
        single="10", daily="10", adult_from=12,
    ),
    substance(
        "levocetirizine", "lévocétirizine", "R06AE09", Category.BREATHING, brands="Xyzall|Xyzal",
        strengths="5 mg", single="5", daily="5", adult_from=12,
    ),
    substance(
        "loratadine", "loratadine", "R06AX13", Category.BREATHING, khmer="ឡូរ៉ាតាឌីន",
        brands="Clarityne|Claritin", forms="tablet|syrup", strengths="10 mg|5 mg/5 ml",
        single="10", daily="10", adult_from=12,
    ),
    substance(
        "desloratadine", "desloratadine", "R06AX27", Category.BREATHING, brands="Aerius",
        forms="tablet|syrup", strengths="5 mg", single="5", daily="5", adult_from=12,
    ),
    substance(
        "fexofenadine", "fexofénadine", "R06AX26", Category.BREATHING, brands="Telfast|Allegra",
        strengths="60 mg|120 mg|180 mg", single="180", daily="180", adult_from=12,
    ),
    substance(
        "chlorphenamine", "chlorphénamine", "R06AB04", Category.BREATHING,
        also="chlorpheniramine|chlorphéniramine", khmer="ក្លរផេនីរ៉ាមីន", brands="Piriton",
        groups="sedative", forms="tablet|syrup|injection", strengths="4 mg|2 mg/5 ml",
        single="4", daily="24", hours="4", adult_from=12, advice=_DROWSY,
    ),
    substance(
        "promethazine", "prométhazine", "R06AD02", Category.BREATHING, brands="Phenergan",
        groups="sedative|anticholinergic", forms="tablet|syrup|injection|cream",
        strengths="10 mg|25 mg", advice=_DROWSY,
    ),
    substance(
        "diphenhydramine", "diphénhydramine", "R06AA02", Category.BREATHING, brands="Benadryl",
        groups="sedative|anticholinergic", strengths="25 mg|50 mg", single="50", daily="300",
        hours="4", adult_from=12, document="label (US)", section="directions", advice=_DROWSY,
    ),
    substance(
        "dexchlorpheniramine", "dexchlorphéniramine", "R06AB02", Category.BREATHING,
        brands="Polaramine", groups="sedative", forms="tablet|syrup", strengths="2 mg",
        advice=_DROWSY,
    ),
    substance(
        "hydroxyzine", "hydroxyzine", "N05BB01", Category.BREATHING, brands="Atarax",
        groups="sedative|qt|anticholinergic", forms="tablet|syrup", strengths="25 mg", daily="100",
        advice=_DROWSY,
    ),
    substance(
        "dextromethorphan", "dextrométhorphane", "R05DA09", Category.BREATHING,
        brands="Tussidane|Robitussin DM", groups="serotonergic", forms="tablet|syrup",
        strengths="15 mg|30 mg", single="30", daily="120", hours="4", adult_from=12,
        document="label (US)", section="directions",
    ),
    substance(
        "bromhexine", "bromhexine", "R05CB02", Category.BREATHING, khmer="ប្រូមហិចស៊ីន",
        brands="Bisolvon", forms="tablet|syrup", strengths="8 mg|4 mg/5 ml", single="16",
        daily="48", adult_from=12,
    ),
    substance(
        "ambroxol", "ambroxol", "R05CB06", Category.BREATHING, brands="Mucosolvan|Surbronc",
        forms="tablet|syrup", strengths="30 mg|15 mg/5 ml", single="60", daily="120",
        adult_from=12,
    ),
    substance(
        "acetylcysteine", "acétylcystéine", "R05CB01", Category.BREATHING,
        brands="Mucomyst|Exomuc|Fluimucil", forms="powder|effervescent tablet",
        strengths="200 mg|600 mg", single="600", daily="600", adult_from=14,
    ),
    substance(
        "carbocisteine", "carbocistéine", "R05CB03", Category.BREATHING,
        brands="Rhinathiol|Bronchokod",
        forms="syrup|capsule|powder", strengths="375 mg|750 mg|5 %", single="750", daily="2250",
    ),
    substance(
        "guaifenesin", "guaïfénésine", "R05CA03", Category.BREATHING, also="guaiphenesin",
        forms="syrup|tablet", strengths="100 mg|100 mg/5 ml", single="400", daily="2400",
        hours="4", adult_from=12, document="label (US)", section="directions",
    ),
    substance(
        "pseudoephedrine", "pseudoéphédrine", "R01BA02", Category.BREATHING, brands="Sudafed",
        groups="sympathomimetic", strengths="30 mg|60 mg", single="60", daily="240", hours="4",
        adult_from=12,
    ),
)  # fmt: skip
"""
Substances for breathing, cough and allergy.
"""
