"""Links within the single page that Sphinx's builder `singlehtml` writes."""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class LinkWithinPage(SphinxPostTransform):
    """Leave the anchor alone of an address that names the document before it.

    Sphinx 9 writes ``#document-surat#sop-surat`` for a place in another document, which leads nowhere: all documents stand
    on one page.
    """

    default_priority = 900  # when every reference is resolved
    builders = ("singlehtml",)

    def run(self, **kwargs: object) -> None:
        for node in self.document.findall(nodes.reference):
            address = str(node.get("refuri", ""))
            if address.startswith("#document-") and "#" in address[1:]:
                node["refuri"] = address[address.index("#", 1) :]
