"""A whole manual on its way to paper: assembled, written as Typst markup, its flowcharts drawn, compiled."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import wait
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from sphinx.locale import _, __
from sphinx.util import logging
from sphinx.util.display import progress_message, status_iterator
from sphinx.util.i18n import format_date

from ....core.i18n import translate
from ....core.reading.dates import DateRange
from ....extension.config import output_config
from ....extension.domain import sop_domain
from ..compiler.faces import face_named
from ..compiler.markup import Code, Markup, literal, quoted
from ..sheet.contents import DATES, SheetNodes
from ..sheet.data import FOOT, MARGIN_TOP, POINTS_PER_MM, foot_strip, language_of
from ..sheet.maker import SheetMaker, document_date
from ..text.links import Heading
from .assembly import assemble, contents_depth, part_title, plain_title, root_caption
from .index import indices
from .manuscript import ManuscriptTranslator
from .runs import Run

if TYPE_CHECKING:
    from sphinx.builders import Builder

    from ..sheet.press import Press

logger = logging.getLogger(__name__)

MEASURES, HANDBOOK = "measures.typ", "handbook.typ"

MARGIN_LEFT = 28 * POINTS_PER_MM
"""Room for binding."""

MARGIN_RIGHT = 20 * POINTS_PER_MM

SIGN_OF_LIFE = 2.0
"""Seconds after which another dot shows that a handbook is still being made."""

TEXT_SIZE = 11.0
"""Size of prose and decree in points, unless the manual names another one."""

NOBODY = "Author name not set"
"""What Sphinx calls the author if ``conf.py`` does not."""


class Book:
    """What is needed to compile a manual, as a whole or in parts."""

    def __init__(self, builder: Builder, press: Press) -> None:
        self.builder = builder
        self.config = builder.config
        self.press = press
        self.engine = press.engine
        self.edition = press.edition(fault_of=press.engine.fault_of)
        self.places = self.edition.places
        self.makers: list[SheetMaker] = []
        with progress_message(__("assembling single document"), nonl=False):
            self.whole = assemble(builder)
        with progress_message(self.worded("writing the text")):
            self.runs = self._runs()
        self.plans = self._plans()
        self.indices = list(indices(builder, self.places, frozenset(builder.env.found_docs)))
        for index in self.indices:
            self.places.add([index["place"]])

    @property
    def headings(self) -> list[Heading]:
        """All headings, those of the indices too."""
        last = [
            Heading(
                label=index["place"],
                level=1,
                number="",
                title=index["title"],
                markup=Markup(f"#{quoted(index['title'])};"),
            )
            for index in self.indices
        ]
        return [*self.places.headings, *last]

    def worded(self, text: str) -> str:
        """Return a word about the progress in the language of the manual."""
        return translate(text, self.config.language)

    # -- making ------------------------------------------------------------------------------------------------------
    def _runs(self) -> list[Run]:
        translator = self.press.translator(self.whole, self.edition, "")
        assert isinstance(translator, ManuscriptTranslator)  # noqa: S101 - unless an extension replaces it
        upright, turned = (self.page[side] - MARGIN_LEFT - MARGIN_RIGHT for side in ("width", "height"))
        runs = translator.runs_of(self.whole, (upright, turned), self._sheet)
        self.contents_level = translator.levels.contents
        translator.report_lacked()
        return runs

    def _sheet(self, sheet: SheetNodes, docname: str) -> int:
        """Keep an SOP to be drawn; return its number."""
        edition = replace(self.edition, addition=self.press.addition_for(sheet.view.procedure))
        translator = self.press.translator(self.whole, edition, docname)
        self.makers.append(SheetMaker(sheet, translator, self.engine, self.press.timestamp))
        return len(self.makers) - 1

    def _plans(self) -> list[dict[str, Any]]:
        """Return the numbers of the drawings of all SOPs."""
        if not self.makers:
            return []
        plans: dict[int, dict[str, Any]] = {}
        left = list(range(len(self.makers)))
        while left:
            measured = self._measured([number for number in left if self.makers[number].asks])
            for number in self._drawn(left):
                plans[number] = self.makers[number].lay_out(measured.get(number, {}))
            # what came out too long is set once more, a little smaller
            left = [number for number in left if self.makers[number].is_too_long and self.makers[number].set_smaller()]
        for maker in self.makers:
            maker.report_low_paper()
        return [plans[number] for number in sorted(plans)]

    def _drawn(self, numbers: Sequence[int]) -> Iterator[int]:
        """Yield the numbers of SOPs as they are drawn."""
        return status_iterator(
            list(numbers),
            self.worded("drawing the flowcharts... "),
            "brown",
            len(numbers),
            getattr(self.config, "verbosity", 0),  # before Sphinx 9 not a value of the configuration
            stringify_func=lambda number: str(self.makers[number].view.procedure.name),
        )

    def _measured(self, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return what Typst finds for those SOPs that have something to measure."""
        if not numbers:
            return {}
        self.write_sheets(numbers)
        plans = [maker.measuring_plan() if number in numbers else None for number, maker in enumerate(self.makers)]
        self.engine.write("plans.json", json.dumps(plans))
        return dict(zip(numbers, self.engine.query(MEASURES, "found", single=False), strict=True))

    # -- files for the templates -------------------------------------------------------------------------------------
    def write_sheets(self, shown: Collection[int], imports: str | None = None) -> None:
        """Write the texts of some SOPs; ``imports`` are other lines of `Places.import_lines` than the usual."""
        sheets = (literal(maker.values if number in shown else None) for number, maker in enumerate(self.makers))
        text = f"{imports or self.places.import_lines()}#let sheets = ({', '.join([*sheets, ''])})\n"
        self.engine.write("sheets.typ", text)

    def write_text(self, name: str, runs: Sequence[Run], imports: str | None = None) -> None:
        """Write the text of some runs."""
        pages = "".join(
            f"#text-pages({quoted(run.title)}, turned: {literal(run.turned)})[{run.markup}]\n" for run in runs
        )
        self.engine.write(name, f'{imports or self.places.import_lines()}#import "/pages.typ": *\n{pages}')

    def write_plans(self, shown: Collection[int]) -> None:
        """Write the numbers of some drawings."""
        plans = [plan if number in shown else None for number, plan in enumerate(self.plans)]
        self.engine.write("plans.json", json.dumps(plans))

    def write_book(self, **further: Any) -> None:
        """Write what the manual is called and how its pages look."""
        values = self.values() | further
        self.engine.write("book.typ", f'#import "/text.typ": *\n#let book = {literal(values)}\n')

    @property
    def page(self) -> dict[str, float]:
        """Size of a page of text and its margins, in points."""
        config = output_config(self.config)
        width, height = (side * POINTS_PER_MM for side in sorted(config.paper_mm))
        strip = foot_strip(config)
        margin = {"left": MARGIN_LEFT, "right": MARGIN_RIGHT, "top": 2 * MARGIN_TOP, "bottom": strip + FOOT}
        return {"width": width, "height": height, **margin}

    def values(self) -> dict[str, Any]:
        """Return what the templates know of the manual besides its text."""
        config = self.config
        title = plain_title(self.whole)
        parts = any(node["top"] for node in self.whole.findall(part_title))
        return {
            "title": config.project,
            "subtitle": title if title != config.project else "",
            "release": f"{_('Release')} {config.release}" if config.release else "",
            "author": "" if config.author == NOBODY else config.author,
            "date": config.today or format_date(config.today_fmt or "%d %B %Y", language=config.language),
            "made": self.made,
            "language": language_of(config.language),
            "page": self.page,
            "prose": self._type("prose"),
            "decree": self._type("decree"),
            "covered": any(run.front for run in self.runs),
            "contents": (root_caption(self.builder) or _("Table of Contents")).rstrip(": "),
            "contents-level": self.contents_level,
            "depth": contents_depth(self.builder) + parts,
            "indices": self.indices,
            "listed": None,
            "numbers": None,
        }

    def _type(self, part: str) -> dict[str, Any]:
        """Return face and size of the text of a part of the manual."""
        config = output_config(self.config)
        face = face_named(config.typefaces.get(part, ""), config.fonts)
        return {"face": face.families, "size": config.type_sizes.get(part, TEXT_SIZE)}

    @property
    def made(self) -> Code | None:
        """Date in the metadata: of a reproducible build, else the latest one of an SOP."""
        parsed = [procedure.parsed(key) for procedure in sop_domain(self.builder.env).procedures() for key in DATES]
        latest = max((dates.first for dates in parsed if isinstance(dates, DateRange)), default=None)
        return document_date(self.press.timestamp, latest, output_config(self.config).pdf_standard)

    def pdf(self) -> bytes:
        """Return the manual as one PDF."""
        with progress_message(self.worded("making the PDF")):
            self.write_book()
            self.write_sheets(range(len(self.makers)))
            self.write_plans(range(len(self.makers)))
            self.write_text("front.typ", [run for run in self.runs if run.front])
            self.write_text("chapters.typ", [run for run in self.runs if not run.front])
            started = self.engine.start(HANDBOOK, standards=output_config(self.config).pdf_standard)
            while not wait([started], timeout=SIGN_OF_LIFE).done:
                logger.info(".", nonl=True)
            pdf = started.result()
        return pdf  # noqa: RET504 - for all that is known of the types, the context may swallow an exception
