"""What a review costs: ``sphinx-sop diff --base`` in a repository of many SOPs and commits, beside the check of the manual.

Goals: the first comparison with a revision that differs in a few files takes at most twice as long as a warm check, a
repeated one at most a second.  Each command is a process of its own; check and comparison take turns.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from manuals import sops, write_manual

RATIO, REPEATED_S = 2.0, 1.0
"""The goals."""


def git(folder: Path, *words: str) -> str:
    """Run git."""
    command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "gc.auto=0", *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def seconds(command: list[str], expected: set[int], environment: dict[str, str]) -> float:
    """Run a command; return how long it took."""
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, text=True, env=environment)
    took = time.perf_counter() - begin
    if done.returncode not in expected or done.stderr:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return took


def history(folder: Path, commits: int) -> None:
    """Give a manual a history: in every commit one SOP changes a little."""
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Awal")
    files = sorted(path for path in folder.rglob("*.rst") if path.name != "index.rst")
    for number in range(commits):
        path = files[number % len(files)]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("menit", f"menit{' ' * (number % 2)}", 1) + f"\n.. {number}\n", encoding="utf-8")
        git(folder, "commit", "-qam", f"Perubahan {number}")


def main(arguments: list[str]) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sops", type=int, default=300, help="SOPs in the manual (%(default)s)")
    parser.add_argument("--steps", type=int, default=12, help="steps in an SOP (%(default)s)")
    parser.add_argument("--commits", type=int, default=200, help="commits (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (%(default)s)")
    options = parser.parse_args(arguments)
    checks, firsts, repeats = [], [], []
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work, "buku")
        write_manual(folder, "sop", list(sops(options.sops, options.steps)))
        history(folder, options.commits)
        environment = {**os.environ, "XDG_CACHE_HOME": str(Path(work, "cache"))}
        # an installed package is compiled
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        program = [sys.executable, "-m", "sphinxcontrib_sop"]
        seconds([*program, "check", str(folder), "-q"], {0, 1}, environment)
        pages = sorted(path for path in folder.rglob("*.rst") if path.name != "index.rst")
        for turn in range(options.rounds):
            page = pages[turn]  # a warm check is one after a change: else what was found is only told again
            page.write_text(page.read_text(encoding="utf-8") + f"\n.. {turn}\n", encoding="utf-8")
            checks.append(seconds([*program, "check", str(folder), "-q"], {0, 1}, environment))
            base = f"HEAD~{3 + turn}"
            firsts.append(seconds([*program, "diff", str(folder), "--base", base], {0, 1}, environment))
            repeats.append(seconds([*program, "diff", str(folder), "--base", base], {0, 1}, environment))
            print(f"round {turn + 1}: {checks[-1]:.2f} s, {firsts[-1]:.2f} s, {repeats[-1]:.2f} s", file=sys.stderr)
    ratio = statistics.median(one / other for one, other in zip(firsts, checks, strict=True))
    repeated = statistics.median(repeats)
    print(f"{'check (s)':24}{statistics.median(checks):>8.2f}")
    print(f"{'first comparison (s)':24}{statistics.median(firsts):>8.2f}")
    print(f"{'ratio':24}{ratio:>8.2f}  goal: {RATIO} {'reached' if ratio <= RATIO else 'missed'}")
    print(
        f"{'repeated (s)':24}{repeated:>8.2f}  goal: {REPEATED_S} {'reached' if repeated <= REPEATED_S else 'missed'}"
    )
    return int(ratio > RATIO or repeated > REPEATED_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
