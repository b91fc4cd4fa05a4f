"""The builder `sop-sheets`: one PDF per SOP, what an official signs."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from docutils import nodes

from ...._version import __version__
from ....core.file_names import file_name
from ....core.i18n import translate
from ....core.model import Procedure
from ....extension.config import VALUES
from ....extension.domain import sop_domain
from ....extension.written import write_output
from ..sheet.press import sheets_in
from .base import TypstBuilder, uncollected

RECORD_FILE = ".sop-sheets.json"


def sheet_name(key: str) -> str:
    """Name of the file of an SOP with that key, see `SopDomain.file_keys`; unlike its name it is unique and safe."""
    return file_name(key.removeprefix("sop-"), ".pdf")


class SheetBuilder(TypstBuilder):
    """Writes a sheet for every SOP of every document that changed."""

    name = "sop-sheets"

    def init(self) -> None:
        super().init()
        self._printing: tuple[Path, Callable[[], bytes | None]] | None = None
        self._keys: Mapping[tuple[str, str], str] = {}
        self.epilog = translate("The SOP sheets are in %(outdir)s.", self.config.language)  # type: ignore[misc] # per language

    # -- what is out of date -----------------------------------------------------------------------------------------
    def _digest(self) -> str:
        """Digest of all that shapes a sheet besides its document."""
        values = {name: repr(self.config[name]) for name, _, _ in VALUES}
        values |= {"language": self.config.language, "version": __version__}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()

    def get_outdated_docs(self) -> Iterator[str]:
        """Documents that lack a sheet or are newer than one."""
        if not self.possible:
            return
        self._keys = sop_domain(self.env).file_keys()
        same = self._stored().get("digest") == self._digest()
        for docname in self.env.found_docs:
            if not same or docname not in self.env.all_docs:
                yield docname
                continue
            sheets = [self.outdir / self._name(procedure) for procedure in self._procedures(docname)]
            written = min((sheet.stat().st_mtime if sheet.is_file() else 0.0 for sheet in sheets), default=float("inf"))
            source = Path(self.env.doc2path(docname))
            if source.is_file() and source.stat().st_mtime > written:
                yield docname

    def _stored(self) -> dict[str, Any]:
        """What was noted when the sheets were last written: a digest and the names of the files."""
        try:
            stored = json.loads((self.outdir / RECORD_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stored if isinstance(stored, dict) else {}

    def _name(self, procedure: Procedure) -> str:
        return sheet_name(self._keys.get((procedure.docname, procedure.anchor), procedure.anchor))

    def _procedures(self, docname: str) -> Sequence[Procedure]:
        record = sop_domain(self.env).by_doc.get(docname)
        return record.procedures if record else ()

    # -- writing -----------------------------------------------------------------------------------------------------
    def write_documents(self, docnames: Set[str]) -> None:
        """Write the sheets of documents; what each of them needs is freed after it."""
        self._keys = sop_domain(self.env).file_keys()
        with uncollected(new=False):
            super().write_documents(docnames)
            self._write_printed()

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write the sheets of a document; the last one is compiled while the next document is prepared."""
        if not self.possible:
            return
        self.post_process_images(doctree)
        for sheet in sheets_in(doctree, self.env):
            printed = self.press.start(sheet, doctree)
            self._write_printed()
            self._printing = (self.outdir / self._name(sheet.view.procedure), printed)

    def _write_printed(self) -> None:
        """Write the sheet that was started last."""
        if self._printing is not None:
            path, printed = self._printing
            self._printing = None
            pdf = printed()
            if pdf is None:
                path.unlink(missing_ok=True)
            else:
                write_output(self.env, path, pdf)

    def finish(self) -> None:
        """Remove the sheets of SOPs that are gone: nobody should sign them."""
        if self.possible:
            names = sorted(map(sheet_name, sop_domain(self.env).file_keys().values()))
            for name in self._stored().get("sheets", ()):
                if name not in names and file_name(str(name).removesuffix(".pdf"), ".pdf") == name:
                    (self.outdir / name).unlink(missing_ok=True)
            record = json.dumps({"digest": self._digest(), "sheets": names})
            write_output(self.env, self.outdir / RECORD_FILE, record)
