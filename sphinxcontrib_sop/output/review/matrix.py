"""The *Matriks Persandingan* as drafting offices use it: Semula, Menjadi, Keterangan; one HTML file, made to be printed."""

from collections.abc import Iterator, Sequence
from html import escape

from ...core.comparison import Kind
from ...core.comparison.remarks import Remark, Topic
from ...core.exchange.exported import ExportedProcedure, ExportedStep
from ...core.profiles import Words
from .arranged import Staying, arranged, remark_said, staying_texts
from .page import both_sides, detail_sides, head, page, whole_remarks
from .report import Report, full_title


def write_matrix(report: Report) -> str:
    """Return the comparison table of every SOP that is different; steps that stay are named, not repeated."""
    title = report.words["comparison-matrix"]
    return page(report, title, head(report, title) + "".join(_tables(report)), "review/page.css", "review/matrix.css")


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
    for heading, remarks in report.translated:
        yield translation_section(heading, remarks, words)


def translation_section(heading: str, remarks: Sequence[Remark], words: Words) -> str:
    """Return the translations of one SOP into one language that are different."""
    return f"<section>\n<h2>{escape(heading)}</h2>\n{remark_table(remarks, words)}</section>\n"


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
    for row in arranged(remarks, pairs):
        yield remark_row(row, words) if isinstance(row, Remark) else _staying_row(row, words)


def remark_table(remarks: Sequence[Remark], words: Words) -> str:
    """Return a table of some remarks."""
    rows = "".join(remark_row(remark, words) for remark in remarks)
    return f'<table class="form"><colgroup><col><col><col class="remarks"></colgroup>\n{_heading(words)}<tbody>\n{rows}</tbody></table>\n'


def _staying_row(staying: Staying, words: Words) -> str:
    cells = "".join(f"<td>{escape(text)}</td>" for text in staying_texts(staying, words))
    return f'<tr class="unchanged">{cells}<td>{escape(words["unchanged"])}</td></tr>\n'


def remark_row(remark: Remark, words: Words) -> str:
    """Return a remark as a row of three cells."""
    old, new = _step_sides(remark) if remark.topic is Topic.STEP else _entry_sides(remark)
    none = f"<p>{escape(words['none'])}</p>"
    said = "<br>".join(map(escape, remark_said(remark, words)))
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
