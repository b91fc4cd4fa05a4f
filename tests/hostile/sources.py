"""Manuals made by chance: every directive, every entry, every kind of content, nested, with words that can be found again."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable

from sphinxcontrib_sop.core.anatomy import PROCEDURE_FIELDS, STEP_FIELDS, Field, Kind

#: Documents that take no argument they must have, with options they may have.
DOCUMENTS = (
    ".. sop-cover::", ".. sop-list::", ".. sop-symbols::", ".. sop-map::", ".. sop-actor::", ".. sop-actor:: a",
    ".. sop-statistics::", ".. sop-history::", ".. sop-rules::", ".. sop-monitoring::", ".. sop-evaluation::",
    ".. sop-trial::", ".. sop-distribution::", ".. sop-usage::", ".. sop-approval::", ".. sop-decree:: Keputusan",
    ".. sop-inventory:: tiada.csv",
)  # fmt: skip
ACTORS = ("a", "b", "c", '"Kepala Bidang <X>"', "a + b", "a -> b", "a, c", "~a, b", "b[keputusan]", "")
TARGETS = ("1", "2", "s1", "s2", "selesai", "awal", "sebelumnya", "tiada", "s1/a", "99")
VALUES = (
    "-",
    "10 menit",
    "1-2 hari kerja",
    "30 Februari 2026",
    "2 Januari 2026",
    "berlaku",
    "rancangan",
    "a = Staf",
    "kadis",
    "x" * 60,
)
PAYLOADS = (
    "</script><script>alert(1)</script>", "#let x = 1", "\\textbf{x}", "`tak tertutup", "**tebal", "|tiada|", "=1+1",
    "\N{RIGHT-TO-LEFT OVERRIDE}kanan", "a\N{ZERO WIDTH SPACE}b", "@semua", "</details>", "$(rm -rf)", "%s {0}", "\u2028baris", "é" * 30,
    "https://example.org/" + "x" * 90, ":sop:ref:`tiada`", ":sop:step:`1`", ":sop:law:`tiada`", ":ref:`tiada`", "[#]_", "[1]_",
)  # fmt: skip


class Maker:
    """Makes one manual; ``words`` are those that every output with text must show."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.words: list[str] = []

    def word(self) -> str:
        """A word that occurs once in the manual."""
        self.words.append(f"kata{len(self.words)}q")
        return self.words[-1]

    def text(self) -> str:
        """A line with a word to be found again."""
        parts = [
            self.word(),
            self.chance.choice(("", "dan", "*miring*", "``kode``", "`pranala <https://example.org>`__")),
        ]
        if self.chance.random() < 0.25:
            parts.append(self.chance.choice(PAYLOADS))
        self.chance.shuffle(parts)
        return " ".join(filter(None, parts))

    def block(self, depth: int = 0) -> str:
        """Content of a cell or a body."""
        makers: list[Callable[[], str]] = [
            self.text,
            lambda: f"- {self.text()}\n- {self.text()}",
            lambda: f"1. {self.text()}\n\n   - {self.text()}",
            lambda: f".. note::\n\n   {self.text()}",
            lambda: f".. code-block:: text\n\n   {self.word()}",
            lambda: f"{self.word()}\n   {self.text()}",
            lambda: f"+{'-' * 14}+{'-' * 6}+\n| {self.word():<12} | x    |\n+{'-' * 14}+{'-' * 6}+",
            lambda: ".. contents::\n   :local:",
            lambda: ".. image:: tiada.png",
            lambda: ".. math:: a^2",
            lambda: f".. topic:: {self.word()}\n\n   {self.text()}",
            lambda: f":bidang: {self.text()}",
            lambda: f"| {self.text()}\n| {self.text()}",
            lambda: ".. include:: tiada.txt",
            lambda: f".. _t{self.chance.randrange(5)}:\n\n{self.text()}",
        ]
        if depth < 2:
            makers.append(lambda: f".. list-table::\n\n   * - {self.word()}\n     - {_hang(self.block(depth + 1), 7)}")
        return self.chance.choice(makers)()

    def entries(self, fields: tuple[Field, ...], least: int) -> str:
        """Some entries, known and misspelt, once or twice."""
        lines = []
        used: set[str] = set()
        for _ in range(self.chance.randrange(least, least + 6)):
            field = self.chance.choice(fields)
            name = self.chance.choice(sorted(field.spellings))
            if self.chance.random() < 0.06:
                name = name[:-1] + "x"
            free = field.kind is Kind.RICH and field.alias not in used  # the second of two is reported, not shown
            used.add(field.alias)
            said = self.text() if free else "lain *lagi*"
            value = self.chance.choice(
                (self.chance.choice(VALUES), self.chance.choice(TARGETS), f"\n{_indent(said, 3)}")
            )
            lines.append(f":{name}: {value}")
        return "\n".join(lines)

    def step(self, number: int, depth: int = 0) -> str:
        """A step, perhaps with steps inside."""
        lines = [f".. sop-step:: {self.text()}", *([f"   :id: s{number}"] if self.chance.random() < 0.5 else [])]
        lines.append(f"   :pelaksana: {self.chance.choice(ACTORS)}")
        lines += [entries] if (entries := _indent(self.entries(tuple(STEP_FIELDS), 0), 3)) else []
        if self.chance.random() < 0.3:
            lines += ["", _indent(self.block(), 3)]
        if depth < 2 and self.chance.random() < 0.15:
            lines += ["", _indent(self.step(number * 10, depth + 1), 3)]
        return "\n".join(lines) + "\n"

    def procedure(self, number: int) -> str:
        """An SOP."""
        title = f".. sop:: {self.text()}" + (" judul panjang" * 30 if self.chance.random() < 0.1 else "")
        lines = [title, f"   :nomor: {number}", _indent(self.entries(tuple(PROCEDURE_FIELDS), 2), 3), ""]
        if self.chance.random() < 0.4:
            lines += [_indent(self.block(), 3), ""]
        for step in range(self.chance.randrange(0, 7)):
            lines.append(_indent(self.step(step + 1), 3))
        return "\n".join(lines) + "\n"

    def document(self, number: int) -> str:
        """A document with SOPs and what else a manual has."""
        lines = [f"Judul {self.word()}", "=" * 40, ""]
        for place in range(self.chance.randrange(1, 3)):
            lines += [self.procedure(10 * number + place), ""]
        if self.chance.random() < 0.6:
            lines += [self.chance.choice(DOCUMENTS), ""]
        lines += [self.block(), ""]
        return "\n".join(lines)

    def manual(self) -> dict[str, str]:
        """The documents by name."""
        documents = {f"d{number}.rst": self.document(number) for number in range(self.chance.randrange(1, 4))}
        toctree = "Isi\n===\n\n.. toctree::\n   :glob:\n\n   d*\n"
        return {"index.rst": toctree, **documents}


def _indent(text: str, width: int) -> str:
    return textwrap.indent(text, " " * width)


def _hang(text: str, width: int) -> str:
    return text.replace("\n", "\n" + " " * width)
