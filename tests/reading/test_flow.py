"""From what is typed for the steps to symbols and arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .manuals import line_of, sop, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Reading

    Read = Callable[..., Reading]


def steps(*headers: str) -> str:
    """An SOP of plain steps, each with the given entries."""
    texts = ("Memeriksa", "Mencatat", "Meneliti", "Menyusun", "Menetapkan", "Mengirim", "Menyimpan")
    return sop(
        *(step(f"{text} berkas", *header.split("\n")) for text, header in zip(texts, headers, strict=False)),
    )


# -- rows ------------------------------------------------------------------------------------------------------------
def test_a_row_with_commas_is_joint_work_without_arrows_inside(read: Read) -> None:
    found = read(steps(":pelaksana: a", ":pelaksana: a, b, c", ":pelaksana: a"))
    assert found.flows == {"1/a -> 2/a", "2/c -> 3/a"}
    assert found.reported == []


def test_a_row_with_arrows_is_passed_on(read: Read) -> None:
    found = read(steps(":pelaksana: a", ":pelaksana: a -> b -> c", ":pelaksana: a"))
    assert found.flows == {"1/a -> 2/a", "2/a -> 2/b", "2/b -> 2/c", "2/c -> 3/a"}
    assert found.reported == []


def test_a_plus_joins_lanes_in_one_symbol(read: Read) -> None:
    found = read(steps(":pelaksana: a", ":pelaksana: a + b, c", ":pelaksana: c"))
    assert found.flows == {"1/a -> 2/a", "2/c -> 3/c"}
    assert {node.id: node.actors for node in found.only.nodes} == {
        "1/a": ("a",),
        "2/a": ("a", "b"),
        "2/c": ("c",),
        "3/c": ("c",),
    }
    assert found.reported == []


def test_the_marked_symbol_is_where_the_flow_leaves(read: Read) -> None:
    found = read(steps(":pelaksana: a", ":pelaksana: a, ~b, c\n:tidak: 1", ":pelaksana: a"))
    assert found.flows == {"1/a -> 2/a", "2/b -> 3/a: Yes", "2/b -> 1/a: No"}
    assert found.shapes == {
        "1/a": "terminator",
        "2/a": "process",
        "2/b": "decision",
        "2/c": "process",
        "3/a": "terminator",
    }
    assert found.reported == []


def test_actors_in_quotes_are_labels(read: Read) -> None:
    found = read(
        sop(
            step("Memeriksa berkas", ':pelaksana: "Kepala Bidang", staf'),
            step("Mencatat berkas", ':pelaksana: "kepala  bidang"'),
            pelaksana="kabid = Kepala Bidang\nstaf",
        )
    )
    assert found.flows == {"1/staf -> 2/kabid"}
    assert set(found.shapes) == {"1/kabid", "1/staf", "2/kabid"}
    assert found.reported == []


def test_different_labels_are_different_lanes(read: Read) -> None:
    found = read(steps(':pelaksana: "Kepala (Pusat)", "Kepala Pusat"', ':pelaksana: "***", "!!!"'))
    assert [actor.label for actor in found.only.actors] == ["Kepala (Pusat)", "Kepala Pusat", "***", "!!!"]
    assert len({actor.key for actor in found.only.actors}) == 4
    assert [one.partition(" ")[0] for one in found.reported] == ["SOP227"]  # which doubts that two actors are meant


# -- default arrows, decisions, ends -----------------------------------------------------------------------------------
def test_steps_follow_each_other(read: Read) -> None:
    found = read(steps(":pelaksana: a", ":pelaksana: b", ":pelaksana: a"))
    assert found.flows == {"1/a -> 2/b", "2/b -> 3/a"}
    assert found.shapes == {"1/a": "terminator", "2/b": "process", "3/a": "terminator"}


@pytest.mark.parametrize(
    ("typed", "flows"),
    [
        (":tidak: 1", {"2/b -> 3/a: Yes", "2/b -> 1/a: No"}),
        (":no: 1", {"2/b -> 3/a: Yes", "2/b -> 1/a: No"}),
        (":ya: 1", {"2/b -> 1/a: Yes", "2/b -> 3/a: No"}),
        (":yes: 4", {"2/b -> 4/b: Yes", "2/b -> 3/a: No"}),
        (":ya: 4\n:tidak: 3", {"2/b -> 4/b: Yes", "2/b -> 3/a: No"}),
        (":ya: selesai", {"2/b -> selesai: Yes", "2/b -> 3/a: No"}),
        (":tidak: END", {"2/b -> 3/a: Yes", "2/b -> selesai: No"}),
        (":tidak: 1\n:selesai:", {"2/b -> selesai: Yes", "2/b -> 1/a: No"}),
        (":ya: 3\n:end:", {"2/b -> 3/a: Yes", "2/b -> selesai: No"}),
        (":cabang: Lengkap -> 3\n   Kurang -> 1", {"2/b -> 3/a: Lengkap", "2/b -> 1/a: Kurang"}),
        (":branches: Lengkap -> 3\n   Kurang -> selesai", {"2/b -> 3/a: Lengkap", "2/b -> selesai: Kurang"}),
        (":tidak: 1\n:cabang: Ragu -> 4", {"2/b -> 3/a: Yes", "2/b -> 1/a: No", "2/b -> 4/b: Ragu"}),
    ],
)
def test_the_exits_of_a_decision(read: Read, typed: str, flows: set[str]) -> None:
    found = read(steps(":pelaksana: a", f":pelaksana: b\n{typed}", ":pelaksana: a", ":pelaksana: b"))
    assert found.flows >= flows
    assert {flow for flow in found.flows if flow.startswith("2/")} == flows
    assert found.shapes["2/b"] == "decision"


def test_the_missing_exit_of_a_decision_in_the_last_step_ends(read: Read) -> None:
    found = read(steps(":pelaksana: a", ":pelaksana: b\n:tidak: 1"))
    assert found.flows == {"1/a -> 2/b", "2/b -> selesai: Yes", "2/b -> 1/a: No"}
    assert found.shapes["2/b"] == "decision"
    assert found.reported == []


@pytest.mark.parametrize("flag", [":selesai:", ":end:", ":SELESAI:"])
def test_selesai_ends_the_procedure(read: Read, flag: str) -> None:
    found = read(steps(":pelaksana: a\n:tidak: 3", f":pelaksana: b\n{flag}", ":pelaksana: c"))
    assert found.flows == {"1/a -> 2/b: Yes", "1/a -> 3/c: No"}
    assert found.shapes == {"1/a": "decision", "2/b": "terminator", "3/c": "terminator"}
    assert found.reported == []


@pytest.mark.parametrize(
    ("typed", "flows"),
    [
        (":lanjut: 3", {"1/a -> 3/c"}),
        (":next: 3", {"1/a -> 3/c"}),
        (":lanjut: 2, 3", {"1/a -> 2/b", "1/a -> 3/c"}),
        (":lanjut: 2, 3, selesai", {"1/a -> 2/b", "1/a -> 3/c", "1/a -> selesai"}),
    ],
)
def test_lanjut_replaces_the_default_arrow(read: Read, typed: str, flows: set[str]) -> None:
    found = read(steps(f":pelaksana: a\n{typed}", ":pelaksana: b", ":pelaksana: c"))
    assert {flow for flow in found.flows if flow.startswith("1/")} == flows


def test_several_ends_are_fine(read: Read) -> None:
    found = read(
        steps(
            ":pelaksana: a",
            ":pelaksana: b\n:ya: 3\n:tidak: 4",
            ":pelaksana: a\n:selesai:",
            ":pelaksana: b\n:selesai:",
        )
    )
    assert found.flows == {"1/a -> 2/b", "2/b -> 3/a: Yes", "2/b -> 4/b: No"}
    assert found.reported == []


# -- targets -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("target", "node"),
    [
        ("periksa", "periksa/a"),
        ("PERIKSA", "periksa/a"),
        ("1", "periksa/a"),
        ("2", "2/a"),
        ("2/b", "2/b"),
        ("2/a", "2/a"),
        ('2/"Kepala Bidang"', "2/b"),
        ("sebelumnya", "2/a"),
        ("Previous", "2/a"),
        ("awal", "periksa/a"),
        ("first", "periksa/a"),
        ("selesai", "selesai"),
        ("end", "selesai"),
        ("4", "4/a"),
    ],
)
def test_a_target(read: Read, target: str, node: str) -> None:
    text = sop(
        step("Memeriksa berkas", ":id: periksa", ":pelaksana: a"),
        step("Mencatat berkas", ":pelaksana: a, b"),
        step("Meneliti berkas", ":pelaksana: b", f":tidak: {target}"),
        step("Menyimpan berkas", ":pelaksana: a"),
        pelaksana="a\nb = Kepala Bidang",
    )
    found = read(text)
    assert f"3/b -> {node}: No" in found.flows
    # both answers to the next step decide nothing
    assert found.reported == ([f"SOP204 E {line_of(text, ':tidak:')}"] if node == "4/a" else [])


def test_a_printed_number_is_never_an_address(read: Read) -> None:
    text = steps(":pelaksana: a\n:nomor-langkah: 7", ":pelaksana: b\n:label: 1a", ":pelaksana: a\n:tidak: 7")
    assert read(text).reported == [f"SOP201 E {line_of(text, ':tidak:')}"]
    found = read(
        steps(":pelaksana: a\n:nomor-langkah: 3", ":pelaksana: b", ":pelaksana: a", ":pelaksana: b\n:tidak: 3")
    )
    assert "4/b -> 3/a: No" in found.flows
    assert [one.label for one in found.only.steps] == ["3", "2", "3", "4"]


def test_an_exit_may_lead_back_to_its_own_step(read: Read) -> None:
    found = read(steps(":pelaksana: a\n:tidak: 1", ":pelaksana: b"))
    assert found.flows == {"1/a -> 2/b: Yes", "1/a -> 1/a: No"}
    assert found.reported == []


# -- alur ----------------------------------------------------------------------------------------------------------------
def test_alur_replaces_every_default_arrow_of_its_row(read: Read) -> None:
    found = read(
        steps(
            ":pelaksana: a -> b -> c\n:alur: a <-> b\n   b -- c: bila perlu\n   b -> 2/c: Ya: lengkap\n   c -> selesai",
            ":pelaksana: b, c",
        )
    )
    assert found.flows == {
        "1/a <-> 1/b",
        "1/b -- 1/c: bila perlu",
        "1/b -> 2/c: Ya: lengkap",
        "1/c -> selesai",
    }
    assert found.reported == []


def test_a_name_in_alur_is_first_an_actor_of_the_row(read: Read) -> None:
    found = read(
        sop(
            step("Memeriksa berkas", ":pelaksana: a, kepala", ":alur: a -> kepala\n   kepala -> akhir"),
            step("Menetapkan berkas", ":id: kepala", ":pelaksana: a", ":alur: a -> akhir"),
            step("Mengirim berkas", ":id: akhir", ":pelaksana: a", ":tidak: kepala"),
        )
    )
    assert found.flows == {
        "1/a -> 1/kepala",
        "1/kepala -> akhir/a",
        "kepala/a -> akhir/a",
        "akhir/a -> selesai: Yes",
        "akhir/a -> kepala/a: No",
    }


def test_alur_understands_labels_in_quotes(read: Read) -> None:
    found = read(
        sop(
            step(
                "Memeriksa berkas",
                ':pelaksana: "Kepala Bidang", staf',
                ':alur: "Kepala Bidang" -> staf\n   staf -> 2/"Kepala Bidang"',
            ),
            step("Menetapkan berkas", ':pelaksana: staf, "Kepala Bidang"'),
            pelaksana="kabid = Kepala Bidang\nstaf",
        )
    )
    assert found.flows == {"1/kabid -> 1/staf", "1/staf -> 2/kabid"}
    assert found.reported == []


def test_arrows_of_two_kinds_between_the_same_symbols_are_both_kept(read: Read) -> None:
    found = read(steps(":pelaksana: a, b\n:alur: a -> b\n   a -- b\n   b -> 2", ":pelaksana: a"))
    assert found.flows == {"1/a -> 1/b", "1/a -- 1/b", "1/b -> 2/a"}


@pytest.mark.parametrize("other", ["ya: 2", "tidak: 2", "cabang: X -> 2", "lanjut: 2", "selesai:"])
def test_alur_wins_over_every_other_entry(read: Read, other: str) -> None:
    text = steps(f":pelaksana: a, b\n:alur: a -> b\n   b -> 2\n:{other}", ":pelaksana: a", ":pelaksana: a")
    found = read(text)
    assert {flow for flow in found.flows if flow.startswith("1/")} == {"1/a -> 1/b", "1/b -> 2/a"}
    assert found.shapes["1/b"] == "process"
    assert found.reported == [f"SOP114 E {line_of(text, f':{other}')}"]


# -- shapes --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("headers", "shapes"),
    [
        ((":pelaksana: a, b", ":pelaksana: a, b"), "terminator process process terminator"),
        ((":pelaksana: a -> b", ":pelaksana: a -> b"), "terminator process process terminator"),
        ((":pelaksana: a, ~b", ":pelaksana: ~a, b"), "terminator process terminator process"),
        ((":pelaksana: a\n:tidak: 2", ":pelaksana: a"), "decision terminator"),
        ((":pelaksana: a, b\n:tidak: 1", ":pelaksana: a"), "terminator decision terminator"),
        ((":pelaksana: a", ":pelaksana: a, b\n:tidak: 1"), "terminator process decision"),
        ((":pelaksana: a [proses]", ":pelaksana: b [proses]"), "process process"),
        ((":pelaksana: a\n:simbol: proses", ":pelaksana: b\n:shape: process"), "process process"),
        ((":pelaksana: a [terminator]\n:tidak: 2/b", ":pelaksana: a, b"), "decision process terminator"),
        ((":pelaksana: a", ":pelaksana: a [terminator], b"), "terminator terminator terminator"),
        ((":pelaksana: a\n:simbol: terminator", ":pelaksana: a", ":pelaksana: a"), "terminator process terminator"),
        ((":pelaksana: a, b [process]\n:simbol: terminator", ":pelaksana: a"), "terminator process terminator"),
        ((":pelaksana: a [KEPUTUSAN], b", ":pelaksana: a"), "decision process terminator"),
        ((":pelaksana: a", ":pelaksana: b\n:lanjut: selesai"), "terminator process"),
        ((":pelaksana: a",), "terminator"),
    ],
)
def test_the_shape_of_every_symbol(read: Read, headers: tuple[str, ...], shapes: str) -> None:
    found = read(steps(*headers))
    assert [node.shape.value for node in found.only.nodes] == shapes.split()


# -- sub-steps -----------------------------------------------------------------------------------------------------------
SUB_STEPS = sop(
    step("Memeriksa berkas", ":pelaksana: a"),
    step("Mengolah berkas", kelengkapan=None, waktu="2 jam", output=None)
    + "\n\n"
    + "\n\n".join(
        "   " + step(f"{text} berkas", *header.split("\n")).replace("\n", "\n   ")
        for text, header in (("Mencatat", ":pelaksana: a"), ("Menimbang", ":id: timbang\n:pelaksana: b\n:tidak: 2"))
    ),
    step("Menetapkan berkas", ":pelaksana: a", ":tidak: 2.1"),
    step("Mengirim berkas", ":pelaksana: b", ":tidak: sebelumnya"),
)


def test_the_flow_runs_through_the_sub_steps(read: Read) -> None:
    found = read(SUB_STEPS)
    assert [(one.number, one.id, one.level, one.heading) for one in found.only.steps] == [
        ("1", "1", 0, False),
        ("2", "2", 0, True),
        ("2.1", "2.1", 1, False),
        ("2.2", "timbang", 1, False),
        ("3", "3", 0, False),
        ("4", "4", 0, False),
    ]
    assert found.flows == {
        "1/a -> 2.1/a",
        "2.1/a -> timbang/b",
        "timbang/b -> 3/a: Yes",
        "timbang/b -> 2.1/a: No",
        "3/a -> 4/b: Yes",
        "3/a -> 2.1/a: No",
        "4/b -> selesai: Yes",
        "4/b -> 3/a: No",
    }
    assert found.shapes == {
        "1/a": "terminator",
        "2.1/a": "process",
        "timbang/b": "decision",
        "3/a": "decision",
        "4/b": "decision",
    }
    assert found.reported == []


def test_a_heading_needs_no_actor_but_a_flow_entry_on_it_is_named(read: Read) -> None:
    inner = "   " + step("Mencatat berkas", ":pelaksana: a").replace("\n", "\n   ")
    for entry in ("ya: 1", "tidak: 1", "cabang: X -> 1", "lanjut: 1", "alur: a -> 1", "selesai:", "simbol: proses"):
        text = sop(step("Mengolah berkas", f":{entry}", kelengkapan=None, waktu=None, output=None) + "\n\n" + inner)
        found = read(text)
        assert found.shapes == {"1.1/a": "terminator"}
        assert found.reported == [f"SOP114 E {line_of(text, f':{entry}')}"]


def test_sub_steps_may_be_numbered_by_hand(read: Read) -> None:
    inner = "   " + step("Mencatat berkas", ":nomor-langkah: a", ":pelaksana: a").replace("\n", "\n   ")
    found = read(sop(step("Mengolah berkas", ":label: I", kelengkapan=None, waktu=None, output=None) + "\n\n" + inner))
    assert [(one.number, one.label) for one in found.only.steps] == [("1", "I"), ("1.1", "a")]
    assert found.reported == []


def test_steps_are_numbered_in_every_procedure_anew(read: Read) -> None:
    found = read(steps(":pelaksana: a", ":pelaksana: a") + "\n" + sop(step("Mencatat", ":pelaksana: a"), title="Lain"))
    assert [[one.number for one in procedure.steps] for procedure in found.procedures] == [["1", "2"], ["1"]]


# -- actors --------------------------------------------------------------------------------------------------------------
def test_lanes_left_out_are_the_actors_in_order_of_appearance(read: Read) -> None:
    found = read(steps(":pelaksana: c -> a", ":pelaksana: b, c"))
    assert [actor.key for actor in found.only.actors] == ["c", "a", "b"]
    assert found.reported == []


ACTORS = {
    "staf": "Staf Umum",
    "kasubag": {"name": "Kepala Subbagian", "short": "Kasubag"},
    "warga": {"name": "Warga", "external": True},
}


def test_lanes_may_name_the_actors_of_the_manual(read: Read) -> None:
    text = sop(
        step("Mengajukan berkas", ":pelaksana: warga -> staf"),
        step("Memeriksa berkas", ':pelaksana: kasubag, "Kepala Badan"'),
        pelaksana="Warga\nstaf\nkasubag = Kepala Subbagian Umum\nkepala = Kepala Badan",
    )
    found = read(text, sop_actors=ACTORS)
    assert [(one.key, one.label, one.external) for one in found.only.actors] == [
        ("warga", "Warga", True),
        ("staf", "Staf Umum", False),
        ("kasubag", "Kepala Subbagian Umum", False),
        ("kepala", "Kepala Badan", False),
    ]
    assert found.reported == []


def test_a_lane_named_by_a_label_of_the_manual_has_its_key(read: Read) -> None:
    text = sop(
        step("Mengajukan berkas", ":pelaksana: staf"),
        step("Memeriksa berkas", ":pelaksana: kasubag"),
        pelaksana="Staf Umum\nKepala Subbagian",
    )
    found = read(text, sop_actors=ACTORS)
    assert [(one.key, one.label) for one in found.only.actors] == [
        ("staf", "Staf Umum"),
        ("kasubag", "Kepala Subbagian"),
    ]
    assert found.reported == []


def test_steps_may_use_the_actors_of_the_manual(read: Read) -> None:
    found = read(steps(":pelaksana: warga", ':pelaksana: "Kepala Subbagian"'), sop_actors=ACTORS)
    assert [(one.key, one.label) for one in found.only.actors] == [("warga", "Warga"), ("kasubag", "Kepala Subbagian")]
    assert found.reported == []
