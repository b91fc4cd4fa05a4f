"""The small languages of a step, each form of the reference and each way to miss it."""

from __future__ import annotations

import pytest

from sphinxcontrib_sop.core.reading.grammar import parse_arrow, parse_branch, parse_row, parse_target, parse_targets


def row(text: str) -> tuple[list[str], bool, list[str]]:
    """Groups as text, whether arrows run between them, and the complaints."""
    found, faults = parse_row(text)
    groups = [
        ("~" if group.marked else "") + "+".join(map(str, group.actors)) + (f"[{group.shape}]" if group.shape else "")
        for group in found.groups
    ]
    return groups, found.passed_on, [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("text", "groups", "passed_on"),
    [
        ("staf", ["staf"], False),
        ("staf, kasubag", ["staf", "kasubag"], False),
        ("staf,kasubag , kepala", ["staf", "kasubag", "kepala"], False),
        ("staf -> kasubag", ["staf", "kasubag"], True),
        ("staf->kasubag->kepala", ["staf", "kasubag", "kepala"], True),
        ("staf + kasubag", ["staf+kasubag"], False),
        ("a+b+c, d", ["a+b+c", "d"], False),
        ("~staf, kasubag", ["~staf", "kasubag"], False),
        ("staf, ~ kasubag", ["staf", "~kasubag"], False),
        ("staf -> ~kasubag -> kepala", ["staf", "~kasubag", "kepala"], True),
        ("staf [keputusan]", ["staf[keputusan]"], False),
        ("staf[terminator] -> kasubag [proses]", ["staf[terminator]", "kasubag[proses]"], True),
        ("a + b [decision], c", ["a+b[decision]", "c"], False),
        ('"Kepala Bidang"', ['"Kepala Bidang"'], False),
        ('"Kepala Bidang", staf', ['"Kepala Bidang"', "staf"], False),
        ('"A, B -> C + D [e]"', ['"A, B -> C + D [e]"'], False),
        ('~"Kepala Bidang" [keputusan]', ['~"Kepala Bidang"[keputusan]'], False),
        ("kepala-dinas, kepala_bidang, p1, Ketua-Tim-2", ["kepala-dinas", "kepala_bidang", "p1", "Ketua-Tim-2"], False),
        ("staf\n,\nkasubag", ["staf", "kasubag"], False),
        ("", [], False),
    ],
)
def test_a_row_is_read(text: str, groups: list[str], passed_on: bool) -> None:
    assert row(text) == (groups, passed_on, [])


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("a, b -> c", ["a", "b", "c"]),
        ("a,, b", ["a", "b"]),
        ("a,", ["a"]),
        (", a", ["a"]),
        ("a ->", ["a"]),
        ("~a, ~b", ["~a", "~b"]),
        ("a; b", None),
        ("a / b", None),
        ("[proses]", []),
        ("[proses] a", ["a"]),
        ("a [proses] [keputusan]", ["a[proses]"]),
        ("~", []),
        ('"tidak ditutup', None),
        ("selesai", None),
        ("a -> selesai", None),
        ("a, END", None),
    ],
)
def test_a_fault_in_a_row_is_named_once_and_the_rest_is_kept(text: str, groups: list[str] | None) -> None:
    found, _, faults = row(text)
    assert len(faults) == 1
    if groups is not None:
        assert found == groups


def test_a_label_in_quotes_may_be_called_selesai() -> None:
    assert row('"Selesai"') == (['"Selesai"'], False, [])


@pytest.mark.parametrize(
    ("text", "step", "actor"),
    [
        ("ajukan", "ajukan", None),
        ("4", "4", None),
        ("2.1", "2.1", None),
        ("sebelumnya", "sebelumnya", None),
        (" selesai ", "selesai", None),
        ("ajukan/staf", "ajukan", "staf"),
        ("4/staf", "4", "staf"),
        ("2.1 / staf", "2.1", "staf"),
        ('4/"Kepala Bidang"', "4", '"Kepala Bidang"'),
        ("surat.masuk-1_a", "surat.masuk-1_a", None),
    ],
)
def test_a_target_is_read(text: str, step: str, actor: str | None) -> None:
    found = parse_target(text)
    assert found.step == step
    assert (str(found.actor) if found.actor else None) == actor


def test_a_text_that_is_no_target_is_kept_whole() -> None:
    assert str(parse_target("langkah nomor 4")) == "langkah nomor 4"
    assert str(parse_target("")) == ""


def test_targets_are_separated_by_commas() -> None:
    assert [str(one) for one in parse_targets('4, ajukan/staf,5/"A, B"')] == ["4", "ajukan/staf", '5/"A, B"']
    assert [str(one) for one in parse_targets("4")] == ["4"]
    assert [str(one) for one in parse_targets("4,")] == ["4", ""]


@pytest.mark.parametrize(
    ("line", "label", "target"),
    [
        ("Disetujui -> 4", "Disetujui", "4"),
        ("Perlu   perbaikan->ajukan/staf", "Perlu perbaikan", "ajukan/staf"),
        ("A -> B -> 4", "A -> B", "4"),
        ("Ya: lengkap -> selesai", "Ya: lengkap", "selesai"),
    ],
)
def test_a_branch_is_read(line: str, label: str, target: str) -> None:
    branch, faults = parse_branch(line)
    assert faults == []
    assert (branch.label, str(branch.target)) == (label, target)


@pytest.mark.parametrize("line", ["Disetujui", "-> 4", "Disetujui: 4", ""])
def test_a_line_that_is_no_branch_is_named(line: str) -> None:
    branch, (fault,) = parse_branch(line)
    assert branch is None
    assert line in str(fault)


@pytest.mark.parametrize(
    ("line", "source", "kind", "target", "label"),
    [
        ("staf -> kepala", "staf", "arrow", "kepala", ""),
        ("staf->4", "staf", "arrow", "4", ""),
        ("staf <-> kepala", "staf", "two-way", "kepala", ""),
        ("staf<->kepala", "staf", "two-way", "kepala", ""),
        ("staf -- kepala", "staf", "line", "kepala", ""),
        ("kepala-dinas--4", "kepala-dinas", "line", "4", ""),
        ("kepala-dinas -- 4", "kepala-dinas", "line", "4", ""),
        ("staf -> 2.1/kepala: Ya", "staf", "arrow", "2.1/kepala", "Ya"),
        ("staf -> kepala: Ya: lengkap", "staf", "arrow", "kepala", "Ya: lengkap"),
        ("staf -> kepala: a -> b", "staf", "arrow", "kepala", "a -> b"),
        ("staf <-> kepala: a -- b: c", "staf", "two-way", "kepala", "a -- b: c"),
        ("staf -> selesai: Ditolak", "staf", "arrow", "selesai", "Ditolak"),
        ('"Kepala Bidang" -> "Kepala Dinas"', '"Kepala Bidang"', "arrow", '"Kepala Dinas"', ""),
        ('"A: B" -> 4/"C: D": E: F', '"A: B"', "arrow", '4/"C: D"', "E: F"),
        ('"A -> B" -- 4', '"A -> B"', "line", "4", ""),
        ("staf -> kepala:", "staf", "arrow", "kepala", ""),
    ],
)
def test_an_arrow_is_read(line: str, source: str, kind: str, target: str, label: str) -> None:
    arrow, faults = parse_arrow(line)
    assert faults == []
    assert (str(arrow.source), arrow.kind.value, str(arrow.target), arrow.label) == (source, kind, target, label)


@pytest.mark.parametrize(
    "line", ["staf", "staf ->", "-> kepala", "staf => kepala", "staf: kepala", "", "->", "--", ":"]
)
def test_a_line_that_is_no_arrow_is_named(line: str) -> None:
    arrow, (fault,) = parse_arrow(line)
    assert arrow is None
    assert line in str(fault)
