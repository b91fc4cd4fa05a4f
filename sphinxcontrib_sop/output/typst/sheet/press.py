"""The press of a build: prints the sheet of every SOP with one compiler, whichever builder wants it."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from docutils import nodes
from msgspec import Struct
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from ....core.i18n import translate
from ....core.model import Procedure, Step
from ....extension.config import output_config
from ....extension.domain import sop_domain
from ....extension.graphviz import GraphvizError, drawn_file
from ..compiler.engine import Engine, TypstFailedError
from ..compiler.faces import COMPATIBLE, Face, face_named
from ..compiler.metrics import FAMILY
from ..text.edition import Edition
from ..text.translator import TypstTranslator
from .contents import SheetNodes, sheet_nodes
from .maker import SheetMaker

logger = logging.getLogger(__name__)

IMAGE_TYPES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")
"""Pictures that Typst shows; the first of several candidates is taken."""

PLACES = "places.typ"
BRACE = re.compile(r"\{")

LONGEST_EPOCH = 11
"""Digits of a moment in seconds that a date can name: until the year 5138."""

MAX_CELL = 50_000
"""Characters of a cell: it fills a dozen pages of a narrow column, and the time to set it grows with its square."""


class SheetPlaces(Struct, frozen=True, kw_only=True):
    """Where things stand on a sheet."""

    pages: int
    """Number of pages."""
    anchors: Mapping[str, int]
    """Anchor -> number of its page, from 1."""


def sheets_in(tree: nodes.Element, env: BuildEnvironment) -> Iterator[SheetNodes]:
    """Yield the SOPs of a document or a part of one."""
    notes: list[nodes.Element] = [*tree.findall(nodes.footnote), *tree.findall(nodes.citation)]
    for section in tree.findall(nodes.section):
        sheet = sheet_nodes(section, env, notes=notes)
        if sheet is not None:
            yield sheet


class Press:
    """Prints sheets; what the compiler needs lies in a folder of its own."""

    def __init__(
        self, env: BuildEnvironment, folder: Path, translator: Callable[[nodes.document, Edition, str], TypstTranslator]
    ) -> None:
        """``translator`` makes one for a document, the PDF it becomes a part of, and its name in a handbook."""
        self.env = env
        config = output_config(env.config)
        self.engine = Engine(folder, config.fonts)
        for name in dict.fromkeys(config.typefaces.values()):
            self._check_face(face_named(name, config.fonts))
        self.translator = translator
        self._printed: Mapping[str, str] = {}
        self._unreadable: set[str] = set()
        self._unknown: set[str] = set()
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        self.timestamp = int(epoch) if epoch.isdecimal() and len(epoch) <= LONGEST_EPOCH else None

    def edition(self, **further: Any) -> Edition:
        """Return a new PDF without any text; ``further`` are other fields of `Edition`."""
        return Edition(
            asset=self.asset, graph=self.graph, lacking=self.engine.lacking, unknown=self._unknown, **further
        )

    def _check_face(self, face: Face) -> None:
        """Report a face that is not there, with the ones that would do."""
        if face.is_there:
            return
        values = {"name": face.name, "used": FAMILY, "compatible": " / ".join(COMPATIBLE.get(face.name.casefold(), ()))}
        template = "the font {name} is not there, {used} is used; name its files in sop_fonts"
        if values["compatible"]:
            template = (
                "the font {name} is not there, {used} is used; name its files in sop_fonts, or those of {compatible}, "
                "which is as wide"
            )
        message = translate(template, self.env.config.language).format(**values)
        logger.warning("%s", message, type="sop", subtype="pdf")

    @cached_property
    def _numbers(self) -> Mapping[str, str]:
        """Numbers of the SOPs by anchor; asked for only after everything is read."""
        return {procedure.anchor: procedure.text("number") for procedure in sop_domain(self.env).procedures()}

    def sheet(self, sheet: SheetNodes, document: nodes.document) -> bytes | None:
        """Return a sheet as PDF; None if Typst cannot make it, which is reported."""
        return self.start(sheet, document)()

    def start(self, sheet: SheetNodes, document: nodes.document) -> Callable[[], bytes | None]:
        """Begin to print a sheet, so that the next can be prepared meanwhile; return what waits for it."""
        longest = max((len(text) for step in sheet.view.procedure.steps for text in _cells(step)), default=0)
        if longest > MAX_CELL:
            template = translate("a cell of its steps has {count} characters", self.env.config.language)
            reason = template.format(count=longest)
            return lambda: self._report(sheet, reason)
        edition = self.edition(addition=self.addition_for(sheet.view.procedure))
        translator = self.translator(document, edition, "")
        try:
            started = SheetMaker(sheet, translator, self.engine, self.timestamp).start()
        except TypstFailedError as error:
            reason = str(error)
            return lambda: self._report(sheet, reason)

        def finished() -> bytes | None:
            try:
                pdf = started.result()
            except TypstFailedError as error:
                self._report(sheet, str(error))
                return None
            self._printed = edition.places.labels
            return pdf

        return finished

    def _report(self, sheet: SheetNodes, reason: str) -> None:
        template = translate("the sheet of {name} could not be made: {reason}", self.env.config.language)
        message = template.format(name=sheet.view.procedure.name, reason=reason)
        logger.warning("%s", message, location=sheet.section, type="sop", subtype="pdf")

    def places(self) -> SheetPlaces:
        """Return where things stand on the sheet that was printed last."""
        answer = self.engine.query(PLACES, "places")
        pages = dict(answer["anchors"])
        anchors = {name: pages[label] for name, label in self._printed.items() if label in pages}
        return SheetPlaces(pages=answer["pages"], anchors=anchors)

    def asset(self, image: nodes.image) -> str | None:
        """Return the path of a picture for Typst; what cannot be shown is reported once."""
        uri = self._candidate(image)
        file = Path(self.env.srcdir, uri)
        remote = "://" in uri
        path = None if remote else self.engine.asset(file)
        if path is None and (remote or file.is_file()) and uri not in self._unreadable:  # Sphinx reports missing files
            self._unreadable.add(uri)
            template = "the picture {uri} cannot be shown on paper; its alternative text is printed"
            message = translate(template, self.env.config.language).format(uri=uri)
            logger.warning(message, location=image, type="sop", subtype="pdf")
        return path

    def graph(self, code: str, node: nodes.Element) -> str | None:
        """Return the path of the picture of a graph for Typst; one that cannot be drawn is reported."""
        # the default of Graphviz is a face that is not there
        options = f'graph [fontname="{FAMILY}"]; node [fontname="{FAMILY}"]; edge [fontname="{FAMILY}"];'
        styled = BRACE.sub(lambda match: f"{match.group()} {options}", code, count=1)
        try:
            return self.engine.asset(drawn_file(styled, "svg", self.env.config, self.engine.folder))
        except GraphvizError as error:
            template = "Graphviz cannot draw this, its source is printed: {reason}"
            message = translate(template, self.env.config.language).format(reason=error)
            logger.warning("%s", message, location=node, type="sop", subtype="pdf")
            return None

    @staticmethod
    def _candidate(image: nodes.image) -> str:
        """The file of a picture; a builder for whom another one suits may not have chosen yet."""
        candidates: dict[str, str] = image.get("candidates", {})
        return str(next((candidates[kind] for kind in IMAGE_TYPES if kind in candidates), image["uri"]))

    def addition_for(self, here: Procedure) -> Callable[[nodes.reference], str]:
        """Return what adds the number of an SOP to a reference from another one: on paper nobody can follow a link."""
        return partial(self._addition, here=here)

    def _addition(self, reference: nodes.reference, *, here: Procedure) -> str:
        anchor = reference.get("refid") or reference.get("refuri", "").rpartition("#")[2]
        number = self._numbers.get(anchor, "") if reference.get("internal") else ""
        shown = reference.parent.astext() if reference.parent is not None else reference.astext()
        return f"({number})" if number and anchor != here.anchor and number not in shown else ""


def _cells(step: Step) -> Iterator[str]:
    """The texts of a row."""
    yield step.text
    yield from (value.text for value in step.texts.values())
