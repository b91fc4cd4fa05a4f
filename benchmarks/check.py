"""What ``sphinx-sop check`` costs beside a `dummy` build of the same manual: the first time, and again with nothing changed.

Each round runs the three one after another in processes of their own; the medians and the medians of the ratios of each
round are shown.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cost import wait
from manuals import sops, write_manual


def seconds(*arguments: str) -> tuple[float, float]:
    """Seconds and CPU seconds of one run of Python."""
    begin = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cpu_seconds, _ = wait(process)
    return time.perf_counter() - begin, cpu_seconds or 0.0


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sops", type=int, default=500, help="SOPs in the manual (%(default)s)")
    parser.add_argument("--steps", type=int, default=15, help="steps in an SOP (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds (%(default)s)")
    options = parser.parse_args(arguments)
    costs: dict[str, list[tuple[float, float]]] = {"dummy": [], "check": [], "again": []}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, output, cache = (str(Path(folder, name)) for name in ("manual", "output", "cache"))
        write_manual(Path(source), "sop", list(sops(options.sops, options.steps)))
        check = ("sphinxcontrib_sop", "check", "--quiet", "--cache", cache, source)
        for turn in range(options.rounds):
            for made in (output, cache):
                shutil.rmtree(made, ignore_errors=True)
            costs["dummy"].append(seconds("sphinx", "-q", "-b", "dummy", source, output))
            costs["check"].append(seconds(*check))
            costs["again"].append(seconds(*check))
            print(
                f"round {turn + 1}", {name: f"{column[-1][0]:.2f} s" for name, column in costs.items()}, file=sys.stderr
            )
    print(f"\n{options.sops} SOPs of {options.steps} steps, median of {options.rounds}")
    for name, column in costs.items():
        ratios = [
            [one[place] / dummy[place] for one, dummy in zip(column, costs["dummy"], strict=True)] for place in (0, 1)
        ]
        time_ratio, cpu_ratio = map(statistics.median, ratios)
        median = statistics.median(one for one, _ in column)
        print(f"{name:8}{median:8.2f} s   {time_ratio:5.2f} of dummy (CPU {cpu_ratio:5.2f})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
