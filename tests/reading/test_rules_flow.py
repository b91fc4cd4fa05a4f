"""SOP201 to SOP211: each fault gives exactly its code at its line, in a draft as a warning where the reference says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .manuals import line_of, sop, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Reading

    Read = Callable[..., Reading]

SOFT_IN_A_DRAFT = {"SOP201", "SOP202", "SOP203", "SOP204", "SOP205", "SOP206", "SOP210"}
VERBS = ("Memeriksa", "Mencatat", "Meneliti", "Menyusun", "Menetapkan", "Mengirim", "Menyimpan")
OBJECTS = ("permohonan", "registrasi", "kelayakan", "konsep", "keputusan", "salinan", "arsip")


def steps(*headers: str, **header: str | None) -> str:
    """An SOP of plain steps; ``@`` in front of an entry marks where the finding is expected, see `expected`."""
    typed = (
        step(f"{verb} {noun}", *lines.replace("@", "").split("\n"))
        for verb, noun, lines in zip(VERBS, OBJECTS, headers, strict=False)
    )
    return sop(*typed, **header)


def place(text: str, *headers: str) -> int:
    """Line of the entry with the mark, else of the first step."""
    for verb, noun, lines in zip(VERBS, OBJECTS, headers, strict=False):
        for entry in lines.split("\n"):
            if entry == "@":
                return line_of(text, f":: {verb} {noun}")
            if entry.startswith("@"):
                start = line_of(text, f":: {verb} {noun}")
                rest = text.split("\n")[start:]
                return start + 1 + [line.strip() for line in rest].index(entry[1:].strip())
    return 1


CASES = {
    # SOP201
    "an id that is not there": ("SOP201", ":pelaksana: a\n@:tidak: periksa", ":pelaksana: a"),
    "an ordinal that is not there": ("SOP201", ":pelaksana: a\n@:lanjut: 9", ":pelaksana: a"),
    "an actor that is not in the step": ("SOP201", ":pelaksana: a\n@:tidak: 1/b", ":pelaksana: b"),
    "before the first": ("SOP201", ":pelaksana: a\n@:tidak: sebelumnya", ":pelaksana: a"),
    "a branch": ("SOP201", ":pelaksana: a\n@:cabang: X -> 9\n   Y -> 2", ":pelaksana: a"),
    "an arrow": ("SOP201", ":pelaksana: a, b\n@:alur: a -> b\n   b -> 9", ":pelaksana: a"),
    "nothing": ("SOP201", ":pelaksana: a\n@:lanjut: 2,", ":pelaksana: a"),
    "no word": ("SOP201", ":pelaksana: a\n@:tidak:", ":pelaksana: a"),
    "several words": ("SOP201", ":pelaksana: a\n@:tidak: langkah 2", ":pelaksana: a"),
    # SOP202
    "passed over": ("SOP202", ":pelaksana: a\n:lanjut: 3", ":pelaksana: a\n@", ":pelaksana: a"),
    "behind an end": ("SOP202", ":pelaksana: a\n:selesai:", ":pelaksana: a\n@"),
    # SOP203
    "a round of two": ("SOP203", ":pelaksana: a\n:tidak: 4", ":pelaksana: a\n@", ":pelaksana: a\n:lanjut: 2", ":pelaksana: a"),
    # SOP204
    "both answers to one place": ("SOP204", ":pelaksana: a\n@:ya: 2\n:tidak: 2", ":pelaksana: a"),
    "no to the next step": ("SOP204", ":pelaksana: a\n@:tidak: 2", ":pelaksana: a"),
    "one branch": ("SOP204", ":pelaksana: a\n@:cabang: X -> 2", ":pelaksana: a"),
    "a diamond with one arrow": ("SOP204", "@:pelaksana: a [keputusan]", ":pelaksana: a"),
    "a diamond by simbol": ("SOP204", ":pelaksana: a\n@:simbol: keputusan", ":pelaksana: a"),
    "a diamond in a row handed on": ("SOP204", "@:pelaksana: a [keputusan] -> b", ":pelaksana: a"),
    "a diamond in alur": ("SOP204", ":pelaksana: a [keputusan], b\n@:alur: a -> b\n   b -> 2", ":pelaksana: a"),
    "both ends": ("SOP204", ":pelaksana: a", ":pelaksana: a\n@:ya: selesai\n:tidak: selesai"),
    # SOP205
    "one answer twice": ("SOP205", ":pelaksana: a\n@:cabang: X -> 2\n   x -> 1", ":pelaksana: a"),
    "one branch twice": ("SOP205", ":pelaksana: a\n@:cabang: X -> 2\n   X -> 2", ":pelaksana: a"),
    "one branch twice beside another": ("SOP205", ":pelaksana: a\n@:cabang: X -> 2\n   Y -> 1\n   X -> 2", ":pelaksana: a"),
    "yes and a branch of that name": ("SOP205", ":pelaksana: a\n:ya: 2\n:tidak: 1\n@:cabang: Yes -> 2", ":pelaksana: a"),
    "a branch called Yes": ("SOP205", ":pelaksana: a\n:tidak: 1\n@:cabang: Yes -> 3", ":pelaksana: a", ":pelaksana: a"),
    # SOP206
    "a circle": ("SOP206", ":pelaksana: a", ":pelaksana: a\n:lanjut: 1"),
    # SOP207
    "a cloud in brackets": ("SOP207", "@:pelaksana: a [awan]", ":pelaksana: a"),
    "a cloud by simbol": ("SOP207", ":pelaksana: a\n@:simbol: awan", ":pelaksana: a"),
    "a connector": ("SOP207", ":pelaksana: a\n@:simbol: penghubung", ":pelaksana: a"),
    "a circle as symbol": ("SOP207", "@:pelaksana: a [lingkaran] -> b", ":pelaksana: a"),
    # SOP208
    "selesai with lanjut": ("SOP208", ":pelaksana: a\n:lanjut: 2\n@:selesai:", ":pelaksana: a"),
    "selesai with both answers": ("SOP208", ":pelaksana: a\n:ya: 2\n:tidak: 1\n@:selesai:", ":pelaksana: a"),
    "selesai with branches": ("SOP208", ":pelaksana: a\n:cabang: X -> 2\n   Y -> 1\n@:selesai:", ":pelaksana: a"),
    # SOP209
    "an id twice": ("SOP209", ":id: x\n:pelaksana: a", "@:id: x\n:pelaksana: a"),
    # SOP210
    "no actor": ("SOP210", ":pelaksana: a", ":keterangan: x\n@", ":pelaksana: a"),
    "an empty actor": ("SOP210", ":pelaksana: a", "@:pelaksana:", ":pelaksana: a"),
    # SOP114 of the flow
    "lanjut on a decision": ("SOP114", ":pelaksana: a\n:tidak: 1\n@:lanjut: 2", ":pelaksana: a"),
    "lanjut on a diamond": ("SOP114", ":pelaksana: a\n:simbol: keputusan\n@:lanjut: 2, 3", ":pelaksana: a", ":pelaksana: a"),
    "an actor twice": ("SOP114", "@:pelaksana: a, b, a", ":pelaksana: a"),
    "two kinds of separators": ("SOP114", "@:pelaksana: a, b -> c", ":pelaksana: a"),
    "two marks": ("SOP114", "@:pelaksana: ~a, ~b", ":pelaksana: a"),
    "selesai as an actor": ("SOP114", "@:pelaksana: a -> selesai", ":pelaksana: a"),
}  # fmt: skip


@pytest.mark.parametrize("status", ["rancangan", "siap-disahkan", "berlaku", "dicabut"])
@pytest.mark.parametrize("case", CASES)
def test_one_fault_gives_its_code_at_its_line_and_nothing_else(read: Read, case: str, status: str) -> None:
    code, *headers = CASES[case]
    text = steps(*headers, status=status)
    level = "W" if status == "rancangan" and code in SOFT_IN_A_DRAFT else "E"
    assert read(text).reported == [f"{code} {level} {place(text, *headers)}"]


def test_an_sop_without_steps(read: Read) -> None:
    assert read(sop()).reported == ["SOP206 E 1"]
    assert read(sop(status="rancangan")).reported == ["SOP206 W 1"]


def test_an_actor_that_nobody_declared(read: Read) -> None:
    text = steps(":pelaksana: a", ":pelaksana: kepla", pelaksana="a\nkepala = Kepala Badan")
    line = line_of(text, "kepla")
    declared = text.split("\n").index("   :pelaksana: a") + 1
    found = read(text)
    assert found.reported == [f"SOP211 W {declared}", f"SOP210 E {line}"]
    assert "`kepala`" in found.messages[1]
    assert "2/kepla" in found.shapes
    text = steps(":pelaksana: a", ":pelaksana: b")
    assert read(text, sop_actors={"a": "A"}).reported == [f"SOP210 E {line_of(text, ':pelaksana: b')}"]


def test_without_declared_actors_every_actor_is_accepted(read: Read) -> None:
    assert read(steps(":pelaksana: a", ":pelaksana: b")).reported == []


def test_declared_actors_that_never_act_are_one_warning(read: Read) -> None:
    text = steps(":pelaksana: a", ":pelaksana: a", pelaksana="a\nb = Bagian\nc")
    found = read(text)
    assert found.reported == [f"SOP211 W {text.split(chr(10)).index('   :pelaksana: a') + 1}"]
    assert "`Bagian`" in found.messages[0]
    assert "`c`" in found.messages[0]
    assert read(steps(":pelaksana: a", ":pelaksana: a"), sop_actors={"a": "A", "b": "B"}).reported == []


def test_an_actor_declared_twice(read: Read) -> None:
    text = steps(":pelaksana: a", ":pelaksana: a", pelaksana="a = Satu\na = Dua")
    found = read(text)
    assert found.reported == [f"SOP114 E {line_of(text, 'a = Satu')}"]
    assert [one.label for one in found.only.actors] == ["Satu"]


# -- the finer points of section 8 ---------------------------------------------------------------------------------------
def test_a_fault_that_repeats_in_an_sop_is_one_finding_that_lists_the_steps(read: Read) -> None:
    text = steps(":pelaksana: a\n:tidak: 8", ":pelaksana: a\n:tidak: 9", ":pelaksana: a")
    found = read(text)
    assert found.reported == [f"SOP201 E {line_of(text, ':tidak: 8')}"]
    assert "1" in found.messages[0]
    assert "`8`" in found.messages[0]
    assert "`9`" in found.messages[0]


def test_one_cycle_is_one_finding(read: Read) -> None:
    text = steps(
        ":pelaksana: a\n:tidak: 5", ":pelaksana: a", ":pelaksana: a", ":pelaksana: a\n:lanjut: 2", ":pelaksana: a"
    )
    (found,) = [one for one in read(text).findings if one.severity.value != "info"]
    assert (found.code, found.steps) == ("SOP203", ("2", "3", "4"))


def test_no_end_suppresses_the_cycle(read: Read) -> None:
    assert read(steps(":pelaksana: a", ":pelaksana: a", ":pelaksana: a\n:lanjut: 1")).reported == ["SOP206 E 1"]


@pytest.mark.parametrize("kind", ["<->", "--"])
def test_two_way_arrows_and_lines_count_both_ways(read: Read, kind: str) -> None:
    headers = (
        ":pelaksana: a\n:lanjut: 3",
        ":pelaksana: a",
        f":pelaksana: a\n:alur: a {kind} 2\n   a -> 4",
        ":pelaksana: a",
    )
    assert read(steps(*headers)).reported == []
    one_way = steps(*(header.replace(f"a {kind} 2\n   ", "") for header in headers))
    assert read(one_way).reported == [f"SOP202 E {line_of(one_way, ':: Mencatat')}"]


def test_an_arrow_to_the_end_is_an_end(read: Read) -> None:
    assert read(steps(":pelaksana: a", ":pelaksana: a\n:ya: selesai\n:tidak: 1")).reported == []
    assert read(steps(":pelaksana: a", ":pelaksana: a\n:lanjut: selesai")).reported == []


def test_all_symbols_of_a_row_are_one_vertex(read: Read) -> None:
    text = steps(":pelaksana: a, b\n:alur: a -> 2", ":pelaksana: a")
    assert read(text).reported == []


def test_a_diamond_that_takes_part_in_joint_work_is_exempt(read: Read) -> None:
    assert read(steps(":pelaksana: a [keputusan], b", ":pelaksana: a")).reported == []
    assert read(steps(":pelaksana: a [keputusan], b\n:tidak: 1", ":pelaksana: a")).reported == []
    text = steps(":pelaksana: a, b [keputusan]", ":pelaksana: a")
    assert read(text).reported == [f"SOP204 E {line_of(text, '[keputusan]')}"]


def test_a_place_is_step_and_symbol(read: Read) -> None:
    assert read(steps(":pelaksana: a\n:ya: 2/a\n:tidak: 2/b", ":pelaksana: a, b")).reported == []


def test_exits_include_arrows_inside_the_row(read: Read) -> None:
    text = steps(":pelaksana: a [keputusan], b\n:alur: a -> b: Ya\n   a -> 2: Tidak\n   b -> 2", ":pelaksana: a")
    assert read(text).reported == []


@pytest.mark.parametrize(
    "arrows",
    [
        "a -> b\n   a -> 2: Tidak",
        "a -> b: Ya\n   a -> 2: ya",
        "a -> b\n   a -> 2",
        "a -> b: Ya\n   a -> 2: Tidak\n   a -> b: Ya",
    ],
)
@pytest.mark.parametrize("status", ["rancangan", "berlaku"])
def test_unclear_answers_in_alur_are_warnings(read: Read, arrows: str, status: str) -> None:
    text = steps(f":pelaksana: a [keputusan], b\n:alur: {arrows}\n   b -> 2", ":pelaksana: a", status=status)
    assert read(text).reported == [f"SOP205 W {line_of(text, ':alur:')}"]


def test_an_unreachable_step_is_not_judged_while_an_arrow_leads_nowhere(read: Read) -> None:
    text = steps(":pelaksana: a\n:lanjut: periksa", ":pelaksana: a", ":pelaksana: a")
    assert read(text).reported == [f"SOP201 E {line_of(text, ':lanjut:')}"]
