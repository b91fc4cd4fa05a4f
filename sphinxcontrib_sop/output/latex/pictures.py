"""Pictures in LaTeX: SVG is converted if a converter is there, and what LaTeX cannot show becomes its alternative text."""

import shutil
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import ClassVar
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.util import logging
from sphinx.util.images import guess_mimetype

from ...core.i18n import translate

logger = logging.getLogger(__name__)

SVG = "image/svg+xml"

PRIORITY = 190
"""Just before the converters of others (200), which would end the build over a picture they cannot read."""

SUITABLE_LOGOS = frozenset({".pdf", ".png", ".jpg", ".jpeg"})


class ShowPictures(SphinxPostTransform):
    """Convert pictures, and replace those that cannot be shown by their alternative text."""

    default_priority = PRIORITY
    types: ClassVar[Sequence[str]] = ()
    """Kinds of pictures that the builder shows."""
    converters: ClassVar[Sequence[type[ImageConverter]]] = ()

    def run(self, **kwargs: object) -> None:
        """Go through the pictures of a document."""
        self.reported: set[str] = set()
        for image in list(self.document.findall(nodes.image)):
            if isinstance(image.parent, nodes.substitution_definition) or self._is_shown(image):
                continue
            self._convert(image)
            if not self._is_shown(image):
                _put_text(image)

    def _files(self, image: nodes.image) -> Mapping[str, str]:
        """The files of a picture that exist, by their kind; Sphinx reports what does not."""
        candidates: dict[str, str] = image["candidates"]
        chosen = {
            kind if kind != "*" else guess_mimetype(self.env.srcdir / file): file for kind, file in candidates.items()
        }
        return {kind: file for kind, file in chosen.items() if kind and file in self.env.images}

    def _is_shown(self, image: nodes.image) -> bool:
        return not self._files(image).keys().isdisjoint(self.types)

    def _convert(self, image: nodes.image) -> None:
        files = self._files(image)
        if not files:
            return
        reason = ""
        try:
            if SVG in files:
                ElementTree.parse(Path(self.env.srcdir, files[SVG]))
            for kind in self.converters:
                converter = kind(self.document)
                if converter.match(image):
                    converter.handle(image)
                    return
        except Exception as error:  # noqa: BLE001 - whatever a program has to say of a picture
            reason = " ".join(str(error).split())
        file = next(iter(files.values()))
        if file not in self.reported:
            self.reported.add(file)
            _report(image, file, reason, self.config.language)


def set_up(app: Sphinx) -> None:
    """Handle every picture, SVG too if the manual names no converter."""
    _check_logo(app)
    kinds = [kind for kind in app.registry.get_post_transforms() if issubclass(kind, ImageConverter)]
    if not any(source == SVG for kind in kinds for source, _ in kind.conversion_rules):
        kinds += _svg_converters()

    class ShowPicturesOfThisBuild(ShowPictures):
        types = tuple(app.builder.supported_image_types)
        converters = tuple(kinds)

    app.add_post_transform(ShowPicturesOfThisBuild)


def _svg_converters() -> list[type[ImageConverter]]:
    """Return the converter of sphinxcontrib-svg2pdfconverter whose tool is installed; librsvg knows more of SVG than CairoSVG."""
    converters: list[type[ImageConverter]] = []
    if find_spec("sphinxcontrib.rsvgconverter") and shutil.which("rsvg-convert"):
        # with its own defaults, which are not registered: so they are no part of the configuration, changed by a builder
        config = SimpleNamespace(rsvg_converter_bin="rsvg-convert", rsvg_converter_args=[], rsvg_converter_format="pdf")
        module = import_module("sphinxcontrib.rsvgconverter.rsvgconverter")
        converters.append(type("RSVGConverter", (module.RSVGConverter,), {"config": config}))
    if find_spec("sphinxcontrib.cairosvgconverter"):
        try:
            import_module("cairosvg")
        except (ImportError, OSError):  # it may lack the library it draws with
            return converters
        converters.append(import_module("sphinxcontrib.cairosvgconverter.cairosvgconverter").CairoSVGConverter)
    return converters


def _report(image: nodes.image, uri: str, reason: str, language: str) -> None:
    if reason:
        template = "the picture {uri} cannot be converted for LaTeX, its alternative text is printed: {reason}"
    elif uri.lower().endswith(".svg"):
        template = (
            "LaTeX shows no SVG, of the picture {uri} the alternative text is printed; "
            "install `rsvg-convert` (librsvg) and the Python package `sphinxcontrib-svg2pdfconverter`"
        )
    else:
        template = "LaTeX cannot show the picture {uri}; its alternative text is printed"
    message = translate(template, language).format(uri=uri, reason=reason)
    logger.warning(message, location=image, type="sop", subtype="latex")


def _put_text(image: nodes.image) -> None:
    text = image.get("alt") or PurePosixPath(image["uri"]).name
    inside = isinstance(image.parent, nodes.TextElement)
    image.replace_self(nodes.inline("", text) if inside else nodes.paragraph("", text))


def _check_logo(app: Sphinx) -> None:
    """A logo that LaTeX cannot read would end its run."""
    logo = app.config.latex_logo
    if logo and PurePosixPath(logo).suffix.lower() not in SUITABLE_LOGOS:
        template = "`latex_logo` must be a PDF, PNG or JPEG file; {logo} is left out"
        logger.warning(translate(template, app.config.language).format(logo=logo), type="sop", subtype="latex")
        app.config.latex_logo = None
        app.builder.context.pop("logofilename", None)  # type: ignore[attr-defined] # of the builder for LaTeX
