"""What is typed in another way is the same SOP, as read and exported."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from sphinxcontrib_sop.core.comparison import compare, compare_manuals
from sphinxcontrib_sop.core.exchange.exported import read_procedure
from sphinxcontrib_sop.core.exchange.json import read_manual
from sphinxcontrib_sop.core.exchange.sop import as_data

from .test_directives import EXAMPLE, OFFICIALS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Reading

#: What a part of the example may be typed as without saying anything else.
SAME = {
    "English entries": [
        (":nomor:", ":number:"),
        (":pelaksana:", ":actors:"),
        (":waktu:", ":time:"),
        (":tidak: ajukan", ":no: ajukan"),
        (":status: berlaku", ":status: in-force"),
        (".. sop-step::", ".. sop-langkah::"),
    ],
    "another way of writing dates": [("2 Januari 2024", "02-01-2024"), ("3 Februari 2025", "2025-02-03")],
    "lists with other marks": [("   - Permohonan cuti\n", "   * Permohonan cuti\n"), ("   - Kartu cuti\n", "   * Kartu cuti\n")],
    "lines broken elsewhere": [
        ("kelengkapan permohonan dan sisa hak cuti\n", "kelengkapan\n      permohonan dan sisa hak cuti\n"),
        ("tentang Aparatur Sipil Negara", "tentang\n         Aparatur Sipil Negara"),
    ],
    "a number for an id, the answer that is understood": [(":tidak: ajukan", ":tidak: sebelumnya\n      :ya: 3")],
    "an answer as a branch": [(":tidak: ajukan", ":cabang: Ya -> 3\n               Tidak -> 1")],
    "emphasis": [("Meneliti dan memaraf usulan", "Meneliti dan *memaraf* usulan")],
    "an id": [(":pelaksana: kasubag", ":id: teliti\n      :pelaksana: kasubag")],
    "arrows by hand": [(":pelaksana: kasubag", ":pelaksana: kasubag\n      :alur: kasubag -> 4")],
}  # fmt: skip


@pytest.fixture
def example(read: Callable[..., Reading]) -> Callable[..., Reading]:
    return lambda text=EXAMPLE, **config: read(text, **{"sop_officials": OFFICIALS, **config})


@pytest.mark.parametrize("replacements", SAME.values(), ids=SAME)
def test_another_way_of_typing_is_no_difference(
    example: Callable[..., Reading], replacements: list[tuple[str, str]]
) -> None:
    text = EXAMPLE
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    sides = [read_procedure(as_data(example(version).only)) for version in (EXAMPLE, text)]
    changes = compare(*sides)
    assert not changes, (changes.fields, changes.items, changes.steps, changes.flows)


def test_another_document_and_language_are_no_difference(
    example: Callable[..., Reading], read: Callable[..., Reading]
) -> None:
    here = as_data(example().only)
    there = as_data(
        read(
            {"index.rst": "Isi\n===\n", "bagian/cuti.rst": "Bagian\n======\n\n" + EXAMPLE}, sop_officials=OFFICIALS
        ).only
    )
    assert (here["docname"], here["line"]) != (there["docname"], there["line"])
    actors = {"pegawai": {"name": {"id": "Pegawai", "en": "Employee"}}}
    english = as_data(
        example(EXAMPLE.replace("pegawai = Pegawai Pemohon", "pegawai"), language="en", sop_actors=actors).only
    )
    indonesian = as_data(
        example(EXAMPLE.replace("pegawai = Pegawai Pemohon", "pegawai"), language="id", sop_actors=actors).only
    )
    assert english != indonesian
    for pair, languages in (((here, there), ("en", "en")), ((indonesian, english), ("id", "en"))):
        sides = [
            {"manual": {"language": language}, "sops": [sop]} for sop, language in zip(pair, languages, strict=True)
        ]
        assert not compare_manuals(*map(read_manual, sides))


def test_a_step_put_into_the_middle_is_one_step(example: Callable[..., Reading]) -> None:
    step = textwrap.indent(".. sop-step:: Menimbang beban kerja\n   :pelaksana: kasubag\n   :waktu: 1 jam\n\n", "   ")
    place = EXAMPLE.index("   .. sop-step:: Menetapkan")
    longer = EXAMPLE[:place] + step + EXAMPLE[place:]
    old, new = (read_procedure(as_data(example(text).only)) for text in (EXAMPLE, longer))
    changes = compare(old, new)
    assert [(change.kind, change.new.text) for change in changes.steps] == [("added", "Menimbang beban kerja")]
    assert not changes.flows
    assert [(flow.source, flow.target) for flow in changes.steps[0].new_arrows] == [
        ("3/kasubag", "4/kasubag"),
        ("4/kasubag", "5/kepala"),
    ]
    assert [(time.key, time.new - time.old) for time in changes.times] == [("shortest", 60), ("longest", 60)]
