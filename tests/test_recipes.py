"""The recipes for continuous integration: what the sites accept, and steps that do what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

yaml = pytest.importorskip("yaml")

REPOSITORY = Path(__file__).parent.parent
RECIPES = REPOSITORY / "docs" / "recipes"
STARTER = REPOSITORY / "sphinxcontrib_sop" / "cli" / "manual" / "common"
GITHUB, GITLAB = RECIPES / "github-actions.yml", RECIPES / "gitlab-ci.yml"
COMMANDS = {"sphinx-sop": "sphinxcontrib_sop", "sphinx-build": "sphinx"}

CLEAN = """\
.. sop:: Penerimaan Tamu
   :status: rancangan
   :pelaksana: resepsionis = Resepsionis
   :dasar-hukum: -
   :keterkaitan: -
   :peringatan: -
   :kualifikasi-pelaksana: -
   :peralatan: -
   :pencatatan: -

   .. sop-step:: Menerima tamu
      :pelaksana: resepsionis
      :kelengkapan: Buku tamu
      :waktu: 5 menit
      :output: Catatan tamu

   .. sop-step:: Mengantar tamu
      :pelaksana: resepsionis
      :kelengkapan: Catatan tamu
      :waktu: 5 menit
      :output: Tamu terlayani
"""
APPROVED = """\
.. sop:: Penerimaan Tamu
   :nomor: 000.1/SOP/001/2026
   :tanggal-pembuatan: 5 Januari 2026
   :tanggal-efektif: 2 Februari 2026
   :disahkan-oleh: Kepala Bagian Umum
                   Sari Dewi, S.Sos.
   :status: berlaku
"""


@pytest.fixture(params=[GITHUB, GITLAB], ids=lambda path: path.stem)
def recipe(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """The recipes of a manual that was just started."""
    for name in (".github/workflows/sop.yml", ".gitlab-ci.yml"):
        file = tmp_path / "awal" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(Template((STARTER / name).read_text(encoding="utf-8")).substitute(), encoding="utf-8")
    return tmp_path / "awal"


def test_a_site_accepts_its_recipe(recipe: Path) -> None:
    _accept(recipe, github=recipe == GITHUB)


def test_the_sites_accept_what_a_new_manual_begins_with(starter: Path) -> None:
    _accept(starter / ".github" / "workflows" / "sop.yml", github=True)
    _accept(starter / ".gitlab-ci.yml", github=False)


def _accept(recipe: Path, github: bool) -> None:
    program = Path(sys.executable).with_name("check-jsonschema")
    if not program.exists():
        pytest.skip("check-jsonschema is not installed")
    schema = ["vendor.github-workflows"] if github else ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]
    done = subprocess.run([program, "--builtin-schema", *schema, recipe], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout


def test_every_format_in_a_recipe_exists(recipe: Path) -> None:
    from sphinxcontrib_sop.cli.diff import FORMATS
    from sphinxcontrib_sop.core.reports import FORMATS as REPORTS

    text = recipe.read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if "for bentuk in" in line]
    words = line.partition(" in ")[2].rstrip("; do").split()
    assert {word.partition(":")[0] for word in words} <= set(FORMATS)
    assert text.partition("sphinx-sop check")[2].split("--format ")[1].split()[0] in REPORTS


def test_every_action_is_named_by_its_full_commit() -> None:
    """Also those that the documentation shows and a new manual begins with, and an action always by the same commit."""
    texts = [GITHUB, STARTER / ".github" / "workflows" / "sop.yml", *(REPOSITORY / "docs").glob("[ie][dn]/*.rst")]
    uses = [line for path in texts for line in re.findall(r"- uses: (.*)", path.read_text(encoding="utf-8"))]
    commits = dict(line.split("@") for line in uses)
    assert len(set(uses)) == len(commits) >= 6
    assert [use for use in uses if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v[0-9.]+", use)] == []


def test_what_holds_a_token_runs_nothing_of_the_proposal() -> None:
    github = yaml.safe_load(GITHUB.read_text(encoding="utf-8"))
    assert github["permissions"] == {}
    for job in github["jobs"].values():
        writes = "write" in job["permissions"].values()
        checks_out = any(step.get("uses", "").startswith("actions/checkout") for step in job["steps"])
        assert not (writes and checks_out)
        for step in job["steps"]:
            action = step.get("uses", "@" + "0" * 40)
            assert re.fullmatch(r"[0-9a-f]{40}", action.partition("@")[2]), action
            assert "${{" not in step.get("run", "")  # a name of a branch is no program
    gitlab = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    assert [name for name, job in gitlab.items() if "SOP_TOKEN" in json.dumps(job)] == ["komentar"]
    assert gitlab["komentar"]["variables"]["GIT_STRATEGY"] == "none"


def test_what_the_tokens_of_the_sites_may_do_is_said_and_kept_to() -> None:
    github = yaml.safe_load(GITHUB.read_text(encoding="utf-8"))
    assert set(github[True]) == {"pull_request", "push"}  # "on" is a boolean in YAML 1.1; never pull_request_target
    comment = github["jobs"]["komentar"]
    assert "head.repo.full_name == github.repository" in comment["if"]  # a fork has a token that only reads
    assert comment["permissions"] == {"pull-requests": "write"}
    text = GITLAB.read_text(encoding="utf-8")
    script = "".join(json.dumps(job) for job in yaml.safe_load(text).values())
    assert "CI_JOB_TOKEN" not in script  # it may read notes, not write them
    assert all(word in text for word in ("CI_JOB_TOKEN", "Protected", "Premium", "fork"))


# -- the steps at work -----------------------------------------------------------------------------------------------
class Site:
    """A clone on a machine of a site, in which steps are run."""

    def __init__(self, tmp_path: Path, git: str) -> None:
        self.folder, programs = tmp_path / "klon", tmp_path / "bin"
        programs.mkdir()
        for name, module in COMMANDS.items():
            self.program(programs / name, f'exec "{sys.executable}" -m {module} "$@"')
        self.programs = programs
        self.variables = {
            **os.environ,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "SUMBER": ".",
        }
        origin = tmp_path / "asal"
        origin.mkdir()
        (origin / "conf.py").write_text(
            'project = "Buku"\nlanguage = "id"\nextensions = ["sphinxcontrib_sop"]\n', encoding="utf-8"
        )
        (origin / "index.rst").write_text(CLEAN, encoding="utf-8")
        for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "awal"]):
            settings = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
            subprocess.run([git, *settings, *arguments], cwd=origin, check=True, env=self.variables)
        subprocess.run([git, "clone", "-q", origin, self.folder], check=True, env=self.variables)
        self.base = subprocess.run(
            [git, "rev-parse", "HEAD"], cwd=origin, check=True, capture_output=True, text=True
        ).stdout.strip()
        changed = CLEAN.replace("5 menit", "10 menit", 1)
        (self.folder / "index.rst").write_text(changed, encoding="utf-8")

    @staticmethod
    def program(path: Path, script: str) -> None:
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a step as a runner does: the first command that fails ends it."""
        return subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=self.folder,
            env=self.variables | variables,
            capture_output=True,
            check=False,
            text=True,
        )


@pytest.fixture
def site(require_tool: Callable[[str], str], tmp_path: Path) -> Site:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    return Site(tmp_path, require_tool("git"))


def github_step(job: str, name: str) -> dict[str, Any]:
    steps = yaml.safe_load(GITHUB.read_text(encoding="utf-8"))["jobs"][job]["steps"]
    (step,) = [step for step in steps if step.get("name") == name]
    return dict(step)


def test_github_checks_and_blocks(site: Site) -> None:
    step = github_step("periksa", "Memeriksa")
    assert site.run(step["run"]).returncode == 0
    page = site.folder / "index.rst"
    page.write_text(
        CLEAN.replace(
            ":pelaksana: resepsionis\n      :kelengkapan: Catatan",
            ":pelaksana: resepsionis\n      :warna: merah\n      :kelengkapan: Catatan",
        ),
        encoding="utf-8",
    )
    done = site.run(step["run"])
    assert done.returncode == 1
    assert "::error file=index.rst,line=" in done.stdout


def test_github_compares_and_comments(site: Site, tmp_path: Path) -> None:
    summary = tmp_path / "ringkasan"
    done = site.run(github_step("periksa", "Membandingkan")["run"], CABANG="main", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stderr
    changes = site.folder / "perubahan"
    assert sorted(path.name for path in changes.iterdir()) == [
        "perubahan.html",
        "perubahan.matriks.html",
        "perubahan.md",
    ]
    assert "<del>5</del> <ins>10</ins> menit" in summary.read_text(encoding="utf-8")

    shutil.copy(changes / "perubahan.md", site.folder)
    step = github_step("komentar", "Mengomentari")
    known = {"GH_REPO": "kita/buku", "NOMOR": "7", "TANDA": step["env"]["TANDA"]}
    for earlier, expected in (
        ("", "api --silent repos/kita/buku/issues/7/comments --field body=@komentar.md"),
        ("12", "api --silent --method PATCH repos/kita/buku/issues/comments/12 --field body=@komentar.md"),
    ):
        said = tmp_path / "gh"
        said.unlink(missing_ok=True)
        site.program(site.programs / "gh", f'case "$*" in *--jq*) echo "{earlier}";; *) echo "$*" >> "{said}";; esac')
        done = site.run(step["run"], **known)
        assert done.returncode == 0, done.stderr
        assert said.read_text(encoding="utf-8").strip() == expected
    assert (
        (site.folder / "komentar.md")
        .read_text(encoding="utf-8")
        .startswith("<!-- sphinx-sop -->\n### Perbandingan SOP")
    )


def test_a_new_manual_is_checked_on_gitlab(site: Site, starter: Path) -> None:
    script = "\n".join(yaml.safe_load((starter / ".gitlab-ci.yml").read_text(encoding="utf-8"))["check"]["script"])
    assert site.run(script).returncode == 0
    page = site.folder / "index.rst"
    page.write_text(page.read_text(encoding="utf-8").replace(":waktu:", ":waktuu:", 1), encoding="utf-8")
    done = site.run(script)
    assert done.returncode == 1
    assert "waktuu" in done.stdout  # whoever opens the job reads what is wrong
    assert "waktuu" in (site.folder / "gl-code-quality-report.json").read_text(encoding="utf-8")


def test_a_comparison_that_fails_fails_the_step(site: Site, tmp_path: Path) -> None:
    done = site.run(
        github_step("periksa", "Membandingkan")["run"], CABANG="tiada", GITHUB_STEP_SUMMARY=str(tmp_path / "x")
    )
    assert done.returncode != 0
    assert "tiada" in done.stderr


def test_github_builds(site: Site, require_tool: Callable[[str], str]) -> None:
    require_tool("typst")
    done = site.run(github_step("periksa", "Membangun")["run"])
    assert done.returncode == 0, done.stderr
    assert (site.folder / "hasil" / "html" / "index.html").is_file()
    assert list((site.folder / "hasil" / "pdf").glob("*.pdf"))


def test_content_that_was_not_approved_is_blocked(recipe: Path, site: Site) -> None:
    if recipe == GITHUB:
        script = github_step("pengesahan", "Membuktikan")["run"]
    else:
        script = "\n".join(yaml.safe_load(GITLAB.read_text(encoding="utf-8"))["pengesahan"]["script"])
    conf, page = site.folder / "conf.py", site.folder / "index.rst"
    conf.write_text(conf.read_text(encoding="utf-8") + 'sop_ledger = "register"\n', encoding="utf-8")
    approved = APPROVED + CLEAN.partition(":status: rancangan\n")[2]
    page.write_text(approved, encoding="utf-8")
    commit = 'git add -A; git -c user.name=A -c user.email=a@example.org commit -q -m "Pengesahan"'
    approve = "sphinx-sop approve --all --date 2026-01-20 --decree 065/12/2026"
    done = site.run(f"{commit}; {approve}; {commit}; {script}")
    assert done.returncode == 0, done.stdout + done.stderr

    page.write_text(approved.replace("5 menit", "50 menit", 1), encoding="utf-8")
    assert site.run(script).returncode == 1
    page.write_text(approved, encoding="utf-8")
    shutil.rmtree(site.folder / "register")
    assert site.run(script).returncode != 0


class Notes(BaseHTTPRequestHandler):
    """As much of GitLab as the recipe talks to."""

    kept: dict[int, str]

    def _answer(self, data: object) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def _body(self) -> str:
        assert self.headers["PRIVATE-TOKEN"] == "rahasia"
        return str(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"])

    def do_GET(self) -> None:
        if self.path == "/api/v4/user":
            self._answer({"id": 5})
            return
        path, _, page = self.path.partition("&page=")
        assert path == "/api/v4/projects/3/merge_requests/7/notes?per_page=100"
        notes = [
            {"id": number, "body": body, "author": {"id": 5 if number > 1 else 9}} for number, body in self.kept.items()
        ]
        self._answer(notes if page == "1" else [])

    def do_POST(self) -> None:
        self.kept[len(self.kept) + 1] = self._body()
        self._answer({})

    def do_PUT(self) -> None:
        self.kept[int(self.path.rpartition("/")[2])] = self._body()
        self._answer({})

    def log_message(self, format: str, *arguments: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def gitlab() -> Iterator[tuple[str, dict[int, str]]]:
    """Address and notes of a GitLab."""
    Notes.kept = {1: "<!-- sphinx-sop --> kata orang lain"}
    server = HTTPServer(("127.0.0.1", 0), Notes)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v4", Notes.kept
    server.shutdown()
    thread.join()
    server.server_close()


def test_gitlab_checks_compares_and_comments(site: Site, gitlab: tuple[str, dict[int, str]]) -> None:
    jobs = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    done = site.run("\n".join(jobs["periksa"]["script"]))
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads((site.folder / "gl-code-quality-report.json").read_text(encoding="utf-8")), list)
    done = site.run("\n".join(jobs["bandingkan"]["script"]), CI_MERGE_REQUEST_DIFF_BASE_SHA=site.base)
    assert done.returncode == 0, done.stderr
    address, notes = gitlab
    known = {
        "CI_API_V4_URL": address,
        "CI_PROJECT_ID": "3",
        "CI_MERGE_REQUEST_IID": "7",
        "SOP_TOKEN": "rahasia",
        "TANDA": jobs["komentar"]["variables"]["TANDA"],
    }
    site.program(site.programs / "python", f'exec "{sys.executable}" "$@"')
    for _ in range(2):  # the second time the same note is written anew
        done = site.run("\n".join(jobs["komentar"]["script"]), **known)
        assert done.returncode == 0, done.stderr
        assert list(notes) == [1, 2]
        assert notes[2].startswith("<!-- sphinx-sop -->\n### Perbandingan SOP")
