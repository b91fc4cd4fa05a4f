"""One build of a preview: pages that changed, each SOP with its findings; no index, no search."""

import hashlib
import io
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from ..core.characters import visible
from ..core.i18n import say
from ..core.model import Message
from ..core.rules import Finding, Severity
from ..extension.findings import FOUND
from ..extension.rewriting import POSTPONED
from ._parser import tell, write

_OVERRIDES = {"html_use_index": False, "html_copy_source": False, "html_show_sourcelink": False}
_LAST = 10_000
_LABELS = {
    Severity.ERROR: Message(template="error"),
    Severity.WARNING: Message(template="warning"),
    Severity.INFO: Message(template="advice"),
}


#: Loads a page anew when it has become another one: also one that changed before the server heard of this browser.
_RELOADING = """<script>
{
  const look = async () => {
    const page = await (await fetch(location.pathname, { cache: "no-store" })).text();
    if (!page.includes("DIGEST")) location.reload();
  };
  const news = new WebSocket(`ws://${location.host}/websocket-reload`);
  news.onopen = news.onmessage = look;
}
</script>"""


class PreviewBuild:
    """Builds the pages of a manual: what changed and no more."""

    def __init__(self, source: Path, output: Path, spoken: str) -> None:
        self.source = source
        self.output = output
        self.spoken = spoken
        self._said = io.StringIO()
        self._shown: list[Finding] = []

    @contextmanager
    def opened(self) -> Iterator[Sphinx]:
        """The manual, loaded and ready to be built.  Raises what Sphinx raises, `SystemExit` of conf.py too."""
        (self.output / "templates").mkdir(parents=True, exist_ok=True)
        (self.output / "html").mkdir(exist_ok=True)
        with patch_docutils(self.source), docutils_namespace():
            app = Sphinx(
                srcdir=self.source,
                confdir=self.source,
                outdir=self.output / "html",
                doctreedir=self.output / "doctrees",
                buildername="html",
                confoverrides=dict(_OVERRIDES),
                status=None,
                warning=self._said,
            )
            app.connect(FOUND, lambda app, findings: self._shown.extend(findings))
            app.connect("html-page-context", lambda *given: _show(given[0], given[3], self._shown))
            app.builder.search = False  # type: ignore[attr-defined] # the index of a whole manual takes its time
            # Each build is a process of its own: they hand each other the templates as Jinja compiled them.
            if environment := getattr(getattr(app.builder, "templates", None), "environment", None):
                environment.bytecode_cache = FileSystemBytecodeCache(str(self.output / "templates"))
            yield app

    def is_document(self, app: Sphinx, path: Path) -> bool:
        """True for a source of a page; other files may be settings, which are read when the manual is opened."""
        return path.suffix in app.config.source_suffix

    def whole(self) -> None:
        """Open the manual and build it."""
        begun = time.monotonic()
        with self._explaining(), self.opened() as app:
            app.build()
            self._tell_all(begun, ())

    def changed(self, app: Sphinx, changed: Sequence[Path]) -> None:
        """Build the pages of an opened manual of which only documents have changed since it was built as a whole.

        What other pages show of them is for `rest`: a list of 300 SOPs takes longer than the page that somebody looks at.
        """
        begun = time.monotonic()
        app.connect(POSTPONED, lambda app: True)
        self._skip_unchanged(app)
        with self._explaining():
            app.build()
            self._tell_all(begun, changed)

    def rest(self, app: Sphinx, keeping: Callable[[], None], writing: Callable[[], None]) -> None:
        """Write the pages that `changed` has left.

        `keeping` is called before and `writing` after the only time in which this must not be interrupted.
        """
        app.connect("env-updated", lambda app, env: keeping(), priority=_LAST)
        app.connect("write-started", lambda app, builder: writing())
        self._skip_unchanged(app)
        with self._explaining():
            app.build()

    @staticmethod
    def _skip_unchanged(app: Sphinx) -> None:
        """Leave out what takes long and has not changed."""
        for unneeded in ("copy_static_files", "dump_inventory"):
            setattr(app.builder, unneeded, lambda: None)

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except (SphinxError, OSError, SystemExit) as error:  # conf.py may call sys.exit()
            tell(self.spoken, "the pages stay as they were: {reason}", reason=" ".join(str(error).split()))

    def _tell_all(self, begun: float, changed: Sequence[Path]) -> None:
        paths = [path.as_posix() for path in changed]
        for line in self._said.getvalue().splitlines():  # those of the rest have been said
            if not paths or any(path in line for path in paths):
                write(visible(f"{line}\n"), sys.stderr)
        seconds = f"{time.monotonic() - begun:.1f}"
        template = "pages brought up to date in {seconds} s; findings: {count}"
        tell(self.spoken, template, seconds=seconds, count=len(self._shown))


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
    body = (_listed(loose, language) if loose else "") + body
    digest = hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()
    context["body"] = body + _RELOADING.replace("DIGEST", digest)


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
