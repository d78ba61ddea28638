"""
Case: what one prescription says, apart from how a form prints it.
"""

from collections.abc import Mapping
from fractions import Fraction

import attrs
from tools.render_prescription.forms import Form

from dastern_core.kernel import decimal_text, parse_amount

__all__ = ["CASES", "SLOTS", "Case", "Medicine"]

SLOTS = ("morning", "midday", "afternoon", "evening", "night")


@attrs.frozen(kw_only=True)
class Medicine:
    """
    One row: a medicine, its doses of a day and for how many days.

    Args:
        name: The name as printed, with its strength unless that stands apart.
        strength: The strength as printed; empty where it stands in the name or nowhere.
        unit: The word for what is counted, as printed after the quantity.
        dose_unit: The word for what one takes, where it is another, such as ``ml``.
        method: How to take it, as printed; empty where the form is left blank.
        doses: The printed amount for each slot in which it is taken.
        days: For how many days; the quantity follows from it.
        supply: The amount handed out where it does not: one bottle, for example.
    """

    name: str
    strength: str = ""
    unit: str
    dose_unit: str = ""
    method: str = ""
    doses: Mapping[str, str]
    days: int
    supply: str = ""

    @property
    def quantity(self) -> Fraction:
        """
        Give the amount handed out: the day's doses times the days.
        """
        if self.supply:
            return parse_amount(self.supply)
        return sum((parse_amount(dose) for dose in self.doses.values()), Fraction(0)) * self.days

    def cell(self, column: str, form: Form, *, number: int) -> str:
        """
        Give the text printed in one column.

        Args:
            column: The column's name.
            form: The form that prints it.
            number: The row's number, from 1.
        """
        if column in SLOTS:
            return self._dose(self.doses[column], form) if column in self.doses else form.none
        apart = {one.name for one in form.columns}
        amount = decimal_text(self.quantity)
        texts = {
            "no": str(number),
            "name": self.name if "strength" in apart else f"{self.name} {self.strength}".strip(),
            "strength": self.strength,
            "quantity": amount if "unit" in apart else f"{amount} {self.unit}",
            "unit": self.unit,
            "method": self.method,
            "remark": self.method,
            "days": str(self.days),
        }
        return texts[column]

    def _dose(self, amount: str, form: Form) -> str:
        if form.dose_unit is not None:
            return f"{amount}{form.dose_unit}{self.dose_unit or self.unit}"
        return f"{amount} {self.dose_unit}".strip()


@attrs.frozen(kw_only=True)
class Case:
    """
    One visit: the words around the table and the medicines in it.

    Args:
        fields: The values that a form's lines name in braces.
        medicines: The rows, in the order printed.
    """

    fields: Mapping[str, str]
    medicines: tuple[Medicine, ...]


CASES = {
    "bronchitis": Case(
        fields={
            "hospital_km": "មន្ទីរពេទ្យគំរូរំដួល",
            "hospital": "Rumduol Sample Hospital",
            "code": "SAMPLE0042",
            "patient": "អ្នកជំងឺគំរូ",
            "age": "34",
            "sex": "ស្រី",
            "payment": "បង់ដោយខ្លួនឯង",
            "diagnosis": "Acute Bronchitis",
            "department": "ពិគ្រោះជំងឺក្រៅ - បន្ទប់លេខ 3",
            "date": "12/10/2026 09:30",
            "doctor": "វេជ្ជបណ្ឌិត គំរូ",
        },
        medicines=(
            Medicine(
                name="Paracetamol 500mg",
                unit="គ្រាប់",
                method="ក្រោយបាយ",
                doses={"morning": "1", "midday": "1", "evening": "1"},
                days=5,
            ),
            Medicine(
                name="Amoxicillin 500mg",
                unit="គ្រាប់ស្រោប",
                method="ក្រោយបាយ",
                doses={"morning": "1", "midday": "1", "evening": "1"},
                days=7,
            ),
            Medicine(
                name="Acetylcysteine 200mg",
                unit="កញ្ចប់",
                doses={"morning": "1", "evening": "1"},
                days=5,
            ),
            Medicine(
                name="Salbutamol 4mg",
                unit="គ្រាប់",
                doses={"morning": "1/2", "evening": "1/2"},
                days=7,
            ),
            Medicine(
                name="Cetirizine 10mg",
                unit="គ្រាប់",
                doses={"night": "1"},
                days=7,
            ),
        ),
    ),
    "gastritis": Case(
        fields={
            "hospital_km": "មន្ទីរពេទ្យគំរូរំដួល",
            "hospital": "Rumduol Sample Hospital",
            "code": "SAMPLE0107",
            "patient": "អ្នកជំងឺគំរូ",
            "age": "52",
            "sex": "ប្រុស",
            "payment": "បង់ដោយខ្លួនឯង",
            "diagnosis": "Gastritis",
            "department": "ជំងឺទូទៅ",
            "date": "03/11/2026",
            "doctor": "វេជ្ជបណ្ឌិត គំរូ",
        },
        medicines=(
            Medicine(
                name="Omeprazole 20mg",
                unit="គ្រាប់ស្រោប",
                method="មុនបាយ",
                doses={"morning": "1", "evening": "1"},
                days=14,
            ),
            Medicine(
                name="Domperidone 10mg",
                unit="គ្រាប់",
                method="មុនបាយ",
                doses={"morning": "1", "midday": "1", "evening": "1"},
                days=5,
            ),
            Medicine(
                name="Aluminium hydroxide 500mg",
                unit="គ្រាប់",
                method="ក្រោយបាយ",
                doses={"morning": "1", "midday": "1", "evening": "2"},
                days=7,
            ),
            Medicine(
                name="Amlodipine 5mg",
                unit="គ្រាប់",
                doses={"morning": "½"},
                days=30,
            ),
        ),
    ),
    "angine": Case(
        fields={
            "hospital": "Rumduol Sample Hospital",
            "code": "SAMPLE0211",
            "patient": "Patient Exemple",
            "age": "28",
            "sex": "F",
            "diagnosis": "Angine",
            "department": "Consultation externe",
            "date": "19/10/2026",
            "doctor": "Dr Exemple",
        },
        medicines=(
            Medicine(
                name="Amoxicilline 500mg",
                unit="gélules",
                method="après repas",
                doses={"morning": "1", "midday": "1", "evening": "1"},
                days=6,
            ),
            Medicine(
                name="Paracétamol 500mg",
                unit="cp",
                method="si fièvre",
                doses={"morning": "1", "midday": "1", "evening": "1", "night": "1"},
                days=3,
            ),
            Medicine(
                name="Prednisolone 5mg",
                unit="cp",
                doses={"morning": "1½"},
                days=4,
            ),
            Medicine(
                name="Vitamine C 500mg",
                unit="sachets",
                doses={"midday": "1"},
                days=10,
            ),
        ),
    ),
}
