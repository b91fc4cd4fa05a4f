"""What the extension costs: manuals of SOPs beside the same words in plain tables, built by Sphinx.

    python benchmarks/cost.py                    all figures
    python benchmarks/cost.py changed parallel   some of them

The builds that are compared take turns within one run, each in a process of its own; what is shown are medians, and for
a ratio the median of the ratios that the rounds had, since the builds of one round meet the same load of the machine.
Ratios of times are ratios of CPU time (of the process and its children), which another process on the machine disturbs
least; what several processes gain is measured by the clock, and so is PDF, since Typst works beside Python.  A round
that is not counted comes first: it fills the caches of Python and of the file system.
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
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from manuals import change_one, sops, write_manual

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one process took."""

    seconds: float
    cpu_seconds: float
    memory: int  # peak in bytes, of the largest process
    pages: int = 0  # bytes of HTML
    output: int = 0  # bytes of everything written, without Sphinx's own .doctrees


Costs = Mapping[str, list[Cost]]
"""What was built -> its cost in every round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One number that a figure yields, and what it must not exceed or fall below."""

    what: str
    value: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def reached(self) -> bool:
        """True if the number is as it should be."""
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )

    def __str__(self) -> str:
        asked = f"at most {self.at_most:.2f}" if self.at_most is not None else f"at least {self.at_least:.2f}"
        return f"  {self.what:52}{self.value:6.2f}   {asked}{'' if self.reached else '   NOT REACHED'}"


@dataclass(slots=True, kw_only=True)
class Bench:
    """Where manuals are written and built."""

    folder: Path
    rounds: int
    steps: int
    written: set[Path] = field(default_factory=set)

    def manual(self, variant: str, count: int) -> Path:
        """Folder of a manual, written when it is first asked for."""
        source = self.folder / f"{variant}{count}"
        if source not in self.written:
            write_manual(source, variant, list(sops(count, self.steps)))
            self.written.add(source)
        return source

    def build(self, source: Path, builder: str = "html", *, jobs: int = 1, fresh: bool = True) -> Cost:
        """Build with Sphinx; ``fresh``: there is nothing yet from an earlier build."""
        output = source.parent / f"{source.name}-{builder}"
        if fresh and output.exists():
            shutil.rmtree(output)
        return self.run("-m", "sphinx", "-q", "-j", str(jobs), "-b", builder, str(source), str(output), output=output)

    def run(self, *arguments: str, output: Path | None = None, allowed: Iterable[int] = (0,)) -> Cost:
        """Run Python in a process of its own and measure it; ends the program if it ends with another code."""
        log = self.folder / "log.txt"
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = str(self.folder / "bytecode")  # as after an installation by pip
        with log.open("w", encoding="utf-8") as messages:
            begin = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, *arguments], stdout=messages, stderr=messages, cwd=self.folder, env=environment
            )
            cpu_seconds, memory = wait(process)
            seconds = time.perf_counter() - begin
        if process.returncode not in allowed:
            raise SystemExit(f"{' '.join(arguments)} failed:\n{log.read_text(encoding='utf-8', errors='replace')}")
        sizes = sizes_below(output) if output else {}
        return Cost(
            seconds=seconds,
            cpu_seconds=cpu_seconds,
            memory=memory,
            pages=sum(size for path, size in sizes.items() if path.suffix == ".html"),
            output=sum(sizes.values()),
        )

    def take_turns(self, builds: Mapping[str, Callable[[int], Cost]]) -> Costs:
        """Costs of every round; the builds of a round take turns in going first."""
        costs: dict[str, list[Cost]] = {name: [] for name in builds}
        for turn in range(self.rounds + 1):
            for name, build in builds.items() if turn % 2 else reversed([*builds.items()]):
                cost = build(turn)
                if turn:
                    costs[name].append(cost)
                print(f"round {turn} {name}: {cost.cpu_seconds:.2f} s CPU, {cost.seconds:.2f} s", file=sys.stderr)
        return costs


def wait(process: subprocess.Popen[bytes]) -> tuple[float, int]:
    """CPU seconds of a process and its children, peak bytes of the largest of them."""
    if sys.platform == "win32":
        raise SystemExit("Windows does not tell what a process took")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else KIB
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit


def sizes_below(folder: Path) -> dict[Path, int]:
    """Size of every file that a build wrote."""
    return {path: path.stat().st_size for path in folder.rglob("*") if path.is_file() and ".doctrees" not in path.parts}


# -- the figures -----------------------------------------------------------------------------------------------------
def fresh(bench: Bench) -> Iterator[object]:
    """60 SOPs, built for the first time."""
    ours, plain = bench.manual("sop", 60), bench.manual("plain", 60)
    costs = bench.take_turns({"sop": lambda turn: bench.build(ours), "plain": lambda turn: bench.build(plain)})
    yield from table(costs)
    yield Goal(what="time, of plain tables", value=ratio(costs, "sop", "plain", cpu), at_most=0.75)
    yield Goal(what="size of the pages", value=ratio(costs, "sop", "plain", lambda cost: cost.pages), at_most=3)
    yield Goal(what="memory", value=ratio(costs, "sop", "plain", lambda cost: cost.memory), at_most=1.2)


def changed(bench: Bench) -> Iterator[object]:
    """500 SOPs, one of which has changed since the last build."""

    def build(source: Path, turn: int) -> Cost:
        if turn:
            change_one(source, turn)
        return bench.build(source, fresh=not turn)

    ours, plain = bench.manual("sop", 500), bench.manual("plain", 500)
    costs = bench.take_turns({"sop": lambda turn: build(ours, turn), "plain": lambda turn: build(plain, turn)})
    yield from table(costs)
    yield Goal(what="time, of plain tables", value=ratio(costs, "sop", "plain", cpu), at_most=1.2)
    yield Goal(what="memory", value=ratio(costs, "sop", "plain", lambda cost: cost.memory), at_most=1.2)


def parallel(bench: Bench) -> Iterator[object]:
    """200 SOPs by two processes: what does the second one gain?"""
    ours, plain = bench.manual("sop", 200), bench.manual("plain", 200)
    costs = bench.take_turns(
        {
            "sop -j1": lambda turn: bench.build(ours),
            "plain -j1": lambda turn: bench.build(plain),
            "sop -j2": lambda turn: bench.build(ours, jobs=2),
            "plain -j2": lambda turn: bench.build(plain, jobs=2),
        }
    )
    yield from table(costs)
    gains = {name: ratio(costs, f"{name} -j1", f"{name} -j2", clock) for name in ("sop", "plain")}
    yield f"  times as fast: {gains['sop']:.2f}, plain tables {gains['plain']:.2f}"
    shares = [
        (sop_1.seconds / sop_2.seconds) / (plain_1.seconds / plain_2.seconds)
        for sop_1, plain_1, sop_2, plain_2 in zip(*costs.values(), strict=True)
    ]
    yield Goal(what="gain, of that of plain tables", value=statistics.median(shares), at_least=0.9)


def check(bench: Bench) -> Iterator[object]:
    """500 SOPs checked by `sphinx-sop check`, and checked again with nothing changed."""
    source = bench.manual("sop", 500)
    cache = bench.folder / "check"

    def checked(*, again: bool) -> Cost:
        if not again and cache.exists():
            shutil.rmtree(cache)
        command = (
            "-m",
            "sphinxcontrib_sop",
            "check",
            str(source),
            "--cache",
            str(cache),
            "-o",
            str(bench.folder / "found"),
        )
        return bench.run(*command, allowed=(0, 1))

    costs = bench.take_turns(
        {
            "dummy": lambda turn: bench.build(source, "dummy"),
            "check": lambda turn: checked(again=False),
            "again": lambda turn: checked(again=cache.exists()),
        }
    )
    yield from table(costs)
    yield Goal(what="time of a check, of a build by `dummy`", value=ratio(costs, "check", "dummy", cpu), at_most=1.05)
    yield Goal(what="time of a check of nothing new", value=ratio(costs, "again", "dummy", cpu), at_most=0.1)


def sheets(bench: Bench) -> Iterator[object]:
    """100 SOPs as PDF sheets, after they were read and from nothing, beside plain pages from nothing."""
    yield from _printed(bench, "sop-sheets", at_most=0.6)


def handbook(bench: Bench) -> Iterator[object]:
    """100 SOPs as one PDF, after they were read and from nothing, beside plain pages from nothing."""
    yield from _printed(bench, "sop-pdf", at_most=0.8)


def _printed(bench: Bench, builder: str, at_most: float) -> Iterator[object]:
    ours, plain = bench.manual("sop", 100), bench.manual("plain", 100)

    def printed() -> Cost:
        output = ours.parent / f"{ours.name}-{builder}"
        shutil.rmtree(output, ignore_errors=True)
        bench.build(ours, "dummy", fresh=False)
        shutil.copytree(ours.parent / f"{ours.name}-dummy" / ".doctrees", output / ".doctrees")
        return bench.build(ours, builder, fresh=False)

    costs = bench.take_turns(
        {
            "pdf": lambda turn: printed(),
            "from nothing": lambda turn: bench.build(ours, builder),
            "plain": lambda turn: bench.build(plain),
        }
    )
    yield from table(costs)
    for name in ("pdf", "from nothing"):
        yield f"  {name}: CPU time, of pages with plain tables: {ratio(costs, name, 'plain', cpu):.2f}"
    # by the clock: Typst works beside Python
    yield Goal(what="time, of pages with plain tables", value=ratio(costs, "pdf", "plain", clock), at_most=at_most)


def memory(bench: Bench) -> Iterator[object]:
    """50 and 200 SOPs as PDF sheets, from nothing: does memory grow with the manual?"""
    few, many = bench.manual("sop", 50), bench.manual("sop", 200)
    costs = bench.take_turns(
        {"50": lambda turn: bench.build(few, "sop-sheets"), "200": lambda turn: bench.build(many, "sop-sheets")}
    )
    yield from table(costs)
    yield Goal(what="memory, of a quarter of the SOPs", value=ratio(costs, "200", "50", peak), at_most=1.25)


def handbook_memory(bench: Bench) -> Iterator[object]:
    """500 SOPs as one tagged PDF, from nothing: compiled in parts, what is in memory at once?"""
    source = bench.manual("sop", 500)
    costs = bench.take_turns({"500": lambda turn: bench.build(source, "sop-pdf")})
    yield from table(costs)
    yield Goal(what="memory in GiB", value=statistics.median(map(peak, costs["500"])) / (KIB * MIB), at_most=1.2)


FIGURES: dict[str, Callable[[Bench], Iterator[object]]] = {
    figure.__name__: figure for figure in (fresh, changed, parallel, check, sheets, handbook, memory, handbook_memory)
}


# -- numbers ---------------------------------------------------------------------------------------------------------
def cpu(cost: Cost) -> float:
    """CPU time of a process and its children."""
    return cost.cpu_seconds


def peak(cost: Cost) -> float:
    """Peak memory of the largest process."""
    return cost.memory


def clock(cost: Cost) -> float:
    """Time as it passed."""
    return cost.seconds


def ratio(costs: Costs, one: str, other: str, read: Callable[[Cost], float]) -> float:
    """The median of one number by the other, round by round."""
    return statistics.median(read(ours) / read(plain) for ours, plain in zip(costs[one], costs[other], strict=True))


#: Row of the table -> how it is read off a cost, and the unit it is shown in.
ROWS: dict[str, tuple[Callable[[Cost], float], float]] = {
    "CPU time (s)": (cpu, 1),
    "time (s)": (clock, 1),
    "peak memory (MiB)": (lambda cost: cost.memory, MIB),
    "pages (KiB)": (lambda cost: cost.pages, KIB),
    "all output (KiB)": (lambda cost: cost.output, KIB),
}


def table(costs: Costs) -> Iterator[str]:
    """Lines of a table of medians."""
    yield f"  {'':20}" + "".join(f"{column:>14}" for column in costs)
    for name, (read, unit) in ROWS.items():
        medians = [statistics.median(map(read, column)) / unit for column in costs.values()]
        if any(medians):
            yield f"  {name:20}" + "".join(f"{median:14.2f}" for median in medians)


def main(arguments: list[str]) -> int:
    """Measure and print; the code is 1 if a goal is not reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=f"one of {', '.join(FIGURES)}; all without it")
    parser.add_argument("--steps", type=int, default=15, help="steps in an SOP (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of builds (%(default)s)")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.figures if name not in FIGURES]
    if unknown:
        parser.error(f"no figure is called {unknown[0]}; there are {', '.join(FIGURES)}")
    reached = True
    for name in options.figures or FIGURES:
        figure = FIGURES[name]
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            bench = Bench(folder=Path(folder), rounds=options.rounds, steps=options.steps)
            lines = list(figure(bench))
        print(f"\n{name}: {figure.__doc__} {options.steps} steps each; medians of {options.rounds} rounds")
        for line in lines:
            print(line)
            reached = reached and not (isinstance(line, Goal) and not line.reached)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
