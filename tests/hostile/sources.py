"""Manuals made by chance: documents in both languages, what they include, and a configuration."""

from __future__ import annotations

import base64
import random
from typing import Any, NamedTuple

from .content import Content, Written
from .grammar import EXTRA_BOX, Grammar
from .syntax import Myst, Rst, Syntax
from .words import Word

#: The smallest picture there is: one grey pixel.
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>\n'
FILES: dict[str, str | bytes] = {
    "gambar.png": PNG,
    "gambar.svg": SVG,
    "pejabat.toml": '[kadis]\nposition = "Kepala Dinas"\nname = "Sri Contoh"\nnip = "19700101 200003 1 001"\n[kabag]\nposition = "Kepala Bagian"\n',
    "peraturan.toml": '[pp-1-2020]\njenis = "Peraturan Pemerintah"\nnomor = 1\ntahun = 2020\ntentang = "Contoh"\n',
}  # fmt: skip
"""What every manual has."""

SETTINGS: dict[str, tuple[Any, ...]] = {
    "language": ("id", "id", "en"),
    "sop_profile": ("permenpan-35-2012", "permendagri-52-2011", "mahkamah-agung", "bps"),
    "sop_agency": ({}, {"name": ["Pemerintah Contoh", "Dinas"], "unit": "Dinas", "address": "Jalan 1", "place": "Contoh", "logo": "gambar.svg"}),
    "sop_units": ({}, {"unit-a": {"name": "Unit A", "official": "kadis", "letterhead": ["Kop A"]}}),
    "sop_officials": ("pejabat.toml",),
    "sop_actors": ({}, {"a": {"name": "Staf <A>", "short": "A"}, "b": "Kepala & Wakil", "c": {"name": "Pemohon", "external": True}}),
    "sop_regulations": (None, "peraturan.toml"),
    "sop_repealed": ([], ["Peraturan Pemerintah Nomor 1 Tahun 2020"]),
    "sop_paper": ("A4", "F4", (200, 300)),
    "sop_number_pattern": (None, r"\d+/.*"),
    "sop_extra_boxes": ([], [EXTRA_BOX]),
    "sop_terminator": ("activity", "rows"),
    "sop_signature": ("wet", "empty", "electronic"),
    "sop_signature_anchor": ("", "#ttd"),
    "sop_signature_margin": ("18mm", "30mm"),
    "sop_signature_note": ("", "Dokumen ini"),
    "sop_page_url": ("", "https://sop.example/buku"),
    "sop_copy_mark": ("", "SALINAN"),
    "sop_pdf_standard": (None,),
    "sop_pdf_parts": (0,),
    "sop_fonts": ([],),
    "sop_font": (None,),
    "sop_font_size": (None, 11),
    "sop_strict": (False, True),
    "sop_working_hours": (7.5, 8),
    "sop_days": ({}, {"minggu": 5}),
    "sop_today": (None, "2026-03-01"),
    "sop_total_time": (False, True),
    "sop_walk_through": (False, True),
    "sop_ledger": ("register-pengesahan", "tiada"),
    "sop_trust": ([],),
    "sop_source_language": (None,),
    "numfig": (False, True),
    "smartquotes": (True, False),
}  # fmt: skip
"""Every value of ``conf.py`` with some of what may stand there; one for those with a test suite of their own."""


class Manual(NamedTuple):
    """What was made of a seed."""

    files: dict[str, str | bytes]
    settings: dict[str, Any]
    words: tuple[Word, ...]
    used: frozenset[str]


def make(seed: int, *, documents: int = 0) -> Manual:
    """The manual of a seed; small, so that it is built in well under a second."""
    chance = random.Random(seed)
    count = documents or chance.choice((1, 1, 2, 2, 3))
    sops = [chance.choice((0, 1, 1, 1, 2)) for _ in range(count)]
    names = NAMES[: chance.randrange(count + 1)]
    there = [name for name, number in zip(names, sops, strict=False) if number] if chance.random() < 0.8 else []
    written = Written(
        chance, documents=[f"d{number}" for number in range(count)], names=names or ["tiada"], there=there
    )
    made = dict(FILES)
    for number in range(count):
        syntax: Syntax = Myst() if chance.random() < 0.3 else Rst()
        written.used.add(f"syntax:{syntax.name}")
        made[f"d{number}{syntax.suffix}"] = document(Content(written, syntax), number, sops[number])
    made["index.rst"] = (
        f"Isi\n===\n\n.. toctree::\n   :glob:\n{'   :numbered:' if chance.random() < 0.3 else ''}\n\n   d*\n"
    )
    settings = {name: chance.choice(values) for name, values in SETTINGS.items()}
    return Manual(made | written.files, settings, tuple(written.words), frozenset(written.used))


NAMES = ["cuti", "surat-masuk", "arsip", "naskah.2", "uji_5", "f", "g", "h"]


def document(content: Content, number: int, sops: int) -> str:
    """A document with a heading, SOPs and what else a manual has."""
    grammar, chance, syntax = Grammar(content), content.chance, content.syntax
    parts = [syntax.heading(f"Judul {content.word()}", 0)] if chance.random() < 0.85 else []
    for place in range(sops):
        if parts and chance.random() < 0.3:
            parts.append(syntax.heading(f"Bagian {content.word()}", 1))
        parts.append(grammar.sop(number + len(NAMES) * place))
    for _ in range(chance.choice((0, 1, 1, 2))):
        parts.append(grammar.document())
    if parts or syntax.name == "myst":
        parts += [content.block() for _ in range(chance.choice((0, 1, 2)))]
    return "\n\n".join([*(parts or [syntax.heading("Kosong", 0)]), *content.apart]) + "\n"


def conf_py(settings: dict[str, Any]) -> str:
    """The text of ``conf.py``."""
    values = {
        "project": "Acak",
        "author": "Contoh",
        "version": "2",
        "myst_enable_extensions": MYST_EXTENSIONS,
    } | settings
    lines = [
        'extensions = ["sphinxcontrib_sop", "myst_parser"]',
        *(f"{name} = {value!r}" for name, value in values.items()),
    ]
    return "\n".join([*lines, 'exclude_patterns = ["_build"]', 'linkcheck_ignore = [".*"]', *APPLE, ""])


APPLE = ['applehelp_bundle_id = "contoh"', "applehelp_disable_external_tools = True"]
MYST_EXTENSIONS = ["colon_fence", "deflist", "fieldlist", "substitution", "dollarmath"]
