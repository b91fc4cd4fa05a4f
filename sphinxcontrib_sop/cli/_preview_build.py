"""One build of a preview: pages that changed, each SOP with its findings; no index, no search."""

import io
import sys
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from ..core.i18n import say
from ..core.model import Message
from ..core.rules import Finding, Severity
from ..extension.findings import FOUND
from ._parser import tell, write

_OVERRIDES = {"html_use_index": False, "html_copy_source": False, "html_show_sourcelink": False}
_LABELS = {
    Severity.ERROR: Message(template="error"),
    Severity.WARNING: Message(template="warning"),
    Severity.INFO: Message(template="advice"),
}


class PreviewBuild:
    """Builds the pages; sphinx-autobuild calls it in a fresh child process after every change."""

    def __init__(self, source: Path, output: Path, spoken: str) -> None:
        self.source = source
        self.output = output
        self.spoken = spoken

    def __call__(self, *, changed_paths: Sequence[Path]) -> None:
        begun = time.monotonic()
        said = io.StringIO()
        try:
            count = self._build(said)
        except (SphinxError, OSError, SystemExit) as error:  # conf.py may call sys.exit()
            tell(self.spoken, "the pages stay as they were: {reason}", reason=" ".join(str(error).split()))
            return
        changed = [path.as_posix() for path in changed_paths]
        for line in said.getvalue().splitlines():  # those of the rest have been said
            if not changed or any(path in line for path in changed):
                write(f"{line}\n", sys.stderr)
        template = "pages brought up to date in {seconds} s; findings: {count}"
        tell(self.spoken, template, seconds=f"{time.monotonic() - begun:.1f}", count=count)

    def _build(self, said: io.StringIO) -> int:
        shown: list[Finding] = []
        with patch_docutils(self.source), docutils_namespace():
            app = Sphinx(
                srcdir=self.source,
                confdir=self.source,
                outdir=self.output / "html",
                doctreedir=self.output / "doctrees",
                buildername="html",
                confoverrides=dict(_OVERRIDES),
                status=None,
                warning=said,
            )
            app.connect(FOUND, lambda app, findings: shown.extend(findings))
            app.connect("html-page-context", lambda *given: _show(given[0], given[3], shown))
            app.builder.search = False  # type: ignore[attr-defined] # the index of a whole manual takes its time
            app.build()
        return len(shown)


# -- findings on the page ------------------------------------------------------------------------------------------------
def _show(app: Sphinx, context: dict[str, Any], all_findings: Sequence[Finding]) -> None:
    """Put the findings of each SOP of a page below its title, those of the page itself above all."""
    body = context.get("body")
    if not body:
        return
    language = app.config.language
    by_sop: dict[str, list[Finding]] = {}
    for finding in all_findings:
        by_sop.setdefault(finding.sop, []).append(finding)
    for sop, findings in by_sop.items():
        if not sop:
            continue
        head, opening, rest = body.partition(f'id="sop-{escape(sop)}">')
        title, closing, below = rest.partition("</h")
        if opening and closing:
            level, more = below[:2], below[2:]
            body = f"{head}{opening}{title}{closing}{level}{_listed(findings, language)}{more}"
    path = (
        f"{app.env.doc2path(context.get('pagename', ''), False)}" if context.get("pagename") in app.env.all_docs else ""
    )
    loose = [finding for finding in by_sop.get("", ()) if finding.location.path == path]
    context["body"] = (_listed(loose, language) if loose else "") + body


def _listed(findings: Sequence[Finding], language: str) -> str:
    rows = []
    for finding in sorted(findings, key=lambda finding: (finding.severity.weight, finding.location.line)):
        sentence = say(finding.message, language)
        label = say(_LABELS.get(finding.severity, Message(template="advice")), language)
        place = f"{finding.location.path}:{finding.location.line}"
        rows.append(
            f"<li><b>{escape(label)} {finding.code}</b> {escape(sentence[:1].upper() + sentence[1:])} "
            f"<small>{escape(place)}</small></li>"
        )
    colour = "#b3261e" if any(finding.severity is Severity.ERROR for finding in findings) else "#8a6100"
    style = f"border:1px solid {colour};border-left-width:6px;padding:.4em 1em;margin:1em 0;font-size:.9em"
    return f'<aside class="sop-findings no-print" style="{style}"><ul>{"".join(rows)}</ul></aside>'
