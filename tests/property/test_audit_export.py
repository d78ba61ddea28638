"""
Laws of an exported audit log: whatever is done to it is noticed.
"""

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.audit.logs import PUBLIC, checkpoint, export
from tests.audit.logs import entry as sample

from dastern_core.audit import entry_json, parse_entry
from dastern_core.audit.verification import verify_export
from dastern_core.kernel import InvalidInputError

LOG = export(12, at=[4, 9])
TEXT = "\n".join(LOG)
ENTRY_LINES = [number for number, line in enumerate(LOG) if '"index"' in line]


def noticed(text: str) -> bool:
    """
    Tell whether verifying the lines of a text finds a problem.
    """
    return not verify_export(text.split("\n"), public_key=PUBLIC).intact


def test_the_untouched_log_is_intact() -> None:
    """
    Otherwise everything would be noticed.
    """
    assert not noticed(TEXT)


@given(position=st.integers(0, len(TEXT) - 1), character=st.characters())
def test_any_changed_character_is_noticed(position: int, character: str) -> None:
    """
    No character of an export can be another one.
    """
    changed = TEXT[:position] + character + TEXT[position + 1 :]

    assert noticed(changed) is (changed != TEXT)


@given(position=st.integers(0, len(TEXT.encode()) - 1), value=st.integers(0, 255))
def test_any_changed_byte_is_noticed(position: int, value: int) -> None:
    """
    No byte of the file can be another one; what is no UTF-8 any more cannot be read.
    """
    raw = bytearray(TEXT.encode())
    raw[position] = value
    try:
        changed = raw.decode()
    except UnicodeDecodeError:
        return

    assert noticed(changed) is (changed != TEXT)


@given(start=st.integers(0, len(TEXT) - 1), length=st.integers(1, 400))
def test_any_cut_is_noticed(start: int, length: int) -> None:
    """
    Nothing can be taken out of the text, unless it is a whole checkpoint in the middle.
    """
    changed = TEXT[:start] + TEXT[start + length :]
    middle = {line for line in LOG[:-1] if '"checkpoint"' in line}
    harmless = sorted(set(LOG) - set(changed.split("\n"))) in [[one] for one in middle]

    assert noticed(changed) or (harmless and set(changed.split("\n")) < set(LOG))


@given(number=st.sampled_from(ENTRY_LINES))
def test_any_dropped_entry_is_noticed(number: int) -> None:
    """
    An entry cannot be left out.
    """
    assert noticed("\n".join(LOG[:number] + LOG[number + 1 :]))


@given(pair=st.lists(st.integers(0, len(LOG) - 1), min_size=2, max_size=2, unique=True))
def test_any_two_swapped_lines_are_noticed(pair: list[int]) -> None:
    """
    No two lines can change places, be they entries, checkpoints or the header.
    """
    lines = list(LOG)
    lines[pair[0]], lines[pair[1]] = lines[pair[1]], lines[pair[0]]

    assert noticed("\n".join(lines))


@given(order=st.permutations(range(len(LOG))))
def test_any_other_order_is_noticed(order: list[int]) -> None:
    """
    The lines have one order.
    """
    shuffled = [LOG[number] for number in order]

    assert noticed("\n".join(shuffled)) is (shuffled != LOG)


@given(number=st.integers(0, len(LOG) - 1))
def test_any_repeated_entry_or_header_is_noticed(number: int) -> None:
    """
    Nothing can stand there twice; a checkpoint may, because it says the same again.
    """
    repeated = LOG[: number + 1] + LOG[number:]

    assert noticed("\n".join(repeated)) is ('"checkpoint"' not in LOG[number])


@given(end=st.integers(0, len(LOG) - 1))
def test_any_truncation_is_noticed_by_who_kept_a_checkpoint(end: int) -> None:
    """
    Cut off anywhere, even behind an older checkpoint, the log is not the one that was kept.
    """
    verdict = verify_export(LOG[:end], public_key=PUBLIC, kept=[checkpoint(12)])

    assert not verdict.intact


@given(lines=st.lists(st.sampled_from(LOG) | st.text(max_size=40), max_size=20))
def test_any_lines_get_a_verdict(lines: list[str]) -> None:
    """
    Whatever the lines are, there is a verdict; it is good only for lines of the log.
    """
    verdict = verify_export(lines, public_key=PUBLIC)

    assert not verdict.intact or set(lines) <= set(LOG)


@given(number=st.integers(0, 10_000), details=st.dictionaries(st.text(min_size=1), st.text()))
def test_an_entry_is_read_back_from_its_text(number: int, details: dict[str, str]) -> None:
    """
    Every entry that can be spelled is read back as it was.
    """
    entry = attrs.evolve(sample(number), details=details)
    try:
        text = entry_json(entry)
    except InvalidInputError:
        assert any("\ud800" <= one <= "\udfff" for pair in details.items() for one in "".join(pair))
        return

    assert entry == parse_entry(text)


@given(text=st.text() | st.recursive(st.none() | st.text(), st.lists).map(str))
def test_any_text_is_an_entry_or_a_declared_error(text: str) -> None:
    """
    Reading gives an entry that is written the same way, or the declared error.
    """
    try:
        entry = parse_entry(text)
    except InvalidInputError:
        return

    assert text == entry_json(entry)
