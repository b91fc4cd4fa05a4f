"""The Lembar Verifikasi SOP as one self-contained page: to be filled in on the screen or printed (A4 landscape)."""

from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from ._report import Report
from .verification import blocks


def render(report: Report) -> str:
    """A summary of all SOPs, then a sheet for each that begins on a page of its own; empty without the manual."""
    if report.subject is None:
        return ""
    return _template().render(
        report=report, subject=report.subject, words=report.subject.words, blocks=list(blocks(report))
    )


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    file = resources.files(__package__) / "verification.html.jinja"
    return environment.from_string(file.read_text(encoding="utf-8"))
