"""
Combinations: products of several substances in the formulary.
"""

from typing import Final

from dastern_core.medicines.formulary.rows import product
from dastern_core.medicines.products import Product

__all__ = ["COMBINATIONS"]

COMBINATIONS: Final[tuple[Product, ...]] = (
    product(
        "amoxicillin/clavulanic acid", "amoxicillin|clavulanic acid",
        also="co-amoxiclav|amoxicillin/clavulanate|amoxicilline/acide clavulanique"
        "|amoxiclav|Augmentin|Curam|Klamentin",
        strengths="500/125 mg|875/125 mg|250/125 mg|125/31.25 mg/5 ml|250/62.5 mg/5 ml"
        "|400/57 mg/5 ml",
        forms="film-coated tablet|powder|syrup|injection",
    ),
    product(
        "co-trimoxazole", "sulfamethoxazole|trimethoprim",
        also="cotrimoxazole|sulfamethoxazole/trimethoprim|SMX-TMP|TMP-SMX|Bactrim|Septrin"
        "|Cotrim|កូទ្រីម៉ុកសាហ្សូល|បាក់ទ្រីម",
        strengths="400/80 mg|800/160 mg|100/20 mg|200/40 mg/5 ml", forms="tablet|syrup",
    ),
    product(
        "piperacillin/tazobactam", "piperacillin|tazobactam", also="Tazocilline|Tazocin",
        strengths="4000/500 mg", forms="injection",
    ),
    product(
        "metronidazole/spiramycin", "spiramycin|metronidazole",
        also="spiramycin/metronidazole|Rodogyl|Birodogyl", forms="film-coated tablet",
    ),
    product(
        "rifampicin/isoniazid", "rifampicin|isoniazid", also="RH|Rifinah",
        strengths="150/75 mg|300/150 mg|75/50 mg",
    ),
    product(
        "rifampicin/isoniazid/pyrazinamide/ethambutol",
        "rifampicin|isoniazid|pyrazinamide|ethambutol", also="RHZE|HRZE|AKuriT-4",
        strengths="150/75/400/275 mg",
    ),
    product(
        "rifampicin/isoniazid/pyrazinamide", "rifampicin|isoniazid|pyrazinamide",
        also="RHZ|HRZ|Rifater", strengths="75/50/150 mg|150/75/400 mg",
    ),
    product(
        "tenofovir/lamivudine/dolutegravir",
        "tenofovir disoproxil|lamivudine|dolutegravir", also="TLD", strengths="300/300/50 mg",
    ),
    product(
        "tenofovir/lamivudine/efavirenz", "tenofovir disoproxil|lamivudine|efavirenz",
        also="TLE|TLE400", strengths="300/300/600 mg|300/300/400 mg",
    ),
    product(
        "zidovudine/lamivudine", "zidovudine|lamivudine", also="Combivir|Duovir",
        strengths="300/150 mg",
    ),
    product(
        "lopinavir/ritonavir", "lopinavir|ritonavir", also="Kaletra|Aluvia",
        strengths="200/50 mg|100/25 mg",
    ),
    product(
        "artemether/lumefantrine", "artemether|lumefantrine", also="Coartem|Riamet",
        strengths="20/120 mg|80/480 mg",
    ),
    product(
        "artesunate/mefloquine", "artesunate|mefloquine", also="ASMQ",
        strengths="100/220 mg|25/55 mg",
    ),
    product(
        "dihydroartemisinin/piperaquine", "dihydroartemisinin|piperaquine",
        also="DHA-PIP|Duo-Cotecxin|Eurartesim", strengths="40/320 mg|20/160 mg",
    ),
    product(
        "paracetamol/codeine", "paracetamol|codeine",
        also="co-codamol|Codoliprane|Efferalgan Codeine|Dafalgan Codeine|Klipal",
        strengths="500/30 mg|400/20 mg|600/50 mg|300/25 mg|500/8 mg",
    ),
    product(
        "paracetamol/tramadol", "tramadol|paracetamol",
        also="tramadol/paracetamol|Ixprim|Zaldiar|Ultracet", strengths="37.5/325 mg|75/650 mg",
    ),
    product(
        "paracetamol/caffeine", "paracetamol|caffeine", also="Panadol Extra",
        strengths="500/65 mg",
    ),
    product(
        "paracetamol/ibuprofen", "paracetamol|ibuprofen", strengths="500/200 mg|325/200 mg",
        also="ibuprofen/paracetamol",
    ),
    product(
        "paracetamol/chlorphenamine", "paracetamol|chlorphenamine",
        also="paracetamol/chlorpheniramine", strengths="500/2 mg|500/4 mg|325/2 mg",
        forms="tablet|syrup|powder",
    ),
    product(
        "amlodipine/valsartan", "amlodipine|valsartan", also="valsartan/amlodipine|Exforge",
        strengths="5/80 mg|5/160 mg|10/160 mg",
    ),
    product(
        "losartan/hydrochlorothiazide", "losartan|hydrochlorothiazide",
        also="losartan/HCTZ|Hyzaar|Fortzaar", strengths="50/12.5 mg|100/25 mg|100/12.5 mg",
    ),
    product(
        "valsartan/hydrochlorothiazide", "valsartan|hydrochlorothiazide",
        also="Co-Diovan|Cotareg", strengths="80/12.5 mg|160/12.5 mg|160/25 mg",
    ),
    product(
        "telmisartan/amlodipine", "telmisartan|amlodipine", also="Twynsta",
        strengths="40/5 mg|80/5 mg|80/10 mg",
    ),
    product(
        "perindopril/amlodipine", "perindopril|amlodipine", also="Coveram",
        strengths="5/5 mg|5/10 mg|10/5 mg|10/10 mg",
    ),
    product(
        "perindopril/indapamide", "perindopril|indapamide", also="Preterax|Bipreterax",
        strengths="2/0.625 mg|4/1.25 mg|2.5/0.625 mg|5/1.25 mg",
    ),
    product(
        "enalapril/hydrochlorothiazide", "enalapril|hydrochlorothiazide", also="Co-Renitec",
        strengths="20/12.5 mg",
    ),
    product(
        "metformin/glibenclamide", "metformin|glibenclamide", also="Glucovance",
        strengths="500/2.5 mg|500/5 mg",
    ),
    product(
        "metformin/sitagliptin", "sitagliptin|metformin", also="sitagliptin/metformin|Janumet",
        strengths="50/500 mg|50/850 mg|50/1000 mg",
    ),
    product(
        "metformin/vildagliptin", "vildagliptin|metformin",
        also="vildagliptin/metformin|Galvus Met",
        strengths="50/850 mg|50/1000 mg|50/500 mg",
    ),
    product(
        "metformin/glimepiride", "glimepiride|metformin", also="glimepiride/metformin|Amaryl M",
        strengths="1/500 mg|2/500 mg",
    ),
    product(
        "aspirin/clopidogrel", "clopidogrel|aspirin", also="clopidogrel/aspirin|DuoPlavin|CoPlavix",
        strengths="75/75 mg|75/100 mg",
    ),
    product(
        "ethinylestradiol/levonorgestrel", "levonorgestrel|ethinylestradiol",
        also="levonorgestrel/ethinylestradiol|Microgynon|OK Pill|Minidril",
        strengths="0.15/0.03 mg",
    ),
    product(
        "aluminium hydroxide/magnesium hydroxide", "aluminium hydroxide|magnesium hydroxide",
        also="Maalox|Gastal", forms="tablet|syrup",
    ),
    product(
        "vitamin B complex", "thiamine|pyridoxine|cyanocobalamin",
        also="B complex|vitamin B1-B6-B12|Neurobion|Trivita B|B1B6B12|វីតាមីនបេកុំផ្លិច",
    ),
    product(
        "ferrous sulfate/folic acid", "ferrous sulfate|folic acid",
        also="iron/folic acid|IFA|Tardyferon B9|ជាតិដែកអាស៊ីតហ្វូលិក",
        strengths="60/0.4 mg|200/0.4 mg",
    ),
    product(
        "ferrous fumarate/folic acid", "ferrous fumarate|folic acid", strengths="200/0.4 mg",
    ),
    product(
        "calcium/vitamin D", "calcium carbonate|colecalciferol",
        also="calcium/vitamin D3|Calcium D3|Caltrate D|Calcium Sandoz D|Orocal D3",
    ),
    product(
        "levodopa/benserazide", "levodopa|benserazide", also="Modopar|Madopar",
        strengths="100/25 mg|200/50 mg", forms="capsule|tablet",
    ),
    product(
        "levodopa/carbidopa", "levodopa|carbidopa", also="Sinemet", strengths="100/25 mg|250/25 mg",
    ),
    product(
        "salmeterol/fluticasone", "salmeterol|fluticasone", also="Seretide",
        strengths="25/125 mcg|25/250 mcg|50/250 mcg", forms="inhaler",
    ),
    product(
        "omeprazole/sodium bicarbonate", "omeprazole|sodium bicarbonate", also="Zegerid",
        forms="capsule|powder",
    ),
)  # fmt: skip
"""
Products of several substances, each with the order of its printed strengths.
"""
