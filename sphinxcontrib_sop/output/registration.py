"""Tells Sphinx how the nodes of an SOP are written in each format, and which files its pages need."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config

from ..extension.config import output_config
from ..extension.nodes import ALL_NODES, DOCUMENT_NODES, STEP_NODES, sop_table
from . import html
from .html import documents as html_documents
from .html import search, theme_words
from .html import steps as html_steps
from .html.styles import write_styles
from .plain import draws
from .plain.pages import PlainPages, lays_out
from .plain_nodes import FlatTables, PlainTables

Visitor = Callable[[Any, Any], None]
STATIC_DIR = Path(__file__).parent / "html" / "static"


def register(app: Sphinx) -> None:
    """Register the visitors of every format and what the pages need."""
    # other writers meet the nodes only if someone leaves out the post-transform; then their content is written
    content: tuple[Visitor, Visitor] = (_enter, _leave)
    for node_class in ALL_NODES:
        drawn: tuple[Visitor, Visitor] = html.VISITORS[node_class]
        app.add_node(node_class, html=drawn, latex=content, text=content, man=content, texinfo=content)
    for node_class in STEP_NODES:
        listed: tuple[Visitor, Visitor] = html_steps.VISITORS[node_class]
        app.add_node(node_class, html=listed, latex=content, text=content, man=content, texinfo=content)
    for node_class in DOCUMENT_NODES:
        shown = html.VISITORS.get(node_class) or html_documents.VISITORS.get(node_class, content)
        app.add_node(node_class, html=shown, latex=content, text=content, man=content, texinfo=content)
    app.add_node(sop_table, html=html_documents.TABLE)
    search.register(app)
    theme_words.register(app)
    app.connect("builder-inited", _set_up)
    app.connect("write-started", _leave_out_doctrees)
    app.connect("html-page-context", write_styles)
    app.connect("config-inited", _add_static_path)
    app.connect("config-inited", _add_walk_through, priority=600)  # once the values are checked
    for style_sheet in ("sop.css", "sop-steps.css", "sop-lists.css", "sop-documents.css"):
        app.add_css_file(style_sheet)
    for script in ("sop.js", "sop-lists.js"):
        app.add_js_file(script, loading_method="defer")


def _enter(translator: Any, node: nodes.Element) -> None:
    """Write the content of a node as it comes."""


def _leave(translator: Any, node: nodes.Element) -> None:
    """Nothing follows the content."""


def _set_up(app: Sphinx) -> None:
    """Let LaTeX include the sheets, and builders that cannot draw show tables."""
    if app.builder.format == "latex":
        app.setup_extension(f"{__package__}.latex")  # no other build needs to load it
    elif not draws(app.builder):
        app.add_post_transform(PlainTables)
        app.add_post_transform(FlatTables)
    if not lays_out(app.builder):
        app.add_post_transform(PlainPages)


def _leave_out_doctrees(app: Sphinx, builder: Builder) -> None:
    """Without ``-d`` Sphinx keeps the doctrees among what it puts into a book, and warns about each of them."""
    if builder.name == "epub" and app.outdir in app.doctreedir.parents:
        kept = [str(path.relative_to(app.outdir)) for path in app.doctreedir.rglob("*") if path.is_file()]
        app.config.epub_exclude_files = [*app.config.epub_exclude_files, *kept]


def _add_walk_through(app: Sphinx, config: Config) -> None:
    """Only where it is asked for: without it no page changes."""
    if output_config(config).walk_through:
        app.add_css_file("sop-walk.css")
        app.add_js_file("sop-walk.js", loading_method="defer")


def _add_static_path(app: Sphinx, config: Config) -> None:
    """Let HTML builders copy the style sheet; later than here it would count as a changed configuration."""
    config.html_static_path.append(str(STATIC_DIR))
