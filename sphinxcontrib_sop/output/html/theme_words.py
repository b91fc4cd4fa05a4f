"""Words of Sphinx's themes that Sphinx leaves untranslated: a small catalogue, and the search field that has no words to translate."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from ...core.i18n import LOCALE_DIR

TEMPLATES = Path(__file__).parent / "templates"


def register(app: Sphinx) -> None:
    """Register the catalogue, whose words count where Sphinx's own has none."""
    app.connect("config-inited", _add_words)


def _add_words(app: Sphinx, config: Config) -> None:
    if (config.language or "").partition("_")[0] == "id":
        app.add_message_catalog("sphinx", str(LOCALE_DIR))
        config.templates_path = [*config.templates_path, str(TEMPLATES)]
