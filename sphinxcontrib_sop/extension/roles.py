"""Roles: `:sop:ref:`, `:sop:step:`, `:sop:actor:`, `:sop:law:`."""

from docutils import nodes
from docutils.nodes import Element
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.docutils import ReferenceRole
from sphinx.util.typing import RoleFunction

from ..core.anatomy import nearest
from ..core.model import Fault, Message
from .config import source_config
from .drafts import current_index, locate, note_fault


class SopXRefRole(XRefRole):
    """A reference that knows which SOP it stands in and is reported if it leads nowhere."""

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Note the SOP of the reference: a bare step means a step of that SOP."""
        refnode["sop:index"] = current_index(env)
        return title, " ".join(target.split())


class LawRole(ReferenceRole):
    """A regulation of the registry, written out: ``:sop:law:`uu-25-2009```; a text of one's own stands as it is."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        entries = source_config(self.config).registry.entries
        key = " ".join(self.target.split())
        entry = entries.get(key)
        if entry is None:
            meant = nearest(key, entries)
            template = "no regulation is called `{target}`"
            if meant:
                template = "no regulation is called `{target}`; did you mean `{meant}`?"
            message = Message(template=template, values={"target": key, "meant": meant})
            place = locate(self.env, *self.get_source_info())
            note_fault(self.env, Fault(code="SOP401", message=message, location=place))
        text = self.title if self.has_explicit_title or entry is None else entry.written
        inline = nodes.inline(self.rawtext, text, classes=["sop-law"])
        if entry is None:
            inline["unknown"] = True
        elif not self.has_explicit_title:
            inline["law"] = key
        return [inline], []


ROLES: dict[str, RoleFunction | XRefRole] = {
    "ref": SopXRefRole(innernodeclass=nodes.inline, warn_dangling=True),
    "step": SopXRefRole(innernodeclass=nodes.inline, warn_dangling=True),
    "actor": SopXRefRole(innernodeclass=nodes.inline, warn_dangling=True),
    "law": LawRole(),
}
