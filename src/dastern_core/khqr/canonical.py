"""
Canonical form: a payload as the SDK itself writes one, matched in a single pass.

Nearly every code that is scanned has this form: the usual tags in the SDK's order, each
value within its field's limit. One regular expression, built from the table of tags,
recognises it and finds its values. What it does not match is not wrong: ``reading`` goes
over it tag by tag. The law that both ways give the same answer is in
``tests/property/test_khqr.py``.
"""

import re

from dastern_core.khqr import tags

__all__ = ["canonical", "numbers"]


def _sized(most: int) -> str:
    """
    Match two digits of length and as many characters, from one to a limit.
    """
    return "(?:" + "|".join(f"{size:02}.{{{size}}}" for size in range(1, most + 1)) + ")"


def _value(field: tags.Field, name: str = "") -> str:
    """
    Match a field that must be there; the group holds its length and its value.
    """
    return f"{field.key}(?P<{name or field.name}>{_sized(field.limit)})"


def _optional(*fields: tags.Field) -> str:
    return "".join(f"(?:{_value(field)})?" for field in fields)


def _template(name: str, parts: str) -> str:
    """
    Match a template's length and its parts, which must be compared: nothing here counts.
    """
    return f"(?P<{name}_size>[0-9]{{2}})(?P<{name}>{parts})"


_ACCOUNT, _FIRST, _SECOND = tags.MERCHANT  # the limits of an individual's parts are the same
_PREFERENCE, _ALTERNATE_NAME, _ALTERNATE_CITY = tags.LANGUAGE
_PAYEE = f"{_value(_ACCOUNT)}(?:{_value(_FIRST, 'first')})?(?:{_value(_SECOND, 'second')})?"
_LANGUAGE = _value(_PREFERENCE) + _value(_ALTERNATE_NAME) + _optional(_ALTERNATE_CITY)
_PAYLOAD = re.compile(
    "000201"
    "0102(?P<initiation>1[12])"
    f"{_optional(tags.UNION_PAY)}"
    f"(?P<payee>29|30){_template('payee_parts', _PAYEE)}"
    "5204(?P<merchant_category_code>[0-9]{4})"
    "5303(?P<currency>116|840)"
    f"{_optional(tags.AMOUNT)}"
    "5802KH"
    f"{_value(tags.NAME)}{_value(tags.CITY)}"
    f"(?:62{_template('additional', _optional(*tags.ADDITIONAL))})?"
    f"(?:64{_template('language', _LANGUAGE)})?"
    "(?:9934"
    "0013(?P<creation_timestamp>[0-9]{13})"
    "0113(?P<expiration_timestamp>[1-9][0-9]{12}))?"
    "6304[0-9A-Fa-f]{4}",
    re.DOTALL,
)
_match = _PAYLOAD.fullmatch


def numbers(*names: str) -> tuple[int, ...]:
    """
    Give the numbers of groups, by which a match finds them faster than by their names.
    """
    return tuple(_PAYLOAD.groupindex[name] for name in names)


_SIZES_AND_PARTS = numbers(
    *("payee_parts_size", "payee_parts"),
    *("additional_size", "additional"),
    *("language_size", "language"),
)


def canonical(narrow: str) -> re.Match[str] | None:
    """
    Match a payload in its canonical form.

    Args:
        narrow: A payload as ``tlv.units`` gives it.

    Returns:
        The match, with a group for each field: ``first`` and ``second`` are parts 01 and
        02 of the payee; the groups of texts begin with two digits of length. ``None`` for
        any other payload.

    Example:
        >>> found = canonical("00020101021129070003a@b5204599953031165802KH5901N6001C6304D5C2")
        >>> found["merchant_name"]
        '01N'
    """
    found = _match(narrow)
    if found is None:
        return None
    size_a, payee, size_b, additional, size_c, language = found.group(*_SIZES_AND_PARTS)
    same = (
        int(size_a) == len(payee)
        and (additional is None or int(size_b) == len(additional))
        and (language is None or int(size_c) == len(language))
    )
    return found if same else None
