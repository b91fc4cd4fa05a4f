"""Sentences for people: messages in the language of the manual, from the catalogues in ``locale/``."""

import gettext
from functools import cache
from pathlib import Path
from typing import Any

from .model import Message
from .reading.foreign import of_reason

CATALOGUE = "sphinxcontrib_sop"
LOCALE_DIR = Path(__file__).parent.parent / "locale"


@cache
def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation(CATALOGUE, LOCALE_DIR, [language, language.split("_")[0]], fallback=True)


def translate(text: str, language: str) -> str:
    """Return a sentence of the extension in a language, in English where the catalogue lacks it."""
    return _translations(language).gettext(text)


def say(message: Message, language: str) -> str:
    """Return a message as a sentence; values that are messages themselves are said too.

    So is a ``reason``, which another program gave in English and which stays as it is in English.
    """
    values = {key: _translated_value(key, value, language) for key, value in message.values.items()}
    return translate(message.template, language).format_map(values)


def _translated_value(key: str, value: Any, language: str) -> Any:
    if key == "reason" and isinstance(value, str) and not language.startswith("en"):
        value = of_reason(value) or value
    return say(value, language) if isinstance(value, Message) else value
