"""What a list of all pages at the side of every page costs a manual of hundreds of SOPs.

    python benchmarks/sidebar.py --count 500 --rounds 3

The same SOPs are built four times: with alabaster's own sidebar, which lists the contents of the whole manual on every
page, and with one that shows only the contents of the page; each with the SOPs in one list, and in groups with a page for
each.  The builds take turns within one run; shown are medians, and how often more the list of all pages takes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from cost import Bench, Cost, cpu, ratio, table
from manuals import Sop, as_directives, file_name, sops

LOCAL = 'html_sidebars = {"**": ["searchfield.html", "localtoc.html"]}\n'
SIDEBARS = {"local": LOCAL, "whole": ""}
GROUP = 25
"""SOPs of a unit in the grouped manual."""


def write_manual(folder: Path, sidebar: str, procedures: list[Sop], *, grouped: bool) -> Path:
    """Sources of a manual whose contents are one list, or a list of groups."""
    folder.mkdir()
    conf = f'project = "Benchmark"\nlanguage = "id"\nextensions = ["sphinxcontrib_sop"]\n{sidebar}'
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    names = [file_name(index) for index in range(len(procedures))]
    if grouped:
        units = [names[first : first + GROUP] for first in range(0, len(names), GROUP)]
        for number, unit in enumerate(units, start=1):
            _write_contents(folder / f"unit{number:02}.rst", f"Bidang {number}", unit)
        _write_contents(folder / "index.rst", "Manual", [f"unit{number:02}" for number in range(1, len(units) + 1)])
    else:
        _write_contents(folder / "index.rst", "Manual", names)
    for name, sop in zip(names, procedures, strict=True):
        (folder / f"{name}.rst").write_text(as_directives(sop), encoding="utf-8")
    return folder


def _write_contents(path: Path, title: str, names: list[str]) -> None:
    lines = [title, "=" * len(title), "", ".. toctree::", "   :maxdepth: 1", "", *(f"   {name}" for name in names), ""]
    path.write_text("\n".join(lines), encoding="utf-8")


def _built(bench: Bench, source: Path) -> Callable[[int], Cost]:
    return lambda turn: bench.build(source)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500, help="SOPs of the manual (%(default)s)")
    parser.add_argument("--steps", type=int, default=15, help="steps in an SOP (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of builds (%(default)s)")
    options = parser.parse_args(arguments)
    procedures = list(sops(options.count, options.steps))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        bench = Bench(folder=Path(folder), rounds=options.rounds, steps=options.steps)
        sources: Mapping[str, Path] = {
            f"{sidebar} {kind}": write_manual(
                Path(folder, f"{sidebar}-{kind}"), SIDEBARS[sidebar], procedures, grouped=kind == "units"
            )
            for kind in ("list", "units")
            for sidebar in SIDEBARS
        }
        costs = bench.take_turns({name: _built(bench, source) for name, source in sources.items()})
    print(f"\n{options.count} SOPs of {options.steps} steps; medians of {options.rounds} rounds")
    for line in table(costs):
        print(line)
    for kind in ("list", "units"):
        names = (f"whole {kind}", f"local {kind}")
        time, size = ratio(costs, *names, cpu), ratio(costs, *names, lambda cost: cost.pages)
        print(
            f"  {kind}: the contents of the manual on every page take {time:.2f} times the time, {size:.2f} times the size"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
