"""
Verification of an exported log: is it whole, unchanged and signed, and if not, where.

It needs nothing but the lines, the log's public key and, to notice a log that was cut
back to an earlier checkpoint, the checkpoints that the reader kept from before. It
needs the extra ``crypto`` and is therefore imported by its own path. Which checkpoints
were published, and where, is left to the caller.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

import attrs

from dastern_core.audit.checkpoint import VerifyingKey, open_checkpoint
from dastern_core.audit.entries import leaf
from dastern_core.audit.export import (
    CheckpointLine,
    EntryLine,
    ErasedLine,
    ExportLine,
    HeaderLine,
    parse_line,
)
from dastern_core.audit.heads import TreeHead
from dastern_core.audit.tree import Frontier, append, frontier_root
from dastern_core.kernel import InvalidInputError

__all__ = ["Problem", "ProblemKind", "Verdict", "verify_export"]


class ProblemKind(Enum):
    """
    What can be wrong with an exported log, and how that is said.
    """

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    REWRITTEN = "rewritten"
    ROOT_MISMATCH = "root_mismatch"
    TRUNCATED = "truncated"
    UNREADABLE = "unreadable"
    UNSIGNED = "unsigned"
    WRONG_ORIGIN = "wrong_origin"
    WRONG_SIGNATURE = "wrong_signature"


_SENTENCES = {
    ProblemKind.CHANGED: "Entry {first} is not the entry that was logged.",
    ProblemKind.MISSING: "Entries {first} to {last} are missing.",
    ProblemKind.REORDERED: "Entry {first} stands in the wrong place, or twice.",
    ProblemKind.REWRITTEN: "Entries {first} to {last} are not those of a checkpoint you kept.",
    ProblemKind.ROOT_MISMATCH: "Entries {first} to {last} are not those that were signed.",
    ProblemKind.TRUNCATED: "Entries {first} to {last} are missing before their checkpoint.",
    ProblemKind.UNREADABLE: "The line where entry {first} is due is not as it was exported.",
    ProblemKind.UNSIGNED: "No checkpoint covers what stands from entry {first} on.",
    ProblemKind.WRONG_ORIGIN: "The export is of another log than the key.",
    ProblemKind.WRONG_SIGNATURE: "The checkpoint before entry {first} is not the log's.",
}


@attrs.frozen(kw_only=True)
class Problem:
    """
    One thing that is wrong with an exported log.

    Args:
        kind: What is wrong.
        first: The index of the first entry that it concerns; where a line is at fault,
            of the entry that was due there.
        last: The index of the last such entry.
    """

    kind: ProblemKind
    first: int
    last: int

    def __str__(self) -> str:
        """
        Say what is wrong in a sentence that holds nothing of the entries.
        """
        return _SENTENCES[self.kind].format(first=self.first, last=self.last)


@attrs.frozen(kw_only=True)
class Verdict:
    """
    What a verification found.

    Args:
        entries: How many entries were read, erased ones included.
        checkpoints: How many checkpoints of the log were read.
        erased: The indexes of the entries of which only the leaf is left. That is no
            problem in itself; whoever asked for the erasure can compare.
        problems: What is wrong, in the order of the entries; none where all is well.
    """

    entries: int
    checkpoints: int
    erased: tuple[int, ...]
    problems: tuple[Problem, ...]

    @property
    def intact(self) -> bool:
        """
        Whether nothing is wrong.
        """
        return not self.problems


def verify_export(
    lines: Iterable[str], *, public_key: VerifyingKey, kept: Sequence[str] = ()
) -> Verdict:
    """
    Verify an exported log.

    Args:
        lines: The lines of the export, without their newlines; they are read once, and
            memory does not grow with them unless entries are erased or at fault. Where
            the first is no header, nothing more is read.
        public_key: The log's key, got in another way than the export.
        kept: Checkpoints of this log that the reader has kept, as signed notes. Without
            one, a log that was cut back to an older checkpoint of its own looks whole.

    Returns:
        What was found; every problem with the index of its entry.

    Raises:
        SignatureError: A kept checkpoint is not signed by the key.
        InvalidInputError: A kept checkpoint is not one of this log.

    Source:
        Rule AUD-04 and decision C48, with the tree of RFC 9162 in place of a chain, which
        does not notice truncation.
    """
    reading = _Reading(key=public_key)
    reading.kept = sorted(
        (open_checkpoint(note, key=public_key) for note in kept), key=lambda one: -one.size
    )
    rest = iter(lines)
    if reading.take_header(next(rest, "")):
        for text in rest:
            reading.take(text)
    return reading.verdict()


@attrs.define(kw_only=True)
class _Reading:
    """
    How far the lines have been read, and what was found on the way.
    """

    key: VerifyingKey
    kept: list[TreeHead] = attrs.field(factory=list)  # the smallest last
    frontier: Frontier = attrs.field(factory=Frontier)
    due: int = 0  # the index of the next entry
    covered: int | None = None  # the size of the newest checkpoint
    checkpoints: int = 0
    unread: int = 0  # lines since the last entry that could not be read
    comparable: bool = True  # the frontier is that of the log: nothing is missing so far
    erased: list[int] = attrs.field(factory=list)
    gaps: list[tuple[int, int]] = attrs.field(factory=list)
    late: list[int] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)

    def take_header(self, text: str) -> bool:
        line = _parsed(text)
        if not isinstance(line, HeaderLine):
            self.report(ProblemKind.UNREADABLE, 0)
            return False
        if line.origin != self.key.name:
            self.report(ProblemKind.WRONG_ORIGIN, 0)
        return True

    def take(self, text: str) -> None:
        line = _parsed(text)
        if isinstance(line, EntryLine | ErasedLine):
            self.take_entry(line)
        elif isinstance(line, CheckpointLine):
            self.take_checkpoint(line)
        else:
            self.report(ProblemKind.UNREADABLE, self.due)
            self.unread += 1
            self.comparable = False

    def take_entry(self, line: EntryLine | ErasedLine) -> None:
        if line.index < self.due:
            self.report(ProblemKind.REORDERED, line.index)
            self.late.append(line.index)
            self.comparable = False
        elif line.index > self.due:
            if line.index - self.due > self.unread:
                self.gaps.append((self.due, line.index - 1))
            self.comparable = False
        self.compare_kept()
        self.due = max(self.due, line.index + 1)
        self.unread = 0
        self.frontier = append(self.frontier, line.leaf)
        if isinstance(line, ErasedLine):
            self.erased.append(line.index)
        elif not _is_logged(line):
            self.report(ProblemKind.CHANGED, line.index)

    def take_checkpoint(self, line: CheckpointLine) -> None:
        try:
            head = open_checkpoint(line.note, key=self.key)
        except InvalidInputError:
            self.report(ProblemKind.WRONG_SIGNATURE, self.due)
            return
        since = self.covered or 0
        self.checkpoints += 1
        self.covered = head.size
        if head.size > self.due + self.unread:
            self.report(ProblemKind.TRUNCATED, self.due, head.size - 1)
        elif head.size < self.due:
            self.report(ProblemKind.UNSIGNED, head.size, self.due - 1)
        elif self.comparable and head.root != frontier_root(self.frontier):
            self.report(ProblemKind.ROOT_MISMATCH, since, head.size - 1)
            self.comparable = False

    def compare_kept(self) -> None:
        while self.kept and self.kept[-1].size <= self.frontier.size:
            one = self.kept.pop()
            if self.comparable and one.root != frontier_root(self.frontier):
                self.report(ProblemKind.REWRITTEN, 0, one.size - 1)

    def report(self, kind: ProblemKind, first: int, last: int = 0) -> None:
        self.problems.append(Problem(kind=kind, first=first, last=max(first, last)))

    def verdict(self) -> Verdict:
        self.compare_kept()
        if self.kept and self.kept[0].size > self.due:
            self.report(ProblemKind.TRUNCATED, self.due, self.kept[0].size - 1)
        if self.covered is None or self.covered < self.due:
            self.report(ProblemKind.UNSIGNED, self.covered or 0, self.due - 1)
        for first, last in _without(self.gaps, sorted(self.late)):
            self.report(ProblemKind.MISSING, first, last)
        return Verdict(
            entries=self.frontier.size,
            checkpoints=self.checkpoints,
            erased=tuple(self.erased),
            problems=tuple(sorted(dict.fromkeys(self.problems), key=lambda one: one.first)),
        )


def _parsed(text: str) -> ExportLine | None:
    try:
        return parse_line(text)
    except InvalidInputError:
        return None


def _is_logged(line: EntryLine) -> bool:
    try:
        return leaf(line.entry, line.salt) == line.leaf
    except InvalidInputError:  # a salt that was never drawn
        return False


def _without(gaps: Iterable[tuple[int, int]], late: Sequence[int]) -> Iterator[tuple[int, int]]:
    """
    Give the stretches of the gaps that no late entry fills.
    """
    for first, last in gaps:
        start = first
        for index in late[bisect_left(late, first) : bisect_right(late, last)]:
            if index > start:
                yield start, index - 1
            start = index + 1
        if start <= last:
            yield start, last
