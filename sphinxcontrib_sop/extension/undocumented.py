"""What Sphinx and MyST know and offer no way to ask for; each function says why it is asked all the same."""

from collections.abc import Container, Mapping
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.states import RSTState
from sphinx.config import Config


def values_of_conf(config: Config) -> Mapping[str, Any]:
    """What ``conf.py`` sets, also what no extension declared and what ``-D`` replaces; empty if Sphinx keeps it no longer.

    A name that is spelt wrongly is reported, which Sphinx does not do, and a manual is written in the ``language`` of its
    ``conf.py``, whichever one it is built in.  To ask anew would be to carry out ``conf.py`` a second time.
    """
    values: Mapping[str, Any] = getattr(config, "_raw_config", {})
    return values


def node_around(state: Any) -> nodes.Element:
    """The node into which a directive will be put: whether it stands in an SOP decides what it does.

    In reStructuredText the state is asked; the one that MyST hands to directives has no ``parent``, only its renderer knows.
    """
    around: nodes.Element = state.parent if isinstance(state, RSTState) else state._renderer.current_node
    return around


def known_directives() -> Container[str]:
    """The names of the directives that extensions gave to docutils: to ask for one by its name makes it complain."""
    names: Mapping[str, Any] = vars(directives)["_directives"]
    return names
