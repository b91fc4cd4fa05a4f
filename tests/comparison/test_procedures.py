"""Two versions of one SOP: what is reported, and what is not."""

from __future__ import annotations

import pytest

from ..values import replace
from .drafts import Sop, Step, arrows, difference, sop, told

VERBS = [
    "Menerima",
    "Mencatat",
    "Memeriksa",
    "Menelaah",
    "Mengonsep",
    "Memaraf",
    "Menandatangani",
    "Menomori",
    "Menggandakan",
    "Mengirim",
]
THINGS = ["surat permohonan", "berkas pengajuan", "usulan kegiatan"]
THIRTY = [f"{verb} {thing}" for thing in THINGS for verb in VERBS]


def thirty() -> Sop:
    return sop(*THIRTY)


def inserted(old: Sop, place: int, step: Step) -> Sop:
    return replace(old, steps=(*old.steps[:place], replace(step, mark=99), *old.steps[place:]))


def test_an_sop_is_not_different_from_itself() -> None:
    changes = difference(thirty(), thirty())
    assert not changes
    assert len(changes.pairs) == 30


def test_a_step_inserted_among_thirty_is_one_step_and_its_two_arrows() -> None:
    old = thirty()
    changes = difference(old, inserted(old, 15, Step("Menguji kelayakan anggaran")))
    assert told(changes) == {"added: Menguji kelayakan anggaran"}
    assert arrows(changes, "Menguji kelayakan anggaran") == (set(), {"15/staf>16/staf", "16/staf>17/staf"})


def test_a_step_taken_out_of_thirty_is_one_step_and_its_two_arrows() -> None:
    old = thirty()
    changes = difference(old, replace(old, steps=old.steps[:14] + old.steps[15:]))
    assert told(changes) == {f"removed: {THIRTY[14]}"}
    assert arrows(changes, THIRTY[14]) == ({"14/staf>15/staf", "15/staf>16/staf"}, set())


def test_a_step_that_moved_is_not_removed_and_added() -> None:
    old = thirty()
    steps = list(old.steps)
    steps.insert(20, steps.pop(4))
    changes = difference(old, replace(old, steps=tuple(steps)))
    assert told(changes) == {f"moved: {THIRTY[4]}"}
    assert arrows(changes, THIRTY[4]) == (
        {"4/staf>5/staf", "5/staf>6/staf"},
        {"20/staf>21/staf", "21/staf>22/staf"},
    )


def test_two_steps_that_change_places_are_one_that_moved() -> None:
    old = thirty()
    steps = list(old.steps)
    steps[7], steps[8] = steps[8], steps[7]
    changes = difference(old, replace(old, steps=tuple(steps)))
    assert [change.kind for change in changes.steps] == ["moved"]
    assert not changes.flows


def test_first_and_last_step_can_come_and_go() -> None:
    old = sop("Menerima surat", "Mencatat surat", "Mengirim surat")
    new = inserted(inserted(old, 0, Step("Menyiapkan ruang rapat")), 4, Step("Mengarsipkan dokumen"))
    new = replace(new, steps=(*new.steps[:-1], replace(new.steps[-1], mark=98)))
    assert told(difference(old, new)) == {"added: Menyiapkan ruang rapat", "added: Mengarsipkan dokumen"}
    assert told(difference(new, old)) == {"removed: Menyiapkan ruang rapat", "removed: Mengarsipkan dokumen"}


def test_a_step_that_says_something_else_in_part_is_reworded() -> None:
    old = thirty()
    steps = list(old.steps)
    steps[11] = replace(steps[11], text="Mencatat berkas pengajuan ke dalam buku agenda")
    changes = difference(old, replace(old, steps=tuple(steps)))
    after = "Mencatat berkas pengajuan ke dalam buku agenda"
    assert told(changes) == {f"text of {after}: Mencatat berkas pengajuan > {after}"}


def test_a_step_with_an_id_stays_itself_whatever_it_says() -> None:
    old = sop(Step("Menerima surat", id="terima"), "Mencatat surat")
    new = sop(Step("Membukukan penerimaan barang", id="terima"), "Mencatat surat")
    assert told(difference(old, new)) == {
        "text of Membukukan penerimaan barang: Menerima surat > Membukukan penerimaan barang"
    }


def test_an_id_that_is_given_or_changed_is_no_difference() -> None:
    old = sop("Menerima surat", Step("Memeriksa surat", exits=(("Ya", 3), ("Tidak", 1))), "Mengirim surat")
    named = [replace(step, id=f"s{step.mark}") for step in old.steps]
    assert not difference(old, replace(old, steps=tuple(named)))
    renamed = [replace(step, id=f"t{step.mark}") for step in old.steps]
    assert not difference(replace(old, steps=tuple(named)), replace(old, steps=tuple(renamed)))


def test_a_step_replaced_by_another_is_one_removed_and_one_added() -> None:
    old = thirty()
    steps = list(old.steps)
    steps[9] = Step("Menghitung kebutuhan anggaran belanja", mark=99)
    changes = difference(old, replace(old, steps=tuple(steps)))
    assert told(changes) == {f"removed: {THIRTY[9]}", "added: Menghitung kebutuhan anggaran belanja"}
    sides = [(one and one.text, two and two.text) for one, two in changes.pairs[8:12]]
    assert sides[1:3] == [(THIRTY[9], None), (None, "Menghitung kebutuhan anggaran belanja")]


def test_steps_that_say_the_same_keep_their_order() -> None:
    old = sop("Mencatat", "Menelaah", "Mencatat", "Memaraf", "Mencatat")
    new = inserted(old, 2, Step("Mencatat"))
    assert told(difference(old, new)) == {"added: Mencatat"}
    assert told(difference(old, sop(*["Mencatat"] * 5))) >= {"removed: Menelaah", "removed: Memaraf"}
    assert told(difference(sop(*["Mencatat"] * 4), sop(*["Mencatat"] * 5))) == {"added: Mencatat"}


@pytest.mark.parametrize("key", ["inputs", "time", "output", "notes"])
def test_cells_of_a_step(key: str) -> None:
    old = sop("Menerima surat", Step("Mencatat surat", **{key: "Buku agenda"}))
    new = sop("Menerima surat", Step("Mencatat surat", **{key: "Buku kendali"}))
    assert told(difference(old, new)) == {f"{key} of Mencatat surat: Buku agenda > Buku kendali"}
    assert told(difference(old, sop("Menerima surat", "Mencatat surat"))) == {
        f"{key} of Mencatat surat: Buku agenda > "
    }
    spaced = sop("Menerima surat", Step("Mencatat   surat", **{key: " Buku\tagenda\n"}))
    assert not difference(old, spaced)


def test_a_printed_number_counts_only_where_it_was_typed() -> None:
    old = sop("Menerima", Step("Menelaah", label="2a"), "Mengirim")
    assert told(difference(old, inserted(old, 0, Step("Membuka loket pelayanan")))) == {
        "added: Membuka loket pelayanan"
    }
    new = sop("Menerima", Step("Menelaah", label="2b"), "Mengirim")
    assert told(difference(old, new)) == {"label of Menelaah: 2a > 2b"}
    assert told(difference(old, sop("Menerima", "Menelaah", "Mengirim"))) == {"label of Menelaah: 2a > "}


# -- actors ----------------------------------------------------------------------------------------------------------
def test_another_actor_of_a_step() -> None:
    old = sop("Menerima surat", "Mencatat surat", "Mengirim surat")
    new = sop("Menerima surat", Step("Mencatat surat", actors=("kepala",)), "Mengirim surat")
    changes = difference(old, new)
    assert told(changes) == {"actors of Mencatat surat: Staf > Kepala"}


def test_a_further_actor_of_a_step_brings_its_own_arrows() -> None:
    old = sop("Menerima surat", "Mencatat surat", "Mengirim surat")
    new = sop("Menerima surat", Step("Mencatat surat", actors=("staf", "kepala")), "Mengirim surat")
    changes = difference(old, new)
    assert told(changes) == {"actors of Mencatat surat: Staf > Staf; Kepala"}
    assert arrows(changes, "Mencatat surat") == (set(), {"2/staf>2/kepala", "2/kepala>3/staf"})
    assert arrows(difference(new, old), "Mencatat surat") == ({"2/staf>2/kepala", "2/kepala>3/staf"}, set())
    together = sop("Menerima surat", Step("Mencatat surat", actors=("staf+kepala",)), "Mengirim surat")
    assert told(difference(old, together)) == {"actors of Mencatat surat: Staf > Staf + Kepala"}


def test_an_actor_that_is_called_differently_changes_no_step() -> None:
    old = sop("Menerima surat", Step("Mencatat surat", actors=("kepala",)))
    new = replace(old, actors={**old.actors, "kepala": "Kepala Dinas"})
    assert told(difference(old, new)) == {"actor changed: Kepala > Kepala Dinas"}


def test_an_actor_whose_key_follows_its_label_is_known_by_what_it_does() -> None:
    old = sop("Menerima surat", Step("Mencatat surat", actors=("kepala",)))
    actors = {"staf": "Staf", "kasubag": "Kepala Subbagian", "sekretaris": "Sekretaris"}
    new = sop("Menerima surat", Step("Mencatat surat", actors=("sekretaris",)), actors=actors)
    assert told(difference(old, new)) == {"actor changed: Kepala > Sekretaris"}


def test_another_key_of_an_actor_is_no_difference() -> None:
    old = sop("Menerima surat", Step("Mencatat surat", actors=("kepala",)))
    new = sop(
        "Menerima surat",
        Step("Mencatat surat", actors=("k",)),
        actors={"staf": "Staf", "kasubag": "Kepala Subbagian", "k": "Kepala"},
    )
    assert not difference(old, new)


def test_lanes_that_come_go_and_move() -> None:
    old = sop("Menerima surat")
    new = replace(old, actors={"kepala": "Kepala", "staf": "Staf", "arsiparis": "Arsiparis"})
    changes = difference(old, new)
    (moved,) = [change for change in changes.actors if change.kind == "moved"]
    assert moved.new.label in {"Staf", "Kepala"}  # one of the two went past the other
    assert told(changes) == {
        "actor removed: Kepala Subbagian > ",
        "actor added:  > Arsiparis",
        f"actor moved: {moved.old.label} > {moved.new.label}",
    }


# -- arrows ----------------------------------------------------------------------------------------------------------
def decided(*exits: tuple[str, int | str | None]) -> Sop:
    return sop(
        "Menerima surat", "Mencatat surat", Step("Memeriksa surat", exits=exits), "Memaraf surat", "Mengirim surat"
    )


def test_an_exit_that_leads_elsewhere() -> None:
    old, new = decided(("Ya", "next"), ("Tidak", 1)), decided(("Ya", "next"), ("Tidak", 2))
    assert told(difference(old, new)) == {"arrow changed: 3/staf Tidak-> 1/staf > 3/staf Tidak-> 2/staf"}


def test_an_exit_that_is_called_differently() -> None:
    old, new = decided(("Ya", "next"), ("Tidak", 1)), decided(("Ya", "next"), ("Kurang", 1))
    changes = difference(old, new)
    assert told(changes) == {"arrow changed: 3/staf Tidak-> 1/staf > 3/staf Kurang-> 1/staf"}
    assert changes.flows[0].relabelled


def test_answers_in_the_other_language_are_the_same() -> None:
    old, new = decided(("Ya", "next"), ("Tidak", 1)), decided(("Yes", "next"), ("no", 1))
    assert not difference(old, new)


def test_a_branch_that_comes_and_goes() -> None:
    old, new = decided(("Ya", "next"), ("Tidak", 1)), decided(("Ya", "next"), ("Tidak", 1), ("Ditolak", None))
    assert told(difference(old, new)) == {"arrow added:  > 3/staf Ditolak-> selesai"}
    assert told(difference(new, old)) == {"arrow removed: 3/staf Ditolak-> selesai > "}


def test_a_step_becomes_a_decision() -> None:
    old = sop("Menerima surat", "Mencatat surat", "Memeriksa surat", "Memaraf surat", "Mengirim surat")
    assert told(difference(old, decided(("Ya", "next"), ("Tidak", 1)))) == {
        "shape of Memeriksa surat: process > decision",
        "arrow changed: 3/staf -> 4/staf > 3/staf Ya-> 4/staf",
        "arrow added:  > 3/staf Tidak-> 1/staf",
    }


def test_a_number_that_means_another_step_after_an_insertion_is_a_change() -> None:
    old = decided(("Ya", "next"), ("Tidak", 2))
    steps = list(inserted(old, 1, Step("Membuka loket pelayanan")).steps)
    steps[3] = replace(steps[3], exits=(("Ya", "next"), ("Tidak", 99)))
    changes = difference(old, replace(old, steps=tuple(steps)))
    # "2" used to be "Mencatat surat"
    assert told(changes) == {
        "added: Membuka loket pelayanan",
        "arrow changed: 3/staf Tidak-> 2/staf > 4/staf Tidak-> 2/staf",
    }
    steps[3] = replace(steps[3], exits=(("Ya", "next"), ("Tidak", 1)))
    assert told(difference(old, replace(old, steps=tuple(steps)))) == {
        "added: Membuka loket pelayanan",
        "arrow changed: 3/staf Tidak-> 2/staf > 4/staf Tidak-> 1/staf",
    }


def test_an_exit_to_a_new_step_from_which_no_way_leads_back_is_a_change() -> None:
    old = decided(("Ya", "next"), ("Tidak", 1))
    steps = list(inserted(old, 5, Step("Menolak permohonan secara tertulis")).steps)
    steps[2] = replace(steps[2], exits=(("Ya", "next"), ("Tidak", 99)))
    changes = difference(old, replace(old, steps=tuple(steps)))
    assert told(changes) == {
        "added: Menolak permohonan secara tertulis",
        "arrow changed: 3/staf Tidak-> 1/staf > 3/staf Tidak-> 6/staf",
    }


def test_the_time_it_takes_follows_from_other_changes() -> None:
    old = sop("Menerima surat", Step("Mencatat surat", time="1 jam"))
    longer = sop("Menerima surat", Step("Mencatat surat", time="2 jam"), minutes=120)
    (shortest, longest) = difference(old, longer).times
    assert (longest.key, longest.old, longest.new) == ("longest", 60, 120)
    assert shortest.key == "shortest"
    # an earlier version counted differently: nothing in the SOP is different
    assert not difference(old, replace(old, minutes=61))


# -- identity --------------------------------------------------------------------------------------------------------
def test_entries_of_the_form() -> None:
    old = sop(
        "Menerima surat",
        fields={"number": "1", "dates": {"effective": "2025-01"}, "approval": {"name": "A", "nip": "1"}},
    )
    new = sop(
        "Menerima surat",
        fields={
            "number": "2",
            "dates": {"effective": None},
            "approval": {"name": "B", "nip": "2"},
            "time_limit": "1 hari",
        },
    )
    assert told(difference(old, new)) == {
        "number: 1 > 2",
        "effective: 2025-01 > ",
        "approved-by: A, 1 > B, 2",
        "time-limit:  > 1 hari",
    }


def test_items_of_the_boxes() -> None:
    law, other = "Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan", "Peraturan Pemerintah Nomor 28 Tahun 2012"
    old = sop("Menerima", boxes={"legal-basis": (law, other), "records": ("Buku agenda",)})
    new = sop(
        "Menerima", boxes={"legal-basis": ("Peraturan Gubernur", other, law + " Daerah"), "equipment": ("Komputer",)}
    )
    assert told(difference(old, new)) == {
        "legal-basis added:  > Peraturan Gubernur",
        f"legal-basis changed: {law} > {law} Daerah",
        "records removed: Buku agenda > ",
        "equipment added:  > Komputer",
    } | {line for line in told(difference(old, new)) if line.startswith("legal-basis moved")}
    turned = sop("Menerima", boxes={"legal-basis": (other, law), "records": ("Buku agenda",)})
    assert [change.kind for change in difference(old, turned).items] == ["moved"]


def test_a_build_in_another_language_is_no_difference() -> None:
    from .drafts import manual, manual_difference

    fields = {"unit": "Bidang Arsip", "approval": {"position": "Kepala Dinas", "name": "A"}}
    english = {"unit": "Archives Division", "approval": {"position": "Head of Office", "name": "A"}}
    old = sop("Menerima surat", Step("Mencatat surat", exits=(("Ya", None), ("Tidak", 1))), fields=fields)
    new = replace(
        sop("Menerima surat", Step("Mencatat surat", exits=(("Yes", None), ("No", 1))), fields=english),
        actors={"staf": "Clerk", "kasubag": "Head of Subdivision", "kepala": "Head"},
    )
    assert not manual_difference(manual(old), manual(new, language="en"))
    assert manual_difference(manual(old), manual(new))
