"""Reads values of ``conf.py`` of each kind; what cannot be used is a message that names the key and what is allowed."""

import ast
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sphinx.config import Config

from ...core.characters import HIDDEN, hidden, replaced, unshown
from ...core.model import Message
from ...core.reading import toml
from ...core.reading.values import one_of, unusable
from ...core.regular_files import read_regular_text

_KEY = re.compile(r"""\[('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\]""")
_LANGUAGE = re.compile(r"[a-z]{2,3}([_-][A-Za-z]+)?")


class ValueReader:
    """Reads one value after the other and collects the messages and the digests of the files they name."""

    def __init__(self, config: Config, confdir: Path, srcdir: Path, language: str | None = None) -> None:
        self.config = config
        self.confdir = confdir
        self.srcdir = srcdir
        self.language: str = language or config.language
        self.messages: list[Message] = []
        self.digests: dict[str, str] = {}
        self._files: dict[str, tuple[str, str]] = {}
        """Name and text of the TOML file in which a setting is written, by the name of the setting."""

    def wrong(self, name: str, given: object, allowed: str | Message) -> None:
        """Note a value that cannot be used; what is allowed is a sentence, or words that are typed as they stand."""
        file, key = self._place(name)
        self.messages.append(unusable(file, key, given, allowed))

    def _note(self, template: str, name: str, **values: object) -> None:
        """Note something about a value."""
        file, key = self._place(name)
        self.messages.append(Message(template=template, values={"place": file, "key": key} | values))

    def _place(self, name: str) -> tuple[str, str]:
        """Where ``sop_setting['key']['key']`` is written, with its line in a TOML file, and what it is called there."""
        setting, *_ = name.partition("[")
        keys = [str(ast.literal_eval(key)) for key in _KEY.findall(name)]
        if setting not in self._files or not keys:
            return "conf.py", name
        file, text = self._files[setting]
        line = toml.line_of(text, keys)
        return f"{file}:{line}" if line else file, ".".join(keys)

    def digest(self, path: Path) -> None:
        """Note the digest of a file that the build depends on; nothing if it is not there."""
        if path.is_file():
            # from the folder of conf.py, so that a manual that is moved as a whole is not read again
            name = Path(os.path.relpath(path, self.confdir)).as_posix()
            self.digests[name] = hashlib.sha256(path.read_bytes()).hexdigest()

    # -- single values ------------------------------------------------------------------------------------------------
    def string(self, name: str) -> str:
        """A text; empty if there is none."""
        value = self.config[name]
        if value is None or isinstance(value, str):
            return value or ""
        self.wrong(name, value, Message(template="a text"))
        return ""

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty if it is not one."""
        value = self.config[name]
        if isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.wrong(name, value, Message(template="a list of texts"))
        return ()

    def flag(self, name: str) -> bool:
        """True or False, also as it is given on the command line."""
        value = self.config[name]
        if isinstance(value, str) and value.lower() in {"0", "1", "true", "false"}:  # -D sop_strict=1
            return value.lower() in {"1", "true"}
        return self.boolean(name, value)

    def boolean(self, name: str, value: object) -> bool:
        """True or False; False if it is neither."""
        if isinstance(value, bool):
            return value
        self.wrong(name, value, "True, False")
        return False

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of these words; the first of them if it is none."""
        value = self.config[name]
        if value in allowed:
            return str(value)
        self.wrong(name, value, ", ".join(allowed))
        return allowed[0]

    def length(self, name: str, default: str) -> str:
        """A length as Typst and LaTeX read it, such as 18mm."""
        value = self.config[name]
        if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?\s*(mm|cm|in|pt)", value):
            return value.replace(" ", "")
        self.wrong(name, value, Message(template="a length such as 18mm"))
        return default

    def pattern(self, name: str, value: object) -> str:
        """A regular expression; empty if it cannot be used."""
        if value is None or value == "":
            return ""
        try:
            re.compile(value)  # type: ignore[call-overload]
        except (re.error, TypeError):
            self.wrong(name, value, Message(template="a regular expression"))
            return ""
        return str(value)

    def date(self, name: str, value: object) -> date | None:
        """A date, or the text of one; None if it cannot be read."""
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.wrong(name, value, Message(template="a date such as 2026-01-31"))
            return None

    # -- texts and tables ----------------------------------------------------------------------------------------------
    def text(self, name: str, value: object) -> str:
        """A text in the language of the manual."""
        if isinstance(value, str):
            return self._printable(name, value)
        if isinstance(value, Mapping) and is_by_language(value):
            code = self.language.split("_")[0]
            return self._printable(name, str(value.get(code) or next(iter(value.values()))))
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        self.wrong(name, value, Message(template="a text, or one for each language"))
        return ""

    def _printable(self, name: str, text: str) -> str:
        """A text without what no output can show; that and what nobody sees is reported."""
        if codes := (*unshown(text), *hidden(text)):
            message = Message(template=HIDDEN, values={"characters": ", ".join(codes)})
            template = "{place}: {key}: {message}"
            self._note(template, name, message=message)
        return replaced(text)

    def lines(self, name: str, value: object) -> tuple[str, ...]:
        """A list of texts, or the lines of one."""
        if isinstance(value, Sequence) and not isinstance(value, str):
            return tuple(self.text(name, item) for item in value)
        return tuple(line.strip() for line in self.text(name, value).splitlines() if line.strip())

    def texts(self, name: str, table: Mapping[str, Any], *keys: str) -> dict[str, str]:
        """Those of these texts that a table has."""
        return {key: self.text(f"{name}[{key!r}]", table[key]) for key in keys if key in table}

    def table(self, name: str) -> Mapping[str, Any]:
        """A mapping given in ``conf.py`` or in a TOML file it names."""
        value = self.config[name]
        if isinstance(value, str):
            return self.toml(name, self.confdir / value)
        if not isinstance(value, Mapping):
            self.wrong(name, value, Message(template="a mapping or the path of a TOML file"))
            return {}
        for key in value:
            if not isinstance(key, str):
                self.wrong(f"{name}[{key!r}]", value[key], Message(template="keys that are texts"))
        return {key: entry for key, entry in value.items() if isinstance(key, str)}

    def toml(self, name: str, path: Path) -> Mapping[str, Any]:
        """A TOML file; empty if it cannot be read."""
        try:
            self.digest(path)
            text = read_regular_text(path, "utf-8-sig")
            table = toml.loads(text)
        except OSError as error:
            reason = error.strerror or str(error)
        except ValueError as error:  # no TOML, no UTF-8, or a path that cannot be one
            reason = str(error)
        else:
            self._files[name] = (Path(os.path.relpath(path, self.confdir)).as_posix(), text)
            return table
        template = "{place}: {key}: the file {file} cannot be read: {reason}"
        self._note(template, name, file=path.name, reason=reason)
        return {}

    def known(self, name: str, table: object, keys: Mapping[str, str]) -> Mapping[str, Any]:
        """The entries of a table by the English names of their keys; those whose key is not known are reported.

        ``keys`` gives the Indonesian name of each; ``-`` and ``_`` are one.
        """
        allowed = ", ".join(english if english == word else f"{english} ({word})" for english, word in keys.items())
        if not isinstance(table, Mapping):
            self.wrong(name, table, Message(template="a mapping with {keys}", values={"keys": allowed}))
            return {}
        english = {_plain(word): key for key, word in keys.items()} | {_plain(key): key for key in keys}
        result: dict[str, Any] = {}
        for key, value in table.items():
            known = english.get(_plain(key))
            if known is None:
                self.wrong(f"{name}[{key!r}]", value, one_of([*keys, *keys.values()], key, listed=allowed))
            elif known in result:
                template = "{place}: {key} stands there twice; the first one counts"
                self._note(template, f"{name}[{key!r}]")
            else:
                result[known] = value
        return result

    def logo(self, name: str, logo: str) -> str:
        """Path of a logo, which stands beside conf.py, from the source directory; empty if it is not there."""
        path = self.confdir / logo.lstrip("/")
        if path.is_file():
            return Path(os.path.relpath(path, self.srcdir)).as_posix()
        if logo:
            template = "{place}: {key}: the logo {file} does not exist"
            self._note(template, name, file=logo)
        return ""


def _plain(key: object) -> str:
    return str(key).casefold().replace("-", "_").replace(" ", "_")


def is_by_language(table: Mapping[Any, Any]) -> bool:
    """True for a text in each of some languages, by their codes."""
    return bool(table) and all(
        isinstance(item, str) and _LANGUAGE.fullmatch(str(key)) is not None for key, item in table.items()
    )
