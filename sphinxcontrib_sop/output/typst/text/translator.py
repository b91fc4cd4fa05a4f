"""From the doctree to Typst markup: the visitors for all kinds of nodes in one translator."""

from .documents import DocumentVisitor
from .inline import InlineVisitor
from .lists import ListVisitor
from .objects import ObjectVisitor
from .pictures import PictureVisitor
from .steps import StepVisitor
from .tables import TableVisitor


class TypstTranslator(
    InlineVisitor, ListVisitor, TableVisitor, PictureVisitor, ObjectVisitor, DocumentVisitor, StepVisitor
):
    """Writes one part of a document; `markup_of` is the way in."""
