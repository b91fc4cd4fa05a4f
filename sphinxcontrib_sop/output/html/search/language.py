"""Indonesian as a language of Sphinx's search: "meminjam" finds "peminjaman".

The stemmer is Snowball's, in Python while the index is written and in JavaScript while it is asked; both are generated
from the same program. Words are split as in the other languages with Latin letters: a reduplication such as
"surat-surat" becomes its parts.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import snowballstemmer
from sphinx.search import SearchLanguage, parse_stop_word

_FOLDER = Path(__file__).parent


class SearchIndonesian(SearchLanguage):
    """Stems words, leaves out those without a meaning of their own."""

    lang = "id"
    language_name = "Indonesian"
    stopwords = frozenset(parse_stop_word((_FOLDER / "stopwords.txt").read_text(encoding="utf-8")))
    # not `js_stemmer_rawcode`: the stemmers of Sphinx 8.2 lack this one
    js_stemmer_code = (_FOLDER / "indonesian-stemmer.js").read_text(encoding="utf-8")

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        # the pages of a manual share their words, and Sphinx remembers those of one page
        self._stem_of: Callable[[str], str] = lru_cache(maxsize=50_000)(snowballstemmer.stemmer("indonesian").stemWord)

    def stem(self, word: str) -> str:
        """Return the stem of a word."""
        return self._stem_of(word.lower())
