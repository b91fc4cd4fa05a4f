"""What a repository of someone else says in its configuration is not run; where git cannot tell, a sentence says so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.core.git import run_git
from sphinxcontrib_sop.extension.history import read_file

from ..cli.test_verify import CONF, source
from ..reading.manuals import Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..cli.conftest import Outcome

    Run = Callable[..., Outcome]
    Write = Callable[[Mapping[str, str | bytes]], Path]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs of these tests are shell scripts")

INDEX = "Buku\n====\n\n.. toctree::\n\n   surat\n   riwayat\n"
HISTORY = "Riwayat\n=======\n\n.. sop-history::\n"
APPROVE = ("approve", "-s", "manual", "surat", "--date", "2026-02-03", "--decree", "065/1")
WHO = ("-c", "user.name=Rina", "-c", "user.email=rina@example.org", "-c", "init.defaultBranch=main")


def git(folder: Path, *words: str, **options: str) -> str:
    """Git as a person calls it."""
    surroundings = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, **options}
    done = subprocess.run(
        ["git", *WHO, *words], cwd=folder, env=surroundings, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def manual(write: Write, require_tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A manual in a repository, committed, approved and committed again."""
    require_tool("git")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    folder = write({"conf.py": CONF, "index.rst": INDEX, "surat.rst": source("surat"), "riwayat.rst": HISTORY})
    git(folder, "init", "-q")
    return committed(folder, "Buku pertama")


def committed(folder: Path, subject: str) -> Path:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", subject)
    return folder


@pytest.fixture
def trap(tmp_path: Path) -> tuple[Path, Path]:
    """A program that leaves a mark, and the mark."""
    program, mark = tmp_path / "program", tmp_path / "mark"
    program.write_text(f'#!/bin/sh\necho "$@" >> "{mark}"\ncat\n', encoding="utf-8")
    program.chmod(0o755)
    return program, mark


def set_traps(folder: Path, program: Path) -> None:
    """A repository whose configuration names a program wherever one may be named."""
    keys = (
        "core.fsmonitor", "core.sshCommand", "core.gitProxy", "core.pager", "core.editor", "core.askPass", "diff.external",
        "diff.x.textconv", "diff.x.command", "filter.x.clean", "filter.x.smudge", "filter.x=y.clean", "filter.x=y.smudge",
        "filter.p.process", "gpg.program", "credential.helper", "core.alternateRefsCommand",
    )  # fmt: skip
    for key in keys:
        git(folder, "config", key, str(program))
    git(folder, "config", "filter.x.required", "true")
    git(folder, "config", "log.showSignature", "true")
    attributes = "*.rst diff=x filter=x\n*.toml filter=x=y diff=x\n*.json filter=p\n*.txt filter=x\n"
    (folder / ".git" / "info" / "attributes").write_text(attributes, encoding="utf-8")
    hooks = folder / ".git" / "hooks"
    for name in ("post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"):
        (hooks / name).unlink(missing_ok=True)
        (hooks / name).symlink_to(program)


COMMANDS = {
    "check": ("check", "manual", "--changed-since", "HEAD~1", "--fresh"),
    "diff": ("diff", "manual", "--base", "HEAD~1", "--fresh", "--translations"),
    "range": ("diff", "manual", "HEAD~1..HEAD", "--fresh"),
    "approve": (*APPROVE, "--allow", "uncommitted", "--decree", "065/2"),
    "verify": ("verify", "manual"),
    "history": ("export", "manual", "--format", "history", "-o", "history.json"),
}


@pytest.fixture
def approved(manual: Path, sphinx_sop: Run) -> Path:
    assert sphinx_sop(*APPROVE).code == 0
    return committed(manual, "Pengesahan")


@pytest.mark.parametrize("command", COMMANDS)
def test_no_program_of_a_repository_is_run(
    approved: Path,
    trap: tuple[Path, Path],
    sphinx_sop: Run,
    command: str,
) -> None:
    program, mark = trap
    set_traps(approved, program)
    page = approved / "surat.rst"
    page.write_text(page.read_text(encoding="utf-8").replace("5 menit", "6 menit"), encoding="utf-8")
    for path in approved.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            os.utime(path, (1, 1))  # git has to look at each
    outcome = sphinx_sop(*COMMANDS[command])
    assert outcome.code in {0, 1}, outcome.err
    assert not mark.exists(), mark.read_text(encoding="utf-8")
    git(approved, "status")
    assert mark.exists()  # git itself runs them


def test_a_build_runs_no_program_of_a_repository(approved: Path, trap: tuple[Path, Path], tmp_path: Path) -> None:
    set_traps(approved, trap[0])
    shop = Workshop(approved, "html", builddir=tmp_path / "build")
    shop.build()
    page = (shop.app.outdir / "riwayat.html").read_text(encoding="utf-8")
    shop.close()
    assert "Buku pertama" in page
    assert not trap[1].exists(), trap[1].read_text(encoding="utf-8")


def test_nothing_is_fetched_for_a_partial_clone(
    approved: Path,
    trap: tuple[Path, Path],
    sphinx_sop: Run,
    tmp_path: Path,
) -> None:
    git(approved, "config", "uploadpack.allowFilter", "true")
    page = approved / "surat.rst"
    page.write_text(page.read_text(encoding="utf-8").replace("5 menit", "6 menit"), encoding="utf-8")
    committed(approved, "Perubahan")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{approved}", str(clone))
    for key, value in (
        ("remote.origin.url", "ssh://x/y"),
        ("core.sshCommand", str(trap[0])),
        ("protocol.ssh.allow", "always"),
    ):
        git(clone, "config", key, value)
    outcome = sphinx_sop("diff", "clone", "--base", "HEAD~2", "--fresh")
    assert outcome.code == 2
    assert outcome.err.startswith("sphinx-sop: this clone is a partial one and lacks what is asked for")
    assert not trap[1].exists()


def test_a_folder_that_looks_like_a_repository_is_none(
    approved: Path,
    trap: tuple[Path, Path],
    sphinx_sop: Run,
) -> None:
    """A proposal can hold what git takes for a bare repository, with a configuration of its own."""
    inner = approved / "docs"
    inner.mkdir()
    for name in ("conf.py", "index.rst", "surat.rst", "riwayat.rst"):
        (inner / name).write_bytes((approved / name).read_bytes())
    committed(approved, "Dalam folder")
    for name in ("objects", "refs"):
        (inner / name).mkdir()
    (inner / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    settings = f'[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ".."\n\tfsmonitor = "{trap[0]}"\n'
    (inner / "config").write_text(settings, encoding="utf-8")
    sphinx_sop("check", "manual/docs", "--changed-since", "HEAD", "--fresh")
    sphinx_sop("diff", "manual/docs", "--base", "HEAD")
    assert not trap[1].exists()


# -- what a user set for himself ------------------------------------------------------------------------------------
def test_filters_of_the_user_stay(manual: Path, trap: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    configuration = manual.parent / "gitconfig"
    configuration.write_text(f'[filter "mine"]\n\tclean = "{trap[0]}"\n', encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
    (manual / ".git" / "info" / "attributes").write_text("*.rst filter=mine\n", encoding="utf-8")
    assert run_git(manual, "hash-object", "--", str(manual / "surat.rst")).returncode == 0
    assert trap[1].exists()


# -- where git cannot tell ------------------------------------------------------------------------------------------
def make_foreign(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the repository belong to someone else."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.chown(folder, 4711, 4711)
        os.chown(folder / ".git", 4711, 4711)
    else:
        monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")


def damage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".git" / "HEAD").write_text("nothing\n", encoding="utf-8")


def lose_objects(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away everything that was committed."""
    for path in (folder / ".git" / "objects").glob("??/*"):
        path.unlink()


@pytest.mark.parametrize(
    ("break_it", "said"),
    [(make_foreign, "milik pengguna lain"), (damage, "rusak"), (lose_objects, "rusak")],
)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_repository_that_git_does_not_read(
    approved: Path,
    sphinx_sop: Run,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    break_it: Callable[..., None],
    said: str,
) -> None:
    break_it(approved, monkeypatch)
    words = [word for word in COMMANDS[command] if word not in {"--allow", "uncommitted"}]
    outcome = sphinx_sop("--language", "id", *words)
    told = outcome.out + outcome.err
    assert outcome.code in {0, 1} if command == "verify" else outcome.code == 2, told
    assert said in told
    assert "Terjadi kesalahan pada sphinx-sop" not in told
    assert len([line for line in outcome.err.splitlines() if "fatal:" in line]) == 0


def test_a_build_says_why_there_is_no_history(approved: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    make_foreign(approved, monkeypatch)
    shop = Workshop(approved, "html", builddir=tmp_path / "build")
    said = "\n".join(shop.build())
    shop.close()
    assert said.count("safe.directory") == 1


def test_a_shallow_clone_says_so(approved: Path, sphinx_sop: Run, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{approved}", str(clone))
    outcome = sphinx_sop("--language", "id", "export", "clone", "--format", "history", "-o", "x.json")
    assert outcome.code == 2
    assert "git fetch --unshallow" in outcome.err
    outcome = sphinx_sop("--language", "id", "diff", "clone", "--base", "HEAD~1")
    assert outcome.code == 2
    assert "git fetch --unshallow" in outcome.err
    assert "klon ini tidak memuat riwayat lengkap" in sphinx_sop("verify", "clone").out


def test_without_git(approved: Path, sphinx_sop: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert sphinx_sop("diff", "manual", "--base", "HEAD").err.startswith("sphinx-sop: git is not installed")
    assert sphinx_sop("check", "manual").code == 0
    assert "git is not installed" in sphinx_sop("verify", "manual", "--language", "en").out
    told = sphinx_sop(*APPROVE, "--decree", "065/3")
    assert told.code == 2
    assert "git is not installed" in told.err


# -- where a repository is --------------------------------------------------------------------------------------------
def test_a_second_work_tree_and_a_submodule(approved: Path, sphinx_sop: Run, tmp_path: Path) -> None:
    git(approved, "worktree", "add", "-q", str(tmp_path / "tree"), "HEAD")
    whole = tmp_path / "whole"
    whole.mkdir()
    git(whole, "init", "-q")
    git(whole, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(approved), "module")
    for folder in ("tree", "whole/module"):
        page = tmp_path / folder / "surat.rst"
        page.write_text(page.read_text(encoding="utf-8").replace("5 menit", "6 menit"), encoding="utf-8")
        outcome = sphinx_sop("diff", folder, "--base", "HEAD")
        assert outcome.code == 1, outcome.err
        assert "6 menit" in outcome.out
        outcome = sphinx_sop("verify", folder)
        assert "not checked: the history" not in outcome.out


@pytest.mark.parametrize("relative", [True, False])
def test_as_a_hook_of_git(
    approved: Path,
    sphinx_sop: Run,
    monkeypatch: pytest.MonkeyPatch,
    relative: bool,
) -> None:
    """Git tells its hooks where the repository is; the manual may be a folder in it."""
    inner = approved / "buku"
    inner.mkdir()
    for name in ("conf.py", "index.rst", "surat.rst", "riwayat.rst"):
        git(approved, "mv", name, f"buku/{name}")
    git(approved, "mv", "approvals", "buku/approvals")
    committed(approved, "Pindah")
    page = inner / "surat.rst"
    page.write_text(page.read_text(encoding="utf-8").replace("5 menit", "6 menit"), encoding="utf-8")
    monkeypatch.chdir(approved)
    monkeypatch.setenv("GIT_DIR", ".git" if relative else str(approved / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    outcome = sphinx_sop("diff", "buku", "--base", "HEAD")
    assert outcome.code == 1, outcome.err
    assert "6 menit" in outcome.out
    assert sphinx_sop("diff", "buku", "--base", "HEAD~1").code == 1  # where it lay then


def test_a_repository_named_for_another_folder_does_not_count(
    approved: Path,
    sphinx_sop: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    monkeypatch.chdir(other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert sphinx_sop("diff", str(approved), "--base", "HEAD").code == 0


# -- what commits say -------------------------------------------------------------------------------------------------
SUBJECTS = (
    "<script>alert(1)</script>", "\x1e\x1f\x1fpecah\x1f", "\x1b[31mmerah", "a\u2028b \u202edcba", "=cmd|' /C calc'!A0", "%s {0}",
)  # fmt: skip


def test_subjects_of_commits_are_text(manual: Path, tmp_path: Path) -> None:
    page = manual / "surat.rst"
    for number, subject in enumerate(SUBJECTS):
        page.write_text(source("surat", 20 + number), encoding="utf-8")
        committed(manual, subject)
    shop = Workshop(manual, "html", builddir=tmp_path / "build")
    shop.build()
    text = (shop.app.outdir / "riwayat.html").read_text(encoding="utf-8")
    shop.close()
    assert text.count("<tr") >= len(SUBJECTS)
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert not set(text) & {"\x1b", "\x1e", "\x1f"}


@pytest.mark.parametrize(
    "content",
    [
        '{"surat": [{"revision": "1", "day": "kemarin", "subject": "x"}]}', '{"surat": [{"revision": 1}]}', "[]", '{"surat": 3}', "{",
        '{"surat": [{"revision": "1", "day": "2026-01-01", "subject": "x", "more": 1}], "lain": null}',
    ],
)  # fmt: skip
def test_a_file_of_histories_that_says_nonsense(tmp_path: Path, content: str) -> None:
    file = tmp_path / "sop-history.json"
    file.write_text(content, encoding="utf-8")
    assert read_file(file) == {}


@pytest.mark.parametrize("branch", ["$(touch${IFS}pwned)", "`touch-pwned`", "<script>alert(1)</script>", "a'b;c|d"])
def test_the_name_of_a_branch_is_a_name(branch: str, manual: Path, sphinx_sop: Run) -> None:
    git(manual, "branch", "--", branch)
    before = set(manual.iterdir())
    outcome = sphinx_sop("diff", str(manual), "--base", branch, "--format", "html")
    assert outcome.code == 0
    assert "<script>alert" not in outcome.out
    assert sphinx_sop("check", str(manual), "--changed-since", f"{branch}...").code in {0, 1}
    assert set(manual.iterdir()) == before


@pytest.mark.parametrize("base", ["--output=pwned", "-opwned", "--upload-pack=touch pwned"])
def test_a_revision_is_no_option_of_git(base: str, manual: Path, sphinx_sop: Run) -> None:
    outcome = sphinx_sop("diff", str(manual), f"--base={base}")
    assert outcome.code == 2
    assert not list(manual.rglob("pwned"))
