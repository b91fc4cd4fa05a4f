"""The ledger of approvals: fingerprints, acts, states, what is wrong with it, and merges of two branches."""

from __future__ import annotations

import hashlib
import json
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.exchange.sop import content_1, content_of
from sphinxcontrib_sop.core.ledger import (
    Approval,
    Stage,
    Validity,
    act_name,
    act_text,
    content_name,
    content_text,
    digest_of,
    digests,
    grouped,
    read_act,
    read_folder,
    state_of,
    text_hash,
    text_name,
)
from sphinxcontrib_sop.core.ledger.examination import Examination, Place, names_now
from sphinxcontrib_sop.core.model import END, Actor, Flow, Location, Node, Official, Procedure, Shape, Step, Value
from sphinxcontrib_sop.core.reading.dates import parse_date

from .values import replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLACE = Location(path="x.rst", line=1)
DIGEST = "a" * 64
OTHER = "b" * 64


def value(text: str) -> Value:
    return Value(text=text, location=PLACE, items=(text,))


def procedure() -> Procedure:
    steps = tuple(
        Step(
            id=name,
            explicit_id=True,
            number=str(number),
            label=str(number),
            level=0,
            heading=False,
            text=f"Menulis {name}",
            texts={"time": value("10 menit")},
            location=PLACE,
        )
        for number, name in enumerate(("satu", "dua"), start=1)
    )
    return Procedure(
        name="surat",
        title="Penulisan Surat",
        docname="x",
        anchor="sop-surat",
        location=PLACE,
        fields={"number": value("12"), "warning": value("Jika terlambat"), "legal-basis": value("-")},
        actors=(Actor(key="a", label="Staf"), Actor(key="b", label="Kepala")),
        actors_declared=True,
        steps=steps,
        nodes=(
            Node(id="satu/a", step="satu", actors=("a",), shape=Shape.TERMINATOR),
            Node(id="dua/b", step="dua", actors=("b",), shape=Shape.DECISION),
        ),
        flows=(
            Flow(source="satu/a", target="dua/b"),
            Flow(source="dua/b", target="satu/a", label="Tidak"),
            Flow(source="dua/b", target=END, label="Ya"),
        ),
        boxes=("warning", "legal-basis"),
        unit="Tata Usaha",
    )


def fingerprint(made: Procedure) -> str:
    return digest_of(content_of(made))


def test_what_is_not_the_procedure_does_not_change_its_fingerprint() -> None:
    one = procedure()
    moved = replace(
        one,
        name="surat-baru",
        docname="y",
        location=Location(path="y.rst", line=9),
        fields={
            **one.fields,
            "number": value("99"),
            "status": value("berlaku"),
            "warning": value("Jika  \n terlambat"),
        },
        actors=(replace(one.actors[0], key="x"), one.actors[1]),
        nodes=(replace(one.nodes[0], id="satu/x", actors=("x",)), one.nodes[1]),
        flows=(
            replace(one.flows[2]),
            replace(one.flows[1], target="satu/x"),
            replace(one.flows[0], source="satu/x", location=PLACE),
        ),
    )
    assert fingerprint(moved) == fingerprint(one)


def test_another_id_of_a_step_is_no_change() -> None:
    one = procedure()
    renamed = replace(
        one,
        steps=(replace(one.steps[0], id="1", explicit_id=False), one.steps[1]),
        nodes=(replace(one.nodes[0], id="1/a", step="1"), one.nodes[1]),
        flows=(replace(one.flows[0], source="1/a"), replace(one.flows[1], target="1/a"), one.flows[2]),
    )
    assert fingerprint(renamed) == fingerprint(one)


@pytest.mark.parametrize(
    "changed",
    [
        replace(procedure(), title="Penulisan Nota"),
        replace(procedure(), unit="Umum"),
        replace(procedure(), fields={**procedure().fields, "warning": value("Jika lambat")}),
        replace(procedure(), actors=(Actor(key="a", label="Pegawai"), procedure().actors[1])),
        replace(procedure(), steps=(replace(procedure().steps[0], text="Mengetik"), procedure().steps[1])),
        replace(
            procedure(), steps=(replace(procedure().steps[0], texts={"time": value("11 menit")}), procedure().steps[1])
        ),
        replace(procedure(), nodes=(replace(procedure().nodes[0], shape=Shape.PROCESS), procedure().nodes[1])),
        replace(procedure(), flows=procedure().flows[:2]),
        replace(procedure(), flows=(*procedure().flows[:2], replace(procedure().flows[2], label="Setuju"))),
    ],
)
def test_what_is_the_procedure_changes_its_fingerprint(changed: Procedure) -> None:
    assert fingerprint(changed) != fingerprint(procedure())


def test_the_content_is_written_the_same_every_time() -> None:
    assert content_text(content_of(procedure())) == content_text(content_of(procedure()))
    assert '"number": "12"' not in content_text(content_of(procedure()))


def test_either_version_has_a_digest_of_its_own() -> None:
    old, new = digest_of(content_1(procedure())), digest_of(content_of(procedure()))
    assert len(old) == 64
    assert new.startswith("2:")
    changed = replace(procedure(), printed={"before": "Catatan"})
    assert digest_of(content_1(changed)) == old  # version 1 did not see it
    assert digest_of(content_of(changed)) != new


def test_digests_of_version_1_stay_what_they_were() -> None:
    assert digest_of(content_1(procedure())) == "e932af4b8828554a1ebb16ae60f482aa005973ed5757129ea2251be820701a30"


def approval(sop: str = "surat", **values: object) -> Approval:
    return Approval(**{"sop": sop, "digest": DIGEST, "date": date(2026, 2, 3), **values})  # type: ignore[arg-type]


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


@given(
    st.builds(
        Approval,
        sop=texts,
        title=texts,
        number=texts,
        revision=texts,
        effective=texts,
        stage=st.sampled_from(Stage),
        official=texts,
        position=texts,
        name=texts,
        nip=texts,
        date=st.dates(),
        decree=texts,
        document=texts,
        document_sha256=texts,
        digest=st.just(DIGEST) | st.just(f"2:{OTHER}"),
        commit=texts,
        allowed=st.lists(texts, max_size=2).map(tuple),
        replaced_by=texts,
        next_review=st.dates() | st.none(),
        related=st.dictionaries(texts, st.just(OTHER), max_size=3),
        after=st.dictionaries(texts, st.just(OTHER), max_size=3),
    )
)
def test_what_is_written_is_read_back(made: Approval) -> None:
    (read,) = read_act(act_text([made]), "a.toml").approvals
    assert replace(read, line=0, file="") == made


def test_the_name_of_an_act_tells_when_and_by_which_decree() -> None:
    assert act_name([approval(decree="065/12/2026")]) == "2026-02-03-065-12-2026"
    assert act_name([approval(decree="065/12/2026", stage=Stage.DICABUT)]) == "2026-02-03-065-12-2026-dicabut"
    assert act_name([approval(stage=Stage.DIUJI)]) == "2026-02-03-diuji-surat"
    assert act_name([approval(decree="1")], ["2026-02-03-1", "2026-02-03-1-2"]) == "2026-02-03-1-3"


def test_what_is_said_once_makes_the_groups() -> None:
    made = [approval("a"), approval("b"), approval("c", name="Rina"), approval("a", digest=OTHER)]
    assert [[one.sop for one in group] for group in grouped(made)] == [["a", "b"], ["c"], ["a"]]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[[sop]\n", 1, "TOML"),
        ('[[sop]]\nkey = "a"\n', 1, "`digest`"),
        (f'\nstage = "ditolak"\n[[sop]]\nkey = "a"\ndigest = "{DIGEST}"\n', 3, "ditolak"),
        (f'date = "kemarin"\n[[sop]]\nkey = "a"\ndigest = "{DIGEST}"\n', 2, "date"),
        ("version = 2\n", 1, "no SOP"),
        ("version = 3\n", 1, "later version"),
        ("version = 2\n<<<<<<< HEAD\n", 2, "not merged"),
        ("sop = [1, 2]\n", 0, "no block"),
        ("[sop]\n", 1, "no SOP"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, line: int, words: str) -> None:
    fault = read_act(text, "a.toml").faults[0]
    assert (fault.file, fault.line) == ("a.toml", line)
    assert words in str(fault.message)


def test_a_file_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff")
    (tmp_path / "b.toml").write_text(act_text([approval()]).replace("\n", "\r\n"), encoding="utf-8", newline="")
    ledger = read_folder(tmp_path)
    assert [one.file for one in ledger.faults] == ["a.toml"]
    assert [one.sop for one in ledger.approvals] == ["surat"]
    assert ledger.sha256 == {"b": text_hash(act_text([approval()]))}  # whatever ends its lines


def test_states() -> None:
    now = {"arsip": [DIGEST], "tamu": [DIGEST]}
    assert state_of([DIGEST], [], {}).validity is Validity.NEVER
    assert state_of([DIGEST], [approval(stage=Stage.DIUJI)], {}).validity is Validity.NEVER
    assert state_of([OTHER, DIGEST], [approval()], {}).validity is Validity.UNCHANGED
    assert state_of([OTHER], [approval()], {}).validity is Validity.CHANGED
    linked = approval(related={"arsip": DIGEST, "tamu": DIGEST})
    assert state_of([DIGEST], [linked], now).validity is Validity.UNCHANGED
    assert state_of([DIGEST], [linked], {"arsip": [DIGEST], "buku-tamu": [DIGEST]}).validity is Validity.UNCHANGED
    state = state_of([DIGEST], [linked], {"arsip": [OTHER]})
    assert (state.validity, state.related) == (Validity.REVIEW, ("arsip", "tamu"))
    again = [linked, approval(date=date(2026, 5, 5), stage=Stage.DIREVIU, related={"arsip": OTHER})]
    state = state_of([DIGEST], again, {"arsip": [OTHER]})
    assert (state.validity, state.review) == (Validity.UNCHANGED, again[1])
    assert state_of([OTHER], again, {"arsip": [OTHER]}).validity is Validity.CHANGED  # a review approves nothing
    gone = [*again, approval(date=date(2026, 6, 6), stage=Stage.DICABUT)]
    assert state_of([DIGEST], gone, now).validity is Validity.REVOKED
    assert state_of([DIGEST], [*gone, approval(date=date(2026, 7, 7))], now).validity is Validity.UNCHANGED


# -- what is wrong with it -------------------------------------------------------------------------------------------
class Shelf:
    """A ledger in a folder, with the SOPs it is about."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "approvals"
        self.folder.mkdir()
        self.procedures = (replace(procedure(), fields={**procedure().fields, "status": STATUS}),)

    def add(self, name: str, *approvals: Approval, evidence: bool = True) -> None:
        self.folder.mkdir(exist_ok=True)  # git takes an empty one away
        (self.folder / f"{name}.toml").write_text(act_text(approvals), encoding="utf-8")
        content = content_of(procedure())
        for one in approvals if evidence else ():
            (self.folder / content_name(one.sop, one.digest)).write_text(content_text(content), encoding="utf-8")

    def hash(self, name: str) -> dict[str, str]:
        return {name: text_hash((self.folder / f"{name}.toml").read_text(encoding="utf-8"))}

    def faults(self) -> list[str]:
        ledger = read_folder(self.folder)
        digests = {one.name: [digest_of(content_of(one)), digest_of(content_1(one))] for one in self.procedures}
        names = names_now(ledger, digests)
        states = {
            one.name: state_of(
                digests[one.name], [two for two in ledger.approvals if names.get(two.sop) == one.name], digests
            )
            for one in self.procedures
        }
        place = Place(folder=self.folder, shown="approvals", root=self.folder.parent)
        examination = Examination(place=place, ledger=ledger, procedures=self.procedures, states=states, names=names)
        return [f"{fault.code} {fault.message}" for fault in examination.faults()]


STATUS = Value(text="berlaku", location=PLACE, parsed="in-force")
NOW = digest_of(content_of(procedure()))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_nothing_is_wrong_with_a_sound_ledger(shelf: Shelf) -> None:
    shelf.add("a", approval(digest=NOW, stage=Stage.DIUJI, date=date(2026, 2, 1)))
    shelf.add("b", approval(digest=NOW, after=shelf.hash("a")))
    assert shelf.faults() == []


def test_evidence_that_is_missing_or_altered(shelf: Shelf) -> None:
    shelf.add("a", approval(digest=NOW), evidence=False)
    assert shelf.faults() == [
        f"SOP124 the content that was approved of `surat` is missing: approvals/surat.{NOW[2:10]}.json"
    ]
    evidence = shelf.folder / content_name("surat", NOW)
    evidence.write_text(content_text(content_of(replace(procedure(), title="Lain"))), encoding="utf-8")
    assert "was altered" in shelf.faults()[0]
    evidence.write_text("[", encoding="utf-8")
    assert "cannot be read" in shelf.faults()[0]


def test_a_signed_document_that_is_missing_or_another_one(shelf: Shelf) -> None:
    signed = shelf.folder.parent / "sk.pdf"
    signed.write_bytes(b"%PDF")
    digest = hashlib.sha256(b"%PDF").hexdigest()
    shelf.add("a", approval(digest=NOW, document="sk.pdf", document_sha256=digest))
    assert shelf.faults() == []
    signed.write_bytes(b"%PDF-2")
    assert shelf.faults() == ["SOP124 the signed document sk.pdf is not the one that was recorded"]
    signed.unlink()
    assert shelf.faults() == ["SOP124 the signed document sk.pdf is missing"]


def test_an_act_that_was_altered_or_taken_away_leaves_a_gap(shelf: Shelf) -> None:
    shelf.add("a", approval(digest=NOW, stage=Stage.DIUJI))
    shelf.add("b", approval(digest=NOW, after=shelf.hash("a")))
    assert shelf.faults() == []
    shelf.add("a", approval(digest=NOW, stage=Stage.DIUJI, name="Orang lain"))
    assert shelf.faults() == ["SOP124 the act a was altered after this one was recorded"]
    (shelf.folder / "a.toml").unlink()
    assert shelf.faults() == ["SOP124 the act a, which came before this one, is no longer in the ledger"]


def test_two_acts_side_by_side_contradict_until_one_comes_after_both(shelf: Shelf) -> None:
    shelf.add("a", approval(digest=NOW, decree="1"))
    shelf.add("b", approval(digest=NOW, decree="2", date=date(2026, 2, 4)))
    (fault,) = shelf.faults()
    assert fault.startswith("SOP127 two acts about `surat` were recorded side by side: a, b;")
    shelf.add("c", approval(digest=NOW, decree="3", date=date(2026, 2, 5), after=shelf.hash("a") | shelf.hash("b")))
    assert shelf.faults() == []


def test_a_decree_has_one_date(shelf: Shelf) -> None:
    shelf.add("a", approval(digest=NOW, decree="1"))
    shelf.add("b", approval(digest=NOW, decree="1", date=date(2026, 2, 4), after=shelf.hash("a")))
    assert shelf.faults() == ["SOP127 the decree 1 has two dates in the ledger: 2026-02-03 and 2026-02-04"]


def test_stages_have_an_order(shelf: Shelf) -> None:
    shelf.add("a", approval(digest=NOW, stage=Stage.DIVERIFIKASI, date=date(2026, 2, 9)))
    shelf.add("b", approval(digest=NOW, after=shelf.hash("a")))
    assert shelf.faults() == ["SOP128 it was disahkan on 2026-02-03, but diverifikasi only on 2026-02-09"]


def test_an_approval_needs_an_sop_and_one_in_force_an_approval(shelf: Shelf) -> None:
    shelf.add("a", approval("kebun", title="Penataan Kebun"))
    assert [fault[:6] for fault in shelf.faults()] == ["SOP123", "SOP124", "SOP122"]
    shelf.add("a", approval("kebun", digest=NOW))  # renamed: it has the content
    assert shelf.faults() == []


def test_the_form_says_what_the_ledger_says(shelf: Shelf) -> None:
    shelf.add(
        "a", approval(digest=NOW, number="12", revision="1", effective="2026-01-01", position="Kepala", name="Rina")
    )
    official = Official(position="Kepala", name="Budi")
    form = {
        "number": value("13"),
        "effective": Value(text="", location=PLACE, parsed=parse_date("2 Januari 2026")),
        "approved": Value(text="", location=PLACE, parsed=parse_date("4 Februari 2026")),
        "approved-by": Value(text="", location=PLACE, parsed=official),
    }
    (one,) = shelf.procedures
    shelf.procedures = (replace(one, fields={**one.fields, **form}),)
    assert [fault[:6] for fault in shelf.faults()] == ["SOP125"] * 5 + ["SOP126"]
    assert "the form names Kepala, Budi, the ledger says that Kepala, Rina approved" in shelf.faults()[0]


@pytest.mark.parametrize("same", [False, True])
def test_two_branches_with_two_decrees_merge_by_themselves(
    tmp_path: Path, require_tool: Callable[[str], str], *, same: bool
) -> None:
    git = require_tool("git")

    def run(*words: str) -> None:
        command = [git, "-c", "user.name=x", "-c", "user.email=x@example.org", *words]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    shelf = Shelf(tmp_path)
    run("init", "-q", "-b", "main")
    run("commit", "-qm", "Begin", "--allow-empty")
    run("switch", "-qc", "satu")
    shelf.add("2026-02-03-1", approval(digest=NOW, decree="1"))
    run("add", ".")
    run("commit", "-qm", "Approve")
    run("switch", "-q", "main")
    shelf.add("2026-02-03-2", approval("surat" if same else "tamu", digest=NOW, decree="2"))
    run("add", ".")
    run("commit", "-qm", "Approve")
    run("merge", "-q", "satu", "-m", "Merge")
    found = read_folder(shelf.folder)
    assert [one.decree for one in found.approvals] == ["1", "2"]
    assert [fault[:6] for fault in shelf.faults()] == (["SOP127"] if same else ["SOP123"])


def test_the_text_that_is_hashed_is_json_as_python_writes_it() -> None:
    """Whichever library writes it: a fingerprint must be the same for ever."""
    letters = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x10000), 0x1F600]))
    shown = {letters: [letters, [], {}, "", [["a", "b"], {"c": []}], True, None, 7], "halved": {"": "\U0010ffff"}}
    for one in (shown, {"half": "\ud800"}):
        assert digests._as_json(one) == json.dumps(one, ensure_ascii=False, indent=1)


def test_names_of_files_stay_short(tmp_path: Path) -> None:
    name = "prosedur-yang-namanya-panjang-" * 8
    digest = f"2:{'a' * 64}"
    assert len(content_name(name, digest).encode()) <= 120
    assert len(text_name(name, digest).encode()) <= 120
    assert content_name(name, digest) != content_name(f"{name}x", digest)
