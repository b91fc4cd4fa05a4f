"""A comparison as text for a terminal; what changed can be read without colour."""

import re
from collections.abc import Iterator

from ...core.characters import visible
from ...core.comparison import Kind
from ...core.comparison.remarks import Detail, Remark
from ...core.comparison.words import Side, word_changes
from ...core.exchange.exported import ExportedProcedure
from .page import whole_remarks
from .report import SIGNS, Report, SopReport, full_title

_COLOURS = {Kind.ADDED: "32", Kind.REMOVED: "31", Kind.CHANGED: "33", Kind.MOVED: "36"}
_BOLD, _RESET = "1", "0"
_COLOUR = re.compile("\ufdd0([0-9]+)\ufdd1")
"""Stands for a sequence of the terminal until the texts of authors hold none: characters that no text may have."""


def write_text(report: Report, *, colour: bool = False) -> str:
    """Return the comparison as lines: a summary, then every SOP with its changes.

    Words that are gone stand in ``[-…-]``, new ones in ``{+…+}``.  Signs: + new, - gone, ~ different, > moved.
    """
    return _Writer(report, colour).text()


class _Writer:
    def __init__(self, report: Report, colour: bool) -> None:
        self.report, self.colour = report, colour

    def text(self) -> str:
        """All lines; what an author wrote steers no terminal, the colours do."""
        text = visible("".join(f"{line}\n" for line in self.lines()))
        return _COLOUR.sub("\x1b[\\1m", text) if self.colour else text

    def lines(self) -> Iterator[str]:
        yield self.report.summary
        if self.report.note:
            yield self.report.note
        for renaming in self.report.renamings:
            yield ""
            yield self._painted(
                Kind.CHANGED, f"{SIGNS[Kind.CHANGED]} {renaming.sentence(self.report.speech)}", bold=True
            )
            yield from (f"      {title}" for title in renaming.titles)
        for kind, procedures in ((Kind.ADDED, self.report.changes.added), (Kind.REMOVED, self.report.changes.removed)):
            for procedure in procedures:
                yield ""
                yield self._sop(kind, procedure, "")
                old, new = (None, procedure) if kind is Kind.ADDED else (procedure, None)
                for remark in whole_remarks(old, new, self.report.speech):
                    yield from self._remark(remark)
        for sop in self.report.sops:
            yield ""
            yield self._sop(Kind.CHANGED, sop.procedure, sop.time)
            if sop.reason:
                yield f"  {self.report.words['reason']}: {sop.reason}"
            yield from self._remarks(sop)
        for heading, remarks in self.report.translated:
            yield ""
            yield self._painted(Kind.CHANGED, f"{SIGNS[Kind.CHANGED]} {heading}", bold=True)
            for remark in remarks:
                yield from self._remark(remark)

    def _sop(self, kind: Kind, procedure: ExportedProcedure, time: str) -> str:
        words = self.report.words
        number = procedure.fields.get("number", "")
        about = ", ".join(part for part in (number, time) if part)
        line = f"{SIGNS[kind]} {words[kind]}: {full_title(procedure)}"
        return self._painted(kind, line, bold=True) + (f" ({about})" if about else "")

    def _remarks(self, sop: SopReport) -> Iterator[str]:
        for remark in sop.remarks:
            yield from self._remark(remark)

    def _remark(self, remark: Remark) -> Iterator[str]:
        heading = f"{remark.heading}: {remark.text}" if remark.text else remark.heading
        note = f" ({remark.note})" if remark.note else ""
        details = remark.details
        sign = self._painted(remark.kind, SIGNS[remark.kind])
        if len(details) == 1 and not details[0].label and not remark.text:
            yield f"  {sign} {heading}: {self._difference(details[0], remark.kind)}{note}"
            return
        yield f"  {sign} {heading}{note}"
        for detail in details:
            label = f"{detail.label}: " if detail.label else f"{self._painted(detail.kind, SIGNS[detail.kind])} "
            yield f"      {label}{self._difference(detail, remark.kind)}"

    def _difference(self, detail: Detail, within: Kind) -> str:
        """Both sides of a detail; the one side of what came or went is marked unless the line above says it."""
        if detail.kind is Kind.MOVED:
            return detail.new
        if not detail.old or not detail.new:
            said = within in {Kind.ADDED, Kind.REMOVED} or not detail.label
            return detail.old or detail.new if said else self._piece(*_one_side(detail))
        if detail.whole:
            return f"{self._piece(Side.OLD, detail.old)} {self._piece(Side.NEW, detail.new)}"
        return "".join(self._piece(piece.side, piece.text) for piece in word_changes(detail.old, detail.new))

    def _piece(self, side: Side, text: str) -> str:
        if side is Side.BOTH:
            return text
        space, words = text[: len(text) - len(text.lstrip())], text.strip()
        if side is Side.OLD:
            return space + self._painted(Kind.REMOVED, f"[-{words}-]")
        return space + self._painted(Kind.ADDED, f"{{+{words}+}}")

    def _painted(self, kind: Kind, text: str, *, bold: bool = False) -> str:
        if not self.colour:
            return text
        return f"{_mark(_BOLD) if bold else ''}{_mark(_COLOURS[kind])}{text}{_mark(_RESET)}"


def _one_side(detail: Detail) -> tuple[Side, str]:
    return (Side.NEW, detail.new) if detail.new else (Side.OLD, detail.old)


def _mark(code: object) -> str:
    return f"\ufdd0{code}\ufdd1"
