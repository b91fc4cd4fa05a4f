"""The search of HTML pages: Indonesian as a language of Sphinx's search, and steps and SOPs among its results.

`language` needs nothing of this extension and could move to Sphinx as it is.
"""

from sphinx.application import Sphinx
from sphinx.search import languages

from .language import SearchIndonesian
from .steps import add_scripts


def register(app: Sphinx) -> None:
    """Offer the language, unless Sphinx has one for it, and let the search page know the steps."""
    if SearchIndonesian.lang not in languages:
        app.add_search_language(SearchIndonesian)
    app.connect("html-page-context", add_scripts)
