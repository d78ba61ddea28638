"""
The words of the week's picture, in each language in which it speaks.
"""

from enum import Enum
from typing import Final

import attrs

from dastern_core.schedule import DoseStatus, Slot

__all__ = ["WORDS", "WeekLanguage", "WeekWords"]


class WeekLanguage(Enum):
    """
    The languages of the picture, by ISO 639-1 code.

    Prescriptions are printed in French too, so their week is drawn in it, though nothing
    else speaks it (``dastern_core.kernel.Language``).
    """

    KHMER = "km"
    ENGLISH = "en"
    FRENCH = "fr"


@attrs.frozen(kw_only=True)
class WeekWords:
    """
    What stands in the picture beside names and numbers.

    Args:
        title: Above the week.
        nothing: Instead of rows where there are none.
        days: Monday to Sunday.
        slots: The times of day; None stands for a dose at a time of its own.
        statuses: What became of a dose, in the legend's order.
        reminder: What an alarm says.
    """

    title: str
    nothing: str
    days: tuple[str, ...]
    slots: dict[Slot | None, str]
    statuses: dict[DoseStatus, str]
    reminder: str


WORDS: Final[dict[WeekLanguage, WeekWords]] = {
    WeekLanguage.ENGLISH: WeekWords(
        title="The week's medicines",
        nothing="No doses in this week",
        days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        slots={
            Slot.MORNING: "Morning",
            Slot.MIDDAY: "Midday",
            Slot.AFTERNOON: "Afternoon",
            Slot.EVENING: "Evening",
            Slot.NIGHT: "Night",
            None: "Other times",
        },
        statuses={
            DoseStatus.TAKEN_ON_TIME: "taken on time",
            DoseStatus.TAKEN_LATE: "taken late",
            DoseStatus.SKIPPED: "skipped",
            DoseStatus.MISSED: "missed",
            DoseStatus.DUE: "still to take",
        },
        reminder="Time for your medicine",
    ),
    WeekLanguage.KHMER: WeekWords(
        title="ឱសថប្រចាំសប្ដាហ៍",
        nothing="គ្មានឱសថត្រូវប្រើក្នុងសប្ដាហ៍នេះទេ",
        days=("ច័ន្ទ", "អង្គារ", "ពុធ", "ព្រហស្បតិ៍", "សុក្រ", "សៅរ៍", "អាទិត្យ"),
        slots={
            Slot.MORNING: "ព្រឹក",
            Slot.MIDDAY: "ថ្ងៃត្រង់",
            Slot.AFTERNOON: "រសៀល",
            Slot.EVENING: "ល្ងាច",
            Slot.NIGHT: "យប់",
            None: "ម៉ោងផ្សេង",
        },
        statuses={
            DoseStatus.TAKEN_ON_TIME: "បានប្រើទាន់ពេល",
            DoseStatus.TAKEN_LATE: "បានប្រើយឺត",
            DoseStatus.SKIPPED: "រំលង",
            DoseStatus.MISSED: "ខកខាន",
            DoseStatus.DUE: "ត្រូវប្រើ",
        },
        reminder="ដល់ម៉ោងប្រើឱសថ",
    ),
    WeekLanguage.FRENCH: WeekWords(
        title="Les médicaments de la semaine",
        nothing="Aucune prise cette semaine",
        days=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        slots={
            Slot.MORNING: "Matin",
            Slot.MIDDAY: "Midi",
            Slot.AFTERNOON: "Après-midi",
            Slot.EVENING: "Soir",
            Slot.NIGHT: "Nuit",
            None: "Autres heures",
        },
        statuses={
            DoseStatus.TAKEN_ON_TIME: "pris à l'heure",
            DoseStatus.TAKEN_LATE: "pris en retard",
            DoseStatus.SKIPPED: "sauté",
            DoseStatus.MISSED: "oublié",
            DoseStatus.DUE: "à prendre",
        },
        reminder="C'est l'heure du médicament",
    ),
}
"""
Each language's words. The Khmer beyond the columns of the forms awaits a Khmer pharmacist.
"""
