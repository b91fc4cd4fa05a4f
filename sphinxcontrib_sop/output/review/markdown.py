"""A comparison as Markdown for the comment of a pull or merge request: a summary first, details folded.

Whatever an SOP says stays text: it makes no markup, mentions nobody and refers to no issue.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape

from ...core.comparison import Kind
from ...core.comparison.remarks import Detail, Remark
from ...core.comparison.words import Side, word_changes
from ...core.exchange.exported import ExportedProcedure
from .page import whole_remarks
from .report import Report, counted, full_title

MOST_CHARACTERS = 65_400
"""GitHub takes comments below 65,536 characters, other sites longer ones; a little room is left for a line of one's own."""

ROOM_FOR_THE_REST = 2_000
"""Kept free for the list of the SOPs whose details are left out."""

MOST_RENAMINGS, LONGEST_LIST = 5, 1000
"""Actors that are called otherwise in several SOPs, and characters of the list of these SOPs; their number is told."""

LONGEST_TITLE = 200
"""A title is cut here, so that a summary can be trusted to be short."""

SIGNS = {Kind.ADDED: "➕", Kind.REMOVED: "➖", Kind.CHANGED: "✏️", Kind.MOVED: "↕️"}

_MARKUP = re.compile(r"([\\`*_{\[\]|~$]|:(?=[\w+-]+:))")
"""What would be markup inside a line; no line begins with the text of an author.  The last one is a smiley."""

_NAMING = re.compile(r"(?:[@#!~%$]|&amp;)(?=\w)")
"""Signs with which the sites mention persons, issues, requests, labels, milestones, epics and snippets."""


def write_markdown(report: Report, *, limit: int = MOST_CHARACTERS) -> str:
    """Return the comparison as Markdown of less than ``limit`` characters, counted in UTF-8; what is cut is said."""
    text = _Writer(report, limit).text()
    assert size(text) < limit  # noqa: S101 - the limit is above what a summary can come to
    return text


def size(text: str) -> int:
    """Return the length of a text as the strictest site counts it."""
    return len(text.encode("utf-8"))


def escaped(text: str) -> str:
    """Return a text that Markdown and HTML show as it is."""
    return _MARKUP.sub(r"\\\1", escape(text, quote=False))


class _Writer:
    def __init__(self, report: Report, limit: int) -> None:
        self.report, self.limit, self.words = report, limit, report.words

    def text(self) -> str:
        """The head, then as many SOPs as there is room for, then what is left out."""
        parts = list(self._head())
        used = sum(size(part) for part in parts)
        rows, cut_rows = self._fitting(list(self._rows()), (self.limit - ROOM_FOR_THE_REST) // 2 - used)
        if rows:
            parts += ["", *self._table_head(), *rows]
        parts += self._left_out("rows", cut_rows)
        used = sum(size(part) + 1 for part in parts)
        sections, cut = self._fitting(list(self._sections()), self.limit - ROOM_FOR_THE_REST - used)
        parts += sections
        parts += self._left_out("details", cut)
        return "\n".join(parts) + "\n"

    @staticmethod
    def _fitting(parts: list[str], room: int) -> tuple[list[str], int]:
        """The parts that fit, the first first, and how many do not."""
        taken = []
        for part in parts:
            room -= size(part) + 1
            if room < 0:
                break
            taken.append(part)
        return taken, len(parts) - len(taken)

    def _left_out(self, what: str, count: int) -> list[str]:
        if not count:
            return []
        if what == "rows":
            said = self.report.speech.translate("Left out of this table for its length: {count} SOPs.", count=count)
        else:
            said = self.report.speech.translate(
                "Left out for the length of a comment: the details of {count} SOPs. `sphinx-sop diff` shows everything.",
                count=count,
            )
        return ["", f"> {said}"]

    # -- summary -----------------------------------------------------------------------------------------------------
    def _head(self) -> Iterator[str]:
        title = f" – {mute(escaped(_cut(self.report.title)))}" if self.report.title else ""
        yield f"### {escaped(self.words['comparison'])}{title}"
        yield ""
        yield f"**{self.report.summary}**"
        if self.report.old_name or self.report.new_name:
            yield ""
            sides = (("before", self.report.old_name), ("after", self.report.new_name))
            yield mute("; ".join(f"{self.words[key]}: {escaped(_cut(name))}" for key, name in sides if name))
        if self.report.note:
            yield ""
            yield f"> {self.report.note}"
        for renaming in self.report.renamings[:MOST_RENAMINGS]:
            yield ""
            yield f"- {SIGNS[Kind.CHANGED]} {mute(escaped(_cut(renaming.sentence(self.report.speech))))}"
            titles = "; ".join(renaming.titles)
            yield f"  - {mute(escaped(titles if len(titles) <= LONGEST_LIST else f'{titles[:LONGEST_LIST]} …'))}"

    def _table_head(self) -> Iterator[str]:
        words = self.words
        columns = ["SOP", words["form"], words["step"].capitalize(), words["arrows"], words["longest-time"]]
        yield f"| {' | '.join(map(escaped, columns))} |"
        yield "|---" * len(columns) + "|"

    def _rows(self) -> Iterator[str]:
        for kind, procedures in ((Kind.ADDED, self.report.changes.added), (Kind.REMOVED, self.report.changes.removed)):
            for procedure in procedures:
                steps = f"{self.words[kind]}: {len(procedure.steps)}"
                yield self._row(f"{SIGNS[kind]} **{self.words[kind]}:** {self._named(procedure)}", "", steps, "", "")
        for sop in self.report.sops:
            counts = [counted(counts, self.words) for counts in sop.counts.values()]
            yield self._row(self._named(sop.procedure), *map(escaped, (*counts, sop.time)))

    @staticmethod
    def _row(*cells: str) -> str:
        return f"| {' | '.join(cells)} |"

    @staticmethod
    def _named(procedure: ExportedProcedure) -> str:
        number = procedure.fields.get("number", "")
        return mute(escaped(_cut(full_title(procedure))) + (f" ({escaped(number)})" if number else ""))

    # -- details -----------------------------------------------------------------------------------------------------
    def _sections(self) -> Iterator[str]:
        changes, speech = self.report.changes, self.report.speech
        for procedure in changes.added:
            yield "\n".join(self._folded(procedure, "", "", whole_remarks(None, procedure, speech)))
        for procedure in changes.removed:
            yield "\n".join(self._folded(procedure, "", "", whole_remarks(procedure, None, speech)))
        for sop in self.report.sops:
            yield "\n".join(self._folded(sop.procedure, sop.time, sop.reason, sop.remarks))
        for heading, remarks in self.report.translated:
            yield "\n".join(self._translated(heading, remarks))

    def _translated(self, heading: str, remarks: Iterable[Remark]) -> Iterator[str]:
        yield ""
        yield f"<details><summary><b>{_html(_cut(heading))}</b></summary>"
        yield ""
        for remark in remarks:
            yield from self._remark(remark)
        yield ""
        yield "</details>"

    def _folded(self, procedure: ExportedProcedure, time: str, reason: str, remarks: Iterable[Remark]) -> Iterator[str]:
        after = f" {_html(time)}" if time else ""
        yield ""
        yield f"<details><summary><b>{_html(_cut(full_title(procedure)))}</b>{after}</summary>"
        yield ""
        if reason:
            yield f"*{escaped(self.words['reason'])}:* {mute(escaped(reason))}"
            yield ""
        for remark in remarks:
            yield from self._remark(remark)
        yield ""
        yield "</details>"

    def _remark(self, remark: Remark) -> Iterator[str]:
        heading = f"**{escaped(remark.heading)}**"
        if remark.text:
            heading += f" {escaped(remark.text)}"
        note = f" ({escaped(remark.note)})" if remark.note else ""
        details = remark.details
        start = f"- {SIGNS[remark.kind]} {self.words[remark.kind]}: {mute(heading)}"
        if len(details) == 1 and not details[0].label and not remark.text:
            yield f"{start}: {self._difference(details[0])}{mute(note)}"
            return
        yield f"{start}{mute(note)}"
        for detail in details:
            label = f"{escaped(detail.label)}: " if detail.label else f"{SIGNS[detail.kind]} "
            yield f"  - {label}{self._difference(detail)}"

    def _difference(self, detail: Detail) -> str:
        old, new = detail.old, detail.new
        if detail.kind is Kind.MOVED:
            return mute(escaped(new))
        if not old or not new:
            return f"<ins>{mute(escaped(new))}</ins>" if new else f"<del>{mute(escaped(old))}</del>"
        if detail.whole:
            return f"<del>{mute(escaped(old))}</del> → <ins>{mute(escaped(new))}</ins>"
        text = "".join(_piece(piece.side, piece.text) for piece in word_changes(old, new))
        return text.replace("</del><ins>", "</del> <ins>")  # not to be read as one word


def _piece(side: Side, text: str) -> str:
    words = mute(escaped(text.strip()))
    space = " " if text[:1].isspace() else ""
    tags = {Side.BOTH: "{}", Side.OLD: "<del>{}</del>", Side.NEW: "<ins>{}</ins>"}
    return space + tags[side].format(words)


def mute(text: str) -> str:
    """Return Markdown in which no word mentions a person or refers to an issue: a comment of HTML parts it from its sign."""
    return _NAMING.sub(lambda match: f"{match[0]}<!-- -->", text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE]} …"


def _html(text: str) -> str:
    """A text inside a block of HTML, where Markdown is not read."""
    return mute(escape(text, quote=False))
