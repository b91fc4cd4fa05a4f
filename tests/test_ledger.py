"""The ledger of approvals: fingerprints, blocks, states, and merges of two branches."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.exchange.sop import content_of
from sphinxcontrib_sop.core.ledger import (
    Approval,
    Stage,
    Validity,
    content_text,
    digest_of,
    read_ledger,
    state_of,
    with_approvals,
    with_merge_rule,
)
from sphinxcontrib_sop.core.model import END, Actor, Flow, Location, Node, Procedure, Shape, Step, Value

from .values import replace

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


def approval(sop: str = "surat", **values: object) -> Approval:
    return Approval(**{"sop": sop, "digest": DIGEST, "date": date(2026, 2, 3), **values})  # type: ignore[arg-type]


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


@given(
    st.builds(
        Approval,
        sop=texts,
        title=texts,
        stage=st.sampled_from(Stage),
        by=texts,
        date=st.dates(),
        decree=texts,
        digest=st.just(DIGEST),
        related=st.dictionaries(texts, st.just(OTHER), max_size=3),
    )
)
def test_what_is_written_is_read_back(made: Approval) -> None:
    (read,) = read_ledger(with_approvals("", [made])).approvals
    assert replace(read, line=0) == made


def test_blocks_and_comments_that_are_there_stay() -> None:
    text = (
        '# Buku pengesahan\n\n[[approval]]\nsop = "arsip"  # lama\ndigest = "'
        + DIGEST
        + '"\n\n[[approval]]\nsop = "tamu"\ndigest = "'
        + DIGEST
        + '"\n'
    )
    made = with_approvals(text, [approval("surat", by='Kepala\n"A"')])
    assert made.startswith('# Buku pengesahan\n\n[[approval]]\nsop = "arsip"  # lama\n')
    assert [one.sop for one in read_ledger(made).approvals] == ["arsip", "tamu", "surat"]
    assert made.index('"arsip"') < made.index('"surat"') < made.index('"tamu"')


def test_a_second_approval_of_an_sop_stands_behind_the_first() -> None:
    text = with_approvals("", [approval(date=date(2026, 1, 1)), approval("tamu")])
    text = with_approvals(text, [approval(date=date(2027, 1, 1), digest=OTHER)])
    assert [one.digest for one in read_ledger(text).of("SURAT")] == [DIGEST, OTHER]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[[approval]\n", 1, "TOML"),
        ('[[approval]]\nsop = "a"\n', 1, "`digest`"),
        (f'\n[[approval]]\nsop = "a"\ndigest = "{DIGEST}"\nstage = "ditolak"\n', 2, "ditolak"),
        (f'[[approval]]\nsop = "a"\ndigest = "{DIGEST}"\ndate = "kemarin"\n', 1, "date"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, line: int, words: str) -> None:
    ((found, message),) = read_ledger(text).messages
    assert found == line
    assert words in str(message)


def test_states() -> None:
    assert state_of(DIGEST, [], {}).validity is Validity.NEVER
    assert state_of(DIGEST, [approval(stage=Stage.DIUJI)], {}).validity is Validity.NEVER
    assert state_of(DIGEST, [approval()], {}).validity is Validity.UNCHANGED
    assert state_of(OTHER, [approval()], {}).validity is Validity.CHANGED
    linked = approval(related={"arsip": DIGEST, "tamu": DIGEST})
    assert state_of(DIGEST, [linked], {"arsip": DIGEST, "tamu": DIGEST}).validity is Validity.UNCHANGED
    state = state_of(DIGEST, [linked], {"arsip": OTHER})
    assert (state.validity, state.related) == (Validity.REVIEW, ("arsip", "tamu"))
    again = [linked, approval(date=date(2026, 5, 5), related={"arsip": OTHER})]
    assert state_of(DIGEST, again, {"arsip": OTHER}).validity is Validity.UNCHANGED


@pytest.mark.parametrize("before", [(), ("arsip", "tamu"), ("arsip", "gedung", "surat", "tamu")])
@pytest.mark.parametrize("pair", [("arsip", "surat"), ("gedung", "surat"), ("surat", "surat")])
def test_two_branches_with_two_approvals_merge(tmp_path: Path, before: tuple[str, ...], pair: tuple[str, str]) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")

    def git(*words: str) -> None:
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *words]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    path = tmp_path / "approvals.toml"

    def approve(*sops: str, day: int) -> None:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        made = [approval(sop, date=date(2026, 2, day), related={"x": OTHER}) for sop in sops]
        path.write_text(with_approvals(text, made), encoding="utf-8")
        (tmp_path / ".gitattributes").write_text(with_merge_rule("", path.name), encoding="utf-8")
        git("add", ".")
        git("commit", "-qm", "Approve", "--allow-empty")

    git("init", "-q", "-b", "main")
    git("commit", "-qm", "Begin", "--allow-empty")
    if before:
        approve(*before, day=1)
    git("switch", "-qc", "satu")
    approve(pair[0], day=2)
    git("switch", "-q", "main")
    approve(pair[1], day=3)
    git("merge", "-q", "satu", "-m", "Merge")
    found = read_ledger(path.read_text(encoding="utf-8"))
    assert found.messages == ()
    assert sorted(one.sop for one in found.approvals) == sorted([*before, *pair])
    assert all(one.related == {"x": OTHER} for one in found.approvals)


def test_the_rule_for_merges_is_added_once() -> None:
    assert with_merge_rule("", "approvals.toml") == "/approvals.toml merge=union\n"
    text = with_merge_rule("*.png binary", "approvals.toml")
    assert text == "*.png binary\n/approvals.toml merge=union\n"
    assert with_merge_rule(text, "approvals.toml") == text
