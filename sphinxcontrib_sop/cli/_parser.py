"""Command line in the language of the reader: Indonesian, unless ``--language`` or the environment names another.

Of the environment ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` count, in this order, as everywhere; unset, ``C`` and ``POSIX``
name no language.  A language without a catalogue means English.
"""

import argparse
import contextlib
import gettext
import locale
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, NoReturn

from ..core.characters import visible
from ..core.i18n import CATALOGUE, LOCALE_DIR, say, translate
from ..core.model import Message

DEFAULT_LANGUAGE = "id"
_LANGUAGES = ("id", "en")
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_NO_LANGUAGE = {"", "C", "POSIX"}


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language that is asked for on the command line, else the one of the environment."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == "--language":
            asked = value if equals else "".join(arguments[place + 1 : place + 2])
            if asked in _LANGUAGES:
                return asked
    named = next((value for key in _VARIABLES if (value := environment.get(key, ""))), "")
    if not named and sys.platform == "win32":
        named = locale.getlocale()[0] or ""
    if named.partition(".")[0] in _NO_LANGUAGE:
        return DEFAULT_LANGUAGE
    return "id" if named.casefold().startswith(("id", "indonesia")) else "en"


class Parser(argparse.ArgumentParser):
    """A parser that speaks one of our languages."""

    def __init__(self, *arguments: Any, language: str = DEFAULT_LANGUAGE, **options: Any) -> None:
        self.language = language
        options.setdefault("allow_abbrev", False)
        super().__init__(*arguments, **options)

    def translate(self, text: str) -> str:
        """A sentence in the language of the parser."""
        return translate(text, self.language)

    def add_common(self, *, default: object = None) -> None:
        """Add the options that stand before a command or after it; the first is read by `language_of`."""
        self.add_argument(
            "--language",
            choices=_LANGUAGES,
            default=default,
            help=self.translate("language of messages and help; else that of the system, else Indonesian"),
        )
        self.add_argument(
            "--traceback",
            action="store_true",
            default=default or False,
            help=self.translate("show where in the program it came to a failure"),
        )

    def error(self, message: str) -> NoReturn:
        """Wrong use: the usage, one sentence, exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


def tell(language: str, template: str, /, **values: object) -> None:
    """Say a sentence to whoever runs the command; it goes beside the report, not into it."""
    write(visible(say(Message(template=template, values=values), language)) + "\n", sys.stderr)


def write(text: str, file: IO[str]) -> None:
    """Write text to a terminal or pipe; what its encoding lacks is written as an escape."""
    encoding = getattr(file, "encoding", None) or "utf-8"
    file.write(text.encode(encoding, "backslashreplace").decode(encoding))
    file.flush()


# -- argparse --------------------------------------------------------------------------------------------------------
def _(text: str) -> str:
    """Mark a sentence of argparse for translation."""
    return text


ARGPARSE_SENTENCES = (
    _("usage: "),
    _("positional arguments"),
    _("options"),
    _("show this help message and exit"),
    _("the following arguments are required: %s"),
    _("unrecognized arguments: %s"),
    _("expected one argument"),
    _("expected at least one argument"),
    _("argument %(argument_name)s: %(message)s"),
    _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("invalid %(type)s value: %(value)r"),
    _("not allowed with argument %s"),
    _("one of the arguments %s is required"),
)
"""What argparse says itself."""


@contextlib.contextmanager
def argparse_speaking(language: str) -> Iterator[None]:
    """Let argparse speak a language: it looks its sentences up in the domain of gettext that is set for the program."""
    domain, named = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(CATALOGUE, LOCALE_DIR)
    gettext.textdomain(CATALOGUE)
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if named is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = named


def environment_language(arguments: Sequence[str]) -> str:
    """The language of this run."""
    return language_of(arguments, os.environ)
