"""SOPs of other manuals: intersphinx finds them by name for the roles, here they are found by title too."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .relations import folded

PROCEDURE = "sop:procedure"
"""Type of an SOP in an inventory."""


def resolve_related(
    app: Sphinx, env: BuildEnvironment, node: nodes.Element, contnode: nodes.Element
) -> nodes.reference | None:
    """Link an item of `keterkaitan` that is the name or title of an SOP in a manual of `intersphinx_mapping`."""
    if (node.get("refdomain"), node.get("reftype")) != ("sop", "related"):
        return None
    target = str(node["reftarget"])
    for inventory in _inventories(env):
        found = inventory.get(target) or next(
            (item for item in inventory.values() if folded(item.display_name) == folded(target)), None
        )
        if found is not None:
            title = f"{found.project_name} {found.project_version}".strip()
            reference = nodes.reference("", "", internal=False, refuri=_address(found.uri, node), reftitle=title)
            reference += contnode
            return reference
    return None


def _inventories(env: BuildEnvironment) -> Iterator[Mapping[str, Any]]:
    """The SOPs of each manual by name; nothing if intersphinx is not in use."""
    for inventory in getattr(env, "intersphinx_named_inventory", {}).values():
        yield inventory.get(PROCEDURE, {})


def _address(uri: str, node: nodes.Element) -> str:
    """An address as seen from the document that refers to it."""
    if "://" in uri or not node.get("refdoc"):
        return uri
    return os.path.relpath(uri, PurePosixPath(node["refdoc"]).parent).replace(os.sep, "/")
