"""What `sop-history` costs: a web build after one SOP of many was changed, without and with a page that tells their history.

Goal: the page adds a tenth at most.  Without and with take turns; each build is a process of its own.  With ``--together``
several SOPs share a file, so that git has to be asked for their lines.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from diff import history
from manuals import sops, write_manual

SHARE = 1.1
"""The goal: time with the page by time without it."""
PAGE = ":orphan:\n\nRiwayat\n=======\n\n.. sop-history::\n"


def built(source: Path, output: Path, environment: Mapping[str, str]) -> float:
    """Build the web pages; return how long it took, in seconds."""
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(source), str(output)],
        check=True,
        capture_output=True,
        env=environment,
    )
    return time.perf_counter() - begin


def join(folder: Path, together: int) -> None:
    """Put so many SOPs into each file."""
    pages = sorted(path for path in folder.rglob("*.rst") if path.name != "index.rst")
    for start in range(0, len(pages), together):
        texts = [page.read_text(encoding="utf-8") for page in pages[start : start + together]]
        pages[start].write_text("\n\n".join(texts), encoding="utf-8")
        for page in pages[start + 1 : start + together]:
            page.unlink()


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sops", type=int, default=300, help="SOPs in the manual (%(default)s)")
    parser.add_argument("--steps", type=int, default=12, help="steps in an SOP (%(default)s)")
    parser.add_argument("--commits", type=int, default=200, help="commits (%(default)s)")
    parser.add_argument("--together", type=int, default=1, help="SOPs in a file (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (%(default)s)")
    options = parser.parse_args(arguments)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {"without": [], "with": []}
    with tempfile.TemporaryDirectory() as work:
        for name in times:
            folder = Path(work, name)
            write_manual(folder, "sop", list(sops(options.sops, options.steps)))
            join(folder, options.together)
            if name == "with":
                (folder / "riwayat.rst").write_text(PAGE, encoding="utf-8")
            history(folder, options.commits)
            built(folder, Path(work, f"out-{name}"), environment)
        for turn in range(options.rounds):
            for name, taken in times.items():
                page = sorted(Path(work, name).rglob("sop*.rst"))[turn]
                page.write_text(page.read_text(encoding="utf-8").replace("menit", "mnt", 1), encoding="utf-8")
                taken.append(built(Path(work, name), Path(work, f"out-{name}"), environment))
            print(f"round {turn + 1}", {name: f"{taken[-1]:.2f} s" for name, taken in times.items()}, file=sys.stderr)
    share = statistics.median(one / other for one, other in zip(times["with"], times["without"], strict=True))
    for name, taken in times.items():
        print(f"{name:10}{statistics.median(taken):8.2f} s")
    print(f"{'share':10}{share:8.2f}    goal: {SHARE} {'reached' if share <= SHARE else 'missed'}")
    return int(share > SHARE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
