"""The rows of a *Matriks Persandingan* in their order, whatever is made of them: a page, a document, a work sheet."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ...core.comparison import Kind
from ...core.comparison.remarks import Detail, Remark, Topic
from ...core.comparison.words import Side, word_changes
from ...core.exchange.exported import ExportedProcedure, ExportedStep
from ...core.profiles import Words
from .page import whole_remarks
from .report import Report, full_title

Pairs = Sequence[tuple[ExportedStep | None, ExportedStep | None]]
Staying = Sequence[tuple[ExportedStep, ExportedStep]]
"""Consecutive steps of which nothing is different, old and new."""


class Run(Struct, frozen=True):
    """A piece of a line; one that is marked stands on this side only."""

    text: str
    bold: bool = False
    marked: bool = False


Line = tuple[Run, ...]


class Row(Struct, frozen=True, kw_only=True):
    """Three cells: Semula, Menjadi, Keterangan."""

    old: tuple[Line, ...]
    new: tuple[Line, ...]
    said: tuple[str, ...]


class Section(Struct, frozen=True, kw_only=True):
    """One SOP."""

    title: str
    about: tuple[str, ...]
    """Whether it is new or gone, its number, the reason."""
    rows: tuple[Row, ...]


def sections(report: Report) -> Iterator[Section]:
    """Yield every SOP that is new, gone or different."""
    words, changes = report.words, report.changes
    for kind, procedures in ((Kind.ADDED, changes.added), (Kind.REMOVED, changes.removed)):
        for procedure in procedures:
            sides = (None, procedure) if kind is Kind.ADDED else (procedure, None)
            rows = tuple(_row(remark, words) for remark in whole_remarks(sides[0], sides[1], report.speech))
            yield _section(procedure, (f"SOP {words[kind].lower()}",), rows)
    for sop in report.sops:
        rows = tuple(
            _row(entry, words) if isinstance(entry, Remark) else _staying_row(entry, words)
            for entry in arranged(sop.remarks, sop.changes.pairs)
        )
        reason = (f"{words['reason']}: {sop.reason}",) if sop.reason else ()
        yield _section(sop.procedure, reason, rows)
    for title, remarks in report.translated:
        yield Section(title=title, about=(), rows=tuple(_row(remark, words) for remark in remarks))


def heading(report: Report) -> list[str]:
    """Return the lines above all tables: the manual, what was compared, how much is different."""
    words = report.words
    sides = (("before", report.old_name), ("after", report.new_name))
    lines = [
        report.title,
        "; ".join(f"{words[key]}: {name}" for key, name in sides if name),
        report.summary,
        report.note,
    ]
    for renaming in report.renamings:
        lines += [renaming.sentence(report.speech), "; ".join(renaming.titles)]
    return list(filter(None, lines))


def _section(procedure: ExportedProcedure, about: tuple[str, ...], rows: tuple[Row, ...]) -> Section:
    number = procedure.fields.get("number", "")
    return Section(title=full_title(procedure), about=((number,) if number else ()) + about, rows=rows)


# -- the order -------------------------------------------------------------------------------------------------------
def arranged(remarks: Sequence[Remark], pairs: Pairs) -> Iterator[Remark | Staying]:
    """Yield the rows of one SOP: the form, then all steps in order, those that stay together in one row, then the time."""
    of_step = {id(remark.new or remark.old): remark for remark in remarks if remark.topic is Topic.STEP}
    yield from (remark for remark in remarks if remark.topic is Topic.IDENTITY)
    staying: list[tuple[ExportedStep, ExportedStep]] = []
    for old, new in pairs if of_step else ():
        remark = of_step.get(id(new or old))
        stays = (old, new) if remark is None and old is not None and new is not None else None
        if staying and (stays is None or not _follow(staying[-1], stays, pairs)):
            yield staying
            staying = []
        if stays is not None:
            staying.append(stays)
        elif remark is not None:
            yield remark
    if staying:
        yield staying
    yield from (remark for remark in remarks if remark.topic is Topic.TIME)


def _follow(
    before: tuple[ExportedStep, ExportedStep],
    after: tuple[ExportedStep, ExportedStep],
    pairs: Pairs,
) -> bool:
    """True if no step stands between two pairs on either side, one that moved away for instance."""
    for side in (0, 1):
        numbers = sorted(_place(pair[side]) for pair in pairs if pair[side] is not None)  # type: ignore[arg-type]
        if numbers.index(_place(after[side])) != numbers.index(_place(before[side])) + 1:
            return False
    return True


def _place(step: ExportedStep) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in step.number.split("."))


# -- what stands in them ---------------------------------------------------------------------------------------------
def staying_texts(staying: Staying, words: Words) -> Iterator[str]:
    """Yield "Langkah 2-5" for both sides."""
    for side in (0, 1):
        first, last = staying[0][side], staying[-1][side]
        numbers = first.label if first is last else f"{first.label}–{last.label}"
        yield f"{words['step'].capitalize()} {numbers}"


def remark_said(remark: Remark, words: Words) -> tuple[str, ...]:
    """Return what the third column says of a remark: what happened, to what, and what follows from it."""
    said = words[remark.kind]
    changed = list(dict.fromkeys(detail.label for detail in remark.details if detail.label))
    if remark.kind in {Kind.CHANGED, Kind.MOVED} and changed:
        said += f": {', '.join(changed)}"
    return (said, remark.note) if remark.note else (said,)


def _staying_row(staying: Staying, words: Words) -> Row:
    old, new = staying_texts(staying, words)
    return Row(old=((Run(old),),), new=((Run(new),),), said=(words["unchanged"],))


def _row(remark: Remark, words: Words) -> Row:
    marked = remark.kind not in {Kind.ADDED, Kind.REMOVED}
    sides: list[list[Line]] = [[], []]
    for detail in remark.details:
        if detail.key == "text" and remark.topic is Topic.STEP:
            continue
        for side, runs in zip(sides, _runs(detail, marked=marked), strict=True):
            if runs:
                side.append(((Run(f"{detail.label}: ", bold=True),) if detail.label else ()) + runs)
    if remark.topic is Topic.STEP:
        word = remark.heading.split(" ", 1)[0]
        steps = (remark.old, remark.new)
        texts = _runs(Detail("", *_texts(*steps)), marked=marked)
        for side, step, text in zip(sides, steps, texts, strict=True):
            if step is not None:
                side.insert(0, (Run(f"{word} {step.label or step.number} ", bold=True), *text))
    else:
        for side in filter(None, sides):
            side.insert(0, (Run(remark.heading, bold=True),))
    none = ((Run(words["none"]),),)
    return Row(old=tuple(sides[0]) or none, new=tuple(sides[1]) or none, said=remark_said(remark, words))


def _runs(detail: Detail, *, marked: bool) -> tuple[Line, Line]:
    """Both sides of a detail, with the words that only one of them has marked."""
    old, new = detail.old, detail.new
    marked = marked and detail.kind is not Kind.MOVED
    if not marked or detail.whole or not old or not new:
        return _whole(old, marked), _whole(new, marked)
    pieces = word_changes(old, new)
    left, right = (
        tuple(Run(piece.text, marked=piece.side is side) for piece in pieces if piece.side in {Side.BOTH, side})
        for side in (Side.OLD, Side.NEW)
    )
    return left, right


def _whole(text: str, marked: bool) -> Line:
    return (Run(text, marked=marked),) if text else ()


def _texts(old: ExportedStep | None, new: ExportedStep | None) -> tuple[str, str]:
    return (old.text if old else ""), (new.text if new else "")
