"""
Infections: antibiotics, tuberculosis, antivirals, antifungals, antiparasitics.
"""

from typing import Final

from dastern_core.medicines.formulary.rows import substance
from dastern_core.medicines.substances import Category, MealAdvice, Substance

__all__ = ["INFECTIONS"]

_NO_ALCOHOL: Final = "No alcohol during the treatment and for 2 days after it."

INFECTIONS: Final[tuple[Substance, ...]] = (
    substance(
        "amoxicillin", "amoxicilline", "J01CA04", Category.ANTIBIOTIC, also="amoxycillin",
        khmer="អាម៉ុកស៊ីស៊ីលីន|អាម៉ុកស៊ីលីន", brands="Clamoxyl|Amoxil|Hiconcil|Ospamox",
        groups="penicillin", forms="capsule|tablet|powder|syrup|injection",
        strengths="250 mg|500 mg|1 g|125 mg/5 ml|250 mg/5 ml", daily="6000",
        child_daily="100", child_from=1,
    ),
    substance(
        "clavulanic acid", "acide clavulanique", "J01CR02", Category.ANTIBIOTIC,
        also="clavulanate|potassium clavulanate",
    ),
    substance(
        "ampicillin", "ampicilline", "J01CA01", Category.ANTIBIOTIC, khmer="អំពីស៊ីលីន",
        brands="Totapen", groups="penicillin", forms="capsule|injection|syrup",
        strengths="250 mg|500 mg|1 g", meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "cloxacillin", "cloxacilline", "J01CF02", Category.ANTIBIOTIC, khmer="ក្លុកសាស៊ីលីន",
        brands="Orbenine", groups="penicillin", forms="capsule|injection",
        strengths="250 mg|500 mg",
        meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "phenoxymethylpenicillin", "phénoxyméthylpénicilline", "J01CE02", Category.ANTIBIOTIC,
        also="penicillin V|pénicilline V", brands="Oracilline|Ospen", groups="penicillin",
        strengths="250 mg|500 mg",
    ),
    substance(
        "benzylpenicillin", "benzylpénicilline", "J01CE01", Category.ANTIBIOTIC,
        also="penicillin G|pénicilline G", khmer="ប៉េនីស៊ីលីន", groups="penicillin",
        forms="injection",
    ),
    substance(
        "benzathine benzylpenicillin", "benzathine benzylpénicilline", "J01CE08",
        Category.ANTIBIOTIC, brands="Extencilline", groups="penicillin", forms="injection",
    ),
    substance(
        "piperacillin", "pipéracilline", "J01CA12", Category.ANTIBIOTIC, groups="penicillin",
        forms="injection",
    ),
    substance(
        "tazobactam", "tazobactam", "J01CG02", Category.ANTIBIOTIC, forms="injection",
    ),
    substance(
        "cefalexin", "céfalexine", "J01DB01", Category.ANTIBIOTIC, also="cephalexin",
        brands="Keforal|Keflex", forms="capsule|tablet|syrup",
        strengths="250 mg|500 mg|125 mg/5 ml", daily="4000", document="label (US)",
        section="dosage and administration",
    ),
    substance(
        "cefaclor", "céfaclor", "J01DC04", Category.ANTIBIOTIC, brands="Alfatil",
        forms="capsule|syrup", strengths="250 mg|500 mg|125 mg/5 ml", daily="4000",
    ),
    substance(
        "cefadroxil", "céfadroxil", "J01DB05", Category.ANTIBIOTIC, brands="Oracefal",
        forms="capsule|syrup", strengths="500 mg|250 mg/5 ml",
    ),
    substance(
        "cefuroxime", "céfuroxime", "J01DC02", Category.ANTIBIOTIC, also="cefuroxime axetil",
        brands="Zinnat", forms="film-coated tablet|syrup|injection",
        strengths="125 mg|250 mg|500 mg", single="500", daily="1000", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "cefixime", "céfixime", "J01DD08", Category.ANTIBIOTIC, khmer="សេហ្វិចស៊ីម",
        brands="Oroken|Suprax", forms="tablet|capsule|syrup|powder",
        strengths="100 mg|200 mg|400 mg|100 mg/5 ml", single="400", daily="400",
        child_daily="8", child_from=6,
    ),
    substance(
        "cefpodoxime", "cefpodoxime", "J01DD13", Category.ANTIBIOTIC,
        also="cefpodoxime proxetil", brands="Orelox", forms="tablet|syrup",
        strengths="100 mg|200 mg", single="200", daily="400", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "ceftriaxone", "ceftriaxone", "J01DD04", Category.ANTIBIOTIC,
        khmer="សេហ្វទ្រីអាក់សូន", brands="Rocephin|Rocephine", forms="injection",
        strengths="250 mg|500 mg|1 g",
    ),
    substance(
        "cefotaxime", "céfotaxime", "J01DD01", Category.ANTIBIOTIC, brands="Claforan",
        forms="injection", strengths="1 g",
    ),
    substance(
        "azithromycin", "azithromycine", "J01FA10", Category.ANTIBIOTIC,
        khmer="អាហ្ស៊ីត្រូមីស៊ីន", brands="Zithromax|Azadose", groups="macrolide|qt",
        forms="film-coated tablet|capsule|syrup", strengths="250 mg|500 mg|200 mg/5 ml",
    ),
    substance(
        "erythromycin", "érythromycine", "J01FA01", Category.ANTIBIOTIC,
        khmer="អេរីត្រូមីស៊ីន", brands="Erythrocine|Ery",
        groups="macrolide|macrolide inhibitor|qt", forms="tablet|syrup|powder",
        strengths="250 mg|500 mg", single="1000", daily="4000",
    ),
    substance(
        "clarithromycin", "clarithromycine", "J01FA09", Category.ANTIBIOTIC,
        khmer="ក្លារីត្រូមីស៊ីន", brands="Klacid|Zeclar|Biaxin",
        groups="macrolide|macrolide inhibitor|strong inhibitor|qt",
        forms="film-coated tablet|syrup|injection", strengths="250 mg|500 mg",
        single="500", daily="1000", adult_from=12,
    ),
    substance(
        "roxithromycin", "roxithromycine", "J01FA06", Category.ANTIBIOTIC, brands="Rulid",
        groups="macrolide|qt", strengths="150 mg|300 mg", single="300", daily="300",
        meal=MealAdvice.BEFORE_MEAL,
    ),
    substance(
        "spiramycin", "spiramycine", "J01FA02", Category.ANTIBIOTIC, khmer="ស្ពីរ៉ាមីស៊ីន",
        brands="Rovamycine", groups="macrolide|qt", strengths="1.5 MIU|3 MIU", unit="IU",
        daily="9000000", document="RCP (France)",
    ),
    substance(
        "ciprofloxacin", "ciprofloxacine", "J01MA02|S01AE03", Category.ANTIBIOTIC,
        khmer="ស៊ីប្រូហ្វ្លុកសាស៊ីន", brands="Ciflox|Cipro|Ciproxin",
        groups="fluoroquinolone|qt|cyp1a2 inhibitor",
        forms="film-coated tablet|injection|drops", strengths="250 mg|500 mg|750 mg",
        single="750", daily="1500",
    ),
    substance(
        "levofloxacin", "lévofloxacine", "J01MA12", Category.ANTIBIOTIC, brands="Tavanic",
        groups="fluoroquinolone|qt", forms="film-coated tablet|injection|drops",
        strengths="250 mg|500 mg|750 mg", single="750", daily="1000",
    ),
    substance(
        "ofloxacin", "ofloxacine", "J01MA01|S01AE01", Category.ANTIBIOTIC, brands="Oflocet|Tarivid",
        groups="fluoroquinolone|qt", forms="tablet|drops", strengths="200 mg|400 mg",
        single="400", daily="800",
    ),
    substance(
        "norfloxacin", "norfloxacine", "J01MA06", Category.ANTIBIOTIC, brands="Noroxine",
        groups="fluoroquinolone|qt", strengths="400 mg", single="800", daily="800",
        meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "moxifloxacin", "moxifloxacine", "J01MA14", Category.ANTIBIOTIC, brands="Avelox|Izilox",
        groups="fluoroquinolone|qt", forms="film-coated tablet|drops", strengths="400 mg",
        single="400", daily="400", hours="24",
    ),
    substance(
        "doxycycline", "doxycycline", "J01AA02", Category.ANTIBIOTIC, khmer="ដុកស៊ីស៊ីគ្លីន",
        brands="Vibramycin|Vibramycine|Doxy", groups="tetracycline", forms="capsule|tablet",
        strengths="100 mg|200 mg", single="300", daily="300", meal=MealAdvice.WITH_FOOD,
        advice="Take it sitting up with a full glass of water, not just before lying down.",
    ),
    substance(
        "tetracycline", "tétracycline", "J01AA07", Category.ANTIBIOTIC, khmer="តេត្រាស៊ីគ្លីន",
        groups="tetracycline", forms="capsule|tablet|ointment", strengths="250 mg|500 mg",
        single="500", daily="2000", meal=MealAdvice.EMPTY_STOMACH, document="label (US)",
        section="dosage and administration",
    ),
    substance(
        "sulfamethoxazole", "sulfaméthoxazole", "J01EC01", Category.ANTIBIOTIC,
        groups="sulfonamide",
    ),
    substance(
        "trimethoprim", "triméthoprime", "J01EA01", Category.ANTIBIOTIC,
        groups="antifolate|potassium raising", strengths="100 mg|200 mg|300 mg",
    ),
    substance(
        "metronidazole", "métronidazole", "P01AB01|J01XD01", Category.ANTIBIOTIC,
        khmer="មេត្រូនីដាហ្សូល", brands="Flagyl", groups="nitroimidazole",
        forms="tablet|syrup|injection|ovule", strengths="250 mg|400 mg|500 mg",
        single="2000", daily="2400", meal=MealAdvice.WITH_FOOD, advice=_NO_ALCOHOL,
    ),
    substance(
        "tinidazole", "tinidazole", "P01AB02", Category.ANTIBIOTIC, brands="Fasigyne|Fasigyn",
        groups="nitroimidazole", strengths="500 mg", single="2000", daily="2000",
        meal=MealAdvice.WITH_FOOD,
        advice="No alcohol during the treatment and for 3 days after it.",
    ),
    substance(
        "secnidazole", "secnidazole", "P01AB07", Category.ANTIBIOTIC, brands="Secnol|Flagentyl",
        groups="nitroimidazole", strengths="500 mg|2 g", single="2000", daily="2000",
        document="RCP (France)", advice=_NO_ALCOHOL,
    ),
    substance(
        "nitrofurantoin", "nitrofurantoïne", "J01XE01", Category.ANTIBIOTIC, brands="Furadantine",
        forms="capsule|tablet", strengths="50 mg|100 mg", single="100", daily="400",
        meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "fosfomycin", "fosfomycine", "J01XX01", Category.ANTIBIOTIC,
        also="fosfomycin trometamol|fosfomycine trométamol", brands="Monuril", forms="powder",
        strengths="3 g", single="3000", daily="3000", hours="24", adult_from=12,
        meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "clindamycin", "clindamycine", "J01FF01", Category.ANTIBIOTIC, brands="Dalacin|Dalacine",
        forms="capsule|injection|cream", strengths="150 mg|300 mg", single="600", daily="2400",
        document="RCP (France)",
    ),
    substance(
        "linezolid", "linézolide", "J01XX08", Category.ANTIBIOTIC, brands="Zyvox|Zyvoxid",
        groups="maoi", forms="tablet|injection", strengths="600 mg", single="600", daily="1200",
    ),
    substance(
        "chloramphenicol", "chloramphénicol", "J01BA01|S01AA01", Category.ANTIBIOTIC,
        khmer="ក្លរ៉ាំហ្វេនីកុល", forms="capsule|injection|drops|ointment",
        strengths="250 mg|500 mg",
    ),
    substance(
        "gentamicin", "gentamicine", "J01GB03", Category.ANTIBIOTIC, khmer="សង់តាមីស៊ីន",
        groups="aminoglycoside", forms="injection|drops|cream", strengths="40 mg|80 mg",
    ),
    substance(
        "amikacin", "amikacine", "J01GB06", Category.ANTIBIOTIC, groups="aminoglycoside",
        forms="injection", strengths="250 mg|500 mg",
    ),
    substance(
        "streptomycin", "streptomycine", "J01GA01", Category.TUBERCULOSIS,
        groups="aminoglycoside", forms="injection", strengths="1 g",
    ),
    substance(
        "rifampicin", "rifampicine", "J04AB02", Category.TUBERCULOSIS, also="rifampin|RIF",
        khmer="រីហ្វាំពីស៊ីន", brands="Rifadin|Rifadine|Rimactan", groups="inducer",
        forms="capsule|tablet|syrup", strengths="150 mg|300 mg|600 mg", daily="1200",
        meal=MealAdvice.EMPTY_STOMACH, advice="Colours urine, sweat and tears orange.",
    ),
    substance(
        "isoniazid", "isoniazide", "J04AC01", Category.TUBERCULOSIS, also="INH",
        khmer="អ៊ីសូនីអាស៊ីត", brands="Rimifon", strengths="100 mg|300 mg",
        single="900", daily="900", meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "pyrazinamide", "pyrazinamide", "J04AK01", Category.TUBERCULOSIS, also="PZA",
        strengths="400 mg|500 mg",
    ),
    substance(
        "ethambutol", "éthambutol", "J04AK02", Category.TUBERCULOSIS, also="EMB",
        strengths="100 mg|400 mg",
    ),
    substance(
        "aciclovir", "aciclovir", "J05AB01|D06BB03", Category.ANTIVIRAL, also="acyclovir",
        brands="Zovirax", forms="tablet|cream|injection", strengths="200 mg|400 mg|800 mg",
        single="800", daily="4000",
    ),
    substance(
        "valaciclovir", "valaciclovir", "J05AB11", Category.ANTIVIRAL, brands="Zelitrex|Valtrex",
        strengths="500 mg|1 g", single="2000", daily="8000",
    ),
    substance(
        "oseltamivir", "oséltamivir", "J05AH02", Category.ANTIVIRAL, brands="Tamiflu",
        forms="capsule|syrup", strengths="30 mg|75 mg", single="75", daily="150", adult_from=13,
    ),
    substance(
        "tenofovir disoproxil", "ténofovir disoproxil", "J05AF07", Category.ANTIVIRAL,
        also="tenofovir|TDF", brands="Viread", strengths="245 mg|300 mg", single="300",
        daily="300", hours="24",
    ),
    substance(
        "lamivudine", "lamivudine", "J05AF05", Category.ANTIVIRAL, also="3TC", brands="Epivir",
        strengths="150 mg|300 mg", single="300", daily="300",
    ),
    substance(
        "zidovudine", "zidovudine", "J05AF01", Category.ANTIVIRAL, also="AZT", brands="Retrovir",
        strengths="100 mg|300 mg", single="300", daily="600",
    ),
    substance(
        "entecavir", "entécavir", "J05AF10", Category.ANTIVIRAL, brands="Baraclude",
        strengths="0.5 mg|1 mg", single="1", daily="1", hours="24", meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "efavirenz", "éfavirenz", "J05AG03", Category.ANTIVIRAL, also="EFV",
        strengths="200 mg|600 mg", single="800", daily="800", meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "nevirapine", "névirapine", "J05AG01", Category.ANTIVIRAL, also="NVP", brands="Viramune",
        strengths="200 mg", single="400", daily="400",
    ),
    substance(
        "dolutegravir", "dolutégravir", "J05AJ03", Category.ANTIVIRAL, also="DTG",
        brands="Tivicay", groups="integrase inhibitor", strengths="50 mg", single="50", daily="100",
    ),
    substance(
        "lopinavir", "lopinavir", "J05AE06", Category.ANTIVIRAL, also="LPV",
        groups="protease inhibitor",
    ),
    substance(
        "ritonavir", "ritonavir", "J05AE03", Category.ANTIVIRAL, brands="Norvir",
        groups="protease inhibitor|strong inhibitor", strengths="100 mg",
    ),
    substance(
        "atazanavir", "atazanavir", "J05AE08", Category.ANTIVIRAL, also="ATV", brands="Reyataz",
        groups="protease inhibitor", forms="capsule", strengths="300 mg", single="400",
        daily="400", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "sofosbuvir", "sofosbuvir", "J05AP08", Category.ANTIVIRAL, brands="Sovaldi",
        strengths="400 mg", single="400", daily="400", hours="24",
    ),
    substance(
        "fluconazole", "fluconazole", "J02AC01", Category.ANTIFUNGAL, khmer="ហ្វ្លុយកូណាហ្សូល",
        brands="Diflucan|Triflucan", groups="azole|qt", forms="capsule|tablet",
        strengths="50 mg|150 mg|200 mg", single="800", daily="800",
    ),
    substance(
        "itraconazole", "itraconazole", "J02AC02", Category.ANTIFUNGAL, brands="Sporanox",
        groups="azole|strong inhibitor", forms="capsule", strengths="100 mg", daily="400",
        meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "ketoconazole", "kétoconazole", "J02AB02|D01AC08", Category.ANTIFUNGAL, brands="Nizoral",
        groups="azole|strong inhibitor|qt", forms="tablet|cream", strengths="200 mg",
        single="400", daily="400", meal=MealAdvice.WITH_FOOD, document="label (US)",
        section="dosage and administration",
    ),
    substance(
        "griseofulvin", "griséofulvine", "D01BA01", Category.ANTIFUNGAL, brands="Griseofuline",
        strengths="125 mg|250 mg|500 mg", daily="1000", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "terbinafine", "terbinafine", "D01BA02|D01AE15", Category.ANTIFUNGAL, brands="Lamisil",
        forms="tablet|cream", strengths="250 mg", single="250", daily="250",
    ),
    substance(
        "nystatin", "nystatine", "A07AA02|D01AA01", Category.ANTIFUNGAL,
        brands="Mycostatin|Mycostatine",
        forms="tablet|syrup|ovule", unit="IU",
    ),
    substance(
        "clotrimazole", "clotrimazole", "D01AC01|G01AF02", Category.ANTIFUNGAL, brands="Canesten",
        forms="cream|ovule", strengths="1 %|100 mg|500 mg",
    ),
    substance(
        "albendazole", "albendazole", "P02CA03", Category.ANTIPARASITIC, khmer="អាល់បេនដាហ្សូល",
        brands="Zentel", strengths="200 mg|400 mg", single="400", daily="800",
    ),
    substance(
        "mebendazole", "mébendazole", "P02CA01", Category.ANTIPARASITIC, khmer="មេបេនដាហ្សូល",
        brands="Vermox|Fugacar", strengths="100 mg|500 mg", single="500", daily="500",
    ),
    substance(
        "ivermectin", "ivermectine", "P02CF01", Category.ANTIPARASITIC,
        brands="Stromectol|Mectizan",
        strengths="3 mg|6 mg", meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "praziquantel", "praziquantel", "P02BA01", Category.ANTIPARASITIC, brands="Biltricide",
        strengths="600 mg", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "artesunate", "artésunate", "P01BE03", Category.ANTIPARASITIC, khmer="អាតេស៊ុយណាត",
        forms="injection|tablet|suppository", strengths="50 mg|60 mg|100 mg",
    ),
    substance(
        "artemether", "artéméther", "P01BE02", Category.ANTIPARASITIC, strengths="20 mg|80 mg",
        single="80", daily="160", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "lumefantrine", "luméfantrine", "P01BF01", Category.ANTIPARASITIC, groups="qt",
        single="480", daily="960", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "dihydroartemisinin", "dihydroartémisinine", "P01BF05", Category.ANTIPARASITIC,
        also="artenimol", meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "piperaquine", "pipéraquine", "P01BF05", Category.ANTIPARASITIC, groups="qt",
        meal=MealAdvice.EMPTY_STOMACH,
    ),
    substance(
        "mefloquine", "méfloquine", "P01BC02", Category.ANTIPARASITIC, brands="Lariam",
        strengths="250 mg", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "chloroquine", "chloroquine", "P01BA01", Category.ANTIPARASITIC, khmer="ក្លរ៉ូគីន",
        brands="Nivaquine", groups="qt", strengths="100 mg|150 mg|250 mg",
        meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "hydroxychloroquine", "hydroxychloroquine", "P01BA02", Category.ANTIPARASITIC,
        brands="Plaquenil", groups="qt", strengths="200 mg", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "primaquine", "primaquine", "P01BA03", Category.ANTIPARASITIC, strengths="7.5 mg|15 mg",
        meal=MealAdvice.WITH_FOOD, advice="Only after a G6PD test.",
    ),
    substance(
        "quinine", "quinine", "P01BC01", Category.ANTIPARASITIC, khmer="គីនីន",
        groups="qt", forms="tablet|injection", strengths="300 mg",
    ),
    substance(
        "permethrin", "perméthrine", "P03AC04", Category.ANTIPARASITIC, forms="cream",
        strengths="5 %",
    ),
)  # fmt: skip
"""
Substances against bacteria, mycobacteria, viruses, fungi and parasites.
"""
