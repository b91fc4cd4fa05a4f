"""The formats of a report: adding one is adding a module with ``render(report)`` and a line here."""

from importlib import import_module

from msgspec import Struct

from ._report import Report


class Format(Struct, frozen=True, kw_only=True):
    """How a report is written."""

    module: str
    """Name of the module; imported when it is used, for a workbook asks for much that a line of text does not."""
    shows_manual: bool = False
    """True if it needs the manual itself (`Report.subject`)."""
    binary: bool = False
    """True if it is nothing for a terminal."""

    def render(self, report: Report) -> bytes:
        """The report as it is written to a file."""
        written: str | bytes = import_module(f".{self.module}", __package__).render(report)
        return written.encode("utf-8", "backslashreplace") if isinstance(written, str) else written


FORMATS: dict[str, Format] = {
    "text": Format(module="text"),
    "json": Format(module="json"),
    "sarif": Format(module="sarif"),
    "github": Format(module="github"),
    "gitlab": Format(module="gitlab"),
    "html": Format(module="html", shows_manual=True),
    "xlsx": Format(module="xlsx", shows_manual=True, binary=True),
    "docx": Format(module="docx", shows_manual=True, binary=True),
}
