"""The `sop_*` values of ``conf.py``: registered, checked once and kept as frozen values."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from weakref import WeakKeyDictionary

from msgspec.structs import replace
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from ...core.configuration import DEFAULT_PROFILE, OutputConfig, SourceConfig
from ...core.i18n import say
from ...core.ledger import FOLDER_NAME
from .reader import ConfigReader
from .settings import unknown_settings

logger = logging.getLogger(__name__)

VALUES: tuple[tuple[str, Any, Literal["", "env", "html"]], ...] = (
    ("sop_profile", DEFAULT_PROFILE, "env"),
    ("sop_agency", {}, "env"),
    ("sop_units", {}, "env"),
    ("sop_officials", {}, "env"),
    ("sop_actors", {}, "env"),
    ("sop_regulations", None, "env"),
    ("sop_repealed", [], "env"),
    ("sop_paper", "A4", "html"),
    ("sop_number_pattern", None, "env"),
    ("sop_extra_boxes", [], "env"),
    ("sop_terminator", "activity", "html"),
    ("sop_signature", "wet", "html"),
    ("sop_signature_anchor", "", "html"),
    ("sop_signature_margin", "18mm", "html"),
    ("sop_signature_note", "", "html"),
    ("sop_page_url", "", "html"),
    ("sop_copy_mark", "", "html"),
    ("sop_pdf_standard", None, "html"),
    ("sop_pdf_parts", None, ""),
    ("sop_fonts", [], "html"),
    ("sop_font", None, "html"),
    ("sop_font_size", None, "html"),
    ("sop_strict", False, ""),
    ("sop_working_hours", 7.5, "env"),
    ("sop_days", {}, "env"),
    ("sop_today", None, ""),
    ("sop_total_time", False, "html"),
    ("sop_walk_through", False, "html"),
    ("sop_ledger", FOLDER_NAME, "env"),
    ("sop_trust", [], ""),
    # once checked never None: what the texts of the model are written in
    ("sop_source_language", None, "env"),
    # digests of the files named above: a changed file re-reads the manual like a changed value
    ("sop_file_digests", (), "env"),
)
"""Name, default and what a change makes Sphinx do again."""
_INTERNAL = frozenset({"sop_file_digests"})

_PARSED: WeakKeyDictionary[Config, OutputConfig] = WeakKeyDictionary()


def register(app: Sphinx) -> None:
    """Add the configuration values and their check."""
    for name, default, rebuild in VALUES:
        app.add_config_value(name, default, rebuild, types=Any)  # checked below, in plainer words
    app.connect("config-inited", check_config)


def output_config(config: Config) -> OutputConfig:
    """Return what a build prints by."""
    if config not in _PARSED:
        _PARSED[config] = OutputConfig(language=config.language, source=SourceConfig(language=config.language))
    return _PARSED[config]


def source_config(config: Config) -> SourceConfig:
    """Return what a manual is read, judged and exported by, whichever language it is built in."""
    return output_config(config).source


def check_config(app: Sphinx, config: Config) -> None:
    """Read the values, report what is wrong with them and keep the result."""
    reader = ConfigReader(config, Path(app.confdir), Path(app.srcdir))
    shown = written = reader.naming()
    source_language = reader.source_language()
    if source_language != config.language:
        written = ConfigReader(config, Path(app.confdir), Path(app.srcdir), source_language).naming()
    source = reader.source(written)
    output = reader.output(shown, source)
    reader.messages += unknown_settings(config, [name for name, _, _ in VALUES if name not in _INTERNAL])
    config.sop_source_language = source_language
    config.sop_file_digests = tuple(sorted(reader.digests.items()))
    _PARSED[config] = replace(output, source=replace(source, digest=_digest(config)))
    for message in reader.messages:
        logger.warning("%s", say(message, config.language), type="sop", subtype="config")


def _digest(config: Config) -> str:
    """The same for the same values in another process."""
    given = {"language": config.language} | {name: config[name] for name, _, _ in VALUES}
    return hashlib.sha256(_spelt(given).encode()).hexdigest()


def printing_digest(config: Config) -> str:
    """Of all values that change what is printed: another digest makes every builder write every document anew."""
    given = {"language": config.language} | {name: config[name] for name, _, rebuild in VALUES if rebuild}
    return hashlib.sha256(_spelt(given).encode("utf-8", "surrogatepass")).hexdigest()


def _spelt(value: object) -> str:
    """A value as text; sets have no order of their own."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key!r}: {_spelt(item)}' for key, item in value.items())}}}"
    if isinstance(value, (set, frozenset)):
        return f"{{{', '.join(sorted(map(_spelt, value)))}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_spelt, value))}]"
    return repr(value)
