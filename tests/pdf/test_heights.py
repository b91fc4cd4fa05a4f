"""Heights that are found without setting the texts are those that Typst finds."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes

import sphinxcontrib_sop.output.typst.sheet.maker as sheet_module
from sphinxcontrib_sop.output.typst.compiler.engine import Engine
from sphinxcontrib_sop.output.typst.compiler.markup import quoted
from sphinxcontrib_sop.output.typst.sheet.forms import greatest_height
from sphinxcontrib_sop.output.typst.sheet.heights import Heights, cell_height, known_heights, line_count

from .procedures import FORM, random_sop, text_of

MEASURED = """\
#import "/measuring.typ": text-height
#import "/page.typ": text-settings
#show: text-settings.with((lang: "id", region: none))
#context [#metadata((CELLS).map(((size, width, body)) => text-height(size * 1pt, width, body)))<found>]
"""


@pytest.fixture
def engine(require_tool: Callable[[str], str], tmp_path: Path) -> Engine:
    """A compiler."""
    require_tool("typst")
    return Engine(tmp_path / "typst")


def paragraph(text: str) -> nodes.paragraph:
    """A paragraph of plain text."""
    return nodes.paragraph("", text)


def bullets(*texts: str) -> nodes.bullet_list:
    """A list of plain items."""
    return nodes.bullet_list("", *(nodes.list_item("", paragraph(text)) for text in texts))


def test_typst_finds_the_same_heights(engine: Engine) -> None:
    dice = random.Random(4)
    cells: list[tuple[float, float, nodes.Element, str]] = []
    for _ in range(150):
        size, width = dice.choice([7.0, 7.5, 8.0]), dice.uniform(60, 170)
        texts = [text_of(dice, dice.randint(5, 90)) + dice.choice(["", ".", " (Ya)", " To AV, 12.5"]) for _ in range(2)]
        cells.append((size, width, paragraph(texts[0]), quoted(texts[0])))
        cells.append((size, width, bullets(*texts), f"list({', '.join(f'[#{quoted(text)}]' for text in texts)})"))
    asked = "".join(f"({size}, {width!r}, [#{markup}]), " for size, width, _, markup in cells)
    engine.write("cells.typ", MEASURED.replace("CELLS", asked))
    found = engine.query("cells.typ", "found")
    known = [cell_height([content], width, size) for size, width, content, _ in cells]
    pairs = [(one, other) for one, other in zip(known, found, strict=True) if one is not None]
    assert len(pairs) > len(cells) / 4
    assert [one for one, _ in pairs] == pytest.approx([other for _, other in pairs])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("satu dua", 1),
        ("satu dua tiga empat", 2),
        ("satu dua tiga/empat", None),  # a line may end after the stroke
        ("satu dua (tiga) empat", 2),
        ("satu\u00a0dua", None),
        ("pertanggungjawaban", None),  # it is divided
        ("satu dua →", None),
    ],
)
def test_only_what_is_certain_is_said(text: str, lines: int | None) -> None:
    assert line_count(text, 60.0, 8.0) == lines


def test_words_that_typst_divides_are_certain_only_on_one_line() -> None:
    assert line_count("one two", 60.0, 8.0, divided=True) == 1
    assert line_count("one two three four five", 60.0, 8.0, divided=True) is None


def test_markup_is_measured() -> None:
    assert cell_height([nodes.paragraph("", "", nodes.strong(text="kata"))], 80.0, 8.0) is None
    assert cell_height([paragraph("kata"), paragraph("kata")], 80.0, 8.0) is None


def test_sheets_are_the_same_whether_measured_or_not(manual: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bounds: list[tuple[float, float]] = []

    def unknown(sheet: Any, columns: Any, *, divided: bool) -> Heights:
        rows = range(len(sheet.view.chart.rows))
        known = known_heights(sheet, columns, divided=divided)
        cells = ("number", "text", "inputs", "time", "output", "notes")
        return Heights(head=None, rows=(0.0,) * len(known.rows), unknown=tuple((row, cells) for row in rows))

    def noted(sheet: Any, width: float) -> float:
        bounds.append((greatest_height(sheet, width), width))
        return float("inf")

    manual.write(a=random_sop("a", 20, 4, options=FORM.format(status="berlaku")), b=random_sop("b", 5, 9))
    manual.build()
    quick = {name: manual.sheets.joinpath(f"{name}.pdf").read_bytes() for name in "ab"}
    monkeypatch.setattr(sheet_module, "known_heights", unknown)
    monkeypatch.setattr(sheet_module, "greatest_height", noted)
    measured: list[float] = []
    original = Engine.query

    def query(self: Engine, document: str, label: str, *, single: bool = True) -> Any:
        found = original(self, document, label, single=single)
        if document == "measure.typ" and found.get("form") is not None:
            measured.append(found["form"])
        return found

    monkeypatch.setattr(Engine, "query", query)
    for path in manual.sheets.glob("*.pdf"):
        path.unlink()
    manual.build()
    texts = {name: manual.sheets.joinpath(f"{name}.pdf").read_bytes() for name in "ab"}
    assert texts == quick
    assert all(bound >= height for (bound, _), height in zip(bounds, measured, strict=True))
