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
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from .flow import StepDraft


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
    sub_steps: list[sop_step] = []  # noqa: RUF012 - a default that is replaced, never changed


class sop_value(nodes.Part, nodes.Element):
    """What was typed for one entry."""


class sop_answer(nodes.Part, nodes.Element):
    """Label of one arrow."""


ALL_NODES: tuple[type[nodes.Element], ...] = (sop_form, sop_chart, sop_lane, sop_step, sop_value, sop_answer)
