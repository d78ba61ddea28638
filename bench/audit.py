"""
How fast the audit log proves, grows and verifies, and how many tampers it notices.

Run ``python bench/audit.py``; the figures to reach stand in the table it prints.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from dastern_core.audit import (
    ActorRole,
    AuditAction,
    AuditEntry,
    Frontier,
    TreeHead,
    append,
    export_lines,
    leaf,
    prove_consistency,
    prove_inclusion,
    root,
    tree_of,
    verify_inclusion,
)
from dastern_core.audit.checkpoint import SigningKey, VerifyingKey, sign_checkpoint, verifying_key
from dastern_core.audit.verification import verify_export
from dastern_core.kernel import EntryId, PatientId

LEAVES = 100_000
SAMPLES = 20_000
TAMPERS = 10_000
ORIGIN = "clinic.example/audit"
SIGNING = SigningKey(name=ORIGIN, seed=bytes(range(32)))
SEED = 20261121


def entry(number: int) -> AuditEntry:
    """
    Give an invented entry.
    """
    return AuditEntry(
        id=EntryId(UUID(int=number)),
        at=datetime(2026, 6, 15, tzinfo=UTC) + timedelta(seconds=number),
        actor_id=None,
        actor_role=ActorRole.SYSTEM,
        action=AuditAction.DOSE_MISSED,
        patient_id=PatientId(UUID(int=number % 100)),
        resource_type="dose",
        resource_id=str(number),
        details={"status": "missed"},
    )


def export(size: int) -> tuple[list[str], str]:
    """
    Export a log of so many entries, and give its checkpoint as well.
    """
    records = [(entry(number), number.to_bytes(16)) for number in range(size)]
    tree = tree_of(leaf(*record) for record in records)
    head = TreeHead(origin=ORIGIN, size=size, root=root(tree, size=size))
    note = sign_checkpoint(head, key=SIGNING)
    return list(export_lines(records, origin=ORIGIN, checkpoints={size: note})), note


def microseconds(job: Callable[[int], object], draw: Callable[[], int]) -> list[float]:
    """
    Time a job on random leaves, one call at a time.
    """
    times = []
    for _ in range(SAMPLES):
        index = draw()
        start = time.perf_counter()
        job(index)
        times.append((time.perf_counter() - start) * 1e6)
    return times


def edited(lines: list[str], chance: random.Random) -> list[str]:
    """
    Change one character of one line.
    """
    number = chance.randrange(len(lines))
    line = lines[number]
    position = chance.randrange(len(line))
    other = chance.choice([one for one in "0123456789abcdefXYZ+/=" if one != line[position]])
    changed = f"{line[:position]}{other}{line[position + 1 :]}"
    return [*lines[:number], changed, *lines[number + 1 :]]


def dropped(lines: list[str], chance: random.Random) -> list[str]:
    """
    Leave out one entry.
    """
    number = chance.randrange(1, len(lines) - 1)
    return [*lines[:number], *lines[number + 1 :]]


def swapped(lines: list[str], chance: random.Random) -> list[str]:
    """
    Let two lines change places.
    """
    first, second = chance.sample(range(len(lines)), 2)
    found = list(lines)
    found[first], found[second] = found[second], found[first]
    return found


def truncated(lines: list[str], chance: random.Random) -> list[str]:
    """
    Cut the log off, and put its checkpoint back at the end half of the time.
    """
    end = chance.randrange(len(lines) - 1)
    return [*lines[:end], *([lines[-1]] if chance.random() < 1 / 2 else [])]


def repeated(lines: list[str], chance: random.Random) -> list[str]:
    """
    Put an entry in once more.
    """
    number = chance.randrange(1, len(lines) - 1)
    place = chance.randrange(1, len(lines))
    return [*lines[:place], lines[number], *lines[place:]]


def rewritten(lines: list[str], chance: random.Random) -> list[str]:
    """
    Forge an entry with its leaf and let the keeper sign the whole log again.
    """
    size = len(lines) - 2
    records = [(entry(number), number.to_bytes(16)) for number in range(size)]
    records[chance.randrange(size)] = (entry(size + chance.randrange(1000)), bytes(16))
    tree = tree_of(leaf(*record) for record in records)
    head = TreeHead(origin=ORIGIN, size=size, root=root(tree, size=size))
    notes = {size: sign_checkpoint(head, key=SIGNING)}
    return list(export_lines(records, origin=ORIGIN, checkpoints=notes))


TAMPER = (edited, dropped, swapped, truncated, repeated, rewritten)


def count_noticed(public: VerifyingKey) -> int:
    """
    Tamper in six ways, and count how often the reader of a kept checkpoint notices.
    """
    chance = random.Random(SEED)  # noqa: S311 - tampers, not secrets
    lines, note = export(8)
    noticed = 0
    for number in range(TAMPERS):
        tampered = TAMPER[number % len(TAMPER)](lines, chance)
        noticed += not verify_export(tampered, public_key=public, kept=[note]).intact
    return noticed


def main() -> None:
    """
    Print the figures, each beside the one to reach.
    """
    chance = random.Random(SEED)  # noqa: S311 - a sample of leaves, not secrets
    public = verifying_key(SIGNING)
    data = [number.to_bytes(32) for number in range(LEAVES)]
    start = time.perf_counter()
    tree = tree_of(data)
    built = time.perf_counter() - start
    start, frontier = time.perf_counter(), Frontier()
    for one in data:
        frontier = append(frontier, one)
    appended = LEAVES / (time.perf_counter() - start)

    def draw() -> int:
        return chance.randrange(LEAVES)

    head = root(tree, size=LEAVES)
    proving = microseconds(lambda index: prove_inclusion(tree, index=index, size=LEAVES), draw)
    growing = microseconds(
        lambda index: prove_consistency(tree, first_size=index, second_size=LEAVES), draw
    )
    proofs = [prove_inclusion(tree, index=index, size=LEAVES) for index in range(1000)]
    checking = microseconds(
        lambda index: verify_inclusion(
            proofs[index % 1000], data=data[index % 1000], root_hash=head
        ),
        draw,
    )
    lines, _ = export(10_000)
    start = time.perf_counter()
    verdict = verify_export(lines, public_key=public)
    verified = verdict.entries / (time.perf_counter() - start)
    rows = (
        ("inclusion proof p50, 1e5 leaves", f"{statistics.median(proving):.1f} us", "< 20 us"),
        ("inclusion proof p99", f"{statistics.quantiles(proving, n=100)[98]:.1f} us", ""),
        ("consistency proof p50", f"{statistics.median(growing):.1f} us", ""),
        ("inclusion check p50", f"{statistics.median(checking):.1f} us", ""),
        ("building 1e5 leaves", f"{built:.2f} s", ""),
        ("appending, leaves a second", f"{appended:,.0f}", ""),
        ("verifying an export, entries a second", f"{verified:,.0f}", ""),
        ("tampers of 6 kinds noticed", f"{count_noticed(public)} of {TAMPERS}", "all"),
    )
    for name, found, wanted in rows:
        sys.stdout.write(f"{name:40}{found:>18}   {wanted}\n")


if __name__ == "__main__":
    main()
