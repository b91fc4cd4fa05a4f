"""What the extension costs: a manual of SOPs beside the same words in plain tables, both built by Sphinx.

The two are built in turn within one run, several rounds, each build a process of its own with an empty output folder;
the medians are shown, and the median of the ratios that the rounds had: the two builds of a round meet the same load of
the machine. A ratio says more than a time: it hardly depends on the machine.
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
from collections.abc import Callable, Iterator, Sequence
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
    """Costs of every round by column; the builds of a round take turns in going first."""
    builder = "sop-sheets" if options.sheets else "html"
    variants = ["sop"] if options.sheets else list(VARIANTS)
    procedures = list(sops(options.sops, options.steps))
    for variant in variants:
        write_manual(work / variant, variant, procedures)
        if options.incremental:
            build(work / variant, work / f"{variant}-out", builder, options.jobs)
    builds = [
        (variant, jobs) for variant in variants for jobs in ([1, options.jobs] if options.gain else [options.jobs])
    ]
    costs: dict[str, list[Cost]] = {_column(variant, jobs, options): [] for variant, jobs in builds}
    for turn in range(options.rounds):
        for variant, jobs in builds if turn % 2 == 0 else reversed(builds):
            output = work / f"{variant}-out"
            if options.incremental:
                change_one(work / variant, turn % options.sops)
            elif output.exists():
                shutil.rmtree(output)
            column = _column(variant, jobs, options)
            costs[column].append(build(work / variant, output, builder, jobs))
            print(f"round {turn + 1} {column}: {costs[column][-1].seconds:.2f} s", file=sys.stderr)
    return costs


def _column(variant: str, jobs: int, options: argparse.Namespace) -> str:
    return f"{variant} -j{jobs}" if options.gain else variant


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
        cells = [_cell([read(cost) for cost in column], unit) for column in costs.values()]
        cells.append(_cell(ratios(costs["sop"], costs.get("plain", []), read)))
        yield f"{name:20}" + "".join(f"{cell:>10}" for cell in cells)


def report_gain(costs: dict[str, list[Cost]], jobs: int) -> Iterator[str]:
    """Lines that say how many times as fast several processes are as one, and how that compares with plain tables."""
    gains = {}
    for variant in VARIANTS:
        gains[variant] = ratios(costs[f"{variant} -j1"], costs[f"{variant} -j{jobs}"], lambda cost: cost.seconds)
        yield f"{variant:20}{_cell(gains[variant]):>10} times as fast with -j {jobs}"
    yield f"{'ratio':20}{_cell([ours / plain for ours, plain in zip(*gains.values(), strict=True)]):>10}"


def ratios(ours: list[Cost], plain: list[Cost], read: Callable[[Cost], float | None]) -> list[float]:
    """One number by the other for every round in which both are known."""
    pairs = [(read(one), read(other)) for one, other in zip(ours, plain, strict=False)]
    return [one / other for one, other in pairs if one and other]


def _cell(values: Sequence[float | None], unit: float = 1) -> str:
    """Median of what is known."""
    known = [value for value in values if value is not None]
    return f"{statistics.median(known) / unit:.2f}" if known else "-"


def main(arguments: list[str]) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sops", type=int, default=60, help="SOPs in the manual (%(default)s)")
    parser.add_argument("--steps", type=int, default=15, help="steps in an SOP (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="builds of each manual (%(default)s)")
    parser.add_argument("-j", "--jobs", type=int, default=1, help="worker processes of Sphinx (%(default)s)")
    parser.add_argument("--incremental", action="store_true", help="build again after one SOP changed")
    parser.add_argument("--gain", action="store_true", help="build with one process too: what do the others gain?")
    parser.add_argument("--sheets", action="store_true", help="PDF sheets, which have no plain counterpart")
    options = parser.parse_args(arguments)
    if options.gain and (options.jobs < 2 or options.incremental or options.sheets):  # noqa: PLR2004
        parser.error("--gain compares whole builds of pages with -j 1 and another -j")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        costs = measure(options, Path(folder))
    what = ("sheets" if options.sheets else "html") + (", one changed" if options.incremental else "")
    print(f"\n{options.sops} SOPs of {options.steps} steps, {what}, -j {options.jobs}")
    print("\n".join(report_gain(costs, options.jobs) if options.gain else report(costs)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
