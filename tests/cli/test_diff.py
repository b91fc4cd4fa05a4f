"""``sphinx-sop diff`` on real repositories of git and real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.cli import main
from sphinxcontrib_sop.cli._failure import ManualError
from sphinxcontrib_sop.cli._manual import Request
from sphinxcontrib_sop.cli.revision import Base, Revision, exporting, find_revision

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = "buku sop é"
CONF = 'project = "Buku"\nlanguage = "id"\nextensions = ["sphinxcontrib_sop"]\nexclude_patterns = ["*.txt"]\n'
LEAVE = """\
.. sop:: Penyelesaian Cuti
   :nomor: 800/1
   :status: rancangan

   .. sop-step:: Mengajukan permohonan cuti
      :pelaksana: pegawai

   .. sop-step:: Memeriksa sisa hak cuti
      :pelaksana: pengelola
      :tidak: 1

   .. sop-step:: Mencatat permohonan pada buku kendali
      :pelaksana: pengelola
      :waktu: 10 menit

   .. sop-step:: Menetapkan surat izin cuti
      :pelaksana: kepala
      :waktu: 1 hari kerja
"""
GUESTS = """\
.. sop:: Penerimaan Tamu

   .. sop-step:: Menerima tamu dengan ramah
      :pelaksana: resepsionis

   .. sop-step:: Mengantar tamu ke ruang tunggu
      :pelaksana: resepsionis
"""
INDEX = "Buku\n====\n\n.. toctree::\n   :glob:\n\n   *\n"
HUGE = 8 * 1024 * 1024


class Repository:
    """A repository of git in a folder of its own, untouched by the settings of whoever runs the tests."""

    def __init__(self, git: str, folder: Path) -> None:
        self.program, self.folder = git, folder
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            [self.program, *settings, *arguments],
            cwd=self.folder,
            capture_output=True,
            check=True,
            text=True,
            encoding="utf-8",
        )
        return done.stdout.strip()

    def write(self, files: dict[str, str | bytes | None]) -> None:
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, files: dict[str, str | bytes | None]) -> str:
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "catatan")
        return self.git("rev-parse", "HEAD")

    def everything(self) -> dict[str, tuple[bytes, int]]:
        """Content and time of every file, those of git too."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture
def repository(
    require_tool: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Repository]:
    """``repository("name")`` makes one."""
    git = require_tool("git")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    return lambda name="repo": Repository(git, tmp_path / name)


def manual(folder: str = "", **documents: str | bytes | None) -> dict[str, str | bytes | None]:
    files: dict[str, str | bytes | None] = {"conf.py": CONF, "index.rst": INDEX}
    files |= {f"{name.replace('_', '-')}.rst": text for name, text in documents.items()}
    return {f"{folder}/{name}" if folder else name: text for name, text in files.items()}


def diff(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does."""
    command = [sys.executable, "-m", "sphinxcontrib_sop", "diff", "--language", "en", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, check=False, text=True, encoding="utf-8")


def test_a_folder_is_compared_with_a_revision_and_nothing_is_touched(
    repository: Callable[..., Repository], tmp_path: Path
) -> None:
    repo = repository("kantor kita ü")
    binary = os.urandom(HUGE)
    attributes = "* export-ignore\n"  # what `git archive` would leave out
    repo.commit({**manual(FOLDER, cuti=LEAVE, tamu=GUESTS), "peta.bin": binary, ".gitattributes": attributes})
    repo.commit({"peta.bin": None, "lain.bin": binary[::-1]})
    steps = LEAVE.split("   .. sop-step::")
    turned = "   .. sop-step::".join([steps[0], steps[1], steps[2], steps[4] + "\n", steps[3].rstrip() + "\n"])
    edited = turned.replace("1 hari kerja", "2 hari kerja")
    # a file gets another name, steps another order, a cell another content; one file is new and not known to git
    repo.git("mv", f"{FOLDER}/tamu.rst", f"{FOLDER}/penerimaan-tamu.rst")
    repo.write(
        {
            f"{FOLDER}/cuti.rst": edited,
            f"{FOLDER}/aset.rst": GUESTS.replace("amu", "amu besar").replace("Mengantar", "Menghitung"),
        }
    )
    before = repo.everything()
    done = diff(FOLDER, "--base", "HEAD~1", "--cache", tmp_path / "cache", cwd=repo.folder)
    assert done.stderr == ""
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "Changed: 2 SOP; New: 1 SOP; Renamed: 1 SOP"
    assert "  ~ Renamed: Penerimaan Tamu (only in the sources)" in done.stdout
    assert "penerimaan-tamu" not in done.stdout
    assert "  > Step 4 (formerly 3): Mencatat permohonan pada buku kendali" in done.stdout
    assert "      Time: [-1-]{+2+} hari kerja" in done.stdout
    assert repo.everything() == before

    output = tmp_path / "laporan é.html"
    done = diff(
        FOLDER, "--base", "HEAD~1", "--cache", tmp_path / "cache", "--format", "html", "-o", output, cwd=repo.folder
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "HEAD~1 (" in output.read_text(encoding="utf-8")
    assert repo.everything() == before

    repo.git("checkout", "-q", "-f", "HEAD")
    repo.git("clean", "-q", "-f", "-d")
    done = diff("--base", "HEAD", "--cache", tmp_path / "cache", cwd=repo.folder / FOLDER)
    assert (done.returncode, done.stdout) == (0, "Nothing is different in the SOPs.\n")


# -- the base --------------------------------------------------------------------------------------------------------
def base(repo: Repository, revision: str, cache: Path, folder: str = "") -> tuple[Revision, Base]:
    source = repo.folder / folder
    found = find_revision(source, revision)
    with exporting(found, Request(source=source, confdir=source), cache=cache, language="en") as finish:
        return found, finish()


def names(read: Base) -> list[str]:
    return [one.name for one in read.manual.procedures]


def said(read: Base) -> list[str]:
    return [str(note) for note in read.notes]


def test_an_export_is_kept_by_commit(repository: Callable[..., Repository], tmp_path: Path) -> None:
    repo, cache = repository(), tmp_path / "cache"
    commit = repo.commit(manual(cuti=LEAVE))
    found, read = base(repo, "main", cache)
    assert names(read) == ["cuti"]
    assert found.shown == f"main ({commit[:8]})"
    (kept,) = (cache / "revisions").iterdir()
    assert kept.name.startswith(commit)
    kept.write_text(json.dumps({"sops": [{"name": "disimpan"}]}), encoding="utf-8")
    assert names(base(repo, commit, cache)[1]) == ["disimpan"]
    kept.write_text("{", encoding="utf-8")  # broken: made anew
    assert names(base(repo, "HEAD", cache)[1]) == ["cuti"]
    assert len(list((cache / "revisions").iterdir())) == 1


def test_a_change_is_seen_whichever_language_the_manual_is_built_in(repository: Callable[..., Repository]) -> None:
    conf = CONF + 'sop_units = {"umum": {"name": {"id": "Bagian Umum", "en": "General Affairs"}}}\n'
    repo = repository()
    repo.commit(manual(cuti=LEAVE) | {"conf.py": conf})
    actors = "   :pelaksana: pegawai\n      pengelola = Bagian Kepegawaian\n      kepala\n   :satuan-kerja: umum\n"
    repo.write({"cuti.rst": LEAVE.replace("   :status:", f"{actors}   :status:")})
    for language in ("id", "en"):
        done = diff(".", "--base", "HEAD", "-D", f"language={language}", "--format", "json", cwd=repo.folder)
        assert done.returncode == 1, done.stderr
        (sop,) = json.loads(done.stdout)["changed"]
        assert [change["new"]["label"] for change in sop["actors"]] == ["Bagian Kepegawaian"]
        assert [(field["key"], field["new"]) for field in sop["fields"]] == [("unit", "Bagian Umum")]


def test_a_base_that_cannot_be_built_says_why(repository: Callable[..., Repository], tmp_path: Path) -> None:
    repo = repository()
    repo.commit(manual(cuti=LEAVE) | {"conf.py": CONF + "import paket_yang_tidak_ada\n"})
    repo.commit({"conf.py": CONF})
    with pytest.raises(ManualError) as failure:
        base(repo, "HEAD~1", tmp_path / "cache")
    assert str(failure.value).startswith("HEAD~1 (")
    assert "No module named 'paket_yang_tidak_ada'" in str(failure.value)
    assert "conf.py:5" in str(failure.value)
    assert str(tmp_path) not in str(failure.value)
    assert list((tmp_path / "cache" / "revisions").iterdir()) == []
    assert main(["--language", "en", "diff", str(repo.folder), "--base", "HEAD~1", "--cache", str(tmp_path / "c")]) == 2


def test_what_was_not_there_yet_is_new(repository: Callable[..., Repository], tmp_path: Path) -> None:
    repo = repository()
    repo.commit({"README": "x"})
    repo.commit({"sop/conf.py": 'project = "Buku"\n', "sop/index.rst": "Buku\n====\n"})
    repo.commit(manual("sop", cuti=LEAVE))
    for revision in ("HEAD~2", "HEAD~1"):
        found, read = base(repo, revision, tmp_path, "sop")
        assert names(read) == []
        assert said(read) == [f"{found.shown} has no SOP in this folder yet, so every SOP is new"]


def test_a_conf_that_asks_git_finds_the_repository(repository: Callable[..., Repository], tmp_path: Path) -> None:
    repo = repository()
    asking = "import subprocess\nsubprocess.run(['git', 'describe', '--always'], check=True)\nassert not subprocess.run(['git', 'status', '-s'], check=True, capture_output=True).stdout\n"
    repo.commit(manual(cuti=LEAVE) | {"conf.py": CONF + asking})
    assert names(base(repo, "HEAD", tmp_path / "cache")[1]) == ["cuti"]


def test_submodules_and_lfs_are_named(repository: Callable[..., Repository], tmp_path: Path) -> None:
    repo = repository()
    commit = repo.commit(manual(cuti=LEAVE) | {".gitattributes": "*.png filter=lfs diff=lfs merge=lfs -text\n"})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},modul bersama")
    repo.git("commit", "-q", "-m", "modul")
    found, read = base(repo, "HEAD", tmp_path / "cache")
    assert names(read) == ["cuti"]
    assert said(read) == [
        f"the submodule modul bersama is not part of {found.shown}; it counts as empty",
        f"files of {found.shown} that Git LFS keeps are not fetched; what they hold is missing",
    ]


# -- revisions that cannot be found ----------------------------------------------------------------------------------
def refused(source: Path, revision: str) -> str:
    with pytest.raises(ManualError) as failure:
        find_revision(source, revision)
    return str(failure.value)


def test_a_revision_that_is_not_there(repository: Callable[..., Repository], tmp_path: Path) -> None:
    repo = repository()
    repo.commit({"a": "1"})
    repo.commit({"a": "2"})
    assert refused(repo.folder, "utama") == "there is no revision utama in this repository"
    assert refused(repo.folder, "--output=x") == "--output=x is not a revision of git"
    assert refused(repo.folder, "") == "'' is not a revision of git"
    copy = tmp_path / "salinan"
    repo.git("clone", "-q", "--branch", "main", str(repo.folder), str(copy))
    subprocess.run([repo.program, "branch", "-q", "-m", "kerja"], cwd=copy, check=True)
    assert refused(copy, "main") == "there is no revision main in this repository; did you mean origin/main?"
    shallow = tmp_path / "dangkal"
    repo.git("clone", "-q", "--depth", "1", repo.folder.as_uri(), str(shallow))
    assert "which is a shallow one; fetch the history first: `git fetch --unshallow`" in refused(shallow, "HEAD~1")


def test_where_a_branch_left_another(repository: Callable[..., Repository]) -> None:
    repo = repository()
    left = repo.commit({"a": "1"})
    repo.git("checkout", "-q", "-b", "usul")
    repo.commit({"b": "1"})
    repo.git("checkout", "-q", "main")
    ahead = repo.commit({"a": "2"})
    repo.git("checkout", "-q", "usul")
    assert find_revision(repo.folder, "main").commit == ahead
    assert find_revision(repo.folder, "main...").commit == left


def test_no_repository_and_no_git(
    repository: Callable[..., Repository], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository()
    outside = tmp_path / "luar"
    outside.mkdir()
    assert refused(outside, "HEAD") == f"{outside} lies in no git repository, so there is no revision to compare with"
    assert refused(tmp_path / "tiada", "HEAD") == f"the folder {tmp_path / 'tiada'} does not exist"
    monkeypatch.setenv("PATH", str(outside))
    assert refused(outside, "HEAD") == "git is not installed, so --base cannot look into the history"


# -- two files -------------------------------------------------------------------------------------------------------
def export(*titles: str) -> str:
    sops = [
        {"name": title.lower(), "title": title, "steps": [{"id": "1", "number": "1", "text": title}]}
        for title in titles
    ]
    return json.dumps({"$schema": "https://x/schema/sops-1.json", "manual": {"language": "id"}, "sops": sops})


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[str]]:
    """``files(old, new)`` writes them and returns their paths."""

    def write(*texts: str | bytes) -> list[str]:
        paths = []
        for number, text in enumerate(texts):
            path = tmp_path / f"{number}.json"
            path.write_bytes(text.encode() if isinstance(text, str) else text)
            paths.append(str(path))
        return paths

    return write


def test_two_exports(files: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    old, new = files(export("Cuti", "Tamu"), export("Cuti", "Aset"))
    assert main(["--language", "en", "diff", old, new]) == 1
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "New: 1 SOP; Removed: 1 SOP"
    assert "\x1b" not in out
    assert main(["--language", "en", "diff", old, old]) == 0
    assert main(["diff", old, new, "--format", "markdown"]) == 1
    assert "**Baru: 1 SOP; Dihapus: 1 SOP**" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "it is not JSON: Expecting property name"),
        (b"\xff\xfe\x00", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "it is not an export of SOPs; `sphinx-build -b sop-json` writes one"),
        ('{"sops": {}}', "it is not an export of SOPs"),
        ('{"$schema": "x/sops-2.json", "generator": "sphinxcontrib-sop 9.0", "sops": []}', "sphinxcontrib-sop 9.0 wrote it, a later version"),
        ('{"sops": [{"title": "x"}]}', "SOP 1 in it has no name"),
        ('{"sops": [{"name": "x", "steps": 5}]}', "the SOP `x` in it cannot be read"),
        ('{"sops": [{"name": "x", "nodes": [{"id": "a"}]}]}', "the SOP `x` in it cannot be read"),
        ('{"sops": [{"name": "x", "boxes": {"records": "y"}}]}', "the SOP `x` in it cannot be read"),
        ('{"sops": [{"name": "x", "flows": [{"source": "a", "target": "b"}], "line": "z"}]}', "the SOP `x` in it cannot be read"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export(
    text: str | bytes, message: str, files: Callable[..., list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = files(text, export("X"))
    assert main(["--language", "en", "diff", old, new]) == 2
    complaint = capsys.readouterr().err
    assert message in complaint
    assert f"{old}" in complaint
    assert len(complaint.splitlines()) == 1


def test_an_sop_with_arrows_that_lead_nowhere_is_compared_all_the_same(files: Callable[..., list[str]]) -> None:
    broken = json.loads(export("X"))
    broken["sops"][0]["flows"] = [{"source": "tiada/a", "target": "1/b"}, {"source": "tiada/a", "target": "lain/b"}]
    for text in (json.dumps(broken), '{"sops": [{"name": "x"}]}', '{"sops": [{"name": "x"}, {"name": "X"}]}'):
        for form in ("text", "markdown", "json", "html", "matrix"):
            old, new = files(text, export("X"))
            code = 0 if "tiada" in text else 1  # such arrows are drawn nowhere
            assert main(["diff", old, new, "--format", form, "-o", os.devnull]) == code
            assert main(["diff", new, old, "--format", form, "-o", os.devnull]) == code


def test_wrong_use(files: Callable[..., list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (old,) = files(export("X"))
    for arguments, message in (
        ([old], "name two exports, OLD.json and NEW.json, two revisions, REV..REV, or a folder and --base REV"),
        ([old, old, "--base", "HEAD"], "with --base only one folder is named"),
        ([str(tmp_path), old], "is a folder; to compare it with a revision of git add --base REV"),
        ([old, str(tmp_path / "tiada.json")], "tiada.json cannot be read: No such file or directory"),
        ([old, old, "-o", str(tmp_path / "tiada" / "x")], "x cannot be written: No such file or directory"),
        ([old, "--base", "HEAD"], f"{old} is not a folder"),
    ):
        assert main(["--language", "en", "diff", *arguments]) == 2
        assert message in capsys.readouterr().err


def test_the_matrix_as_an_office_file(files: Callable[..., list[str]], tmp_path: Path) -> None:
    old, new = files(export("Cuti"), export("Cuti", "Tamu"))
    for form in ("docx", "xlsx"):
        written = tmp_path / f"matriks.{form}"
        assert main(["diff", old, new, "--format", form, "-o", str(written)]) == 1
        assert written.read_bytes()[:2] == b"PK"


def test_a_missing_package_for_an_office_file_is_named(
    files: Callable[..., list[str]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.delitem(sys.modules, "sphinxcontrib_sop.output.review.docx", raising=False)
    (old,) = files(export("Cuti"))
    assert main(["--language", "en", "diff", old, old, "--format", "docx", "-o", "x.docx"]) == 2
    assert "--format docx needs the package docx: pip install sphinxcontrib-sop[office]" in capsys.readouterr().err
    assert not Path("x.docx").exists()


def test_an_office_file_does_not_go_to_a_terminal(
    files: Callable[..., list[str]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    (old,) = files(export("Cuti"))
    assert main(["--language", "en", "diff", old, old, "--format", "xlsx"]) == 2
    assert "--format xlsx needs a file: add --output" in capsys.readouterr().err


def test_two_files_need_no_sphinx(files: Callable[..., list[str]]) -> None:
    old, new = files(export("Cuti"), export("Tamu"))
    code = "import sys; from sphinxcontrib_sop.cli import main; main(sys.argv[1:]); assert not {'sphinx', 'docutils'} & set(sys.modules)"
    for form in ("text", "markdown", "json", "matrix"):
        subprocess.run(
            [sys.executable, "-c", code, "diff", old, new, "--format", form], check=True, capture_output=True
        )
