"""
Fields: what is printed around the table, found by the words before each value.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from dastern_core.kernel import ascii_digits
from dastern_core.medicines import folded
from dastern_core.ocr.alternatives import ranked
from dastern_core.ocr.cells import ACCEPTED
from dastern_core.ocr.correction import read_date, snap
from dastern_core.ocr.draft import Doubt, DoubtCode, FieldName, Reading, doubted
from dastern_core.ocr.lexicon import FIELD_WORDS, HOSPITAL_WORDS, SEX_WORDS, SIGNATURE_WORDS
from dastern_core.ocr.misread_labels import like_a_hospital, told_by_likeness, told_by_sex
from dastern_core.ocr.missing_fields import cut_short, missing
from dastern_core.ocr.notes import advice, joined_note
from dastern_core.ocr.page_lines import PageLine
from dastern_core.ocr.spelling import spelled
from dastern_core.ocr.vital_signs import READERS, told_by_unit

__all__ = ["field_value", "read_fields"]

_LABELS = tuple((word, name) for name, words in FIELD_WORDS.items() for word in words)
_LABEL_WORDS = 3  # a label is at most so many words long
_SAME_ROW = 0.5  # of a line's height: two boxes stand on one row
_NEAR = 8.0  # line heights between a label and its value
_AGE = re.compile(r"\s*([0-9]{1,3})(?![0-9])")
_COLON = re.compile(r"[:\uff1a](?![0-9])|(?<![0-9])[:\uff1a]")  # not the one of a time of day
_NUMBER = re.compile(r"[0-9]+")
_OWN_NUMBER = re.compile(r"(?<![A-Za-z\u00c0-\u024f0-9])[0-9]+")  # none in a misread label
_OLDEST = 120  # years
_KHMER = re.compile(r"[\u1780-\u17b3]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f0-9]+")
_SIGNATURE = 0.9  # of 1: the name below may begin with the same words
_SIGNATURE_GUESSED = 0.6  # of 1: below it the form's title is like one
_WIDEST_NAME = 2.5  # times as wide as the words above it; a wider line is a note
_SIGNATURES = tuple((word, FieldName.DOCTOR) for word in SIGNATURE_WORDS)
_LABEL_GLUED = re.compile(
    r"(?P<value>.*[A-Za-z0-9])(?P<label>[\u1780-\u17d3]+)"
    r"|(?P<number>.*[0-9])(?P<word>[A-Za-z\u00c0-\u024f]{3,})"
)
_LONG_LABEL = 5  # signs
_GLUED = re.compile(r"(?<=[A-Za-z0-9])(?=[\u1780-\u17b3])")
_UNLABELLED = frozenset({FieldName.AGE, FieldName.SEX, FieldName.DATE})
_LABELLED_KHMER = frozenset(FieldName) - {FieldName.DOCTOR}


@attrs.frozen(kw_only=True)
class _Found:
    """
    A label's value, with the line that it stands in.

    Args:
        value: As read.
        line: The line.
        guessed: What alone told which field it is, for a person to check; None for a label.
    """

    value: str
    line: PageLine
    guessed: str | None = None


def read_fields(lines: Sequence[PageLine]) -> Mapping[FieldName, Reading]:
    """
    Read the fields around the table.

    Args:
        lines: The lines outside the tables.

    Returns:
        The fields that are printed, in ``FieldName``'s order. A field that was not found
        has no entry; one whose label alone was read has a doubt and no value.
    """
    ordered = sorted(lines, key=lambda line: (line.box.centre[1], line.box.centre[0]))
    found: dict[FieldName, _Found] = {}
    alone: dict[FieldName, PageLine] = {}
    for line in ordered:
        for name, value in _labelled(line.text.text):
            told = _Found(value=value, line=line) if value else _beside(line, ordered)
            if told is not None:
                found.setdefault(name, told)
            else:
                alone.setdefault(name, line)
    found = {**dict(_measured(ordered)), **found}
    signed = _signed(ordered, ordered)
    if signed is not None:
        found.setdefault(FieldName.DOCTOR, signed)
    found = {**dict(_guessed(ordered, found)), **found}
    if FieldName.DATE not in found or read_date(found[FieldName.DATE].value) is None:
        later = found[FieldName.NEXT_VISIT].line if FieldName.NEXT_VISIT in found else None
        dated = [
            line for line in ordered if line is not later and read_date(line.text.text) is not None
        ]
        if len(dated) == 1:
            found[FieldName.DATE] = _Found(value=dated[0].text.text, line=dated[0])
    readings = {
        name: doubted(_reading(name, one), *_going_on(name, one, ordered))
        for name, one in found.items()
    }
    readings.update(_hospital(ordered))
    readings = {**{name: missing(line) for name, line in alone.items()}, **readings}
    used = [one.line for one in found.values()]
    note = _note([line for line in ordered if line not in used])
    if note is not None:
        readings.setdefault(FieldName.NOTE, note)
    return {name: readings[name] for name in FieldName if name in readings}


def _measured(lines: Sequence[PageLine]) -> Iterator[tuple[FieldName, _Found]]:
    """
    Find vital signs whose labels are misread, in lines that hold others.
    """
    for line in lines:
        if any(name in READERS for name, _ in _labelled(line.text.text)):
            for name, value in told_by_unit(line.text.text):
                yield name, _Found(value=value, line=line, guessed="Its unit")


def _guessed(
    lines: Sequence[PageLine], found: Mapping[FieldName, _Found]
) -> Iterator[tuple[FieldName, _Found]]:
    """
    Find fields by labels too badly misread to be sure of.
    """
    used = [one.line for one in found.values()]
    unused = [line for line in lines if line not in used and not _is_hospital(line.text.text)]
    free = [line for line in unused if not _labelled(line.text.text)]
    wanted = set(FieldName) - set(found)
    for name, value, line in told_by_likeness(free, wanted):
        yield name, _Found(value=value, line=line, guessed="A label like its own")
    sex = told_by_sex(lines)
    if sex is not None:
        yield FieldName.SEX, _Found(value=sex[0], line=sex[1], guessed="The word")
    signed = _signed(free[::-1], lines, least=_SIGNATURE_GUESSED)
    if signed is not None:
        yield FieldName.DOCTOR, attrs.evolve(signed, guessed="The line above it")


def _note(lines: Sequence[PageLine]) -> Reading | None:
    told = [(advice(line.text.text), line) for line in lines if not _labelled(line.text.text)]
    return joined_note(
        [
            (one, _reading(FieldName.NOTE, _Found(value=one.text, line=line)))
            for one, line in told
            if one is not None
        ]
    )


def _labelled(text: str) -> list[tuple[FieldName, str]]:
    """
    Part a line such as ``Age: 19 years Sex: F`` into labels and their values.
    """
    pieces = [_apart(piece.split()) for piece in _COLON.split(text)]
    parts: list[tuple[FieldName | None, list[str]]] = [(None, [])]
    for index, words in enumerate(pieces):
        label = _label_at_end(words) if index + 1 < len(pieces) else None
        parts[-1][1].extend(words if label is None else words[: -label[1]])
        if label is not None:
            parts.append((label[0], []))
    parts[0] = _label_at_start(parts[0][1])
    whole = [
        (name, words)
        for before, together in parts
        if before is not None
        for name, words in _at_labels(before, together)
    ]
    return [(name, " ".join(words).strip(" /,.")) for name, words in whole]


def _apart(words: Sequence[str]) -> list[str]:
    """
    Part a label from the value before it whose gap was lost, as in ``37.7°Cទម្ងន់``.
    """
    glued = _LABEL_GLUED.fullmatch(words[-1]) if words else None
    parted = [] if glued is None else [part for part in glued.groups() if part is not None]
    if not parted or folded(parted[-1]) not in _EXACT:
        return list(words)
    return [*words[:-1], *parted]


def _at_labels(name: FieldName, words: Sequence[str]) -> list[tuple[FieldName, Sequence[str]]]:
    """
    Part a value from the next label, whose colon or gap was lost, if its value follows it.
    """
    apart = _GLUED.sub(" ", " ".join(words)).split()
    for place in range(1, len(apart)):
        other, rest = _label_at_start(apart[place:])
        read = None if other is None or other is name else _VALUES.get(other)
        if other is not None and read is not None and read(" ".join(rest)) is not None:
            return [(name, apart[:place]), *_at_labels(other, rest)]
    return [(name, words)]


def _label_at_end(words: Sequence[str]) -> tuple[FieldName, int] | None:
    for length in range(min(_LABEL_WORDS, len(words)), 0, -1):
        label = " ".join(words[-length:])
        snapped = snap(label, _LABELS)
        if snapped.best is not None and not _NUMBER.search(ascii_digits(label)):
            return snapped.best, length
    return None


def _label_at_start(words: Sequence[str]) -> tuple[FieldName | None, list[str]]:
    """
    Find a label that is followed by its value without a colon, such as ``Age 19``.

    A Khmer label of some length is none by chance; the doctor's is also a title.
    """
    for length in range(min(_LABEL_WORDS, len(words)), 0, -1):
        label = folded(" ".join(words[:length]))
        name = _EXACT.get(label)
        long = len(label) >= _LONG_LABEL and _KHMER.match(label) is not None
        if name in _UNLABELLED or (name in _LABELLED_KHMER and long and words[length:]):
            return name, list(words[length:])
    return None, list(words)


_EXACT = {folded(word): name for word, name in _LABELS}


def _beside(label: PageLine, lines: Sequence[PageLine]) -> _Found | None:
    """
    Find the value of a label that stands in a box of its own, to its right.
    """
    height = max(label.box.height, 1.0)
    right = max(x for x, _ in label.box.corners)
    gaps = [
        (min(x for x, _ in line.box.corners) - right, line)
        for line in lines
        if line is not label
        and abs(line.box.centre[1] - label.box.centre[1]) <= _SAME_ROW * height
        and not _labelled(line.text.text)
    ]
    near = [(gap, line) for gap, line in gaps if -height <= gap <= _NEAR * height]
    if not near:
        return None
    _, nearest = min(near, key=lambda entry: entry[0])
    return _Found(value=nearest.text.text, line=nearest)


def _going_on(name: FieldName, found: _Found, lines: Sequence[PageLine]) -> tuple[Doubt, ...]:
    at_end = name not in _VALUES and found.line.text.text.endswith(found.value)
    return cut_short(found.line, lines) if at_end else ()


def _signed(
    labels: Sequence[PageLine], lines: Sequence[PageLine], *, least: float = _SIGNATURE
) -> _Found | None:
    """
    Find the doctor's name: below the words under which one signs.
    """
    for label in labels:
        if snap(label.text.text, _SIGNATURES, least=least).best is None:
            continue
        (x, y), height = label.box.centre, max(label.box.height, 1.0)
        below = [
            line
            for line in lines
            if 0 < line.box.centre[1] - y <= _NEAR * height
            and abs(line.box.centre[0] - x) <= label.box.width / 2
            and line.box.width <= _WIDEST_NAME * label.box.width
        ]
        if below:
            nearest = min(below, key=lambda line: line.box.centre[1])
            return _Found(value=nearest.text.text, line=nearest)
    return None


def _age(text: str) -> str | None:
    found = _AGE.match(ascii_digits(text))
    return found[1] if found is not None and int(found[1]) <= _OLDEST else None


def _sex(text: str) -> str | None:
    words = ((word, sex) for sex, several in SEX_WORDS.items() for word in several)
    return snap(text.strip(" ()/.,"), words).best


_VALUES: Mapping[FieldName, Callable[[str], str | None]] = {
    FieldName.AGE: _age,
    FieldName.DATE: read_date,
    FieldName.SEX: _sex,
    FieldName.NEXT_VISIT: read_date,
    **READERS,
}
_NUMBERED = frozenset({FieldName.CODE, *_VALUES} - {FieldName.SEX})


def field_value(name: FieldName, text: str) -> str | None:
    """
    Normalise what a person gives for a field.

    Returns:
        The value, such as ISO 8601 for a date; None where the text is no such value. What
        was normalised stays as it is.

    Example:
        >>> field_value(FieldName.SEX, "F"), field_value(FieldName.AGE, "nineteen")
        ('female', None)
    """
    read = _VALUES.get(name)
    return text.strip() or None if read is None else read(text)


def _reading(name: FieldName, found: _Found) -> Reading:
    read = _VALUES.get(name)
    checked = spelled(found.value)
    value = checked.text if read is None else read(found.value)
    line = found.line.text
    review = list(checked.review) if read is None else []
    if value is None:
        detail = "The value is not understood; give it."
        review.append(Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail))
    if read is None and (_runs_on(name, found.value) or _runs_on(name, checked.text)):
        detail = "The next label may have been read into the value; check where it ends."
        review.append(Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail))
    if found.guessed is not None:
        detail = f"{found.guessed} alone tells which field it is; check it."
        review.append(Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail))
    if line.confidence < ACCEPTED:
        detail = "The print is unclear; check it."
        review.append(Doubt(code=DoubtCode.UNCLEAR_TEXT, detail=detail))
    if name in _NUMBERED and line.second is not None:
        number = _NUMBER if name is FieldName.CODE else _OWN_NUMBER
        seen = number.findall(ascii_digits(line.second))
        if not set(_NUMBER.findall(ascii_digits(found.value))) <= set(seen):
            detail = "Two engines read different digits; check them."
            review.append(Doubt(code=DoubtCode.ENGINES_DISAGREE, detail=detail))
    if name not in _VALUES and line.second is not None and not _seconded(found.value, line.second):
        detail = "Two engines read different letters; check the spelling."
        review.append(Doubt(code=DoubtCode.ENGINES_DISAGREE, detail=detail))
    return Reading(
        text=found.value,
        value=value,
        confidence=line.confidence,
        box=found.line.box,
        review=tuple(review),
        alternatives=ranked(value, _second_values(name, found)),
    )


def _second_values(name: FieldName, found: _Found) -> list[tuple[str, float]]:
    """
    Give the field's value in what the other engine read, if it made one of it.
    """
    line, read = found.line.text, _VALUES.get(name)
    if line.second is None or (read is None and _KHMER.search(found.value)):
        return []  # the other engine makes nothing of Khmer words
    parts = _labelled(line.second)
    texts = [value for label, value in parts if label is name] if parts else [line.second]
    values = [text.rpartition(":")[2].strip() if read is None else read(text) for text in texts]
    return [(value, line.second_confidence) for value in values if value]


def _seconded(value: str, second: str) -> bool:
    """
    Tell whether the other engine read each Latin word and number of a value as well.
    """
    seen = folded(second)
    return all(folded(word) in seen for word in _LATIN.findall(value))


def _runs_on(name: FieldName, value: str) -> bool:
    """
    Tell whether a value holds another field's label, or two scripts without a gap.
    """
    words = value.split()
    labels = {_EXACT.get(folded(word)) for word in words}
    return _GLUED.search(value) is not None or not labels <= {None, name}


def _is_hospital(text: str) -> bool:
    return any(folded(word) in folded(text) for word in HOSPITAL_WORDS)


def _hospital(lines: Sequence[PageLine]) -> dict[FieldName, Reading]:
    """
    Take the first line in each script that says it is a hospital.
    """
    found: dict[FieldName, Reading] = {}
    for line in lines:
        text = line.text.text
        named = _is_hospital(text)
        if not named and not like_a_hospital(text):
            continue
        khmer = _KHMER.search(text) is not None
        name = FieldName.HOSPITAL_KHMER if khmer else FieldName.HOSPITAL
        if name not in found:
            guessed = None if named else "A likeness to the word for hospital"
            found[name] = _reading(name, _Found(value=text, line=line, guessed=guessed))
    return found
