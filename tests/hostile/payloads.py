"""Texts that mean something to one of the outputs, and a manual that holds each of them wherever a text can stand."""

import io
import json
import re
import unicodedata

from openpyxl import Workbook

#: Name -> text.  Each is typed so that reStructuredText shows it as it stands.
PAYLOADS: dict[str, str] = {
    "script": "<script>window.pwned=1</script>",
    "handler": '<img src=x onerror="window.pwned=1">',
    "attribute": "\"'><svg onload=window.pwned=1>",
    "closing": "</title></style></textarea></details></td></table><b>",
    "comment": "--><i>x</i><!--",
    "cdata": "]]><i>x</i>",
    "entity": "&lt;b&gt;&#60;i&#62;&amp;",
    "script-end": "</script><img src=x onerror=window.pwned=1>",
    "typst": '#eval("1") $x$ @ref <label> \\ #let',
    "typst-end": '"]; #import "x" ; [',
    "latex": "\\input{/etc/passwd} \\write18{id} % ^^41 & _ {} ~",
    "troff": "\\fB\\n[.x] .so /etc/passwd",
    "texinfo": "@include x @{ @node",
    "link": "[klik](https://evil.example) ![x](y)",
    "autolink": "https://evil.example/x javascript:alert(1)",
    "markdown": "# a | b `c` **d** _e_ ~~f~~ \\g",
    "mention": "@semua #123 !45 ~label GH-6",
    "emoji": ":warning: $`x`$",
    "command": "::error file=x::y %0A%25 ##[stop-commands]z",
    "fence": "```\n---\n===",
    "placeholder": "%s %(x)s {0} {name} ${HOME} $(id) `id`",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "hyperlink": '=HYPERLINK("https://evil.example","x")',
    "mermaid": '"]; click n1 "javascript:x" ; subgraph x end %%',
    "jinja": "{{ 7*7 }} {% raw %} <% x %>",
    "json": '","x":{"y":[1,2]},"',
    "toml": '""" \n[[x]]\ny = 1',
    "long": "x" * 400,
    "arabic": "بسم الله",
    "accents": "é ñ 漢字 İ ß ﬁ 🏛",
}

#: What nobody sees, or what turns round what one sees: shown as it is where that does no harm, but always reported.
INVISIBLE: dict[str, str] = {
    "line-separator": "a\u2028b\u2029c",
    "override": "a\u202etxt.exe\u202c b",
    "isolate": "a\u2066b\u2069 \u200fc\u200e",
    "zero-width": "a\u200bb\u2060c\ufeffd",
    "escape": "a\x1b[31mb\x1b]8;;https://evil.example\x07c\x1b]8;;\x07",
    "csi": "a\x9b31mb\x85c",
    "null": "a\x00b\x07c\x7fd",
}

HARMLESS = "biasa"
_PUNCTUATION = re.compile(r"([^\w\s])", re.ASCII)


def marked(number: int, text: str) -> str:
    """A text between two words by which it is found again."""
    return f"{text} k{number}z"


def typed(text: str) -> str:
    """A text as reStructuredText that shows it, on one line."""
    return re.sub(r"[!-/:-@\[-`{-~]", lambda match: f"\\{match[0]}", " ".join(text.split("\n")))


def manual(texts: list[str]) -> dict[str, bytes]:
    """A manual with an SOP for each text, which stands in it wherever a text can."""
    marks = [marked(number, text) for number, text in enumerate(texts)]
    documents = {f"d{number}.rst": _procedure(number, mark).encode() for number, mark in enumerate(marks)}
    documents |= {f"t{number}.rst": _table(number, mark).encode() for number, mark in enumerate(marks)}
    documents |= {f"t{number}.csv": _csv(mark).encode() for number, mark in enumerate(marks)}
    documents |= {f"x{number}.xlsx": _workbook(mark) for number, mark in enumerate(marks)}
    documents["conf.py"] = CONF.encode()
    documents["actors.toml"] = "".join(
        f"[a{number}]\nname = {_toml(f'Staf {mark}')}\nshort = {_toml(f'S {mark[:20]}')}\n"
        for number, mark in enumerate(marks)
    ).encode()
    documents["officials.toml"] = "".join(
        f"[o{number}]\nposition = {_toml(f'Kepala {mark}')}\nname = {_toml(f'Nama {mark}')}\nnip = {_toml('197001012000121001')}\n"
        for number, mark in enumerate(marks)
    ).encode()
    documents["units.toml"] = "".join(
        f"[u{number}]\nname = {_toml(f'Bidang {mark}')}\n" for number, mark in enumerate(marks)
    ).encode()
    listed = "\n   ".join(name for name in sorted(documents) if name.endswith(".rst"))
    documents["index.rst"] = INDEX.replace("LISTED", listed.replace(".rst", "")).encode()
    return documents


CONF = """
import tomllib, pathlib
extensions = ["sphinxcontrib_sop"]
language = "id"
project = "Buku"
smartquotes = False
html_theme = "basic"
sop_agency = {"name": ["Pemerintah Contoh", "Dinas Contoh"]}
for _name in ("actors", "officials", "units"):
    globals()["sop_" + _name] = tomllib.loads(pathlib.Path(_name + ".toml").read_text(encoding="utf-8"))
"""

INDEX = """\
Buku
====

.. toctree::

   LISTED

.. sop-list::

.. sop-actor::

.. sop-map::

.. sop-statistics::
"""


def _procedure(number: int, text: str) -> str:
    shown = typed(text)
    boxes = ("dasar-hukum", "kualifikasi-pelaksana", "keterkaitan", "peralatan", "peringatan", "pencatatan")
    lines = [
        f".. sop:: Judul {shown}",
        f"   :name: sop{number}",
        f"   :nomor: {number} {shown}",
        f"   :revisi: 1 {shown}",
        f"   :satuan-kerja: u{number}",
        f"   :disahkan-oleh: o{number}",
        "   :tanggal-pembuatan: 2 Januari 2024",
        "   :tanggal-efektif: 3 Februari 2025",
        "   :status: berlaku",
        f"   :catatan-revisi: Catatan {shown}",
        *(f"   :{box}:\n      - Isi {shown}" for box in boxes),
        "",
        _step(f"Mencatat {shown}", f"a{number}", shown, ":id: s1"),
        _step(
            f"Memeriksa {shown}",
            f"a{number}",
            shown,
            f":cabang:\n         Benar {shown} -> s3\n         Salah -> s1",
            ":id: s2",
        ),
        _step(f"Menyimpan {shown}", f"a{number}", shown, ":id: s3"),
    ]
    return "\n".join(lines) + "\n"


def _step(text: str, actor: str, shown: str, *entries: str) -> str:
    cells = {"kelengkapan": "Surat", "waktu": "5 menit", "output": "Catatan", "keterangan": "Lihat"}
    listed = [f"      :{name}: {word} {shown}" for name, word in cells.items()]
    return "\n".join(
        [
            f"   .. sop-step:: {text}",
            f"      :pelaksana: {actor}",
            *(f"      {entry}" for entry in entries),
            *listed,
            "",
        ]
    )


ROWS = (("No", "Kegiatan", "Pelaksana", "Kelengkapan", "Waktu", "Output", "Keterangan"),)


def _rows(text: str) -> list[tuple[str, ...]]:
    shown = typed(text)
    row = (f"Mencatat {shown}", "Staf", f"Surat {shown}", "5 menit", f"Catatan {shown}", shown)
    return [*ROWS, ("1", *row), ("2", *row)]


def _table(number: int, text: str) -> str:
    head = ".. sop:: Tabel {0}\n   :name: {1}{0}\n   :nomor: {1}{0}\n\n   .. sop-table::\n      :berkas: {2}\n"
    return head.format(number, "t", f"t{number}.csv") + "\n" + head.format(number, "x", f"x{number}.xlsx")


def _csv(text: str) -> str:
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in _rows(text))


def _workbook(text: str) -> bytes:
    book = Workbook()
    for row in _rows(text):
        book.active.append(["".join(c for c in cell if c >= " " or c in "\n\t") for cell in row])
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _toml(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def squeezed(text: str) -> str:
    """A text without spaces and with one form for each letter: programs break lines, and fonts join letters."""
    return re.sub(r"[\s\u00ad]+", "", unicodedata.normalize("NFKC", text))
