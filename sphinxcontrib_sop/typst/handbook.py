"""The builder `sop-pdf`: the whole manual as one PDF."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence, Set
from typing import Any

from docutils import nodes
from sphinx.locale import _, __
from sphinx.util import logging
from sphinx.util.display import progress_message, status_iterator
from sphinx.util.i18n import format_date

from ..config import sop_config
from ..dates import DateRange
from ..domain import sop_domain
from ..i18n import translate
from .assembly import assemble, contents_depth, has_introduction, main_section, part_title, root_caption
from .base import TypstBuilder
from .data import DATES, FOOT, MARGIN_TOP, POINTS_PER_MM, SheetNodes, language_of
from .engine import TypstFailedError
from .index import indices
from .lengths import points
from .links import Places
from .manuscript import ManuscriptTranslator, Run
from .markup import literal, quoted
from .sheet import SheetMaker, document_date

logger = logging.getLogger(__name__)

UNSAFE = re.compile(r'[\x00-\x1f\\/:*?"<>|]+')
MEASURES, HANDBOOK = "measures.typ", "handbook.typ"

MARGIN_LEFT = 28 * POINTS_PER_MM
"""Room for binding."""

MARGIN_RIGHT = 20 * POINTS_PER_MM


def handbook_name(project: str) -> str:
    """Name of the file of the handbook."""
    return (UNSAFE.sub(" ", project).strip(" .") or "manual") + ".pdf"


class HandbookBuilder(TypstBuilder):
    """Writes the manual as one PDF."""

    name = "sop-pdf"
    default_translator_class = ManuscriptTranslator

    def init(self) -> None:
        super().init()
        self.epilog = translate("The handbook is in %(outdir)s.", self.config.language)  # type: ignore[misc] # per language

    def get_outdated_docs(self) -> str:
        """The handbook is always written as a whole."""
        return handbook_name(self.config.project)

    def write_documents(self, docnames: Set[str]) -> None:
        """Nothing is written document by document."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Nothing is written document by document."""

    def finish(self) -> None:
        if self.possible:
            path = self.outdir / handbook_name(self.config.project)
            try:
                pdf = self._pdf()
            except TypstFailedError as error:
                template = "the handbook could not be made: {reason}"
                message = translate(template, self.config.language).format(reason=error)
                logger.error("%s", message, type="sop", subtype="pdf")
                path.unlink(missing_ok=True)
                self.app.statuscode = 1
                return
            path.write_bytes(pdf)

    # -- the handbook ------------------------------------------------------------------------------------------------
    def _pdf(self) -> bytes:
        self.makers: list[SheetMaker] = []
        self.places = Places()
        with progress_message(__("assembling single document"), nonl=False):
            whole = self.whole = assemble(self)
        with progress_message(translate("writing the text", self.config.language)):
            translator = self.translator(whole)
            assert isinstance(translator, ManuscriptTranslator)  # noqa: S101 - unless an extension replaces it
            translator.draw = self._sheet
            translator.column = self._page()["width"] - MARGIN_LEFT - MARGIN_RIGHT
            runs = translator.runs_of(whole)
        plans = self._plans()
        with progress_message(translate("making the PDF", self.config.language)):
            self._write_files(whole, runs, plans)

            pdf = self.press.engine.compile(HANDBOOK, standards=sop_config(self.config).pdf_standard)
        for one in (translator, *(maker.translator for maker in self.makers)):
            one.report_lacked()
        return pdf

    def translator(self, document: nodes.document) -> Any:
        translator = super().translator(document)
        translator.places = self.places
        return translator

    def _sheet(self, sheet: SheetNodes, docname: str) -> int:
        """Keep an SOP to be drawn; return its number."""
        translator = self.translator(self.whole)
        translator.docname = docname
        self.makers.append(SheetMaker(sheet, translator, self.press.engine, self.press.timestamp))
        return len(self.makers) - 1

    def _plans(self) -> list[dict[str, Any]]:
        """Return the numbers of the drawings of all SOPs."""
        self._write_sheets()
        charted = [maker for maker in self.makers if maker.sheet.chart is not None]
        found: list[Mapping[str, Any]] = []
        if charted:
            measuring = [maker.measuring_plan() if maker in charted else None for maker in self.makers]
            self.press.engine.write("plans.json", json.dumps(measuring))
            found = self.press.engine.query(MEASURES, "found")
        measured = iter(found)
        return [
            maker.lay_out(next(measured) if maker.sheet.chart is not None else None)
            for maker in status_iterator(
                self.makers,
                translate("drawing the flowcharts... ", self.config.language),
                "brown",
                len(self.makers),
                self.app.verbosity,
                stringify_func=lambda maker: str(maker.view.procedure.name),
            )
        ]

    def _write_sheets(self) -> None:
        sheets = "".join(f"{literal(maker.values)},\n" for maker in self.makers)
        self.press.engine.write("sheets.typ", f"{self.places.import_lines()}#let sheets = ({sheets})\n")

    # -- files for the templates -------------------------------------------------------------------------------------
    def _write_files(self, whole: nodes.document, runs: Sequence[Run], plans: Sequence[Mapping[str, Any]]) -> None:
        self.press.engine.write(
            "book.typ", f'#import "/prose.typ": *\n#let book = {literal(self._book(whole, runs))}\n'
        )
        self._write_sheets()
        self.press.engine.write("plans.json", json.dumps(plans))
        for name, front in (("front.typ", True), ("text.typ", False)):
            pages = "".join(f"#prose-pages({quoted(run.title)})[{run.markup}]\n" for run in runs if run.front is front)
            self.press.engine.write(name, f'{self.places.import_lines()}#import "/pages.typ": *\n{pages}')

    def _page(self) -> dict[str, float]:
        """Size of a page of text and its margins, in points."""
        config = sop_config(self.config)
        width, height = (side * POINTS_PER_MM for side in sorted(config.paper_mm))
        strip = points(config.signature_margin) or 0.0
        margin = {"left": MARGIN_LEFT, "right": MARGIN_RIGHT, "top": 2 * MARGIN_TOP, "bottom": strip + FOOT}
        return {"width": width, "height": height, **margin}

    def _book(self, whole: nodes.document, runs: Sequence[Run]) -> dict[str, Any]:
        config = self.config
        main = main_section(whole)
        title = main.next_node(nodes.title) if main is not None else None
        name = " ".join(title.astext().split()) if title is not None and not has_introduction(whole) else ""
        parts = any(node["top"] for node in whole.findall(part_title))
        docnames = frozenset(self.env.found_docs)
        found = list(indices(self, self.places, docnames))
        self.places.labels |= {one["place"]: one["place"] for one in found}
        return {
            "title": config.project,
            "subtitle": name if name != config.project else "",
            "release": f"{_('Release')} {config.release}" if config.release else "",
            "author": "" if config.author == "Author name not set" else config.author,
            "date": config.today or format_date(config.today_fmt or "%d %B %Y", language=config.language),
            "made": self._made(),
            "language": language_of(config.language),
            "page": self._page(),
            "covered": any(run.front for run in runs),
            "contents": (root_caption(self) or _("Table of Contents")).rstrip(": "),
            "depth": contents_depth(self) + parts,
            "indices": found,
        }

    def _made(self) -> Any:
        """Date in the metadata: of a reproducible build, else the latest one of an SOP."""
        parsed = [one.parsed(key) for one in sop_domain(self.env).procedures() for key in DATES]
        latest = max((one.first for one in parsed if isinstance(one, DateRange)), default=None)
        return document_date(self.press.timestamp, latest, sop_config(self.config).pdf_standard)
