"""What a comparison costs beside the export of what it compares: ``sphinx-sop diff`` on two exports of a manual.

Export and comparison take turns within one run, each a process of its own; the medians are shown, and the median of the
ratios that the rounds had.  A ratio says more than a time: it hardly depends on the machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from manuals import sops, write_manual

GOAL = 0.05
"""A comparison takes at most this share of an export."""

DIFFERENT = 1
"""Exit code of a comparison that finds something."""


def seconds(command: Sequence[str], expected: int) -> float:
    """Run a command; return how long it took."""
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    took = time.perf_counter() - begin
    if done.returncode != expected:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return took


def change_one(export: Path, changed: Path) -> None:
    """Write an export in which one step of an SOP in the middle says something else."""
    data = json.loads(export.read_text(encoding="utf-8"))
    step = data["sops"][len(data["sops"]) // 2]["steps"][1]
    step["text"] += " dengan teliti"
    changed.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sops", type=int, default=500, help="SOPs in the manual (%(default)s)")
    parser.add_argument("--steps", type=int, default=15, help="steps in an SOP (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (%(default)s)")
    parser.add_argument("--format", default="text", help="format of the comparison (%(default)s)")
    options = parser.parse_args(arguments)
    exports, comparisons = [], []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write_manual(work / "sop", "sop", list(sops(options.sops, options.steps)))
        output = work / "out"
        old, new = output / "sops.json", work / "new.json"
        export = [sys.executable, "-m", "sphinx", "-q", "-E", "-b", "sop-json", str(work / "sop"), str(output)]
        compare = [sys.executable, "-m", "sphinxcontrib_sop", "diff", "--format", options.format, str(old), str(new)]
        for turn in range(options.rounds):
            exports.append(seconds(export, 0))
            change_one(old, new)
            comparisons.append(seconds(compare, DIFFERENT))
            print(f"round {turn + 1}: {exports[-1]:.2f} s, {comparisons[-1]:.2f} s", file=sys.stderr)
    ratio = statistics.median(one / other for one, other in zip(comparisons, exports, strict=True))
    print(f"{'export (s)':20}{statistics.median(exports):>10.2f}")
    print(f"{'comparison (s)':20}{statistics.median(comparisons):>10.2f}")
    print(f"{'ratio':20}{ratio:>10.4f}  goal: {GOAL} {'reached' if ratio <= GOAL else 'missed'}")
    return int(ratio > GOAL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
