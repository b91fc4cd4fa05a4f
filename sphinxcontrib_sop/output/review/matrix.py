"""The *Matriks Persandingan* as drafting offices use it: Semula, Menjadi, Keterangan; one HTML file, made to be printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ...core.comparison import Kind
from ...core.comparison.remarks import Remark, Topic
from ...core.exchange.exported import ExportedProcedure, ExportedStep
from ...core.profiles import Words
from .page import both_sides, detail_sides, head, page, whole_remarks
from .report import Report, full_title


def write_matrix(report: Report) -> str:
    """Return the comparison table of every SOP that is different; steps that stay are named, not repeated."""
    title = report.words["comparison-matrix"]
    return page(report, title, head(report, title) + "".join(_tables(report)), "review/matrix.css")


def _tables(report: Report) -> Iterator[str]:
    words, speech, changes = report.words, report.speech, report.changes
    for procedure in changes.added:
        rows = [remark_row(remark, words) for remark in whole_remarks(None, procedure, speech)]
        yield _table(procedure, words, rows, words["added"])
    for procedure in changes.removed:
        rows = [remark_row(remark, words) for remark in whole_remarks(procedure, None, speech)]
        yield _table(procedure, words, rows, words["removed"])
    for sop in report.sops:
        rows = list(_rows(sop.remarks, sop.changes.pairs, words))
        yield _table(sop.procedure, words, rows, reason=sop.reason)


def _table(procedure: ExportedProcedure, words: Words, rows: Sequence[str], mark: str = "", reason: str = "") -> str:
    number = procedure.fields.get("number", "")
    why = f"{words['reason']}: {reason}" if reason else ""
    about = " · ".join(filter(None, (escape(mark and f"SOP {mark.lower()}"), escape(number), escape(why))))
    return (
        f"<section>\n<h2>{escape(full_title(procedure))}</h2>\n"
        + (f'<p class="about">{about}</p>\n' if about else "")
        + f'<table>\n<colgroup><col><col><col class="remarks"></colgroup>\n{_heading(words)}<tbody>\n'
        + "".join(rows)
        + "</tbody>\n</table>\n</section>\n"
    )


def _heading(words: Words) -> str:
    columns = "".join(f'<th scope="col">{escape(words[key])}</th>' for key in ("before", "after", "remarks"))
    return f"<thead><tr>{columns}</tr></thead>\n"


def _rows(
    remarks: Sequence[Remark], pairs: Sequence[tuple[ExportedStep | None, ExportedStep | None]], words: Words
) -> Iterator[str]:
    """The rows of one SOP: the form, then all steps in order, those that stay together in one row, then the time."""
    of_step = {id(remark.new or remark.old): remark for remark in remarks if remark.topic is Topic.STEP}
    yield from (remark_row(remark, words) for remark in remarks if remark.topic is Topic.IDENTITY)
    staying: list[tuple[ExportedStep, ExportedStep]] = []
    for old, new in pairs if of_step else ():
        remark = of_step.get(id(new or old))
        if remark is None and old is not None and new is not None:
            if staying and not _follow(staying[-1], (old, new), pairs):
                yield from _staying_row(staying, words)
                staying.clear()
            staying.append((old, new))
            continue
        yield from _staying_row(staying, words)
        staying.clear()
        if remark is not None:
            yield remark_row(remark, words)
    yield from _staying_row(staying, words)
    yield from (remark_row(remark, words) for remark in remarks if remark.topic is Topic.TIME)


def _follow(
    before: tuple[ExportedStep, ExportedStep],
    after: tuple[ExportedStep, ExportedStep],
    pairs: Sequence[tuple[ExportedStep | None, ExportedStep | None]],
) -> bool:
    """True if no step stands between two pairs on either side, one that moved away for instance."""
    for side in (0, 1):
        numbers = sorted(_place(pair[side]) for pair in pairs if pair[side] is not None)  # type: ignore[arg-type]
        if numbers.index(_place(after[side])) != numbers.index(_place(before[side])) + 1:
            return False
    return True


def _place(step: ExportedStep) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in step.number.split("."))


def remark_table(remarks: Sequence[Remark], words: Words) -> str:
    """Return a table of some remarks."""
    rows = "".join(remark_row(remark, words) for remark in remarks)
    return f'<table class="form"><colgroup><col><col><col class="remarks"></colgroup>\n{_heading(words)}<tbody>\n{rows}</tbody></table>\n'


def _staying_row(staying: Sequence[tuple[ExportedStep, ExportedStep]], words: Words) -> Iterator[str]:
    if not staying:
        return
    cells = []
    for side in (0, 1):
        first, last = staying[0][side], staying[-1][side]
        numbers = first.label if first is last else f"{first.label}–{last.label}"
        cells.append(f"<td>{escape(words['step'].capitalize())} {escape(numbers)}</td>")
    yield f'<tr class="unchanged">{"".join(cells)}<td>{escape(words["unchanged"])}</td></tr>\n'


def remark_row(remark: Remark, words: Words) -> str:
    """Return a remark as a row of three cells."""
    old, new = _step_sides(remark) if remark.topic is Topic.STEP else _entry_sides(remark)
    none = f"<p>{escape(words['none'])}</p>"
    said = escape(words[remark.kind])
    changed = list(dict.fromkeys(detail.label for detail in remark.details if detail.label))
    if remark.kind in {Kind.CHANGED, Kind.MOVED} and changed:
        said += f": {escape(', '.join(changed))}"
    if remark.note:
        said += f"<br>{escape(remark.note)}"
    return f'<tr class="{remark.kind}"><td>{old or none}</td><td>{new or none}</td><td>{said}</td></tr>\n'


def _entry_sides(remark: Remark) -> tuple[str, str]:
    """An entry of the form: its name, and below what stands there."""
    sides = ["", ""]
    for detail in remark.details:
        for side, line in enumerate(detail_sides(detail, marked=_is_marked(remark))):
            sides[side] += line
    name = f"<p><b>{escape(remark.heading)}</b></p>"
    return (name + sides[0] if sides[0] else ""), (name + sides[1] if sides[1] else "")


def _step_sides(remark: Remark) -> tuple[str, str]:
    """A step: its number and activity on either side, and below what is different about it."""
    old, new = remark.old, remark.new
    texts = (
        both_sides(old.text, new.text)
        if old and new
        else (escape(old.text) if old else "", escape(new.text) if new else "")
    )
    word = remark.heading.split(" ", 1)[0]
    sides = []
    for step, text in ((old, texts[0]), (new, texts[1])):
        label = escape(step.label or step.number) if step else ""
        sides.append(f"<p><b>{escape(word)} {label}</b> {text}</p>" if step else "")
    for detail in remark.details:
        if detail.key == "text":
            continue
        for side, line in enumerate(detail_sides(detail, marked=_is_marked(remark))):
            sides[side] += line
    return sides[0], sides[1]


def _is_marked(remark: Remark) -> bool:
    """True if words are marked: where a whole row is new or gone, all of them would be."""
    return remark.kind not in {Kind.ADDED, Kind.REMOVED}
