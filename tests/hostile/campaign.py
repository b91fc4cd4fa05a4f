"""Many manuals, or sequences of changes, in one process: ``python -m tests.hostile.campaign 0-4999``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from .builds import Problem, problems, write
from .outputs import OUTPUTS
from .sequences import by_chance, folder_for_sequence
from .sources import make


def builders_of(seed: int, each: int) -> list[str]:
    """The builders a manual goes to, so that a run of seeds comes to all of them equally often."""
    names = sorted(OUTPUTS)
    step = next(step for step in range(len(names) // 3, len(names)) if len(names) % step)
    return [names[(seed + place * step) % len(names)] for place in range(min(each, len(names)))]


def build_all(seed: int, builders: Sequence[str]) -> list[Problem]:
    """Everything that is wrong with what these builders make of the manual of a seed."""
    manual = make(seed)
    with tempfile.TemporaryDirectory(prefix="sop-hostile-") as folder:
        source = Path(folder, "buku")
        write(manual, source)
        return [problem for builder in builders for problem in problems(manual, builder, source)]


def run_sequences(seeds: Sequence[int]) -> int:
    """Run sequences and print the figures."""
    counts: Counter[str] = Counter()
    wrong = []
    begun = time.process_time()
    for seed in seeds:
        with folder_for_sequence() as folder:
            try:
                counts.update(by_chance(seed, Path(folder)).counts)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
                wrong.append(seed)
                print(f"{seed}: {type(error).__name__}: {error}\n", flush=True)
    print(
        f"{len(seeds)} sequences, {counts.total()} builds compared, {time.process_time() - begun:.0f} s of the processor"
    )
    print(f"{len(wrong)} wrong: {wrong}")
    return 1 if wrong else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Build manuals and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.campaign", description=__doc__)
    parser.add_argument("seeds", help="first and last seed, such as 0-4999")
    parser.add_argument("--sequences", action="store_true", help="sequences of changes and builds instead of manuals")
    parser.add_argument("--each", type=int, default=2, help="builders for each manual")
    parser.add_argument("--builders", help="these builders instead, with commas")
    given = parser.parse_args(arguments)
    first, _, last = given.seeds.partition("-")
    warnings.simplefilter("ignore")  # faulty sources make docutils warn of itself
    if given.sequences:
        return run_sequences(range(int(first), int(last or first) + 1))
    counts: Counter[str] = Counter()
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    begun = time.process_time()
    seeds = range(int(first), int(last or first) + 1)
    for seed in seeds:
        builders = given.builders.split(",") if given.builders else builders_of(seed, given.each)
        counts.update(builders)
        for problem in build_all(seed, builders):
            key = problem.builder, problem.kind if problem.kind != "traceback" else problem.told
            if seed not in found[key]:
                found[key].append(seed)
                print(f"{seed}: {problem}", flush=True)
    print(f"{len(seeds)} manuals, {counts.total()} builds, {time.process_time() - begun:.0f} s of the processor")
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    for (builder, kind), wrong in sorted(found.items()):
        print(f"{builder}: {kind}: {len(wrong)} manuals: {', '.join(map(str, wrong[:10]))}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
