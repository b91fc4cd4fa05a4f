"""Lines of SOPs that share a file are followed through branches, merges and renames."""

from __future__ import annotations

import difflib
import random
from pathlib import Path

import pytest

from sphinxcontrib_sop.core.model import Location
from sphinxcontrib_sop.extension import history
from sphinxcontrib_sop.extension.history.lines import Change, Hunk, Lines, before, read_diff

from .test_history import Repository, minimal


def texts(repository: Repository, name: str, **blocks: str) -> None:
    """Write a file of SOPs, each three lines and those that are given."""
    repository.write(name, "".join(f"{key}\n{text}\n{key}.\n" for key, text in blocks.items()))


def found(repository: Repository, name: str, **included: list[str]) -> dict[str, list[str]]:
    """The subjects of the versions of each SOP of a file."""
    lines = repository.folder.joinpath(name).read_text(encoding="utf-8").split("\n")
    keys = [line.removesuffix(".") for line in lines if line.endswith(".")]
    procedures = [minimal(key, Location(path=name, line=lines.index(key) + 1)) for key in keys]
    return {
        key: [one.subject for one in versions]
        for key, versions in history.versions(procedures, repository.folder, included).items()
    }


@pytest.fixture
def shared(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "buku")
    texts(made, "b.rst", satu="1", dua="2", tiga="3")
    made.commit("awal", "2026-01-01")
    return made


def test_only_the_lines_of_an_sop_count(shared: Repository) -> None:
    texts(shared, "b.rst", satu="1", dua="2a\n2b\n2c", tiga="3")
    shared.commit("dua", "2026-01-02")
    texts(shared, "b.rst", nol="0", satu="1", dua="2a\n2b\n2c", tiga="3b")
    shared.commit("nol dan tiga", "2026-01-03")
    texts(shared, "b.rst", nol="0", satu="1", dua="2a\n2c", tiga="3b")
    shared.commit("dua lagi", "2026-01-04")
    assert found(shared, "b.rst") == {
        "nol": ["nol dan tiga"],
        "satu": ["awal"],
        "dua": ["dua lagi", "dua", "awal"],
        "tiga": ["nol dan tiga", "awal"],
    }


def test_lines_that_are_not_committed_yet_shift_the_others(shared: Repository) -> None:
    texts(shared, "b.rst", satu="1", dua="2b", tiga="3")
    shared.commit("dua", "2026-01-02")
    texts(shared, "b.rst", baru="x\ny\nz", satu="1\n1\n1\n1", dua="2b", tiga="3")
    assert found(shared, "b.rst") == {"baru": [], "satu": ["awal"], "dua": ["dua", "awal"], "tiga": ["awal"]}


def test_branches_that_were_merged(shared: Repository) -> None:
    shared.git("switch", "-qc", "cabang")
    texts(shared, "b.rst", satu="1\n1\n1", dua="2", tiga="3")
    shared.commit("satu", "2026-01-02")
    texts(shared, "b.rst", satu="1\n1\n1", dua="2", tiga="3c")
    shared.commit("tiga di cabang", "2026-01-03")
    shared.git("switch", "-q", "main")
    texts(shared, "b.rst", satu="1", dua="2b\n2c", tiga="3")
    shared.commit("dua", "2026-01-04")
    shared.git("merge", "-q", "--no-edit", "cabang", day="2026-01-05")
    assert found(shared, "b.rst") == {
        "satu": ["satu", "awal"],
        "dua": ["dua", "awal"],
        "tiga": ["tiga di cabang", "awal"],
    }


def test_a_file_that_was_renamed_and_one_with_an_odd_name(shared: Repository) -> None:
    odd = 'b "c"\u00e9.rst'
    shared.git("mv", "b.rst", odd)
    shared.commit("nama", "2026-01-02")
    texts(shared, odd, satu="1", dua="2b", tiga="3")
    shared.commit("dua", "2026-01-03")
    assert found(shared, odd) == {"satu": ["awal"], "dua": ["dua", "awal"], "tiga": ["awal"]}


def test_an_included_file_counts_for_the_sop_that_names_it(shared: Repository) -> None:
    shared.write("dua.csv", "1")
    shared.write("umum.inc", "1")
    texts(shared, "b.rst", satu="1", dua="dua.csv", tiga="3")
    shared.commit("berkas", "2026-01-02")
    shared.write("dua.csv", "2")
    shared.commit("data dua", "2026-01-03")
    shared.write("umum.inc", "2")
    shared.commit("umum", "2026-01-04")
    lists = {name: ["dua.csv", "umum.inc"] for name in ("satu", "dua", "tiga")}
    assert found(shared, "b.rst", **lists) == {
        "satu": ["umum", "berkas", "awal"],
        "dua": ["umum", "data dua", "berkas", "awal"],
        "tiga": ["umum", "berkas", "awal"],
    }


@pytest.mark.parametrize("seed", range(60))
def test_lines_stand_where_they_stood_whatever_changed_around_them(seed: int) -> None:
    rnd = random.Random(seed)
    old = [f"old {number}" for number in range(rnd.randint(1, 30))]
    kept = rnd.randrange(len(old))
    first, last = kept, rnd.randrange(kept, len(old))
    changed = {number for number in range(len(old)) if not first <= number <= last and rnd.random() < 0.3}
    new: list[str] = []
    for number, line in enumerate(old):
        if number in changed:
            new += [f"new {number}.{part}" for part in range(rnd.randint(0, 3))]
        else:
            new.append(line)
        if not first <= number < last and rnd.random() < 0.2:
            new.append(f"added {number}")
    hunks = [
        Hunk(a + (b > a), b - a, c + (d > c), d - c)
        for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    now = Lines("a", new.index(old[first]) + 1, new.index(old[last]) + 1)
    assert before(now, Change("b", tuple(hunks))) == (Lines("b", first + 1, last + 1), False)
    inner = rnd.randint(now.first, now.last)
    touching = [*hunks, Hunk(old.index(new[inner - 1]) + 1, 1, inner, 1)]
    assert before(now, Change("b", tuple(sorted(touching)))) == (Lines("b", first + 1, last + 1), True)


def test_heads_of_files_in_a_diff() -> None:
    text = (
        "diff --git a/x y b/x y\n--- a/x y\t\n+++ b/x y\t\n@@ -1 +1,2 @@\n-a\n+--- b/n\n+b\n"
        'diff --git "a/\\"q" "b/\\"r"\nsimilarity index 100%\nrename from "\\"q"\nrename to "\\"r"\n'
        "diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+a\n"
    )
    assert read_diff(text) == {
        "x y": Change("x y", (Hunk(1, 1, 1, 2),)),
        '"r': Change('"q', ()),
        "n": Change("", (Hunk(0, 0, 1, 1),)),
    }
