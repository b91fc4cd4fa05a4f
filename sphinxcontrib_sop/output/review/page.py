"""The frame of a page in one file, and two texts side by side as HTML."""

from html import escape
from importlib import resources

from ...core.comparison import Kind, compare
from ...core.comparison.remarks import Detail, Remark, remarks
from ...core.comparison.speech import Speech
from ...core.comparison.words import Side, word_changes
from ...core.exchange.exported import ExportedProcedure
from .report import Report

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A page that is handed round loads nothing and runs nothing."""


def page(report: Report, title: str, body: str, *styles: str) -> str:
    """Return a whole page; its style sheets, files of the extension, are written into it."""
    package = resources.files(__package__.rpartition(".")[0])
    css = "\n".join(package.joinpath(name).read_text(encoding="utf-8") for name in styles)
    language = escape(report.speech.language.replace("_", "-"), quote=True)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{css}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def head(report: Report, title: str) -> str:
    """Return what stands above everything: what was compared, and how much is different."""
    words = report.words
    lines = [f"<h1>{escape(title)}</h1>"]
    if report.title:
        lines.append(f'<p class="manual">{escape(report.title)}</p>')
    sides = (("before", report.old_name), ("after", report.new_name))
    named = "; ".join(f"{escape(words[key])}: <b>{escape(name)}</b>" for key, name in sides if name)
    if named:
        lines.append(f"<p>{named}</p>")
    lines.append(f'<p class="summary">{escape(report.summary)}</p>')
    if report.note:
        lines.append(f'<p class="note">{escape(report.note)}</p>')
    for renaming in report.renamings:
        lines.append(
            f'<p class="renaming">{escape(renaming.sentence(report.speech))}<br>'
            f"{escape('; '.join(renaming.titles))}</p>"
        )
    return f"<header>\n{chr(10).join(lines)}\n</header>\n"


def both_sides(old: str, new: str, *, whole: bool = False, marked: bool = True) -> tuple[str, str]:
    """Return two texts as HTML, with the words that only one of them has in ``del`` or ``ins`` if they are ``marked``."""
    if not marked:
        return _unbroken(escape(old)), _unbroken(escape(new))
    if whole or not old or not new:
        return _unbroken(_marked("del", old)), _unbroken(_marked("ins", new))
    pieces = word_changes(old, new)
    sides = []
    for side, tag in ((Side.OLD, "del"), (Side.NEW, "ins")):
        shown = (
            escape(piece.text) if piece.side is Side.BOTH else _marked(tag, piece.text)
            for piece in pieces
            if piece.side in {Side.BOTH, side}
        )
        sides.append("".join(shown).strip())
    return sides[0], sides[1]


def _unbroken(text: str) -> str:
    """Keep an arrow and its two ends on one line."""
    return (
        text.replace(" –", "\N{NO-BREAK SPACE}–")
        .replace(" →", "\N{NO-BREAK SPACE}→")
        .replace("→ ", "→\N{NO-BREAK SPACE}")
    )


def _marked(tag: str, text: str) -> str:
    """Some words in an element, the white space before them outside."""
    if not text.strip():
        return text
    space = " " if text[:1].isspace() else ""
    return f"{space}<{tag}>{escape(text.strip())}</{tag}>"


def detail_sides(detail: Detail, *, marked: bool = True) -> tuple[str, str]:
    """Return a detail as two lines of HTML; a side on which nothing stands is empty."""
    sides = both_sides(detail.old, detail.new, whole=detail.whole, marked=marked and detail.kind is not Kind.MOVED)
    label = f"<b>{escape(detail.label)}:</b> " if detail.label else ""
    old, new = (f"<p>{label}{side}</p>" if side else "" for side in sides)
    return old, new


def whole_remarks(old: ExportedProcedure | None, new: ExportedProcedure | None, speech: Speech) -> list[Remark]:
    """Return everything that an SOP holds that is new as a whole, or gone."""
    side = new or old
    assert side is not None  # noqa: S101 - one of them is there
    blank = ExportedProcedure(
        name=side.name,
        title=side.title,
        fields=dict.fromkeys(side.fields, ""),
        printed=None if side.printed is None else {key: side.printed[key] for key in ("title",) if key in side.printed},
    )
    return remarks(compare(old or blank, new or blank), speech)
