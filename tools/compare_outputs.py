"""Shows whether two checkouts of this project make the same of the same manuals, byte for byte.

``python tools/compare_outputs.py OLD NEW [--manual DIR ...]`` builds the sample manual of OLD and every further manual (a
folder; one without ``conf.py`` is taken for a folder of SOPs) with either checkout, runs ``check`` on it, and names each
output that differs, is missing or is new.  Exit code 1 if there is any.
"""

from __future__ import annotations

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

BUILDERS = ("sop-json", "html", "text", "sop-sheets")
#: What Sphinx writes for itself, and what tells the version of a file rather than its content.
LEFT_OUT = {".buildinfo", ".doctrees", ".buildinfo.bak"}
CONF = "project = 'SOP'\nlanguage = 'id'\nextensions = ['sphinxcontrib_sop']\n"
INDEX = "Isi\n===\n\n.. toctree::\n   :glob:\n\n   *\n"


def manual_of(folder: Path, place: Path) -> Path:
    """Return a copy of a manual; a folder of SOPs becomes one."""
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("_build", "expected.json"))
    if not (place / "conf.py").is_file():
        (place / "conf.py").write_text(CONF, encoding="utf-8")
        (place / "index.rst").write_text(INDEX, encoding="utf-8")
    return place


def build(checkout: Path, manual: Path, output: Path) -> None:
    """Write every output of a manual; what the commands print is an output too."""
    environment = os.environ | {"PYTHONPATH": str(checkout), "SOURCE_DATE_EPOCH": "1767225600", "PYTHONHASHSEED": "0"}
    output.mkdir(parents=True)
    for builder in BUILDERS:
        command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-d", str(output / ".doctrees" / builder)]
        _run([*command, str(manual), str(output / builder)], environment, manual, output / f"{builder}.log")
    check = [
        sys.executable,
        "-m",
        "sphinxcontrib_sop",
        "check",
        "--format",
        "json",
        "--cache",
        str(output / ".doctrees" / "check"),
    ]
    _run([*check, str(manual)], environment, manual, output / "check.json")


def _run(command: list[str], environment: dict[str, str], folder: Path, log: Path) -> None:
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    log.write_text(f"{done.stdout}{done.stderr}exit {done.returncode}\n", encoding="utf-8")


def differences(old: Path, new: Path) -> Iterator[str]:
    """Name what is not the same below two folders."""
    compared = filecmp.dircmp(old, new, ignore=sorted(LEFT_OUT))
    yield from (f"missing: {old / name}" for name in compared.left_only)
    yield from (f"new: {new / name}" for name in compared.right_only)
    for name in compared.common_files:
        if not filecmp.cmp(old / name, new / name, shallow=False):
            yield f"differs: {old / name} {new / name}"
    for name in compared.common_dirs:
        yield from differences(old / name, new / name)


def main(arguments: list[str]) -> int:
    """Build with both checkouts and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--manual", type=Path, action="append", default=[])
    parser.add_argument("--output", type=Path, help="where outputs are kept; what is there of OLD is used again")
    options = parser.parse_args(arguments)
    root: Path = (options.output or Path(tempfile.mkdtemp(prefix="sop-compare-"))).resolve()
    found: list[str] = []
    for folder in (options.old / "sample_manual", *options.manual):
        place = root / folder.name
        shutil.rmtree(place / "new", ignore_errors=True)
        manual = place / "manual" if (place / "manual").is_dir() else manual_of(folder.resolve(), place / "manual")
        if not (place / "old").is_dir():
            build(options.old.resolve(), manual, place / "old")
        build(options.new.resolve(), manual, place / "new")
        found += differences(place / "old", place / "new")
    print("\n".join(found) or "no difference")
    print(f"outputs: {root}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
