"""Standar Operasional Prosedur (SOP) of Indonesian government agencies, written as text, checked and drawn by Sphinx.

`core` knows what an SOP is, `extension` reads it from a manual, `output` writes it, `cli` is the command ``sphinx-sop``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._version import __version__ as __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension."""
    from .extension import (
        addresses,
        at_work,
        config,
        federation,
        findings,
        generated,
        headings,
        missing_files,
        near_misses,
        processes,
        rewriting,
        source_text,
        unread_files,
    )
    from .extension.builders import SopJsonBuilder
    from .extension.copies import MarkCopies
    from .extension.directives import DIRECTIVES
    from .extension.domain import SopDomain
    from .extension.one_page import LinkWithinPage, link_contents
    from .extension.transforms import FillGenerated, JoinPhrases, LinkRelated, NameProcedures
    from .output import registration

    config.register(app)
    at_work.register(app)
    app.add_domain(SopDomain)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_transform(NameProcedures)
    app.add_transform(JoinPhrases)
    app.add_transform(LinkRelated)
    app.add_post_transform(FillGenerated)
    app.add_post_transform(LinkWithinPage)
    app.add_post_transform(MarkCopies)
    app.add_builder(SopJsonBuilder)
    app.add_event(findings.FOUND)
    app.add_event(rewriting.POSTPONED)
    registration.register(app)
    processes.register(app)
    near_misses.register(app, DIRECTIVES)
    app.connect("config-inited", source_text.tolerate, priority=900)  # after Sphinx has judged the encoding
    app.connect("source-read", source_text.clean)
    app.connect("include-read", source_text.clean_included)
    app.connect("doctree-read", addresses.defuse)
    app.connect("doctree-read", missing_files.note)
    app.connect("doctree-read", headings.clean, priority=400)  # before Sphinx collects the headings
    app.connect("doctree-read", findings.judge_document)
    app.connect("env-updated", findings.report)
    app.connect("env-updated", unread_files.tell)
    app.connect("env-updated", generated.history.forget, priority=400)
    rewriting.Rewriting(app)
    app.connect("html-page-context", link_contents)
    app.connect("missing-reference", federation.resolve_related)
    app.connect("missing-reference", federation.resolve_step, priority=400)  # before intersphinx
    app.connect("warn-missing-reference", findings.warn_missing)
    return {"version": __version__, "env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
