"""
How fast a medicine is found: every name of the formulary, whole, begun and misspelled.

Run ``python bench/medicines.py``; a search is to take less than 5 ms.
"""

import random
import statistics
import time

from dastern_core.medicines.formulary import FORMULARY
from dastern_core.medicines.search import search, search_index

SEED = 20261126
QUERIES = 3_000


def misspelled(name: str, chance: random.Random) -> str:
    """
    Drop, double or swap one letter.
    """
    place = chance.randrange(len(name))
    kind = chance.randrange(3)
    if kind == 0:
        return name[:place] + name[place + 1 :]
    if kind == 1:
        return name[:place] + name[place] + name[place:]
    return name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :]


def main() -> None:
    """
    Print the times, and how often the right medicine was among the first ten.
    """
    chance = random.Random(SEED)  # noqa: S311 - a benchmark's draw
    started = time.perf_counter()
    index = search_index(FORMULARY)
    made = time.perf_counter() - started
    names = [(name, entry) for entry in FORMULARY.entries for name in entry.names]
    kinds = {
        "whole": lambda name: name,
        "begun": lambda name: name[: max(3, len(name) // 2)],
        "misspelled": lambda name: misspelled(name, chance),
    }
    print(
        f"{len(FORMULARY.entries)} entries, {len(names)} names; index made in {1000 * made:.1f} ms"
    )
    print(f"{'query':12}{'p50 ms':>9}{'p99 ms':>9}{'first':>9}{'in ten':>9}")
    for kind, spoil in kinds.items():
        times, first, among = [], 0, 0
        for _ in range(QUERIES):
            name, entry = chance.choice(names)
            query = spoil(name)
            started = time.perf_counter()
            found = search(query, index=index).found
            times.append(1000 * (time.perf_counter() - started))
            first += bool(found) and found[0].entry is entry
            among += any(one.entry is entry for one in found)
        cuts = statistics.quantiles(times, n=100)
        shares = (first / QUERIES, among / QUERIES)
        print(f"{kind:12}{cuts[49]:9.2f}{cuts[98]:9.2f}{shares[0]:9.1%}{shares[1]:9.1%}")


if __name__ == "__main__":
    main()
