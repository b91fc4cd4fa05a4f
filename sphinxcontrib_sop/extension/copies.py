"""Copies of signed pages: "ttd." in the place of signatures by hand, and room for whoever certifies the copy."""

from collections.abc import Iterable

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..core.anatomy import SIGNERS
from ..core.configuration import OutputConfig
from .config import output_config
from .domain import sop_domain
from .nodes import sop_column, sop_columns, sop_form, sop_page, sop_signature, sop_value

SIGNED_PAGES = ("decree", "annex", "approval")
"""Kinds of pages that bear signatures."""

SIGNED_STATUS = ("in-force", "revoked")
"""An SOP in any other state bears no signature yet."""

ABOVE_SIGNATURE = ("on-behalf", "position", "signed")
"""Parts of a block of signature that stand above the room for it."""

_BLANK = "…………………"


def is_signed_copy(config: OutputConfig, status: str) -> bool:
    """Whether "ttd." stands for the signatures on an SOP in this state.

    An electronic signature is on every copy, so that nothing is said for it.
    """
    return bool(config.copy_mark) and config.signature != "electronic" and status in SIGNED_STATUS


class MarkCopies(SphinxPostTransform):
    """In a copy (`sop_copy_mark`) mark decree, approval sheet and the forms of SOPs that were signed."""

    default_priority = 5  # before the writers' own transforms take the pages apart (9)

    def run(self, **kwargs: object) -> None:
        """Mark each page and each form once."""
        config = output_config(self.config)
        if not config.copy_mark or config.signature == "electronic":
            return
        for page in list(self.document.findall(sop_page)):
            if page["kind"] in SIGNED_PAGES and not page.get("copied"):
                page["copied"] = True
                self._mark(page, page.findall(sop_signature), config)
        domain = sop_domain(self.env)
        for form in list(self.document.findall(sop_form)):
            procedure = domain.procedure_at(form.get("docname", ""), form.get("index"))
            if procedure is None or not is_signed_copy(config, procedure.status) or form.get("copied"):
                continue
            form["copied"] = True
            values = (child for child in form.children if isinstance(child, sop_value))
            signers = [value for value in values if value["field"] in SIGNERS]
            if form.parent is not None and any(value.children for value in signers):
                self._mark(form.parent, signers, config)

    @staticmethod
    def _mark(place: nodes.Element, blocks: Iterable[nodes.Element], config: OutputConfig) -> None:
        """Say who signed in each block, and leave room to certify the copy at the end of the page or of the SOP."""
        for block in blocks:
            above = [
                at
                for at, part in enumerate(block.children, start=1)
                if _part(part) in ("place", "label", *ABOVE_SIGNATURE)
            ]
            block.insert(above[-1] if above else 0, _line(config.words["signed-on-original"], "signed"))
        lines = [_line(config.words["true-copy"], "place"), _line(f"{_BLANK},", "position")]
        room = [_line("", "space"), _line(_BLANK, "name"), _line(f"NIP. {_BLANK}", "id")]
        left = sop_column("", sop_signature("", *lines, *room), width=1, align="center")
        place += sop_columns("", left, sop_column(width=1, align="left"))


def _part(node: nodes.Node) -> str:
    return str(node.get("part", "")) if isinstance(node, nodes.Element) else ""


def _line(text: str, part: str) -> nodes.paragraph:
    return nodes.paragraph("", text, part=part, translatable=False)
