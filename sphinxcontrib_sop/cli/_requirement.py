"""What a manual that is started needs to be installed: only what can be had.

A version that is published is asked for by its number. One that was installed from a wheel on this machine is copied into the
manual; one from a repository is asked for there. Else the line says what to do and asks for nothing.
"""

import importlib.util
import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from msgspec import Struct

from .._version import __version__

PACKAGE = "sphinxcontrib-sop"
WHEEL_FOLDER = "wheel"
_PREFERRED, _FALLBACK = "furo", "alabaster"


class Requirement(Struct, frozen=True, kw_only=True):
    """Lines of ``requirements.txt`` and the wheel they speak of."""

    lines: tuple[str, ...]
    wheel: Path | None = None


class Theme(Struct, frozen=True, kw_only=True):
    """A theme: its name in ``conf.py``, what it wants there, and what is to be installed."""

    name: str
    requirements: tuple[str, ...] = ()
    options: str = ""


_ALABASTER = """\
html_theme_options = {"page_width": "1320px", "sidebar_width": "200px", "show_powered_by": False}
html_sidebars = {"**": ["about.html", "searchfield.html", "localtoc.html"]}
"""
THEMES: Mapping[str, Theme] = {
    "furo": Theme(name="furo", requirements=("furo",)),
    "alabaster": Theme(name="alabaster", options=_ALABASTER),
    "pydata": Theme(name="pydata_sphinx_theme", requirements=("pydata-sphinx-theme",)),
    "rtd": Theme(name="sphinx_rtd_theme", requirements=("sphinx-rtd-theme",)),
}


def is_installed(theme: str) -> bool:
    """True if a manual with this theme builds here."""
    return importlib.util.find_spec(THEMES[theme].name) is not None


def usual_theme() -> str:
    """The theme where none is asked for: one that is installed."""
    return _PREFERRED if is_installed(_PREFERRED) else _FALLBACK


def requirement_of_this() -> Requirement:
    """How this package can be installed elsewhere."""
    try:
        origin = json.loads(distribution(PACKAGE).read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return _from_nowhere()
    return _requirement(origin)


def _requirement(origin: Mapping[str, object]) -> Requirement:
    """``origin`` is what pip notes of where a package came from (PEP 610): nothing where it came from an index."""
    url = str(origin.get("url", ""))
    if not url:
        return Requirement(lines=(f"{PACKAGE}>={__version__}",))
    vcs = origin.get("vcs_info")
    if isinstance(vcs, Mapping):
        return Requirement(lines=(f"{PACKAGE} @ {vcs['vcs']}+{url}@{vcs['commit_id']}",))
    wheel = Path(url2pathname(urlsplit(url).path)) if url.startswith("file:") else None
    if wheel is not None and wheel.suffix == ".whl" and wheel.is_file():
        return Requirement(lines=(f"--find-links {WHEEL_FOLDER}", f"{PACKAGE}=={__version__}"), wheel=wheel)
    return _from_nowhere()


def _from_nowhere() -> Requirement:
    return Requirement(lines=(f"# {PACKAGE} {__version__}: python -m pip install <wheel>",))
