"""Nodes of an SOP in the doctree; they carry texts as children and no behaviour.

An SOP is a ``section`` of class ``sop``::

    section
        title
        sop_form            identity form: `docname`, `index` name the procedure
            sop_value       `field`: key of the entry; body elements
        ...                 free content of the SOP
        sop_chart           flowchart table: `docname`, `index` name the procedure
            sop_lane        `actor`: key; one paragraph
            sop_step        one row: `step`, `ids`
                sop_value   `field`: text, inputs, time, output, notes; body elements
                sop_answer  `flow`: index of the flow it labels; one paragraph

Every text a person reads is a child node, so that markup, cross-references, search and translation work in all of them.

The documents of a manual (cover, decree, approval sheet ...) are ordinary elements of docutils within::

    sop_page                `kind`; begins a page of its own on paper, and so does what follows it
        sop_columns         side by side where there is room
            sop_column      `width`: its share; `align`
                sop_signature   what is signed: paragraphs whose `part` says what they are
        sop_symbol          `shape`: one symbol of the flowchart; an image of it, which a writer may draw itself

and ``sop_generated`` stands for what depends on the whole manual, see `generated`; its tables are of the class
``sop_table``, which writers that do not know it take for a ``table``.

A heading right above a `sop_page` belongs to it: the page break comes before the heading.  Classes say how they look:

title
    ``sop-unprinted``: for contents, bookmarks and readers of a screen; the page itself says it in its own way
sop_columns
    ``sop-rule-below``: the letterhead (kop), a double line below it over the whole width
field_list
    ``sop-clauses``: names of the fields in a column at the left, a colon, the body; flows over pages
paragraph
    ``sop-center``, ``sop-strong``, ``sop-large``, ``sop-huge``, ``sop-small``, ``sop-upper``: as they say;
    ``sop-apart``: with room above it; ``sop-balanced``: lines of about the same length;
    ``sop-push-down``: with everything below it at the foot of the page
table
    ``sop-table``: ruled, with a head that comes again on every page

A `sop_page` of the kind "annex" follows the decree it belongs to.

An SOP in another format than the flowchart has in the place of its `sop_chart`, once it is written::

    sop_steps               `format`: simple-steps, hierarchical-steps or graphic
        paragraph           ``sop-performers``: all actors, each an inline element with the anchor of its lane
        sop_activities      a list; `columns`: how many stages stand side by side where there is room, 0 if none;
                            `page_word`: what stands before the number of a page
            sop_activity    `mark`: its number as printed; `heading`; `leads_on`: the flow goes on to the next one
                sop_activity_part   `part`: picture or text; body elements
                field_list          ``sop-details``: actors, inputs, time, output, notes, where it goes on
                sop_activities      sub-steps
        paragraph           ``sop-total-time``

Where LaTeX writes a manual, the printed sheet of an SOP stands for its form, its free content and its table::

    section
        sop_sheet           `file`, `width`, `height` (points)
            sop_unprinted_title     children of the title
            sop_sheet_page      `number` from 1; `targets`: ids of what stands on it; `counted`; index entries
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from ..core.model import Location
    from ..core.process.rows import StepDraft


class sop_form(nodes.General, nodes.Element):
    """Identity form."""


class sop_chart(nodes.General, nodes.Element):
    """Flowchart table."""


class sop_lane(nodes.Part, nodes.Element):
    """Heading of the column of one actor."""


class sop_step(nodes.Part, nodes.Element):
    """One row of the flowchart table."""

    draft: StepDraft | None = None
    """What was typed, until the directive or a transform has read it."""
    table: Location | None = None
    """Where the `sop-table` begins that it is a row of."""
    sub_steps: list[sop_step] = []  # noqa: RUF012 - a default that is replaced, never changed


class sop_value(nodes.Part, nodes.Element):
    """What was typed for one entry."""


class sop_answer(nodes.Part, nodes.Element):
    """Label of one arrow."""


class sop_steps(nodes.General, nodes.Element):
    """The steps of an SOP as a list or as stages, in the place of the flowchart table."""


class sop_activities(nodes.Part, nodes.Element):
    """A list of steps, of sub-steps or of stages."""


class sop_activity(nodes.Part, nodes.Element):
    """One step in such a list."""


class sop_activity_part(nodes.Part, nodes.Element):
    """The pictures or the text of a step."""


class sop_page(nodes.General, nodes.Element):
    """A document of the manual that has its own page on paper; `kind` is cover, decree, approval ..."""


class sop_columns(nodes.General, nodes.Element):
    """Columns side by side, on a narrow screen or in plain text one after the other."""


class sop_column(nodes.Part, nodes.Element):
    """One column; `width` is its share of the line (default 1), `align` left, center or right."""


class sop_signature(nodes.General, nodes.Element):
    """Block of one signature; its paragraphs have as `part` one of `SIGNATURE_PARTS`."""


SIGNATURE_PARTS = ("place", "label", "on-behalf", "position", "space", "name", "rank", "id")
"""Lines of a signature from top to bottom, each may be absent or come twice.

"space" is an empty paragraph, where ink, stamp or QR code will stand; with ``sop_signature = "electronic"`` a writer
puts the label `signed-electronically` above it.
"""


class sop_symbol(nodes.General, nodes.Element):
    """Picture of one symbol; `shape` is one of `SYMBOLS` or `SIGNS`, the child an image of it."""


SYMBOLS = ("terminator", "process", "decision", "arrow", "connector")
"""The five symbols of the regulation; each has a picture in ``symbols/``."""

SIGNS = ("several", "joint", "two-way", "hop", "end")
"""What else a flowchart shows: a symbol over several lanes, the line of joint work, two heads, a bridge, the word for the end."""


class sop_table(nodes.table):
    """A table made of the whole manual: a table like others, but in a narrow window each of its rows is a card."""


class sop_phrase(nodes.Inline, nodes.TextElement):
    """Part of a line that is translated by itself; a transform puts an `inline` in its place, no writer meets it."""


class sop_generated(nodes.General, nodes.Element):
    """Stands for what is made of the whole manual; `kind` and `options` say what, see `generated`."""


class sop_sheet(nodes.General, nodes.Element):
    """The printed sheet of an SOP, to be included page by page."""


class sop_clauses(nodes.General, nodes.Element):
    """What a field list of class ``sop-clauses`` is in LaTeX."""


class sop_clause(nodes.Part, nodes.Element):
    """One of its fields; `label` is the name."""


class sop_page_number(nodes.Inline, nodes.Element):
    """Number of the page that a reference leads to: it has the `refid` or `refuri` of the reference."""


class sop_unprinted_title(nodes.Part, nodes.TextElement):
    """Title for contents and bookmarks only; what stands on the page says it itself."""


class sop_sheet_page(nodes.Part, nodes.Element):
    """One page of a sheet; `counted` are pairs of a LaTeX counter that a numbered thing on it steps, and its labels."""


class sop_graph(nodes.General, nodes.Element):
    """Drawing of Graphviz: `picture` is the path of its SVG, `alt` tells it in words.

    Its children are references; the address of a shape in the drawing is the index of the one it leads to.
    """


ALL_NODES: tuple[type[nodes.Element], ...] = (sop_form, sop_chart, sop_lane, sop_step, sop_value, sop_answer)
"""Nodes of an SOP."""

STEP_NODES: tuple[type[nodes.Element], ...] = (sop_steps, sop_activities, sop_activity, sop_activity_part)
"""Nodes of an SOP that is no flowchart."""

DOCUMENT_NODES: tuple[type[nodes.Element], ...] = (
    sop_page,
    sop_columns,
    sop_column,
    sop_signature,
    sop_symbol,
    sop_generated,
    sop_graph,
)
"""Nodes of the documents of a manual."""

LATEX_NODES: tuple[type[nodes.Element], ...] = (
    sop_sheet,
    sop_sheet_page,
    sop_unprinted_title,
    sop_page_number,
    sop_clauses,
    sop_clause,
)
"""Nodes that only LaTeX meets."""


def lane_anchors(chart: nodes.Element) -> list[str]:
    """The anchors of the columns of a chart, for a form of it that has no columns."""
    return [anchor for lane in chart.children if isinstance(lane, sop_lane) for anchor in lane["ids"]]
