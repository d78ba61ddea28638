"""
Heart: blood pressure, rhythm, lipids and clotting in the formulary.
"""

from typing import Final

from dastern_core.medicines.formulary.rows import substance
from dastern_core.medicines.substances import Category, MealAdvice, Substance

__all__ = ["HEART"]

HEART: Final[tuple[Substance, ...]] = (
    substance(
        "amlodipine", "amlodipine", "C08CA01", Category.HEART, khmer="អាំឡូឌីពីន",
        brands="Amlor|Norvasc|Amlocor", groups="calcium channel blocker",
        strengths="5 mg|10 mg", single="10", daily="10", hours="24",
    ),
    substance(
        "nifedipine", "nifédipine", "C08CA05", Category.HEART, khmer="នីហ្វេឌីពីន",
        brands="Adalat|Adalate", groups="calcium channel blocker", forms="capsule|tablet",
        strengths="10 mg|20 mg|30 mg",
    ),
    substance(
        "verapamil", "vérapamil", "C08DA01", Category.HEART, brands="Isoptin|Isoptine",
        groups="rate-slowing calcium blocker", strengths="40 mg|80 mg|120 mg|240 mg", daily="480",
    ),
    substance(
        "diltiazem", "diltiazem", "C08DB01", Category.HEART, brands="Tildiem",
        groups="rate-slowing calcium blocker", strengths="60 mg|90 mg|120 mg|200 mg", daily="360",
    ),
    substance(
        "atenolol", "aténolol", "C07AB03", Category.HEART, khmer="អាតេណូឡូល",
        brands="Tenormin|Tenormine", groups="beta-blocker", strengths="25 mg|50 mg|100 mg",
        single="100", daily="100",
    ),
    substance(
        "bisoprolol", "bisoprolol", "C07AB07", Category.HEART, khmer="ប៊ីសូប្រូឡុល",
        brands="Concor|Detensiel|Cardensiel", groups="beta-blocker",
        strengths="1.25 mg|2.5 mg|5 mg|10 mg", single="20", daily="20",
    ),
    substance(
        "metoprolol", "métoprolol", "C07AB02", Category.HEART, brands="Lopressor|Betaloc|Seloken",
        groups="beta-blocker", strengths="25 mg|50 mg|100 mg", daily="400",
    ),
    substance(
        "propranolol", "propranolol", "C07AA05", Category.HEART, khmer="ប្រូប្រាណូឡូល",
        brands="Avlocardyl|Inderal", groups="beta-blocker|non-selective beta-blocker",
        strengths="10 mg|40 mg|80 mg", daily="320",
    ),
    substance(
        "carvedilol", "carvédilol", "C07AG02", Category.HEART, brands="Kredex|Dilatrend",
        groups="beta-blocker|non-selective beta-blocker", strengths="6.25 mg|12.5 mg|25 mg",
        single="50", daily="100", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "captopril", "captopril", "C09AA01", Category.HEART, khmer="កាប់តូព្រីល",
        brands="Lopril|Capoten", groups="ace inhibitor|renin blocker", strengths="25 mg|50 mg",
        daily="150",
    ),
    substance(
        "enalapril", "énalapril", "C09AA02", Category.HEART, khmer="អេណាឡាព្រីល",
        brands="Renitec", groups="ace inhibitor|renin blocker", strengths="5 mg|10 mg|20 mg",
        single="40", daily="40",
    ),
    substance(
        "lisinopril", "lisinopril", "C09AA03", Category.HEART, brands="Zestril|Prinivil",
        groups="ace inhibitor|renin blocker", strengths="5 mg|10 mg|20 mg", single="80",
        daily="80",
    ),
    substance(
        "perindopril", "périndopril", "C09AA04", Category.HEART, brands="Coversyl",
        groups="ace inhibitor|renin blocker", strengths="2.5 mg|4 mg|5 mg|8 mg|10 mg",
        single="10", daily="10", meal=MealAdvice.BEFORE_MEAL,
    ),
    substance(
        "ramipril", "ramipril", "C09AA05", Category.HEART, brands="Triatec",
        groups="ace inhibitor|renin blocker", strengths="2.5 mg|5 mg|10 mg", single="10",
        daily="10",
    ),
    substance(
        "losartan", "losartan", "C09CA01", Category.HEART, khmer="ឡូសាតាន",
        brands="Cozaar|Losacar", groups="angiotensin blocker|renin blocker",
        strengths="25 mg|50 mg|100 mg", single="150", daily="150",
    ),
    substance(
        "valsartan", "valsartan", "C09CA03", Category.HEART, brands="Diovan|Tareg",
        groups="angiotensin blocker|renin blocker", strengths="40 mg|80 mg|160 mg",
        single="320", daily="320",
    ),
    substance(
        "telmisartan", "telmisartan", "C09CA07", Category.HEART, brands="Micardis",
        groups="angiotensin blocker|renin blocker", strengths="40 mg|80 mg", single="80",
        daily="80", hours="24",
    ),
    substance(
        "irbesartan", "irbésartan", "C09CA04", Category.HEART, brands="Aprovel",
        groups="angiotensin blocker|renin blocker", strengths="75 mg|150 mg|300 mg",
        single="300", daily="300", hours="24",
    ),
    substance(
        "candesartan", "candésartan", "C09CA06", Category.HEART, brands="Atacand",
        groups="angiotensin blocker|renin blocker", strengths="4 mg|8 mg|16 mg", single="32",
        daily="32", hours="24",
    ),
    substance(
        "hydrochlorothiazide", "hydrochlorothiazide", "C03AA03", Category.HEART, also="HCTZ",
        brands="Esidrex", groups="thiazide|potassium lowering", strengths="12.5 mg|25 mg|50 mg",
        single="100", daily="100",
    ),
    substance(
        "indapamide", "indapamide", "C03BA11", Category.HEART, brands="Natrilix|Fludex",
        groups="thiazide|potassium lowering", strengths="1.5 mg|2.5 mg", single="2.5",
        daily="2.5",
    ),
    substance(
        "furosemide", "furosémide", "C03CA01", Category.HEART, also="frusemide",
        khmer="ហ្វូរ៉ូសេមីត", brands="Lasix|Lasilix", groups="loop diuretic|potassium lowering",
        forms="tablet|injection", strengths="20 mg|40 mg|500 mg",
    ),
    substance(
        "spironolactone", "spironolactone", "C03DA01", Category.HEART,
        khmer="ស្ពីរ៉ូណូឡាក់តូន", brands="Aldactone",
        groups="potassium raising|potassium-sparing diuretic", strengths="25 mg|50 mg|75 mg",
        single="400", daily="400", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "methyldopa", "méthyldopa", "C02AB01", Category.HEART, khmer="មេទីលដូប៉ា",
        brands="Aldomet", strengths="250 mg|500 mg", daily="3000",
    ),
    substance(
        "hydralazine", "hydralazine", "C02DB02", Category.HEART, forms="tablet|injection",
        strengths="25 mg|50 mg",
    ),
    substance(
        "clonidine", "clonidine", "C02AC01", Category.HEART, brands="Catapressan|Catapres",
        strengths="0.15 mg",
    ),
    substance(
        "prazosin", "prazosine", "C02CA01", Category.HEART, brands="Minipress",
        groups="alpha-blocker", strengths="1 mg|2 mg|5 mg", daily="20",
    ),
    substance(
        "digoxin", "digoxine", "C01AA05", Category.HEART, khmer="ឌីហ្គុកស៊ីន",
        brands="Lanoxin", forms="tablet|syrup|injection", strengths="0.125 mg|0.25 mg", unit="mcg",
        advice="Sickness, slow pulse or yellow vision may mean too much: ask at once.",
    ),
    substance(
        "amiodarone", "amiodarone", "C01BD01", Category.HEART, brands="Cordarone", groups="qt",
        forms="tablet|injection", strengths="200 mg",
    ),
    substance(
        "glyceryl trinitrate", "trinitrine", "C01DA02", Category.HEART,
        also="nitroglycerin|nitroglycérine|GTN", brands="Natispray|Nitromint", groups="nitrate",
        forms="tablet|inhaler", unit="mcg",
    ),
    substance(
        "isosorbide dinitrate", "dinitrate d'isosorbide", "C01DA08", Category.HEART, also="ISDN",
        brands="Risordan|Isordil", groups="nitrate", strengths="5 mg|10 mg|20 mg", daily="240",
    ),
    substance(
        "isosorbide mononitrate", "mononitrate d'isosorbide", "C01DA14", Category.HEART,
        also="ISMN", brands="Imdur|Monicor", groups="nitrate", strengths="20 mg|60 mg",
        single="120", daily="120",
    ),
    substance(
        "simvastatin", "simvastatine", "C10AA01", Category.HEART, khmer="ស៊ីមវ៉ាស្តាទីន",
        brands="Zocor", groups="statin|cyp3a4 statin", strengths="10 mg|20 mg|40 mg",
        single="80", daily="80",
    ),
    substance(
        "atorvastatin", "atorvastatine", "C10AA05", Category.HEART, khmer="អាតូវ៉ាស្តាទីន",
        brands="Lipitor|Tahor", groups="statin|cyp3a4 statin", strengths="10 mg|20 mg|40 mg|80 mg",
        single="80", daily="80",
    ),
    substance(
        "rosuvastatin", "rosuvastatine", "C10AA07", Category.HEART, brands="Crestor",
        groups="statin", strengths="5 mg|10 mg|20 mg", single="40", daily="40",
    ),
    substance(
        "pravastatin", "pravastatine", "C10AA03", Category.HEART, brands="Elisor|Vasten",
        groups="statin", strengths="20 mg|40 mg", single="40", daily="40",
    ),
    substance(
        "fenofibrate", "fénofibrate", "C10AB05", Category.HEART, brands="Lipanthyl",
        groups="fibrate", forms="capsule|tablet", strengths="145 mg|160 mg|200 mg|300 mg",
        meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "gemfibrozil", "gemfibrozil", "C10AB04", Category.HEART, brands="Lopid",
        groups="fibrate", strengths="300 mg|600 mg", single="900", daily="1200",
        meal=MealAdvice.BEFORE_MEAL,
    ),
    substance(
        "clopidogrel", "clopidogrel", "B01AC04", Category.BLOOD, khmer="ក្លូពីដូហ្គ្រេល",
        brands="Plavix", groups="antiplatelet", strengths="75 mg|300 mg", single="600",
        daily="600",
    ),
    substance(
        "warfarin", "warfarine", "B01AA03", Category.BLOOD, khmer="វ៉ាហ្វារីន",
        brands="Coumadin|Coumadine", groups="anticoagulant|vitamin k antagonist",
        strengths="1 mg|2 mg|5 mg", advice="Regular INR tests; no new medicine unasked.",
    ),
    substance(
        "acenocoumarol", "acénocoumarol", "B01AA07", Category.BLOOD, brands="Sintrom",
        groups="anticoagulant|vitamin k antagonist", strengths="1 mg|4 mg",
        advice="Regular INR tests; no new medicine unasked.",
    ),
    substance(
        "rivaroxaban", "rivaroxaban", "B01AF01", Category.BLOOD, brands="Xarelto",
        groups="anticoagulant|direct oral anticoagulant", strengths="10 mg|15 mg|20 mg",
        single="20", daily="30", meal=MealAdvice.WITH_FOOD,
    ),
    substance(
        "apixaban", "apixaban", "B01AF02", Category.BLOOD, brands="Eliquis",
        groups="anticoagulant|direct oral anticoagulant", strengths="2.5 mg|5 mg", single="10",
        daily="20",
    ),
    substance(
        "dabigatran", "dabigatran", "B01AE07", Category.BLOOD, also="dabigatran etexilate",
        brands="Pradaxa", groups="anticoagulant|direct oral anticoagulant", forms="capsule",
        strengths="75 mg|110 mg|150 mg", single="220", daily="300",
    ),
    substance(
        "enoxaparin", "énoxaparine", "B01AB05", Category.BLOOD, brands="Lovenox|Clexane",
        groups="anticoagulant", forms="injection", strengths="40 mg|60 mg",
    ),
    substance(
        "heparin", "héparine", "B01AB01", Category.BLOOD, groups="anticoagulant",
        forms="injection", unit="IU",
    ),
    substance(
        "tranexamic acid", "acide tranexamique", "B02AA02", Category.BLOOD, brands="Exacyl",
        forms="tablet|capsule|injection", strengths="250 mg|500 mg", single="1500", daily="4500",
    ),
)  # fmt: skip
"""
Substances for the heart, the vessels, the lipids and the clotting of blood.
"""
