"""Wheel and source distribution hold what they must and nothing else; PyPI can show the README."""

import re
import subprocess
import sys
import tarfile
import zipfile
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

import pytest

REPOSITORY = Path(__file__).parent.parent
PACKAGE = "sphinxcontrib_sop"

KINDS = {
    "": {".py", ".typed"},
    "cli": {".py"},
    "cli/manual": {".in", ".md", ".rst", ".toml", ".yml"},
    "core": {".py"},
    "core/exchange": {".py", ".json"},
    "core/importing": {".py", ".jinja"},
    "core/profiles": {".py", ".toml"},
    "core/reports": {".py", ".jinja"},
    "core/rules": {".py", ".rst"},
    "extension": {".py"},
    "extension/symbols": {".pdf", ".svg"},
    "locale": {".mo", ".po"},
    "output": {".py"},
    "output/html": {".css", ".html", ".js", ".json", ".py"},
    "output/html/search": {".js", ".py", ".snowball", ".txt"},
    "output/latex": {".py", ".sty"},
    "output/review": {".css", ".json", ".py"},
    "output/typst": {".css", ".py", ".svg", ".ttf", ".txt", ".typ"},
}
"""Kinds of files by folder of the package; those of a folder that is not named are those of the one it lies in."""

NEEDED = {
    "py.typed",
    "core/exchange/sops.schema.json",
    "core/profiles/permenpan-35-2012.toml",
    "core/profiles/regulations-id.toml",
    "cli/manual/common/.gitignore.in",
    "cli/manual/common/.github/workflows/sop.yml",
    "cli/manual/id/conf.py.in",
    "cli/manual/en/conf.py.in",
    "locale/id/LC_MESSAGES/sphinxcontrib_sop.mo",
    "output/html/search/LICENSE.snowball",
    "output/typst/fonts/OFL.txt",
}
TOP = {"LICENSE", "README.md", "README.en.md", "CHANGELOG.md", "SECURITY.md", "pyproject.toml", "setup.cfg", "tox.ini"}
FOLDERS = {".ci", "benchmarks", "changelog.d", "docs", "sample_manual", PACKAGE, "tests", "tools"}
SHIPPED = TOP | FOLDERS | {".gitignore"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with both."""
    for name in ("build", "hatchling", "hatch_fancy_pypi_readme"):
        pytest.importorskip(name)
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(REPOSITORY)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def of_wheel(built: Path) -> list[PurePosixPath]:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        return [PurePosixPath(name) for name in wheel.namelist()]


def of_sdist(built: Path) -> list[PurePosixPath]:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        return [PurePosixPath(*Path(member.name).parts[1:]) for member in sdist if member.isfile()]


def allowed(folder: PurePosixPath) -> set[str]:
    """Kinds of files in a folder of the package."""
    return next(KINDS[key] for one in (folder, *folder.parents) if (key := str(one).removeprefix(".")) in KINDS)


def test_the_wheel_holds_the_package_and_nothing_else(built: Path) -> None:
    files = of_wheel(built)
    assert {file.parts[0] for file in files} == {
        PACKAGE,
        next(built.glob("*.whl")).name.split("-py3")[0] + ".dist-info",
    }
    inside = [file.relative_to(PACKAGE) for file in files if file.parts[0] == PACKAGE]
    odd = [str(file) for file in inside if (file.suffix or file.name) not in allowed(file.parent)]
    assert [name for name in odd if Path(name).name not in {".gitignore.in", ".editorconfig.in"}] == []
    assert {str(file) for file in inside} >= NEEDED
    assert {file.suffix for file in inside if "fonts" in file.parts} == {".ttf", ".txt"}
    kinds = {str(folder) for folder in KINDS if folder}
    assert kinds <= {str(parent) for file in inside for parent in file.parents}


def test_the_licences_are_in_the_wheel(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = wheel.namelist()
        metadata = BytesParser().parsebytes(wheel.read(next(name for name in names if name.endswith("/METADATA"))))
    given = [
        next(name for name in names if name.endswith(f"/licenses/{one}")) for one in metadata.get_all("License-File")
    ]
    assert len(given) == len(metadata["License-Expression"].split(" AND ")) == 3


def test_the_source_distribution_is_the_repository(built: Path) -> None:
    files = of_sdist(built)
    assert {file.parts[0] for file in files} == SHIPPED | {"PKG-INFO"}
    assert {str(file.relative_to(PACKAGE)) for file in files if file.parts[0] == PACKAGE} == {
        str(file.relative_to(PACKAGE)) for file in of_wheel(built) if file.parts[0] == PACKAGE
    }
    unwanted = {".pyc", ".orig", ".rej", ".pot", ".log", ".pickle", ".doctree"}
    assert [str(file) for file in files if file.suffix in unwanted or "_build" in file.parts] == []


def test_the_repository_holds_nothing_that_is_not_shipped() -> None:
    done = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a repository of git")
    assert {Path(name).parts[0] for name in done.stdout.splitlines()} == SHIPPED


def test_pypi_can_show_the_readme(built: Path) -> None:
    markdown = pytest.importorskip("readme_renderer.markdown")
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        metadata = BytesParser().parsebytes(
            wheel.read(next(name for name in wheel.namelist() if name.endswith("/METADATA")))
        )
    assert metadata["Description-Content-Type"] == "text/markdown"
    text = str(metadata.get_payload(decode=True), "utf-8")  # type: ignore[arg-type]
    html = markdown.render(text)
    assert html
    assert [link for link in re.findall(r'(?:href|src)="([^"]*)"', html) if not link.startswith(("http", "#"))] == []
