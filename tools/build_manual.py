"""Build a manual as HTML pages, as a handbook in one PDF and as one PDF sheet per SOP, and say where they are."""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

#: Folder below the output -> builder; the order is the order of building.
OUTPUTS = {"html": "html", "handbook": "sop-pdf", "sheets": "sop-sheets"}
PDF_OUTPUTS = {"handbook", "sheets"}

NO_TYPST = "PDF tidak dibuat: Typst tidak tersedia di komputer ini. / No PDF: Typst is not available on this machine."
DONE = "Selesai. Hasilnya ada di: / Done. Here it is:"
FAILED = "Ada peringatan atau kesalahan (lihat di atas). / There were warnings or errors (see above)."


def build(source: Path, output: Path, builder: str) -> int:
    """Exit code of Sphinx, which counts every warning as an error and goes on to the last file."""
    options = ["-n", "-W", "--keep-going", "-q", "-b", builder, "-d", str(output.parent / "doctrees")]
    return subprocess.run([sys.executable, "-m", "sphinx", *options, str(source), str(output)], check=False).returncode


def results(output: Path, builder: str) -> list[Path]:
    """What a person opens."""
    return [output / "index.html"] if builder == "html" else sorted(output.glob("*.pdf"))


def main(arguments: list[str]) -> int:
    """Build every output; 1 if one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args(arguments)
    output: Path = options.output.resolve()
    found: list[Path] = []
    failed = False
    for folder, builder in OUTPUTS.items():
        if folder in PDF_OUTPUTS and importlib.util.find_spec("typst") is None:
            print(NO_TYPST)
            continue
        print(f"{options.source} -> {folder}", flush=True)
        failed |= build(options.source, output / folder, builder) != 0
        found += results(output / folder, builder)
    print(f"\n{FAILED if failed else DONE}")
    for path in found:
        print(f"  {path}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
