"""What every test may ask for: tools from outside, the corpus of published SOPs, a real browser."""

from __future__ import annotations

import importlib.util
import locale
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from playwright.sync_api import Browser

pytest_plugins = ("sphinx.testing.fixtures",)

REPOSITORY = Path(__file__).resolve().parent.parent

#: Programs by the name a test asks for -> where they may be, first hit wins.
PROGRAMS: dict[str, tuple[str, ...]] = {
    "chromium": (
        "chromium",
        "chromium-browser",
        "google-chrome",
        "chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ),
    "dot": ("dot",),  # Graphviz
    "git": ("git",),
    "lualatex": ("lualatex",),
    "pdflatex": ("pdflatex",),
    "pdftoppm": ("pdftoppm",),  # poppler
    "pdftotext": ("pdftotext",),  # poppler
    "xelatex": ("xelatex",),
}

#: Python packages that are not to be had on every platform.
MODULES = ("playwright", "typst")

#: Nothing leaves the machine, nothing is written to a profile that a person uses (Playwright makes a fresh one).
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A slow machine is no failure.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", settings.get_profile("unhurried"), derandomize=True, print_blob=True)
settings.load_profile("repeatable" if "CI" in os.environ else "unhurried")


LOCALE = locale.setlocale(locale.LC_ALL)


@pytest.fixture(autouse=True)
def _locale_of_the_start() -> None:
    """`sphinx-build` in this process sets the locale of the system, in which the C library words its errors."""
    locale.setlocale(locale.LC_ALL, LOCALE)


@pytest.hookimpl(tryfirst=True)  # before `-m` selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for the ``browser`` fixture is a browser test."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def find_tool(name: str) -> str | None:
    """Path of a program, or name of an importable package; None where this machine lacks it."""
    if name in MODULES:
        return name if importlib.util.find_spec(name) else None
    return next(filter(None, map(shutil.which, PROGRAMS[name])), None)


@pytest.fixture(scope="session")
def require_tool() -> Callable[[str], str]:
    """``require_tool("dot")`` is the program's path; without it the test is skipped, or fails if SOP_REQUIRE_TOOLS."""

    def require(name: str) -> str:
        found = find_tool(name)
        if found:
            return found
        reason = f"{name} is not installed on this machine"
        if os.environ.get("SOP_REQUIRE_TOOLS"):
            pytest.fail(f"{reason}, and SOP_REQUIRE_TOOLS is set")
        pytest.skip(reason)

    return require


@pytest.fixture(scope="session")
def load_tool() -> Callable[[str], ModuleType]:
    """``load_tool("messages")`` loads a module of the folder tools, which is not installed."""

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, REPOSITORY / "tools" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="session")
def rootdir() -> Path:
    """Where ``@pytest.mark.sphinx(testroot="x")`` looks for ``test-x``."""
    return REPOSITORY / "tests" / "roots"


@pytest.fixture(scope="session")
def real_sops() -> Path:
    """Folder of published SOPs in our syntax with ``expected.json``: SOP_REAL_SOPS, else beside the checkout."""
    folder = Path(os.environ.get("SOP_REAL_SOPS") or REPOSITORY.parent / "shared" / "real-sops")
    if not (folder / "expected.json").is_file():
        pytest.skip(f"no published SOPs in {folder} (set SOP_REAL_SOPS)")
    return folder


@pytest.fixture(scope="session")
def browser(require_tool: Callable[[str], str]) -> Iterator[Browser]:
    """A headless Chromium; ``browser.new_page()`` opens a page."""
    require_tool("playwright")
    executable = require_tool("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()
