"""Small manuals for the tests of the reading half: written, built and read back."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx.locale
from docutils.parsers.rst import directives, roles
from sphinx.testing.util import SphinxTestApp, _clean_up_global_state
from sphinx.util import logging
from sphinx.util.docutils import additional_nodes, patch_docutils, register_node

from sphinxcontrib_sop.core.exchange.sop import as_data
from sphinxcontrib_sop.core.rules import find
from sphinxcontrib_sop.extension.domain import sop_domain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from docutils import nodes

    from sphinxcontrib_sop.core.model import Procedure
    from sphinxcontrib_sop.core.rules import Finding

CONF = 'extensions = ["sphinxcontrib_sop"]\n'
CONFIG: dict[str, Any] = {"language": "en", "project": "Manual", "html_theme": "basic", "html_copy_source": False}
"""English messages, so that a test can name them; a test of Indonesian ones says so."""

ANSI = re.compile(r"\x1b\[[0-9;]*m")


class Workshop:
    """One Sphinx application that outlives a test: docutils keeps directives and roles in globals, so does this."""

    def __init__(self, srcdir: Path, builder: str = "dummy", *, conf: str = CONF, **options: Any) -> None:
        srcdir.mkdir(parents=True, exist_ok=True)
        if not (srcdir / "conf.py").exists():
            (srcdir / "conf.py").write_text(conf, encoding="utf-8")
        self.srcdir = srcdir
        given = CONFIG | options.pop("config", {})
        config = {name: value for name, value in given.items() if value is not None}  # None: as conf.py says
        _clean_up_global_state()
        self.app = SphinxTestApp(builder, srcdir=srcdir, confoverrides=config, **options)
        self._keep_globals()

    def _keep_globals(self) -> None:
        self._directives = dict(directives._directives)
        self._roles = dict(roles._roles)
        self._nodes = set(additional_nodes)
        self._translators = dict(sphinx.locale.translators)
        _clean_up_global_state()

    @contextmanager
    def open(self) -> Iterator[SphinxTestApp]:
        """Lend the application with its globals in place."""
        _clean_up_global_state()
        directives._directives.update(self._directives)
        roles._roles.update(self._roles)
        for node in self._nodes:
            register_node(node)
        sphinx.locale.translators.update(self._translators)
        logging.setup(self.app, self.app.status, self.app.warning)
        try:
            with patch_docutils(self.srcdir):
                yield self.app
        finally:
            self._keep_globals()

    def close(self) -> None:
        """Give back what the application holds."""
        self.app.cleanup()

    @property
    def warnings(self) -> list[str]:
        """What was logged since the last call, one message a line, paths relative to the sources."""
        stream = self.app.warning
        text = ANSI.sub("", stream.getvalue()).replace(f"{self.srcdir}/", "")
        stream.seek(0)
        stream.truncate()
        return text.splitlines()

    def build(self, files: Sequence[Path] = ()) -> list[str]:
        """Build, some files only if any are given; return the messages."""
        with self.open() as app:
            app.build(filenames=list(files) or None)
        return self.warnings

    def write(self, documents: Mapping[str, str | bytes]) -> None:
        """Write documents; everything else in the folder but ``conf.py`` and the output goes away."""
        for path in sorted(self.srcdir.iterdir()):
            if path.name in {"conf.py", "_build"} or path.name in documents:
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name, text in documents.items():
            path = self.srcdir / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = text if isinstance(text, bytes) else text.encode()
            path.write_bytes(data)

    def read(self, documents: Mapping[str, str | bytes] | str) -> Reading:
        """Read documents, or one alone, afresh."""
        if isinstance(documents, str):
            documents = {"index.rst": documents}
        self.write(documents)
        env = self.app.env
        for docname in list(env.all_docs):
            with self.open():
                self.app.events.emit("env-purge-doc", env, docname)
                env.clear_doc(docname)
            env.all_docs.pop(docname, None)
        messages = self.build()
        domain = sop_domain(env)
        manual = domain.manual()
        return Reading(
            messages=messages,
            findings=find(manual),
            procedures=list(manual.procedures),
            doctrees={docname: env.get_doctree(docname) for docname in sorted(env.all_docs)},
        )


@dataclass
class Reading:
    """What a build made of a manual."""

    messages: list[str]
    findings: list[Finding]
    procedures: list[Procedure]
    doctrees: dict[str, nodes.document] = field(repr=False)

    @property
    def only(self) -> Procedure:
        """The one SOP there is."""
        (procedure,) = self.procedures
        return procedure

    @property
    def data(self) -> dict[str, Any]:
        """The one SOP as it stands in the JSON."""
        return json.loads(json.dumps(as_data(self.only)))

    @property
    def faults(self) -> list[str]:
        """Every finding but pure information as ``code severity line``."""
        return [
            f"{one.code} {one.severity.value[0].upper()} {one.location.line}"
            for one in self.findings
            if one.severity.value != "info"
        ]

    @property
    def reported(self) -> list[str]:
        """Every message as ``code severity line``, with the path where it is not ``index.rst``; others as they are."""
        return [short(message) for message in self.messages]

    @property
    def flows(self) -> set[str]:
        """Arrows as ``source -> target: label``."""
        marks = {"arrow": "->", "two-way": "<->", "line": "--"}
        return {
            f"{flow.source} {marks[flow.kind.value]} {flow.target}" + (f": {flow.label}" if flow.label else "")
            for flow in self.only.flows
        }

    @property
    def shapes(self) -> dict[str, str]:
        """Shape of every symbol by its id."""
        return {node.id: node.shape.value for node in self.only.nodes}

    @property
    def text(self) -> str:
        """All text of all documents."""
        return "\n".join(doctree.astext() for doctree in self.doctrees.values())


_MESSAGE = re.compile(r"(?P<path>[^:]+):(?P<line>\d+): (?P<level>ERROR|WARNING): .* \[sop\.(?P<code>SOP\d{3})\]")


def short(message: str) -> str:
    """Return ``SOP201 E 7`` for a message of the catalogue, any other as it is."""
    match = _MESSAGE.fullmatch(message)
    if match is None:
        return message
    place = match["line"] if match["path"] == "index.rst" else f"{match['path']}:{match['line']}"
    return f"{match['code']} {match['level'][0]} {place}"


def indented(text: str, by: int = 3) -> str:
    """A text moved to the right."""
    return textwrap.indent(textwrap.dedent(text).strip("\n"), " " * by)


def line_of(text: str, needle: str) -> int:
    """Number of the one line that holds a text, counted from 1."""
    (number,) = (number for number, line in enumerate(text.splitlines(), start=1) if needle in line)
    return number


HEADER = {
    "nomor": "800/01/2025",
    "tanggal-pembuatan": "2 Januari 2025",
    "tanggal-efektif": "3 Februari 2025",
    "disahkan-oleh": "Kepala Badan\nBudi Santoso\nNIP. 197001012000031001",
    "status": "berlaku",
    "dasar-hukum": "- Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara",
    "kualifikasi-pelaksana": "- Memahami peraturan cuti",
    "keterkaitan": "-",
    "peralatan": "- Aplikasi kepegawaian",
    "peringatan": "Jika permohonan tidak diproses tepat waktu, maka hak cuti pegawai tertunda.",
    "pencatatan": "- Buku kendali cuti",
}
"""The entries of an SOP in which no rule finds anything."""


def entry(name: str, value: str) -> str:
    """One entry; further lines of its value are indented."""
    first, *rest = value.split("\n")
    return "\n".join([f":{name}: {first}".rstrip(), *(f"   {line}" if line else "" for line in rest)])


def sop(*parts: str, title: str = "Pemberian Cuti Tahunan", raw: str = "", **header: str | None) -> str:
    """An SOP without a fault, but for what the arguments change.

    ``header`` replaces, adds (``tanggal_revisi="-"``) or with None removes entries; ``raw`` is text below them; the
    parts, usually steps, follow after a blank line each.
    """
    entries = HEADER | {name.replace("_", "-"): value for name, value in header.items()}
    lines = [entry(name, value) for name, value in entries.items() if value is not None]
    text = "\n".join([*lines, *([raw] if raw else [])])
    body = "\n\n".join(textwrap.dedent(part).strip("\n") for part in parts)
    return f".. sop:: {title}\n{indented(text)}\n\n{textwrap.indent(body, '   ')}\n"


CELLS = {"kelengkapan": "Berkas permohonan", "waktu": "10 menit", "output": "Berkas terperiksa"}


def step(text: str, *lines: str, **cells: str | None) -> str:
    """A step without a fault; ``lines`` are entries as typed, ``cells`` replaces the three usual cells."""
    typed = [entry(name, value) for name, value in (CELLS | cells).items() if value is not None]
    return f".. sop-step:: {text}\n{textwrap.indent(chr(10).join([*lines, *typed]), '   ')}"


def two_steps(*lines: str) -> str:
    """A clean SOP of two steps; ``lines`` stand in the first."""
    return sop(
        step("Mengajukan permohonan", ":pelaksana: staf", *lines), step("Menetapkan keputusan", ":pelaksana: kepala")
    )
