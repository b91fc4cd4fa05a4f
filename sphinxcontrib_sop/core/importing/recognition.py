"""From a document to its SOPs: which form and which tables belong together."""

import re
from collections.abc import Sequence

from msgspec import Struct, field

from .charts import charts
from .document import Certainty, Document, Grid, Picture
from .draft import SopDraft
from .flowing import flow
from .forms import Form, forms
from .tables import Chart
from .titles import folded, label_of

_TITLE = re.compile(r"\b(?:sop|standar operasional prosedur|prosedur)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_ABBREVIATION = 8
_MIN_PICTURE = 2_000_000
"""A picture wider than that (EMU, 5.5 cm) may be a flowchart; smaller ones are logos."""


class _Sop(Struct, kw_only=True):
    forms: list[Form] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Texts that may be its title."""
    grids: list[Grid] = field(default_factory=list)
    guessed_pair: bool = False

    @property
    def title(self) -> str:
        return next((form.fields["title"] for form in self.forms if "title" in form.fields), "")

    @property
    def number(self) -> str:
        return next((form.fields["number"] for form in self.forms if "number" in form.fields), "")


def recognise(document: Document) -> list[SopDraft]:
    """The SOPs of a document."""
    sops: list[_Sop] = []
    for grid in document.grids:
        _read_grid(document, grid, sops)
    recognised = [sop for sop in sops if sop.charts or any(form.identifies or form.boxes for form in sop.forms)]
    drafts = [_draft(document, sop, alone=len(recognised) == 1) for sop in recognised]
    _report_rest(document, sops, recognised)
    _pictures(document, recognised, drafts)
    return drafts


def _read_grid(document: Document, grid: Grid, sops: list[_Sop]) -> None:
    start = 0
    lines = Form(place=grid.name)
    for text in grid.before:
        _paragraph_field(lines, text)
    if lines.fields or lines.further:
        _join_form(sops, lines, grid)
    for chart in charts(grid):
        for form in forms(grid, start, chart.top):
            _join_form(sops, form, grid)
        _join_chart(sops, chart)
        start = chart.end
    for form in forms(grid, start, grid.rows):
        _join_form(sops, form, grid)


def _paragraph_field(form: Form, text: str) -> None:
    """A field typed outside of tables: ``Nama SOP : ...``."""
    label = label_of(text) if ":" in text else None
    if label and label[1]:
        form.fields.setdefault(label[0], " ".join(label[1].split()))
    else:
        form.further.append((text, ""))


def _same(text: str, other: str) -> bool:
    return bool(text) and folded(text) == folded(other)


def _join_form(sops: list[_Sop], form: Form, grid: Grid) -> None:
    current = sops[-1] if sops else None
    title, number = form.fields.get("title", ""), form.fields.get("number", "")
    if current is None:
        begins = True
    elif not form.identifies:
        begins = bool(current.charts) and bool(form.boxes) and len(form.boxes) > 2  # noqa: PLR2004 - a form without a name
        if not form.boxes and not form.fields and current.charts and form.further:
            begins = grid not in current.grids and any(_TITLE.search(text) for text, _ in form.further)
    else:
        known = bool(current.title or current.number)
        repeats = (_same(current.title, title) or not title) and (_same(current.number, number) or not number)
        repeats = repeats and known
        contradicts = (title and current.title and not _same(current.title, title)) or (
            number and current.number and not _same(current.number, number)
        )
        begins = not repeats and (bool(contradicts) or bool(current.charts))
    if begins or current is None:
        sops.append(_Sop())
    sops[-1].forms.append(form)
    if grid not in sops[-1].grids:
        sops[-1].grids.append(grid)


def _join_chart(sops: list[_Sop], chart: Chart) -> None:
    before = next((sop for sop in reversed(sops) if sop.charts), None)
    current = sops[-1] if sops else None
    if before is not None and before is current and _goes_on(before.charts[-1], chart):
        before.charts.append(chart)
        return
    waiting = [sop for sop in sops if not sop.charts and any(form.identifies or form.boxes for form in sop.forms)]
    target = None
    if current is not None and not current.charts and (chart.grid in current.grids or len(waiting) <= 1):
        target = current
    elif waiting:
        named = [sop for sop in waiting if _names(chart, sop)]
        target = named[0] if named else waiting[0]
        target.guessed_pair = not named
    if target is None:
        target = _Sop()
        sops.append(target)
    target.charts.append(chart)
    if chart.grid not in target.grids:
        target.grids.append(chart.grid)


def _names(chart: Chart, sop: _Sop) -> bool:
    words = folded(
        " ".join(
            [chart.grid.name, *chart.grid.before, *(cell.text for cell in chart.grid.cells if cell.row < chart.top)]
        )
    )
    return bool(sop.title) and folded(sop.title) in words


def _goes_on(before: Chart, chart: Chart) -> bool:
    """True if a table is the rest of another one: the same lanes, and numbers that go on."""
    if [folded(lane.label) for lane in before.lanes] != [folded(lane.label) for lane in chart.lanes] or not chart.rows:
        return False
    numbers = [int(match[0]) for row in before.rows if row.level == 0 and (match := _NUMBER.match(row.label))]
    first = next((int(match[0]) for row in chart.rows if (match := _NUMBER.match(row.label))), None)
    return first is None or (bool(numbers) and first > numbers[-1]) or (bool(numbers) and bool(chart.rows[0].level))


# -- one SOP ---------------------------------------------------------------------------------------------------------
def _draft(document: Document, sop: _Sop, *, alone: bool) -> SopDraft:
    draft = SopDraft(place=sop.grids[0].name if sop.grids else "")
    for form in sop.forms:
        for key, value in form.fields.items():
            draft.fields.setdefault(key, value)
        for key, box in form.boxes.items():
            draft.boxes.setdefault(
                key, [f"{n}. {line}" for n, line in enumerate(box, 1)] if key in form.numbered else box
            )
        draft.remarks += form.remarks
    _letterhead(draft, [line for form in sop.forms for line in form.letterhead])
    draft.title = draft.fields.pop("title", "")
    further = [text for form in sop.forms for text in form.further]
    if not draft.title:
        _title(document, draft, sop, further, alone=alone)
    for text, place in further:
        if folded(text) != folded(draft.title):
            draft.remark(Certainty.LEFT_OUT, "a text beside the form: {text}", text=text, place=place)
    if sop.guessed_pair:
        draft.remark(Certainty.GUESSED, "which form belongs to which table follows from their order")
    if sop.charts:
        flow(draft, sop.charts)
    else:
        draft.remark(Certainty.LEFT_OUT, "no flowchart table was found")
    return draft


def _letterhead(draft: SopDraft, lines: Sequence[str]) -> None:
    if not lines or draft.fields.get("unit"):
        return
    draft.fields["unit"] = lines[-1]
    if lines[:-1]:
        template = "the letterhead {text}; write it once for the manual, in sop_agency or sop_units of conf.py"
        draft.remark(Certainty.LEFT_OUT, template, text=" / ".join(lines[:-1]))


def _title(document: Document, draft: SopDraft, sop: _Sop, further: list[tuple[str, str]], *, alone: bool) -> None:
    near = [" ".join(text.split()) for text, _ in further]
    named = next((text for text in near if _TITLE.search(text) and len(folded(text).split()) > 1), "")
    named = re.sub(r"^(?:standar operasional prosedur|sop)\b[\s:.-]*", "", named, flags=re.IGNORECASE) or named
    if folded(named) in {"", "standar operasional prosedur", "sop"}:
        named = next(
            (
                text
                for text in near
                if text.isupper() and len(text) > _ABBREVIATION and folded(text) != "standar operasional prosedur"
            ),
            "",
        )
    if not named:
        stem = re.sub(r"[_-]+", " ", re.sub(r"\.\w+$", "", document.path.rsplit("/", 1)[-1]))
        sheet = sop.grids[0].name if sop.grids and sop.grids[0].sheet else ""
        usual = re.fullmatch(r"(?:sheet|lembar|tabel)?\s*\d*", sheet, re.IGNORECASE)
        named = stem if alone or usual else sheet
        if not alone and usual and sop.grids:
            named = f"{stem} {sop.grids[0].name}"
    draft.title = named
    draft.remark(
        Certainty.GUESSED, "the form names no SOP; the title was taken from what stands near: {title}", title=named
    )


def _report_rest(document: Document, sops: Sequence[_Sop], recognised: Sequence[_Sop]) -> None:
    for sop in sops:
        if any(sop is taken for taken in recognised):
            continue
        for form in sop.forms:
            for text, place in [*((line, form.place) for line in form.letterhead), *form.further]:
                document.remark(
                    Certainty.LEFT_OUT, "a text that belongs to no SOP: {text}", text=text[:200], place=place
                )
    for text in document.after:
        document.remark(Certainty.LEFT_OUT, "a text below the last table: {text}", text=text[:200])


def _pictures(document: Document, sops: Sequence[_Sop], drafts: Sequence[SopDraft]) -> None:
    for grid in document.grids:
        owner = next((place for place, sop in enumerate(sops) if grid in sop.grids), None)
        for picture in grid.pictures:
            _picture(document, picture, grid, sops, drafts, owner)
    for picture in document.pictures:
        _picture(document, picture, None, sops, drafts, len(drafts) - 1 if drafts else None)


def _picture(
    document: Document,
    picture: Picture,
    grid: Grid | None,
    sops: Sequence[_Sop],
    drafts: Sequence[SopDraft],
    owner: int | None,
) -> None:
    row, column = (grid.row_at(picture.box.centre[1]), grid.column_at(picture.box.centre[0])) if grid else (0, 0)
    place = grid.place(row, column) if grid else ""
    if owner is None:
        document.remark(Certainty.LEFT_OUT, "a picture: {name}", name=picture.name, place=place)
        return
    over_chart = next(
        (
            number
            for number in range(len(sops))
            for chart in sops[number].charts
            if chart.grid is grid and chart.area.distance(picture.box.centre) == 0
        ),
        None,
    )
    draft = drafts[owner if over_chart is None else over_chart]
    large = picture.box.width > _MIN_PICTURE and picture.box.height > _MIN_PICTURE / 2
    if over_chart is not None or (large and not any(step.symbols for step in draft.steps)):
        draft.pictures.append(picture)
        template = "the flowchart is a picture ({name}); it was saved, and the arrows must be written by hand"
        draft.remark(Certainty.LEFT_OUT, template, name=picture.name, place=place)
    else:
        draft.remark(Certainty.LEFT_OUT, "a picture: {name}", name=picture.name, place=place)
