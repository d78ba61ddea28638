"""
Pairs: the severe interactions of the formulary.

The classes of the ONC high-priority list were encoded anew from its publication; the
rest follows product information. Not every member of a class behaves alike: where the
label of one member differs, the row names substances instead of the class.
"""

from typing import Final

from dastern_core.medicines.formulary.rows import interaction
from dastern_core.medicines.interactions import Interaction, InteractionLevel

__all__ = ["PAIRS"]

_NEVER: Final = InteractionLevel.CONTRAINDICATED
_AVOID: Final = InteractionLevel.AVOID
_CARE: Final = InteractionLevel.PRECAUTION

_ONC: Final = "ONC high-priority list (Phansalkar et al., JAMIA 2012)"
_ASK: Final = "Do not take both; ask the prescriber for another medicine."

PAIRS: Final[tuple[Interaction, ...]] = (
    # Bleeding.
    interaction(
        "*vitamin k antagonist", "*nsaid", _AVOID,
        "Bleeding, above all from the stomach: the two add up.",
        "Use paracetamol instead; if unavoidable, protect the stomach and test the INR soon.",
    ),
    interaction(
        "*vitamin k antagonist", "*salicylate", _AVOID,
        "Bleeding: aspirin stops platelets and injures the stomach.",
        "Only where a cardiologist wants both; never for pain or fever.",
    ),
    interaction(
        "*direct oral anticoagulant", "*nsaid", _AVOID,
        "Bleeding, above all from the stomach: the two add up.", "Use paracetamol instead.",
    ),
    interaction(
        "*direct oral anticoagulant", "*salicylate", _AVOID,
        "Bleeding: the two add up.", "Only where a cardiologist wants both.",
    ),
    interaction(
        "enoxaparin", "*nsaid", _AVOID, "Bleeding: the two add up.", "Use paracetamol instead.",
    ),
    interaction(
        "heparin", "*nsaid", _AVOID, "Bleeding: the two add up.", "Use paracetamol instead.",
    ),
    interaction(
        "*vitamin k antagonist", "*antiplatelet", _AVOID,
        "Bleeding: clotting and platelets are blocked together.",
        "Only where a cardiologist wants both.",
    ),
    interaction(
        "*vitamin k antagonist", "*direct oral anticoagulant", _NEVER,
        "Bleeding: two anticoagulants.", "Stop one; change over only as the label says.",
    ),
    interaction(
        "*vitamin k antagonist", "*nitroimidazole", _CARE,
        "The anticoagulant is broken down more slowly, so the INR rises.",
        "Test the INR within days of starting and after stopping; lower the dose as needed.",
    ),
    interaction(
        "*vitamin k antagonist", "sulfamethoxazole", _AVOID,
        "The anticoagulant is broken down more slowly, so the INR rises.",
        "Choose another antibiotic, or test the INR within days.",
    ),
    interaction(
        "*vitamin k antagonist", "*azole", _AVOID,
        "The anticoagulant is broken down more slowly, so the INR rises.",
        "Test the INR within days and lower the dose as needed.",
    ),
    interaction(
        "*vitamin k antagonist", "*macrolide inhibitor", _CARE,
        "The INR rises.", "Test the INR within days of starting and after stopping.",
    ),
    interaction(
        "*vitamin k antagonist", "*fluoroquinolone", _CARE,
        "The INR rises.", "Test the INR within days of starting and after stopping.",
    ),
    interaction(
        "*vitamin k antagonist", "amiodarone", _CARE,
        "The INR rises, for weeks after amiodarone has ended, too.",
        "Lower the anticoagulant and test the INR each week at first.", within_days=28,
    ),
    interaction(
        "*vitamin k antagonist", "*inducer", _AVOID,
        "The anticoagulant is broken down faster, so clots may form; after the other ends, "
        "bleeding.",
        "Test the INR often during and for weeks after it.", within_days=14,
    ),
    interaction(
        "*direct oral anticoagulant", "*inducer", _AVOID,
        "The anticoagulant is broken down faster, so clots may form.", _ASK,
    ),
    interaction(
        "*direct oral anticoagulant", "itraconazole", _NEVER,
        "The anticoagulant stays much longer: bleeding.", _ASK,
    ),
    interaction(
        "*direct oral anticoagulant", "ketoconazole", _NEVER,
        "The anticoagulant stays much longer: bleeding.", _ASK,
    ),
    interaction(
        "dabigatran", "ciclosporin", _NEVER, "Dabigatran stays much longer: bleeding.", _ASK,
    ),
    interaction(
        "*ssri", "*nsaid", _CARE, "Bleeding from the stomach: both weaken its defence.",
        "Use paracetamol instead, or protect the stomach.",
    ),
    interaction(
        "clopidogrel", "omeprazole", _AVOID,
        "Omeprazole hinders the step that makes clopidogrel work.", "Take pantoprazole instead.",
    ),
    interaction(
        "clopidogrel", "esomeprazole", _AVOID,
        "Esomeprazole hinders the step that makes clopidogrel work.", "Take pantoprazole instead.",
    ),
    # Serotonin.
    interaction(
        "*maoi", "*ssri", _NEVER,
        "Serotonin syndrome: fever, cramps, confusion, death.",
        "Never together; leave two weeks between them, five after fluoxetine.",
        within_days=14, document=_ONC, section="MAO inhibitors and SSRIs",
    ),
    interaction(
        "*maoi", "*snri", _NEVER, "Serotonin syndrome: fever, cramps, confusion, death.",
        "Never together; leave two weeks between them.", within_days=14,
    ),
    interaction(
        "*maoi", "*maoi", _NEVER, "A dangerous rise of blood pressure and serotonin syndrome.",
        "Never together; leave two weeks between them.", within_days=14,
    ),
    interaction(
        "*maoi", "*tricyclic", _NEVER,
        "Serotonin syndrome and a dangerous rise of blood pressure.",
        "Never together; leave two weeks between them.", within_days=14, document=_ONC,
        section="MAO inhibitors and tricyclics",
    ),
    interaction(
        "*maoi", "tramadol", _NEVER, "Serotonin syndrome and seizures.",
        "Never together; leave two weeks between them.", within_days=14,
    ),
    interaction(
        "*maoi", "pethidine", _NEVER, "Serotonin syndrome, sinking breath, death.",
        "Never together; leave two weeks between them.", within_days=14, document=_ONC,
        section="MAO inhibitors and narcotic analgesics",
    ),
    interaction(
        "*maoi", "dextromethorphan", _NEVER, "Serotonin syndrome.",
        "Take another cough medicine; leave two weeks between them.", within_days=14,
    ),
    interaction(
        "*maoi", "*triptan", _NEVER, "The triptan stays much longer: spasm of vessels.",
        "Never together; leave two weeks between them.", within_days=14,
    ),
    interaction(
        "*maoi", "*sympathomimetic", _NEVER, "A dangerous rise of blood pressure.",
        "Never together; leave two weeks between them.", within_days=14, document=_ONC,
        section="MAO inhibitors and amphetamine-like medicines",
    ),
    interaction(
        "*ssri", "tramadol", _AVOID, "Serotonin syndrome and seizures.",
        "Take another pain medicine; watch for shivering, sweat, confusion.",
    ),
    interaction(
        "*tricyclic", "tramadol", _AVOID, "Seizures and serotonin syndrome.",
        "Take another pain medicine.",
    ),
    interaction(
        "*ssri", "*tricyclic", _CARE,
        "The tricyclic is broken down more slowly and both raise serotonin.",
        "Low dose of the tricyclic; watch pulse and confusion.",
    ),
    # Rhythm.
    interaction(
        "*qt", "*qt", _AVOID,
        "Both lengthen the QT interval: torsades de pointes, sudden death.",
        "Choose another for one of them; if unavoidable, ECG and potassium first.",
        document=_ONC, section="QT-prolonging medicines with each other",
    ),
    interaction(
        "*beta-blocker", "*rate-slowing calcium blocker", _AVOID,
        "The heart may beat too slowly or stop.", "Take amlodipine instead, or ask for an ECG.",
    ),
    interaction(
        "domperidone", "*strong inhibitor", _NEVER,
        "Domperidone rises and lengthens the QT interval: sudden death.", _ASK,
    ),
    interaction(
        "quetiapine", "*strong inhibitor", _NEVER, "Quetiapine rises to poisonous levels.", _ASK,
    ),
    interaction(
        "quetiapine", "erythromycin", _NEVER, "Quetiapine rises to poisonous levels.", _ASK,
    ),
    interaction(
        "digoxin", "amiodarone", _CARE, "Digoxin rises to about twice its level.",
        "Halve digoxin and measure it.", within_days=28,
    ),
    interaction(
        "digoxin", "verapamil", _CARE, "Digoxin rises and the pulse falls.",
        "Lower digoxin and measure it.",
    ),
    interaction(
        "digoxin", "*macrolide inhibitor", _CARE, "Digoxin rises.",
        "Choose another antibiotic, or measure digoxin.",
    ),
    interaction(
        "digoxin", "quinine", _CARE, "Digoxin rises.", "Lower digoxin and measure it.",
    ),
    interaction(
        "digoxin", "*potassium lowering", _CARE,
        "Low potassium makes digoxin poisonous.", "Measure potassium and keep it normal.",
    ),
    interaction(
        "amiodarone", "*rate-slowing calcium blocker", _AVOID,
        "The heart may beat too slowly or stop.", "Only under ECG.",
    ),
    # Potassium and kidney.
    interaction(
        "*renin blocker", "*potassium raising", _AVOID,
        "Potassium may rise until the heart stops.",
        "Only where a doctor wants both, with potassium and kidney tests within a week.",
    ),
    interaction(
        "*ace inhibitor", "*angiotensin blocker", _AVOID,
        "Potassium rises, the kidney fails, the pressure falls.", "Take one of them.",
    ),
    interaction(
        "spironolactone", "potassium chloride", _NEVER,
        "Potassium may rise until the heart stops.", "Stop potassium; measure it.",
    ),
    interaction(
        "spironolactone", "trimethoprim", _AVOID,
        "Potassium may rise until the heart stops.", "Choose another antibiotic.",
    ),
    interaction(
        "*nsaid", "*renin blocker", _CARE,
        "The kidney may fail, above all with a diuretic or in the old.",
        "Use paracetamol instead; otherwise short, with drink and a kidney test.",
    ),
    interaction(
        "*nsaid", "*loop diuretic", _CARE, "The kidney may fail and the diuretic works less.",
        "Use paracetamol instead.",
    ),
    interaction(
        "*nsaid", "lithium", _AVOID, "The kidney keeps lithium: poisoning.",
        "Use paracetamol instead, or measure lithium within days.",
    ),
    interaction(
        "lithium", "*thiazide", _AVOID, "The kidney keeps lithium: poisoning.",
        "Choose another medicine, or measure lithium within days.",
    ),
    interaction(
        "lithium", "*renin blocker", _AVOID, "The kidney keeps lithium: poisoning.",
        "Choose another medicine, or measure lithium within days.",
    ),
    interaction(
        "*aminoglycoside", "*loop diuretic", _CARE, "Deafness and kidney failure add up.",
        "Only with kidney tests; mind the ears.",
    ),
    interaction(
        "*aminoglycoside", "*aminoglycoside", _NEVER,
        "Deafness and kidney failure add up.", "Give one of them.",
    ),
    interaction(
        "*calcineurin inhibitor", "*nsaid", _AVOID, "Kidney failure.", "Use paracetamol instead.",
    ),
    # Muscle.
    interaction(
        "simvastatin", "*macrolide inhibitor", _NEVER,
        "The statin stays much longer: muscles dissolve, kidneys fail.",
        "Pause the statin during the antibiotic.", document=_ONC,
        section="HMG-CoA reductase inhibitors and CYP3A4 inhibitors",
    ),
    interaction(
        "atorvastatin", "*macrolide inhibitor", _AVOID,
        "The statin stays longer: muscles dissolve.",
        "Pause the statin, or a low dose with watch on the muscles.",
    ),
    interaction(
        "simvastatin", "itraconazole", _NEVER,
        "The statin stays much longer: muscles dissolve.", "Pause the statin.",
        document=_ONC, section="HMG-CoA reductase inhibitors and CYP3A4 inhibitors",
    ),
    interaction(
        "simvastatin", "ketoconazole", _NEVER,
        "The statin stays much longer: muscles dissolve.", "Pause the statin.",
        document=_ONC, section="HMG-CoA reductase inhibitors and CYP3A4 inhibitors",
    ),
    interaction(
        "simvastatin", "*protease inhibitor", _NEVER,
        "The statin stays much longer: muscles dissolve.", "Take another statin as advised.",
        document=_ONC, section="HMG-CoA reductase inhibitors and protease inhibitors",
    ),
    interaction(
        "*statin", "gemfibrozil", _AVOID, "Muscles dissolve, kidneys fail.",
        "Take fenofibrate instead, or stop one; never with simvastatin.",
    ),
    interaction(
        "simvastatin", "gemfibrozil", _NEVER, "Muscles dissolve, kidneys fail.",
        "Take another statin or fenofibrate as advised.",
    ),
    interaction(
        "simvastatin", "ciclosporin", _NEVER,
        "The statin stays much longer: muscles dissolve.", "Choose another statin as advised.",
    ),
    interaction(
        "*statin", "fenofibrate", _CARE, "Muscles may weaken or dissolve.",
        "Only where a doctor wants both; stop both with muscle pain.",
    ),
    interaction(
        "atorvastatin", "itraconazole", _AVOID, "The statin stays much longer: muscles dissolve.",
        "Pause the statin.",
    ),
    interaction(
        "atorvastatin", "ketoconazole", _AVOID, "The statin stays much longer: muscles dissolve.",
        "Pause the statin.",
    ),
    interaction(
        "*cyp3a4 statin", "ciclosporin", _AVOID, "The statin stays much longer: muscles dissolve.",
        "Choose another statin as advised; never simvastatin.",
    ),
    interaction(
        "*statin", "colchicine", _CARE, "Muscles may weaken or dissolve.",
        "Stop both with muscle pain or weakness.",
    ),
    interaction(
        "colchicine", "*macrolide inhibitor", _NEVER,
        "Colchicine rises to poisonous levels: death.", _ASK,
    ),
    interaction(
        "colchicine", "azithromycin", _NEVER,
        "Colchicine may rise to poisonous levels.", _ASK, document="RCP (France)",
    ),
    interaction(
        "colchicine", "roxithromycin", _NEVER,
        "Colchicine may rise to poisonous levels.", _ASK, document="RCP (France)",
    ),
    interaction(
        "colchicine", "*strong inhibitor", _AVOID,
        "Colchicine rises to poisonous levels.", _ASK,
    ),
    # Vessels.
    interaction(
        "*pde5 inhibitor", "*nitrate", _NEVER,
        "The blood pressure collapses.",
        "Never within 24 hours of sildenafil or 48 hours of tadalafil.", within_days=2,
    ),
    interaction(
        "*pde5 inhibitor", "*alpha-blocker", _CARE, "The blood pressure falls on standing.",
        "Lowest dose, hours apart.",
    ),
    interaction(
        "*pde5 inhibitor", "*protease inhibitor", _AVOID,
        "The blood pressure falls for long.", "Ask the prescriber for a low dose.",
    ),
    interaction(
        "*pde5 inhibitor", "*strong inhibitor", _CARE, "The blood pressure falls for long.",
        "Ask the prescriber for a low dose.",
    ),
    interaction(
        "*pde5 inhibitor", "erythromycin", _CARE, "The blood pressure falls for long.",
        "Ask the prescriber for a low dose.",
    ),
    interaction(
        "*ergot", "*macrolide inhibitor", _NEVER,
        "Spasm of vessels: hands and feet die.", _ASK, document=_ONC,
        section="ergot alkaloids and CYP3A4 inhibitors",
    ),
    interaction(
        "*ergot", "azithromycin", _NEVER, "Spasm of vessels: hands and feet die.", _ASK,
        document="RCP (France)",
    ),
    interaction(
        "*ergot", "roxithromycin", _NEVER, "Spasm of vessels: hands and feet die.", _ASK,
        document="RCP (France)",
    ),
    interaction(
        "*ergot", "*protease inhibitor", _NEVER,
        "Spasm of vessels: hands and feet die.", _ASK, document=_ONC,
        section="ergot alkaloids and protease inhibitors",
    ),
    interaction(
        "*ergot", "*azole", _NEVER, "Spasm of vessels: hands and feet die.", _ASK,
        document=_ONC, section="ergot alkaloids and CYP3A4 inhibitors",
    ),
    interaction(
        "*ergot", "*triptan", _NEVER, "Spasm of vessels, of the heart too.",
        "Leave 24 hours between them.", within_days=1, document=_ONC,
        section="triptans and ergot alkaloids",
    ),
    # Breath.
    interaction(
        "*opioid", "*benzodiazepine", _AVOID,
        "Deep sleep and sinking breath: death.",
        "Only where nothing else will do: lowest doses, short, somebody watching.",
    ),
    interaction(
        "*opioid", "*opioid", _AVOID, "Deep sleep and sinking breath add up.", "Take one of them.",
    ),
    interaction(
        "*cyp3a4 benzodiazepine", "*strong inhibitor", _NEVER,
        "Midazolam stays much longer: deep sleep and sinking breath.", _ASK, document=_ONC,
        section="midazolam and protease inhibitors",
    ),
    interaction(
        "fentanyl", "*strong inhibitor", _AVOID, "Fentanyl rises: sinking breath.",
        "Only under watch with a lower dose.",
    ),
    interaction(
        "codeine", "*cyp2d6 inhibitor", _CARE, "Codeine does not become morphine: pain stays.",
        "Take another pain medicine.",
    ),
    interaction(
        "*non-selective beta-blocker", "*beta-agonist", _AVOID,
        "Each undoes the other: asthma may become deadly.",
        "No such beta-blocker in asthma; ask for another.",
    ),
    # Marrow and toxicity.
    interaction(
        "methotrexate", "trimethoprim", _NEVER,
        "Both block folate: the marrow fails.", "Choose another antibiotic.",
    ),
    interaction(
        "methotrexate", "*nsaid", _AVOID, "The kidney keeps methotrexate: the marrow fails.",
        "Only at low weekly doses with blood and kidney tests.",
    ),
    interaction(
        "methotrexate", "*salicylate", _AVOID, "The kidney keeps methotrexate: the marrow fails.",
        "Only at low weekly doses with blood and kidney tests.",
    ),
    interaction(
        "methotrexate", "*ppi", _CARE, "Methotrexate may stay longer.",
        "Matters at high doses: measure it.",
    ),
    interaction(
        "methotrexate", "*penicillin", _CARE, "The kidney keeps methotrexate.",
        "Blood count soon; watch for a sore mouth.",
    ),
    interaction(
        "azathioprine", "allopurinol", _NEVER,
        "Azathioprine is not broken down: the marrow fails.",
        "Not together; if unavoidable, a quarter of the azathioprine and blood counts.",
        document=_ONC, section="xanthine oxidase inhibitors and thiopurines",
    ),
    interaction(
        "zidovudine", "sulfamethoxazole", _CARE, "The marrow may fail.", "Blood counts.",
    ),
    interaction(
        "*xanthine", "*cyp1a2 inhibitor", _AVOID,
        "Theophylline rises: seizures, racing heart.",
        "Choose another antibiotic, or lower and measure theophylline.",
    ),
    interaction(
        "*xanthine", "*macrolide inhibitor", _CARE,
        "Theophylline rises: seizures, racing heart.",
        "Choose azithromycin, or lower and measure theophylline.",
    ),
    interaction(
        "tizanidine", "*cyp1a2 inhibitor", _NEVER,
        "Tizanidine rises tenfold: the pressure collapses.", _ASK, document=_ONC,
        section="tizanidine and CYP1A2 inhibitors",
    ),
    interaction(
        "*calcineurin inhibitor", "*macrolide inhibitor", _AVOID,
        "The level rises: the kidney is poisoned.", "Choose azithromycin, or measure the level.",
    ),
    interaction(
        "*calcineurin inhibitor", "*azole", _CARE,
        "The level rises: the kidney is poisoned.", "Lower the dose and measure the level.",
    ),
    interaction(
        "fluticasone", "ritonavir", _AVOID,
        "The inhaled steroid acts on the whole body: Cushing's syndrome.",
        "Take beclometasone instead.",
    ),
    interaction(
        "budesonide", "ritonavir", _AVOID,
        "The inhaled steroid acts on the whole body: Cushing's syndrome.",
        "Take beclometasone instead.",
    ),
    interaction(
        "carbamazepine", "*macrolide inhibitor", _AVOID,
        "Carbamazepine rises: double sight, stagger.", "Choose azithromycin.",
    ),
    interaction(
        "valproic acid", "lamotrigine", _CARE,
        "Lamotrigine doubles: a dangerous rash.", "Half the dose, raised slowly.",
    ),
    interaction(
        "*sulfonylurea", "*azole", _CARE, "The blood sugar falls too far.",
        "Measure the sugar often.",
    ),
    interaction(
        "*sulfonylurea", "sulfamethoxazole", _CARE, "The blood sugar falls too far.",
        "Measure the sugar often.",
    ),
    interaction(
        "*sulfonylurea", "clarithromycin", _CARE, "The blood sugar falls too far.",
        "Choose azithromycin, or measure the sugar often.",
    ),
    # Loss of effect.
    interaction(
        "rifampicin", "*hormonal contraceptive", _AVOID,
        "The contraceptive fails, for four weeks after it, too.",
        "Use condoms or an IUD.", within_days=28,
    ),
    interaction(
        "carbamazepine", "*hormonal contraceptive", _AVOID,
        "The contraceptive fails, for four weeks after it, too.", "Use condoms or an IUD.",
        within_days=28,
    ),
    interaction(
        "phenytoin", "*hormonal contraceptive", _AVOID,
        "The contraceptive fails, for four weeks after it, too.", "Use condoms or an IUD.",
        within_days=28,
    ),
    interaction(
        "rifampicin", "*protease inhibitor", _NEVER,
        "The antiviral is lost: HIV becomes resistant.", "Ask for another treatment of HIV or TB.",
    ),
    interaction(
        "rifampicin", "dolutegravir", _CARE,
        "The antiviral falls.", "Dolutegravir twice a day, until two weeks after rifampicin.",
        within_days=14,
    ),
    interaction(
        "rifampicin", "nevirapine", _AVOID, "The antiviral falls.", "Take efavirenz instead.",
    ),
    interaction(
        "sofosbuvir", "*inducer", _NEVER, "The antiviral is lost.", _ASK,
    ),
    interaction(
        "sofosbuvir", "amiodarone", _AVOID, "The heart may beat too slowly or stop.",
        "Only under watch in hospital.",
    ),
    interaction(
        "atazanavir", "*ppi", _AVOID, "The antiviral is not absorbed.", "Ask for another one.",
        document=_ONC, section="atazanavir and proton pump inhibitors",
    ),
    interaction(
        "*calcineurin inhibitor", "*inducer", _AVOID,
        "The level falls: the transplant is rejected.", "Raise the dose and measure the level.",
    ),
    interaction(
        "levodopa", "*dopamine blocker", _AVOID, "Each undoes the other.",
        "For sickness take domperidone.",
    ),
    interaction(
        "artemether", "*inducer", _NEVER, "The antimalarial is lost.", "Ask for another one.",
    ),
    interaction(
        "praziquantel", "rifampicin", _NEVER, "Praziquantel is lost.",
        "Treat the worms four weeks after the end of rifampicin.", within_days=28,
    ),
    # Absorption: hours apart are enough.
    interaction(
        "*fluoroquinolone", "*polyvalent cation", _CARE,
        "The metal binds the antibiotic in the bowel.",
        "Take the antibiotic at least 2 hours before, or 4 to 6 hours after it.", apart_hours=2,
    ),
    interaction(
        "*tetracycline", "*polyvalent cation", _CARE,
        "The metal binds the antibiotic in the bowel.", "Take them at least 2 hours apart.",
        apart_hours=2,
    ),
    interaction(
        "levothyroxine", "*polyvalent cation", _CARE, "The metal binds the hormone in the bowel.",
        "Take them at least 4 hours apart.", apart_hours=4,
    ),
    interaction(
        "*bisphosphonate", "*polyvalent cation", _CARE,
        "The metal binds the medicine in the bowel.",
        "Take the other at least 30 minutes later, better at another meal.", apart_hours=1,
    ),
    interaction(
        "dolutegravir", "*polyvalent cation", _CARE, "The metal binds the antiviral in the bowel.",
        "Dolutegravir 2 hours before or 6 hours after it.", apart_hours=2,
    ),
    interaction(
        "*adsorbent", "paracetamol", _CARE, "The adsorbent binds the other medicine.",
        "Take them at least 2 hours apart.", apart_hours=2,
    ),
    interaction(
        "*tetracycline", "retinol", _AVOID, "The pressure in the skull may rise.",
        "No vitamin A during it.",
    ),
)  # fmt: skip
"""
Each pair once; a star means every substance of a group.
"""
