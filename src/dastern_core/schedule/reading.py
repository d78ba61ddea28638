"""
Reading: a JSON object taken apart field by field, with every fault reported together.

Each method returns the field's value, or None where the field is absent or wrong; what
is wrong is kept in ``faults`` and raised once, at the end, by ``finish``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final, TypeVar

import attrs

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["EXACT_VALUE_URL", "LARGEST_NUMBER", "JsonObject"]

EXACT_VALUE_URL: Final = "urn:x-dastern:exact-value"
"""
The extension that holds an amount without a finite decimal, such as ``1/3``.
"""

LARGEST_NUMBER: Final = 10**12
"""
Beyond it a number in a dosage is a mistake; it also bounds the work of reading one.
"""

_SMALLEST_PLACE: Final = -12  # as many places after the point as before it
_LONGEST_TEXT: Final = 20_000  # FHIR allows a mebibyte; no instruction is that long
_LONGEST_LIST: Final = 1_000

_Value = TypeVar("_Value")
_Member = TypeVar("_Member", bound=Enum)


@attrs.frozen(kw_only=True)
class JsonObject:
    """
    One JSON object and the faults found in it and in the objects inside it.

    Args:
        fields: The object.
        path: Where it stands in the document, for the faults; empty at the top.
        faults: Shared by all objects of one document.
    """

    fields: Mapping[str, object]
    path: str = ""
    faults: list[Fault] = attrs.field(factory=list)

    def where(self, name: str) -> str:
        """
        Give the path of a field.
        """
        return f"{self.path}.{name}" if self.path else name

    def fault(self, name: str, problem: str, remedy: str) -> None:
        """
        Note what is wrong with a field.
        """
        self.faults.append(Fault(field=self.where(name), problem=problem, remedy=remedy))

    def expect_only(self, names: Iterable[str]) -> None:
        """
        Note every field that is not among the names; a name's ``_name`` belongs to it.
        """
        known = {"id", "extension", *names}
        for name in self.fields:
            if name.removeprefix("_") not in known:
                self.fault(name, "is not known here", f"Use {', '.join(sorted(known))}.")

    def text(self, name: str) -> str | None:
        """
        Read text that is not blank.
        """
        value = self.fields.get(name)
        if value is None:
            return None
        if isinstance(value, str) and value.strip() and len(value) <= _LONGEST_TEXT:
            return value
        self.fault(name, "is not text", f"Write 1 to {_LONGEST_TEXT} characters.")
        return None

    def boolean(self, name: str) -> bool | None:
        """
        Read true or false.
        """
        value = self.fields.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.fault(name, "is neither true nor false", "Write true or false.")
        return None

    def integer(self, name: str) -> int | None:
        """
        Read a whole number.
        """
        number = self.number(name)
        if number is None or number.denominator == 1:
            return None if number is None else int(number)
        self.fault(name, "is not a whole number", "Write a whole number such as 3.")
        return None

    def number(self, name: str) -> Fraction | None:
        """
        Read an exact number, or the fraction that the exact-value extension gives.
        """
        value = self.fields.get(name)
        if value is None:
            return None
        read = self._exact(name) or _fraction(value)
        if read is None:
            remedy = f"Write a number within {LARGEST_NUMBER}, at most 12 decimals."
            self.fault(name, "is not a usable number", remedy)
        return read

    def _exact(self, name: str) -> Fraction | None:
        companion = self.fields.get(f"_{name}")
        if not isinstance(companion, Mapping):
            return None
        for extension in companion.get("extension") or ():
            if isinstance(extension, Mapping) and extension.get("url") == EXACT_VALUE_URL:
                return _ratio(str(extension.get("valueString")))
        return None

    def member(self, name: str, kind: type[_Member]) -> _Member | None:
        """
        Read a code that is a member's value.
        """
        value = self.fields.get(name)
        return None if value is None else self._member_of(name, value, kind)

    def members(self, name: str, kind: type[_Member]) -> tuple[_Member, ...]:
        """
        Read a list of codes, each once.
        """
        values = (self._member_of(name, value, kind) for value in self._list(name))
        return tuple(dict.fromkeys(value for value in values if value is not None))

    def _member_of(self, name: str, value: object, kind: type[_Member]) -> _Member | None:
        for member in kind:
            if member.value == value:
                return member
        codes = ", ".join(str(member.value) for member in kind)
        self.fault(name, "is an unknown code", f"Use one of {codes}.")
        return None

    def times(self, name: str) -> tuple[time, ...]:
        """
        Read a list of times of day without a zone, each once, in the day's order.
        """
        read = [
            self._parsed(name, value, _time, "a time such as 08:00:00")
            for value in self._list(name)
        ]
        return tuple(sorted({value for value in read if value is not None}))

    def moment(self, name: str, *, last: bool = False) -> date | datetime | None:
        """
        Read a FHIR dateTime: an instant, a wall time, a day, a month or a year.

        Args:
            name: The field.
            last: Whether a month or year means its last day, not its first.
        """
        value = self.fields.get(name)
        if value is None:
            return None
        return self._parsed(name, value, lambda text: _moment(text, last=last), _MOMENTS)

    def moments(self, name: str) -> tuple[date | datetime, ...]:
        """
        Read a list of FHIR dateTimes.
        """
        read = [self._parsed(name, value, _moment, _MOMENTS) for value in self._list(name)]
        return tuple(value for value in read if value is not None)

    def _parsed(
        self, name: str, value: object, parse: Callable[[str], _Value], example: str
    ) -> _Value | None:
        if isinstance(value, str):
            try:
                return parse(value)
            except ValueError:
                pass
        self.fault(name, "cannot be read", f"Write {example}.")
        return None

    def nested(self, name: str) -> "JsonObject | None":
        """
        Enter the object in a field.
        """
        value = self.fields.get(name)
        return None if value is None else self._enter(name, value)

    def each(self, name: str) -> tuple["JsonObject", ...]:
        """
        Enter each object of a list.
        """
        entered = (
            self._enter(f"{name}[{index}]", value) for index, value in enumerate(self._list(name))
        )
        return tuple(value for value in entered if value is not None)

    def _enter(self, name: str, value: object) -> "JsonObject | None":
        if isinstance(value, Mapping):
            return JsonObject(fields=value, path=self.where(name), faults=self.faults)
        self.fault(name, "is not an object", "Write an object in braces.")
        return None

    def _list(self, name: str) -> tuple[object, ...]:
        value = self.fields.get(name)
        if value is None:
            return ()
        if isinstance(value, list | tuple) and len(value) <= _LONGEST_LIST:
            return tuple(value)
        self.fault(name, "is not a list", f"Write a list of at most {_LONGEST_LIST} entries.")
        return ()

    def build(self, kind: Callable[[], _Value]) -> _Value | None:
        """
        Make a value that checks itself, and keep the faults that it finds.
        """
        try:
            return kind()
        except InvalidInputError as error:
            for fault in error.faults:
                self.fault(fault.field, fault.problem, fault.remedy)
            return None

    def finish(self) -> None:
        """
        Raise all faults found in the document.

        Raises:
            InvalidInputError: There is at least one.
        """
        if self.faults:
            raise InvalidInputError(*self.faults)


_MOMENTS: Final = "a date or an instant such as 2026-06-15T07:00:00+07:00"
_MONTHS_A_YEAR: Final = 12
_RATIO: Final = re.compile(r"([0-9]{1,24})/(0*[1-9][0-9]{0,24})", re.ASCII)


def _ratio(text: str) -> Fraction | None:
    found = _RATIO.fullmatch(text)
    if found is None:
        return None
    value = Fraction(int(found[1]), int(found[2]))
    return value if value <= LARGEST_NUMBER else None


def _fraction(value: object) -> Fraction | None:
    match value:
        case bool():
            return None
        case int() if abs(value) <= LARGEST_NUMBER:
            return Fraction(value)
        case float() | Decimal():
            # The shortest text that reads back is what the sender wrote.
            exact = Decimal(repr(value)) if isinstance(value, float) else value
            if exact.is_finite() and exact.adjusted() <= -_SMALLEST_PLACE:
                smallest = exact.as_tuple().exponent
                if isinstance(smallest, int) and smallest >= 2 * _SMALLEST_PLACE:
                    return Fraction(exact)
    return None


def _time(text: str) -> time:
    read = time.fromisoformat(text)
    if read.tzinfo is not None:
        raise ValueError(text)
    return read


def _moment(text: str, *, last: bool = False) -> date | datetime:
    if "T" in text:
        return datetime.fromisoformat(text)
    year, _, month = text.partition("-")
    if "-" in month:
        return date.fromisoformat(text)
    if not (len(year) == len("2026") and year.isdigit()):
        raise ValueError(text)
    number = int(month) if month else (_MONTHS_A_YEAR if last else 1)
    if not last:
        return date(int(year), number, 1)
    after = int(year) * _MONTHS_A_YEAR + number
    first_after = date(after // _MONTHS_A_YEAR, after % _MONTHS_A_YEAR + 1, 1)
    return date.fromordinal(first_after.toordinal() - 1)
