"""What the extension costs: a manual of SOPs beside the same words in plain tables, both built by Sphinx.

The two are built in turn within one run, several rounds, each build a process of its own with an empty output folder;
the medians are compared. A ratio says more than a time: it hardly depends on the machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from manuals import VARIANTS, change_one, sops, write_manual

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one build took."""

    seconds: float
    cpu_seconds: float | None  # None where the system does not tell (Windows)
    memory: int | None  # peak in bytes, of the largest process
    pages: int  # bytes of HTML (of PDF for sheets)
    output: int  # bytes of everything written, without Sphinx's own .doctrees


def build(source: Path, output: Path, builder: str, jobs: int) -> Cost:
    """Run Sphinx once in a process of its own."""
    command = [sys.executable, "-m", "sphinx", "-q", "-j", str(jobs), "-b", builder, str(source), str(output)]
    log = output.parent / f"{output.name}.log"
    with log.open("w", encoding="utf-8") as messages:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=messages, stderr=messages)
        cpu_seconds, memory = wait(process)
        seconds = time.perf_counter() - begin
    said = log.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{said}")
    if said.strip():
        first, *others = said.splitlines()
        print(f"note: Sphinx warned: {first} (and {len(others)} more lines)", file=sys.stderr)
    sizes = {
        path: path.stat().st_size for path in output.rglob("*") if path.is_file() and ".doctrees" not in path.parts
    }
    page = ".html" if builder == "html" else ".pdf"
    return Cost(
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        memory=memory,
        pages=sum(size for path, size in sizes.items() if path.suffix == page),
        output=sum(sizes.values()),
    )


def wait(process: subprocess.Popen[bytes]) -> tuple[float | None, int | None]:
    """CPU seconds of a process and its children, peak bytes of the largest of them; None where the system is silent."""
    if sys.platform == "win32":
        process.wait()
        return None, None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else KIB
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit


def measure(options: argparse.Namespace, work: Path) -> dict[str, list[Cost]]:
    """Costs of every round by variant; the variants take turns, and take turns in going first."""
    builder = "sop-sheets" if options.sheets else "html"
    variants = ["sop"] if options.sheets else list(VARIANTS)
    procedures = list(sops(options.sops, options.steps))
    for variant in variants:
        write_manual(work / variant, variant, procedures)
        if options.incremental:
            build(work / variant, work / f"{variant}-out", builder, options.jobs)
    costs: dict[str, list[Cost]] = {variant: [] for variant in variants}
    for turn in range(options.rounds):
        for variant in variants if turn % 2 == 0 else reversed(variants):
            output = work / f"{variant}-out"
            if options.incremental:
                change_one(work / variant, turn % options.sops)
            elif output.exists():
                shutil.rmtree(output)
            costs[variant].append(build(work / variant, output, builder, options.jobs))
            print(f"round {turn + 1} {variant}: {costs[variant][-1].seconds:.2f} s", file=sys.stderr)
    return costs


#: Row of the table -> how it is read off a cost, and the unit it is shown in.
ROWS: dict[str, tuple[Callable[[Cost], float | None], float]] = {
    "time (s)": (lambda cost: cost.seconds, 1),
    "CPU time (s)": (lambda cost: cost.cpu_seconds, 1),
    "peak memory (MiB)": (lambda cost: cost.memory, MIB),
    "pages (KiB)": (lambda cost: cost.pages, KIB),
    "all output (KiB)": (lambda cost: cost.output, KIB),
}


def report(costs: dict[str, list[Cost]]) -> Iterator[str]:
    """Lines of a table of medians, with sop/plain where both were built."""
    rounds = f"median of {len(costs['sop'])}"
    yield f"{rounds:20}" + "".join(f"{column:>10}" for column in [*costs, "ratio"])
    for name, (read, unit) in ROWS.items():
        medians = {variant: median([read(cost) for cost in column]) for variant, column in costs.items()}
        cells = ["-" if value is None else f"{value / unit:.2f}" for value in medians.values()]
        ours, plain = medians["sop"], medians.get("plain")
        cells.append(f"{ours / plain:.2f}" if ours and plain else "-")
        yield f"{name:20}" + "".join(f"{cell:>10}" for cell in cells)


def median(values: list[float | None]) -> float | None:
    """Median of what is known."""
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def main(arguments: list[str]) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sops", type=int, default=60, help="SOPs in the manual (%(default)s)")
    parser.add_argument("--steps", type=int, default=15, help="steps in an SOP (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="builds of each manual (%(default)s)")
    parser.add_argument("-j", "--jobs", type=int, default=1, help="worker processes of Sphinx (%(default)s)")
    parser.add_argument("--incremental", action="store_true", help="build again after one SOP changed")
    parser.add_argument("--sheets", action="store_true", help="PDF sheets, which have no plain counterpart")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        costs = measure(options, Path(folder))
    what = ("sheets" if options.sheets else "html") + (", one changed" if options.incremental else "")
    print(f"\n{options.sops} SOPs of {options.steps} steps, {what}, -j {options.jobs}")
    print("\n".join(report(costs)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
