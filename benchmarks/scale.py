"""What manuals cost that are larger than any an agency keeps: time and memory of each build, in a process of its own.

    python benchmarks/scale.py                      every case
    python benchmarks/scale.py steps cell           some of them
    python benchmarks/scale.py manual --sops 5000   a manual of so many SOPs, and of a half and a quarter of them

Every build begins with nothing.  Shown are CPU time, which other work on the machine disturbs least, and peak memory.  A build that takes
longer than ``--limit`` seconds is ended and shown as such.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from cost import MIB, wait
from manuals import sops, write_manual

CONF = 'extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\nproject = "Besar"\n'
CELL_BYTES = 10_000_000
BUILDERS = ("check", "html", "text", "sop-sheets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one process took."""

    cpu_seconds: float
    memory: int  # peak in bytes
    ended: str = ""  # why it has no figures, empty if it went through


def procedure(steps: Iterator[str], lanes: int) -> str:
    """An SOP of these steps, with actors a0, a1 ..."""
    actors = ("\n" + " " * 15).join(f"a{number} = Jabatan {number}" for number in range(lanes))
    head = f".. sop:: Penyelesaian Berkas\n   :nomor: 1\n   :pelaksana: {actors}\n"
    return "\n".join([head, *steps]) + "\n"


def step(number: int, actor: int, *entries: str, text: str = "Memeriksa berkas") -> str:
    """A step with an id."""
    lines = [f"   .. sop-step:: {text} {number}", f"      :id: s{number}", f"      :pelaksana: a{actor}"]
    return "\n".join([*lines, "      :waktu: 10 menit", *(f"      {entry}" for entry in entries), ""])


def many_steps(count: int = 2000) -> str:
    """One SOP of so many steps, of which every tenth decides."""
    back = {number: [f":tidak: s{number - 3}"] for number in range(9, count, 10)}
    return procedure((step(number, number % 6, *back.get(number, ())) for number in range(count)), lanes=6)


def many_actors(count: int = 60) -> str:
    """One SOP with so many actors, each with one step."""
    return procedure((step(number, number) for number in range(count)), lanes=count)


def complete_graph(count: int = 60) -> str:
    """One SOP of decisions, each of which leads to every other one."""

    def branches(number: int) -> list[str]:
        targets = [other for other in range(count) if other != number]
        return [":cabang:", *(f"  Hasil {other} -> s{other}" for other in targets)]

    return procedure((step(number, number % 6, *branches(number)) for number in range(count)), lanes=6)


def long_cell(size: int = CELL_BYTES) -> str:
    """One SOP with a cell of so many bytes."""
    cell = ":keterangan: " + "berkas lengkap " * (size // 15)
    return procedure((step(number, 0, *([cell] if number == 1 else ())) for number in range(3)), lanes=1)


CASES: Mapping[str, Callable[[], str]] = {
    "steps": many_steps,
    "actors": many_actors,
    "graph": complete_graph,
    "cell": long_cell,
}


def measure(arguments: list[str], limit: float, log: Path) -> Cost:
    """Run Python with these arguments; a process that takes longer than so many seconds is ended."""
    with log.open("w", encoding="utf-8") as messages:
        begin = time.perf_counter()
        process = subprocess.Popen([sys.executable, *arguments], stdout=messages, stderr=messages)
        timer = Timer(limit, process.kill)
        timer.start()
        try:
            cpu_seconds, memory = wait(process)
        finally:
            timer.cancel()
        seconds = time.perf_counter() - begin
    if seconds >= limit:
        return Cost(cpu_seconds=cpu_seconds, memory=memory, ended="too long")
    if process.returncode not in {0, 1}:
        said = log.read_text(encoding="utf-8", errors="replace")[-300:]
        return Cost(cpu_seconds=cpu_seconds, memory=memory, ended=f"code {process.returncode}: {said}")
    return Cost(cpu_seconds=cpu_seconds, memory=memory)


def built(builder: str, source: Path, limit: float) -> Cost:
    """The cost of a build, or of a check, from nothing."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = ["-m", "sphinx", "-q", "-b", builder, str(source), f"{folder}/output"]
        if builder == "check":
            command = ["-m", "sphinxcontrib_sop", "check", "-q", "--cache", f"{folder}/cache", str(source)]
        return measure(command, limit, Path(folder, "log"))


def show(name: str, size: int, source: Path, options: argparse.Namespace) -> None:
    """Print one line a builder."""
    for builder in options.builders:
        cost = built(builder, source, options.limit)
        bytes_of_source = sum(path.stat().st_size for path in source.rglob("*.rst"))
        print(
            f"{name:10}{size:>6}{bytes_of_source / MIB:8.1f} MiB  {builder:12}{cost.cpu_seconds:9.1f} s"
            f"{cost.memory / MIB:9.0f} MiB  {cost.ended}",
            flush=True,
        )


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"one of {', '.join([*CASES, 'manual'])}")
    parser.add_argument("--sops", type=int, default=1000, help="SOPs of the case `manual` (%(default)s)")
    parser.add_argument("--steps", type=int, default=15, help="steps in each of them (%(default)s)")
    parser.add_argument("--limit", type=float, default=600, help="seconds until a build is ended (%(default)s)")
    parser.add_argument("--builders", default=",".join(BUILDERS), type=lambda text: text.split(","), help="%(default)s")
    options = parser.parse_args(arguments)
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for case in options.cases or [*CASES, "manual"]:
            if case in CASES:
                source = Path(folder, case)
                source.mkdir()
                Path(source, "conf.py").write_text(CONF, encoding="utf-8")
                Path(source, "index.rst").write_text(CASES[case](), encoding="utf-8")
                show(case, 1, source, options)
                continue
            for count in (options.sops // 4, options.sops // 2, options.sops):
                source = Path(folder, f"manual{count}")
                write_manual(source, "sop", list(sops(count, options.steps)))
                show("manual", count, source, options)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
