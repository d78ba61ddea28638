"""
Verification: each kind of tampering is noticed, and where it happened.
"""

import itertools

import pytest
from tests.audit.logs import ORIGIN, PUBLIC, SIGNING, checkpoint, entry, export, salt

from dastern_core.audit import TreeHead, leaf, root, tree_of
from dastern_core.audit.checkpoint import SignatureError, SigningKey, sign_checkpoint
from dastern_core.audit.export import EntryLine, ErasedLine, HeaderLine, line_text
from dastern_core.audit.verification import Problem, ProblemKind, verify_export
from dastern_core.kernel import InvalidInputError

# The lines of LOG: a header, entries 0 to 3, a checkpoint, entries 4 to 7, a checkpoint.
LOG = export(8, at=[4])
HEADER, ENTRIES, MIDDLE, END = LOG[0], [*LOG[1:5], *LOG[6:10]], LOG[5], LOG[10]


def problem(kind: ProblemKind, first: int, last: int | None = None) -> Problem:
    """
    Name a problem of one entry, or of several.
    """
    return Problem(kind=kind, first=first, last=first if last is None else last)


def problems(lines: list[str], *kept: str) -> list[Problem]:
    """
    Verify lines with the log's key.
    """
    return list(verify_export(lines, public_key=PUBLIC, kept=kept).problems)


@pytest.mark.rule("AUD-04")
@pytest.mark.parametrize("size", [0, 1, 2, 7, 8])
def test_an_untouched_log_is_intact(size: int) -> None:
    """
    What was exported verifies, with the numbers of what it holds.
    """
    verdict = verify_export(export(size), public_key=PUBLIC)

    assert (verdict.intact, verdict.entries, verdict.checkpoints) == (True, size, 1)


@pytest.mark.rule("AUD-04")
def test_a_changed_entry_is_named() -> None:
    """
    An entry that does not match its leaf is named by its index.
    """
    forged = EntryLine(index=5, leaf=leaf(entry(5), salt(5)), entry=entry(6), salt=salt(5))
    lines = [line_text(forged) if line == ENTRIES[5] else line for line in LOG]

    assert [problem(ProblemKind.CHANGED, 5)] == problems(lines)


def test_a_salt_that_was_never_drawn_is_named() -> None:
    """
    A salt too short to be one does not match any leaf.
    """
    forged = EntryLine(index=5, leaf=leaf(entry(5), salt(5)), entry=entry(5), salt=b"")
    lines = [line_text(forged) if line == ENTRIES[5] else line for line in LOG]

    assert [problem(ProblemKind.CHANGED, 5)] == problems(lines)


@pytest.mark.rule("AUD-04")
def test_an_entry_changed_with_its_leaf_is_found_by_the_root() -> None:
    """
    A forged leaf fits its entry but not the checkpoint; the stretch is named.
    """
    forged = EntryLine(index=5, leaf=leaf(entry(6), salt(5)), entry=entry(6), salt=salt(5))
    lines = [line_text(forged) if line == ENTRIES[5] else line for line in LOG]

    assert [problem(ProblemKind.ROOT_MISMATCH, 4, 7)] == problems(lines)


@pytest.mark.rule("AUD-04")
@pytest.mark.parametrize("index", range(8))
def test_a_missing_entry_is_named(index: int) -> None:
    """
    A dropped line is missed at its index, by the next entry or by the next checkpoint.
    """
    kind = ProblemKind.TRUNCATED if index in {3, 7} else ProblemKind.MISSING
    found = problems([line for line in LOG if line != ENTRIES[index]])

    assert problem(kind, index) in found


def test_a_stretch_of_missing_entries_is_one_problem() -> None:
    """
    Neighbours that are missing are named together.
    """
    lines = [line for line in LOG if line not in ENTRIES[1:3]]

    assert [problem(ProblemKind.MISSING, 1, 2)] == problems(lines)


@pytest.mark.rule("AUD-04")
def test_swapped_entries_are_out_of_order_and_not_missing() -> None:
    """
    Of two swapped neighbours the first stands too late.
    """
    lines = [HEADER, ENTRIES[0], ENTRIES[2], ENTRIES[1], *LOG[4:]]

    assert [problem(ProblemKind.REORDERED, 1)] == problems(lines)


def test_distant_swapped_entries_leave_no_gap() -> None:
    """
    Everything between the two stands too late; nothing is called missing.
    """
    lines = [HEADER, ENTRIES[3], ENTRIES[1], ENTRIES[2], ENTRIES[0], *LOG[5:]]

    assert [problem(ProblemKind.REORDERED, index) for index in (0, 1, 2)] == problems(lines)


def test_a_gap_is_told_apart_from_what_came_late() -> None:
    """
    Of a gap, what turns up later is reordered, and only the rest is missing.
    """
    lines = [HEADER, ENTRIES[0], ENTRIES[4], ENTRIES[2], MIDDLE, *LOG[7:]]

    found = problems(lines)

    assert [
        problem(ProblemKind.MISSING, 1),
        problem(ProblemKind.REORDERED, 2),
        problem(ProblemKind.MISSING, 3),
        problem(ProblemKind.UNSIGNED, 4),
    ] == found


def test_swapped_entries_with_swapped_indexes_are_found_by_the_root() -> None:
    """
    Renumbering hides nothing: an entry's place is in the root.
    """
    first = EntryLine(index=1, leaf=leaf(entry(2), salt(2)), entry=entry(2), salt=salt(2))
    second = EntryLine(index=2, leaf=leaf(entry(1), salt(1)), entry=entry(1), salt=salt(1))
    lines = [HEADER, ENTRIES[0], line_text(first), line_text(second), *LOG[4:]]

    assert [problem(ProblemKind.ROOT_MISMATCH, 0, 3)] == problems(lines)


def test_a_repeated_entry_is_named() -> None:
    """
    An entry that stands there twice is out of place.
    """
    lines = [*LOG[:3], ENTRIES[1], *LOG[3:]]

    assert [problem(ProblemKind.REORDERED, 1)] == problems(lines)


@pytest.mark.rule("AUD-04")
def test_a_truncated_log_is_noticed() -> None:
    """
    Entries cut off in front of the last checkpoint are missed.
    """
    lines = [*LOG[:8], END]

    assert [problem(ProblemKind.TRUNCATED, 6, 7)] == problems(lines)


@pytest.mark.rule("AUD-04")
def test_a_log_cut_off_with_its_checkpoint_is_noticed() -> None:
    """
    Behind the last checkpoint nothing is vouched for.
    """
    lines = LOG[:8]

    assert [problem(ProblemKind.UNSIGNED, 4, 5)] == problems(lines)


@pytest.mark.rule("AUD-04")
def test_a_log_cut_back_to_an_older_checkpoint_needs_a_kept_one() -> None:
    """
    It looks whole by itself; a checkpoint kept from before shows what is gone.
    """
    lines = LOG[:6]

    assert [] == problems(lines)
    assert [problem(ProblemKind.TRUNCATED, 4, 7)] == problems(lines, checkpoint(8))


@pytest.mark.rule("AUD-04")
def test_a_log_rewritten_by_its_keeper_needs_a_kept_one() -> None:
    """
    Whoever holds the signing key can sign another past, but not the reader's checkpoint.
    """
    forged = [leaf(entry(99), salt(99)), *(leaf(entry(n), salt(n)) for n in range(1, 4))]
    head = TreeHead(origin=ORIGIN, size=4, root=root(tree_of(forged), size=4))
    note = sign_checkpoint(head, key=SIGNING)

    found = problems(LOG, note, checkpoint(2), checkpoint(0))

    assert [problem(ProblemKind.REWRITTEN, 0, 3)] == found


def test_kept_checkpoints_of_the_same_log_agree() -> None:
    """
    Any number of kept checkpoints, in any order, changes nothing about an intact log.
    """
    kept = [checkpoint(size) for size in (8, 0, 3, 3, 5)]

    assert [] == problems(LOG, *kept)


def test_an_export_without_a_checkpoint_proves_nothing() -> None:
    """
    A header alone is not an intact log.
    """
    assert [problem(ProblemKind.UNSIGNED, 0)] == problems([HEADER])


def test_no_line_at_all_proves_nothing() -> None:
    """
    An empty file is not an intact log.
    """
    found = problems([])

    assert [problem(ProblemKind.UNREADABLE, 0), problem(ProblemKind.UNSIGNED, 0)] == found


def test_a_checkpoint_by_another_key_is_named() -> None:
    """
    A key of the same name is another key.
    """
    other = SigningKey(name=ORIGIN, seed=bytes(32))
    head = TreeHead(
        origin=ORIGIN, size=8, root=root(tree_of(leaf(entry(n), salt(n)) for n in range(8)), size=8)
    )
    forged = END.replace(checkpoint(8).rpartition(" ")[2][:-1], "")
    assert forged != END
    note = sign_checkpoint(head, key=other).rpartition(" ")[2][:-1]
    lines = [*LOG[:-1], END.replace(checkpoint(8).rpartition(" ")[2][:-1], note)]

    found = problems(lines)

    assert [problem(ProblemKind.UNSIGNED, 4, 7), problem(ProblemKind.WRONG_SIGNATURE, 8)] == found


def test_a_checkpoint_that_moved_down_is_noticed() -> None:
    """
    A checkpoint vouches for what stands before it, no more.
    """
    lines = [*LOG[:5], ENTRIES[4], MIDDLE, *LOG[7:]]

    assert [problem(ProblemKind.UNSIGNED, 4)] == problems(lines)


def test_a_checkpoint_that_moved_up_is_noticed() -> None:
    """
    A checkpoint in front of what it covers misses it.
    """
    lines = [*LOG[:4], MIDDLE, ENTRIES[3], *LOG[6:]]

    assert [problem(ProblemKind.TRUNCATED, 3)] == problems(lines)


def test_an_unreadable_line_is_named_by_the_entry_that_was_due() -> None:
    """
    A damaged entry is unreadable, and not missing as well.
    """
    lines = [line.replace("DATA", "DATE") if line == ENTRIES[2] else line for line in LOG]

    assert [problem(ProblemKind.UNREADABLE, 2)] == problems(lines)


def test_an_unreadable_last_entry_is_not_missing_as_well() -> None:
    """
    Also in front of a checkpoint a damaged entry is one problem.
    """
    lines = [line.replace("DATA", "DATE") if line == ENTRIES[7] else line for line in LOG]

    assert [problem(ProblemKind.UNREADABLE, 7)] == problems(lines)


@pytest.mark.parametrize(
    "lines",
    [LOG[1:], [HEADER, HEADER, *LOG[1:]], [LOG[1], HEADER, *LOG[2:]]],
    ids=["missing", "twice", "second"],
)
def test_the_header_stands_first_and_once(lines: list[str]) -> None:
    """
    A missing, repeated or misplaced header is named.
    """
    assert ProblemKind.UNREADABLE in {one.kind for one in problems(lines)}


def test_what_is_no_export_is_not_read_on() -> None:
    """
    Behind a first line that is no header nothing is read, however long it goes on.
    """
    verdict = verify_export(itertools.repeat("no header"), public_key=PUBLIC)

    assert verdict.problems[0] == problem(ProblemKind.UNREADABLE, 0)


def test_the_export_of_another_log_is_named() -> None:
    """
    A header that names another log does not fit the key.
    """
    lines = [line_text(HeaderLine(origin="other.example")), *LOG[1:]]

    assert [problem(ProblemKind.WRONG_ORIGIN, 0)] == problems(lines)


def test_erased_entries_are_listed_and_prove_as_before() -> None:
    """
    With entry and salt gone, the leaf still leads to the root.
    """
    verdict = verify_export(export(8, erased=[2, 5]), public_key=PUBLIC)

    assert (verdict.problems, verdict.erased) == ((), (2, 5))


def test_an_erasure_cannot_hide_a_change() -> None:
    """
    A leaf that was never logged is found by the root.
    """
    forged = line_text(ErasedLine(index=5, leaf=bytes(32)))
    lines = [forged if line == ENTRIES[5] else line for line in LOG]

    assert [problem(ProblemKind.ROOT_MISMATCH, 4, 7)] == problems(lines)


def test_a_kept_checkpoint_must_be_signed() -> None:
    """
    The reader's own checkpoint is checked before it is believed.
    """
    with pytest.raises(SignatureError):
        verify_export(LOG, public_key=PUBLIC, kept=["not a note"])


def test_a_kept_checkpoint_must_be_one() -> None:
    """
    A signed text that is no tree head is no checkpoint.
    """
    note = checkpoint(8).replace("8\n", "08\n", 1)

    with pytest.raises(InvalidInputError):
        verify_export(LOG, public_key=PUBLIC, kept=[note])


@pytest.mark.parametrize("kind", ProblemKind)
def test_every_problem_has_its_sentence(kind: ProblemKind) -> None:
    """
    What a person reads names the entries and no content.
    """
    text = str(problem(kind, 3, 5))

    assert text.endswith(".")
    assert "{" not in text
