"""Two versions of a manual: which SOPs are still the same."""

from __future__ import annotations

from sphinxcontrib_sop.core.comparison import ManualChanges

from ..values import replace
from .drafts import Sop, Step, manual, manual_difference, sop

LEAVE = sop(
    "Mengajukan permohonan cuti tahunan", "Memeriksa sisa hak cuti pegawai", "Mencatat cuti pada buku kendali", "Menetapkan surat izin cuti",
    name="cuti", title="Penyelesaian Cuti Tahunan", fields={"number": "800/1"},
)  # fmt: skip
GUESTS = sop("Menerima tamu dengan ramah", "Mengantar tamu ke ruang tunggu", name="tamu", title="Penerimaan Tamu")
CLEANING = sop("Menyapu halaman kantor", "Mengepel lantai ruang kerja", name="bersih", title="Pemeliharaan Kebersihan")


def told(old: list[Sop], new: list[Sop]) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    changes: ManualChanges = manual_difference(manual(*old), manual(*new))
    renamed = [(one.old.name, one.new.name) for one in changes.changed]
    return [one.name for one in changes.added], [one.name for one in changes.removed], renamed


def test_the_order_of_the_sops_is_no_difference() -> None:
    assert told([LEAVE, GUESTS, CLEANING], [CLEANING, LEAVE, GUESTS]) == ([], [], [])


def test_the_case_of_a_name_is_a_change_of_the_name() -> None:
    assert told([LEAVE], [replace(LEAVE, name="Cuti")]) == ([], [], [("cuti", "Cuti")])


def test_an_sop_that_is_called_otherwise_is_renamed() -> None:
    other = replace(LEAVE, name="izin", title="Pemberian Izin")
    assert told([LEAVE, GUESTS], [other, GUESTS]) == ([], [], [("cuti", "izin")])
    (changes,) = manual_difference(manual(LEAVE), manual(other)).changed
    assert changes.renamed
    assert not changes.steps


def test_a_renamed_sop_may_have_changed_a_little() -> None:
    steps = (*LEAVE.steps[:3], Step("Menyerahkan surat izin kepada pegawai", mark=9))
    assert told([LEAVE], [replace(LEAVE, name="izin", steps=steps)]) == ([], [], [("cuti", "izin")])


def test_sops_that_only_sound_alike_are_two() -> None:
    other = sop("Mengajukan usul pindah", "Menelaah formasi jabatan", name="mutasi", title="Penyelesaian Cuti Besar")
    assert told([LEAVE], [other]) == (["mutasi"], ["cuti"], [])
    assert told([GUESTS], [CLEANING]) == (["bersih"], ["tamu"], [])


def test_two_that_change_their_names_are_told_apart() -> None:
    old = [LEAVE, GUESTS]
    new = [replace(GUESTS, name="a"), replace(LEAVE, name="b")]
    assert sorted(told(old, new)[2]) == [("cuti", "b"), ("tamu", "a")]


def test_names_that_are_used_twice_lose_nothing() -> None:
    twin = replace(GUESTS, name="cuti")
    assert told([LEAVE], [LEAVE, twin]) == (["cuti"], [], [])
    assert told([LEAVE, twin], [LEAVE]) == ([], ["cuti"], [])
    assert told([LEAVE, twin], [LEAVE, twin]) == ([], [], [])


def test_sops_without_steps_are_known_by_name_alone() -> None:
    empty, other = Sop((), name="a", title=""), Sop((), name="b", title="")
    assert told([empty], [other]) == (["b"], ["a"], [])
    assert told([], [empty]) == (["a"], [], [])
