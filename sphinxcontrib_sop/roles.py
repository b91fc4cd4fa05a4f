"""Roles: `:sop:ref:`, `:sop:step:`, `:sop:actor:`."""

from __future__ import annotations

from docutils.nodes import Element
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.typing import RoleFunction

from .drafts import current_index


class SopXRefRole(XRefRole):
    """A reference that knows which SOP it stands in and is reported if it leads nowhere."""

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Note the SOP of the reference: a bare step means a step of that SOP."""
        refnode["sop:index"] = current_index(env)
        return title, " ".join(target.split())


ROLES: dict[str, RoleFunction | XRefRole] = {
    "ref": SopXRefRole(warn_dangling=True),
    "step": SopXRefRole(warn_dangling=True),
    "actor": SopXRefRole(warn_dangling=True),
}
