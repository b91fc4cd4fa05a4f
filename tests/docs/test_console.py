"""What the pages tell to type in a terminal runs: in the order of the page, in a manual of which the page speaks."""

from __future__ import annotations

import datetime
import re
import shlex
import shutil
import subprocess
import textwrap
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest
from sphinx.cmd.build import main as sphinx_build

from sphinxcontrib_sop.cli import approve, main, refusals

from .blocks import NAMED, Block, blocks_in, write_manual

#: What is not run here, and why.  Each pattern must be met somewhere.
SKIPPED = {
    r"^(python -m )?pip ": "needs the network",
    r"^tox|^apt ": "installs or tests this whole project",
    r"^python -m venv|activate$": "makes and changes the environment of the reader",
    r"^sphinx-sop preview": "serves until it is stopped; tests/cli/test_preview.py",
    r"^python -m sphinx -M latexpdf": "needs LaTeX; tests/latex",
    r"^sphinx-intl ": "another package, which is not a dependency of the tests",
    r"^sha256sum approvals/|^git verify-commit ": "names fingerprint and commit of the manual of the reader",
}
#: Exit codes that are no failure: with 1 a command says that it found something.
FINDING = {"check", "diff", "verify", "import"}
LAST_DAY = datetime.date(2029, 1, 1)
"""Today, for what refuses to record the future."""

PAGES = {block.page: [] for block in blocks_in("console")}
for _block in blocks_in("console"):
    PAGES[_block.page].append(_block)


def lines_of(block: Block) -> list[str]:
    """The commands of a block; a line that ends with a backslash goes on."""
    return [line.strip() for line in re.sub(r"\\\n\s*", " ", block.text).splitlines() if line.strip()]


def is_skipped(line: str) -> bool:
    return any(re.search(pattern, line) for pattern in SKIPPED)


@pytest.fixture
def workshop(
    tmp_path: Path, require_tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], Path]:
    """``workshop(text, language)``: a manual in git, and the files that the commands in a text read."""
    require_tool("typst")
    git = require_tool("git")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for module in (approve, refusals):
        monkeypatch.setattr(module, "date", type("Date", (datetime.date,), {"today": classmethod(lambda _: LAST_DAY)}))

    def make(text: str, language: str) -> Path:
        inner = re.findall(r"diff (\w+) --base", text)
        manual = write_manual(tmp_path / "manual", "id", f"exclude_patterns = {['_build', *inner]}\n")
        (manual / ".gitignore").write_text("_build/\n*.html\n", encoding="utf-8")
        with chdir(manual):
            needed = set(re.findall(r"[\w-]+\.(?:xlsx|docx|json|pdf)\b", text))
            main(["export", "--format", "json", "-o", "sops.json"])
            main(["export", "--format", "xlsx", "-o", "formulir.xlsx", "--sop", "kartu-anggota"])
            main(["export", "--format", "docx", "-o", "formulir.docx", "--sop", "kartu-anggota"])
            (manual / "formulir.pdf").write_bytes(b"%PDF-1.4\n")
            for name in needed | {"lama.xlsx", "lama.docx"}:
                made = "sops" if name.endswith(".json") else "formulir"
                if not re.search(rf"(-o|--output|--baseline) {name}", text):
                    shutil.copy(f"{made}{Path(name).suffix}", name)
            for name in ("sops.json", "formulir.xlsx", "formulir.docx", "formulir.pdf"):
                Path(name).unlink()
            for folder in inner:
                write_manual(manual / folder, "id")
        commands = [
            ["init", "-q", "-b", "main"], ["config", "user.email", "a@example.org"], ["config", "user.name", "A"],
            ["add", "-A"], ["commit", "-q", "-m", "Buku"], ["tag", "v2025"], ["tag", "v2026"],
        ]  # fmt: skip
        for command in commands:
            subprocess.run([git, *command], cwd=manual, check=True, capture_output=True)
        if "approve" in text or "--approved" in text:
            verified = re.findall(
                r"approve ([\w-]+) --stage (?:diverifikasi|verified)", text
            )  # comes before the approval
            names = [name for name in NAMED if name not in verified]
            main(["approve", *names, "--source", str(manual), "--date", "2026-01-06"])
            for command in (["add", "-A"], ["commit", "-q", "-m", "Pengesahan"]):
                subprocess.run([git, *command], cwd=manual, check=True, capture_output=True)
        return manual

    return make


def run(line: str, git: Callable[[str], None]) -> int:
    """Run a command as a shell would, in this process if it is ours; its exit code."""
    words = [
        name for word in shlex.split(line) for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])
    ]
    match words:
        case ["sphinx-sop", *arguments]:
            code = main(arguments)
            return 0 if arguments[0] in FINDING and code == 1 else code
        case ["python", "-m", "sphinx", *arguments]:
            return sphinx_build([*arguments, "-q"])
        case ["git", *_]:
            git(line)
            return 0
    return -1


def follow(page: Path, manual: Path) -> None:
    """Write the SOP of the tutorial into the manual that was begun, and check it."""
    text = page.read_text(encoding="utf-8")
    name = re.search(r"``(sop/[\w-]+\.rst)``", text)
    example = re.search(r"^\.\. example::\n\n((?: {3}.*\n|\n)+)", text, re.MULTILINE)
    if name and example:
        (manual / name[1]).write_text(textwrap.dedent(example[1]), encoding="utf-8")
        assert main(["check", str(manual), "--strict"]) == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: "/".join(page.parts[-2:]))
def test_commands_run_as_they_stand(
    page: Path, workshop: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = [line for block in PAGES[page] for line in lines_of(block)]
    tried = [line for line in lines if not is_skipped(line)]
    if not tried:
        return
    monkeypatch.chdir(workshop("\n".join(tried), PAGES[page][0].spoken))
    monkeypatch.setattr("sys.stdin", None)
    for line in tried:
        if line.startswith("cd "):
            monkeypatch.chdir(line.removeprefix("cd "))
            continue
        if line.startswith("sphinx-sop approve"):  # which asks for a manual that is committed
            subprocess.run(["git", "add", "-A"], check=True, capture_output=True)
            subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "Revisi"], check=True, capture_output=True)
        capfd.readouterr()
        if line.startswith("sphinx-sop new "):  # in the language of its reader
            line += f" --language {PAGES[page][0].spoken}"
        code = run(line, lambda line: subprocess.run(shlex.split(line), check=True, capture_output=True))
        assert code == 0, f"{line}\n{capfd.readouterr().err}"
        if line.startswith("sphinx-sop new "):
            follow(page, Path(line.split()[2]))


def test_what_is_skipped_is_there() -> None:
    lines = [line for blocks in PAGES.values() for block in blocks for line in lines_of(block)]
    assert [pattern for pattern in SKIPPED if not any(re.search(pattern, line) for line in lines)] == []
    assert sum(not is_skipped(line) for line in lines) > 60
