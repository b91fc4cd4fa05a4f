"""Which builder is at work.

Some things come out otherwise in a browser than on paper, and Sphinx tells a builder's name to a transform only by the
builders that the transform is for; so it is noted as soon as the builder is there.
"""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


class AtWork(NamedTuple):
    """A builder by what matters of it."""

    builder: str
    format: str


_AT_WORK: WeakKeyDictionary[BuildEnvironment, AtWork] = WeakKeyDictionary()


def register(app: Sphinx) -> None:
    """Note the builder of every build."""
    app.connect("builder-inited", _note)


def _note(app: Sphinx) -> None:
    _AT_WORK[app.env] = AtWork(builder=app.builder.name, format=app.builder.format)


def at_work(env: BuildEnvironment) -> AtWork:
    """Return the builder that writes what is read in an environment."""
    return _AT_WORK.get(env, AtWork(builder="", format=""))
