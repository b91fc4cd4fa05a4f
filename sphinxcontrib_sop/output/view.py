"""What a writer needs to show one SOP: the procedure, its drawing, its sentences and the words of the form."""

from collections.abc import Container, Mapping
from functools import cached_property

from docutils import nodes
from msgspec.structs import replace
from sphinx.environment import BuildEnvironment

from ..core.anatomy import DATES, PROCEDURE_FIELDS, Place
from ..core.configuration import Naming, OutputConfig
from ..core.i18n import say
from ..core.layout import Chart, Routing, Spacing, draw, find_routes
from ..core.layout import Words as ChartWords
from ..core.ledger import ApprovalState, Validity, short
from ..core.model import Procedure
from ..core.process.narration import Course, Sentence, courses, narrate, printed_labels
from ..core.process.times import procedure_time
from ..core.profiles import Profile, Words
from ..core.reading.durations import spelt
from ..extension.approvals import approvals_of
from ..extension.config import output_config
from ..extension.domain import sop_domain
from ..extension.nodes import sop_answer, sop_lane, sop_step
from .page_code import page_address

MANY_LANES, CROWDED = 7, Spacing(gap=5.5)
"""Number of lanes from which lines stand closer on a screen, where a table that is too wide has to be scrolled."""

DEFAULT_ANSWERS = frozenset({"yes", "no"})
"""Entries whose arrows bear a word of the profile."""
SIGNATURE_ROOM = {"empty": 44.0, "wet": 64.0, "electronic": 62.0}
"""Height in points of the room for a signature: ink and stamp, or the QR code of an electronic one."""

INITIALS_ROOM = 28.0
"""The same for who drafted or checked: a signature without a stamp."""

ALWAYS_PRINTED = ("number", "unit", "approved-by")
"""Entries whose place in the form is given: row, letterhead and signature."""

FURTHER_ROWS = (
    *DATES,
    *(item.alias for item in PROCEDURE_FIELDS if item.place is Place.FORM and item.alias not in {*DATES, *ALWAYS_PRINTED}),
)  # fmt: skip
"""Entries that get a row of the form when they are typed, also where the profile has none for them."""


class View:
    """One SOP as it is shown, in the language of the output."""

    def __init__(
        self,
        procedure: Procedure,
        config: OutputConfig,
        answers: Mapping[int, str],
        actors: Mapping[str, str],
        *,
        digest: str = "",
        typed: Container[str] = (),
    ) -> None:
        self.procedure = procedure
        self.config = config
        self.typed_in_manual = typed
        """Keys of the entries that some SOP of the manual has."""
        self.answers = answers
        """Labels of arrows as they are shown, translated where a catalogue does so, by index of the flow."""
        self.actors = actors
        """Labels of actors as they are shown, by key."""
        self.digest = digest
        """First digits of the fingerprint of the content, and whether it is not the approved one; empty without a ledger."""
        self.language = config.language
        self.profile: Profile = config.profile
        self.words: Words = config.words

    @cached_property
    def routing(self) -> Routing:
        """The ways of the arrows of the flowchart table."""
        return find_routes(
            self.procedure,
            labels=self.answers,
            words=ChartWords(start=self.words["start"], end=self.words["end"]),
            terminator_rows=self.config.terminator_rows,
        )

    @cached_property
    def chart(self) -> Chart:
        """The drawing of the flowchart table on a screen."""
        return draw(self.routing, Spacing() if len(self.procedure.actors) < MANY_LANES else CROWDED)

    @cached_property
    def sentences(self) -> Mapping[str, Sentence]:
        """What each symbol says, by id of its node."""
        return narrate(self.procedure, printed_labels(self.procedure), self.answers, self.actors)

    @cached_property
    def courses(self) -> Mapping[str, Course]:
        """What a listed step says of its symbols, by id of the step."""
        return courses(self.procedure, self.sentences)

    @property
    def box_rows(self) -> tuple[tuple[str, str], ...]:
        """Keys of the boxes of the form, two a row; the second is empty where a box stands alone."""
        return self.profile.box_rows(self.config.source.extra_boxes)

    def form_rows(self, typed: Container[str]) -> list[str]:
        """Keys of the rows of the form: those of the profile, and what was typed all the same.

        A date or revision typed in one SOP is a row of the form of all SOPs of the manual: its forms are alike.
        """
        rows = list(self.profile.rows)
        further = [key for key in FURTHER_ROWS if (key in typed or key in self.typed_in_manual) and key not in rows]
        place = rows.index("approved-by") if "approved-by" in rows else len(rows)
        return [*rows[:place], *further, *rows[place:], *(["page-address"] if self.page_address else [])]

    @cached_property
    def page_address(self) -> str:
        """Address of the page of the SOP, to which the QR code of its form leads; empty for none."""
        return page_address(self.config.page_url, self.procedure)

    @cached_property
    def total_time(self) -> str:
        """How long the procedure takes, as the last row of its table says; empty unless the manual asks for that row."""
        time = procedure_time(self.procedure) if self.config.total_time else None
        if time is None:
            return ""
        ends = dict.fromkeys(round(minutes) for minutes in (time.shortest, time.longest))
        text = " – ".join(say(spelt(minutes, self.config.source.working_time), self.language) for minutes in ends)
        if time.unknown_steps:
            labels = printed_labels(self.procedure)
            text += f" ({self.words['without-steps']} {', '.join(labels[step] for step in time.unknown_steps)})"
        return text

    def step_anchor(self, step: str) -> str:
        """Anchor of a step in its document."""
        return self.procedure.step_anchor(step)


def view_of(node: nodes.Element, env: BuildEnvironment) -> View | None:
    """Return the view of the SOP that a `sop_form` or `sop_chart` belongs to, None if the build does not know it."""
    domain = sop_domain(env)
    procedure = domain.procedure_at(node.get("docname", ""), node.get("index"))
    if procedure is None:
        return None
    config = output_config(env.config)
    answers = _default_answers(procedure, config)
    rows = (row for row in node.children if isinstance(row, sop_step))
    answers |= {part["flow"]: _text(part) for row in rows for part in row.children if isinstance(part, sop_answer)}
    actors = {lane["actor"]: _text(lane) for lane in node.children if isinstance(lane, sop_lane)}
    state = approvals_of(env).states.get(procedure.name)
    mark = _mark(state, config) if state else ""
    return View(procedure, config, answers, actors, digest=mark, typed=domain.further_rows)


def _mark(state: ApprovalState, config: OutputConfig) -> str:
    """What the foot of a sheet says of its content: a sheet that was signed says no more than its fingerprint."""
    key = {Validity.CHANGED: "foot-changed", Validity.REVOKED: "foot-revoked"}.get(state.validity)
    said = f" ({config.words[key]})" if key else ""
    return f"{short(state.digest)}{said}"


def view_in_source_language(procedure: Procedure, config: OutputConfig) -> View:
    """Return the view of an SOP in the language in which the manual is written: that of an export."""
    named = replace(config, **{name: getattr(config.source, name) for name in Naming.__struct_fields__})
    return View(procedure, named, _default_answers(procedure, named), {})


def _default_answers(procedure: Procedure, config: OutputConfig) -> dict[int, str]:
    """The answers Ya and Tidak, which nobody typed, by index of the flow."""
    words = config.words
    return {
        index: words[flow.drawn_by] for index, flow in enumerate(procedure.flows) if flow.drawn_by in DEFAULT_ANSWERS
    }


def _text(node: nodes.Element) -> str:
    return " ".join(node.astext().split())
