"""SOPs of other manuals: intersphinx finds them by name for the roles, here they are found by title too.

A step of another manual is shown like one of this manual: by the title of its SOP and its number.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..core.process.relations import folded
from .config import output_config
from .records import LABEL_END

PROCEDURE, STEP = "sop:procedure", "sop:step"
"""Types of SOPs and steps in an inventory."""


def resolve_related(
    app: Sphinx, env: BuildEnvironment, node: nodes.Element, contnode: nodes.Element
) -> nodes.reference | None:
    """Link an item of `keterkaitan` that is the name or title of an SOP in a manual of `intersphinx_mapping`."""
    if (node.get("refdomain"), node.get("reftype")) != ("sop", "related"):
        return None
    target = str(node["reftarget"])
    for _, inventory in _inventories(env):
        procedures = inventory.get(PROCEDURE, {})
        entry = procedures.get(target) or next(
            (item for item in procedures.values() if folded(item.display_name) == folded(target)), None
        )
        if entry is not None:
            return _reference(entry, node, contnode)
    return None


def resolve_step(
    app: Sphinx, env: BuildEnvironment, node: nodes.Element, contnode: nodes.Element
) -> nodes.reference | None:
    """Link a step of a manual of `intersphinx_mapping`; intersphinx itself would show only the label of the step."""
    if (node.get("refdomain"), node.get("reftype")) != ("sop", "step"):
        return None
    for manual, inventory in _inventories(env):
        target = str(node["reftarget"]).removeprefix(f"{manual}:")
        entry = inventory.get(STEP, {}).get(target)
        if entry is not None:
            content = contnode
            if not node.get("refexplicit"):
                procedure = inventory.get(PROCEDURE, {}).get(target.rpartition("/")[0])
                words = output_config(app.config).profile.words(app.config.language)
                text = f"{words['step']} {entry.display_name.partition(LABEL_END)[0]}"
                text = f"{procedure.display_name}, {text}" if procedure else text
                content = nodes.inline("", text, classes=["sop-ref"])
            return _reference(entry, node, content)
    return None


def _reference(entry: Any, node: nodes.Element, content: nodes.Element) -> nodes.reference:
    title = f"{entry.project_name} {entry.project_version}".strip()
    return nodes.reference("", "", content, internal=False, refuri=_address(entry.uri, node), reftitle=title)


def _inventories(env: BuildEnvironment) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Name and inventory of each manual; nothing if intersphinx is not in use."""
    yield from getattr(env, "intersphinx_named_inventory", {}).items()


def _address(uri: str, node: nodes.Element) -> str:
    """An address as seen from the document that refers to it."""
    if "://" in uri or not node.get("refdoc"):
        return uri
    return os.path.relpath(uri, PurePosixPath(node["refdoc"]).parent).replace(os.sep, "/")
