"""What Sphinx prints of a manual on the pages of other documents: titles, contents, numbers, what can be referred to.

Sphinx itself writes only those documents anew that changed: a page goes on naming the title that its neighbour had.
"""

import hashlib
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

_OURS, _STANDARD = "sop", "std"
"""Names of the domains that are asked in another way than the rest."""


def surroundings(env: BuildEnvironment) -> str:
    """Return a digest that is another one as soon as any of this changes."""
    digest = hashlib.sha256()
    for line in _lines(env):
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def _lines(env: BuildEnvironment) -> Iterator[str]:
    for docname, title in sorted(env.titles.items()):
        yield f"{docname} {title.astext()}"
    for docname, contents in sorted(env.tocs.items()):
        for reference in contents.findall(nodes.reference):
            yield f"{docname} {reference.get('anchorname')} {reference.astext()}"
    for values in (env.toctree_includes, env.toc_secnumbers, env.toc_fignumbers):
        yield repr(sorted(values.items()))
    for name, domain in sorted(env.domains.items()):
        if name not in {_OURS, _STANDARD}:  # what a document shows of SOPs is known one by one
            yield from sorted(map(repr, domain.get_objects()))
    # not by `get_objects`, which copies the title of every document
    standard = env.domains.standard_domain
    for known in (standard.objects, standard.progoptions, standard.labels, standard.anonlabels):
        yield repr(sorted(known.items()))
    yield repr(sorted(env.domains.math_domain.equations.items()))


def forget_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Take the numbers of sections out of contents and titles: Sphinx leaves them where a `toctree` numbers no longer."""
    references = (reference for contents in env.tocs.values() for reference in contents.findall(nodes.reference))
    for node in (*references, *env.titles.values(), *env.longtitles.values()):
        node.attributes.pop("secnumber", None)
    return []
