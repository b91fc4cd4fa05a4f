"""``sphinx-sop new``: a manual to start from, which builds and checks without a word of complaint."""

import argparse
import contextlib
import json
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from docutils.utils import column_width
from msgspec import Struct

from ..core.configuration import DEFAULT_PROFILE
from ..core.i18n import translate
from ..core.model import Message
from ..core.profiles import BUILT_IN
from ..core.reading.conversion import free_key, slug
from ..core.reading.dates import DateRange
from ._failure import ManualError
from ._parser import Parser, tell
from ._requirement import THEMES, WHEEL_FOLDER, Requirement, is_installed, requirement_of_this, usual_theme

SUMMARY = Message(template="a manual to start from, with an example and everything it needs to be built and checked")

PAPERS = ("A4", "F4")
LANGUAGES = ("id", "en")
_TEMPLATES = "manual"
_MARK = ".in"
"""End of the name of files that would have an effect here, or are no Python before they are filled in."""
_RST_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\*`|_"})
_SEPARATOR = ";"


class Question(Struct, frozen=True, kw_only=True):
    """Something to be asked, and the option that answers it beforehand."""

    key: str
    asked: str
    help: str
    default: str
    choices: tuple[str, ...] = ()


def _(text: str) -> str:
    """Mark a sentence for translation."""
    return text


QUESTIONS = (
    Question(key="agency", asked=_("Name of the agency"), help=_("name of the agency"), default=_("Our Agency")),
    Question(
        key="unit",
        asked=_("Names of the units, with ; between"),
        help=_("name of the unit whose SOPs they are; several with ; between"),
        default="",
    ),
    Question(
        key="place", asked=_("Place in which is signed"), help=_("place in which is signed"), default=_("Our Town")
    ),
    Question(
        key="position",
        asked=_("Position of the official who approves"),
        help=_("position of who approves"),
        default=_("Head"),
    ),
    Question(
        key="official",
        asked=_("Name of the official"),
        help=_("name of who approves"),
        default=_("Name of the Official"),
    ),
    Question(key="nip", asked=_("NIP"), help=_("NIP of who approves"), default="19700101 200001 1 001"),
    Question(
        key="paper", asked=_("Paper"), help=_("paper of the printed sheets (A4)"), default=PAPERS[0], choices=PAPERS
    ),
    Question(
        key="profile",
        asked=_("Regulation that the SOPs follow"),
        help=_("profile of the regulation that the SOPs follow"),
        default=DEFAULT_PROFILE,
        choices=tuple(BUILT_IN),
    ),
    Question(
        key="manual_language",
        asked=_("Language of the manual"),
        help=_("language in which the manual is written; else that of the messages"),
        default="",
        choices=LANGUAGES,
    ),
    Question(
        key="theme",
        asked=_("Theme of the web pages"),
        help=_("theme of the web pages; furo where it is installed, else alabaster"),
        default="",
        choices=tuple(THEMES),
    ),
)


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    _ = parser.translate
    parser.add_argument("folder", metavar="DIR", help=_("folder for the manual; files in it are never overwritten"))
    for question in QUESTIONS:
        option = f"--{question.key.replace('_', '-')}"
        if question.choices:
            parser.add_argument(option, choices=question.choices, help=_(question.help))
        else:
            parser.add_argument(option, metavar="TEXT", help=_(question.help))
    parser.add_argument("-q", "--quiet", action="store_true", help=_("ask nothing"))


def run(args: argparse.Namespace) -> int:
    """Write the manual."""
    ask = not args.quiet and sys.stdin is not None and sys.stdin.isatty()
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        answers[question.key] = _answer(question, args, answers, ask=ask)
    language = answers["manual_language"]
    requirement = requirement_of_this()
    files = dict(_files(language, _places(answers, language, requirement)))
    _write(Path(args.folder), files, requirement)
    if not args.quiet:
        tell(
            args.spoken, "The manual is in {folder}; {file} says how it goes on.", folder=args.folder, file="README.md"
        )
        if not is_installed(answers["theme"]):
            template = "The theme {theme} is not installed: python -m pip install -r {file}"
            tell(args.spoken, template, theme=answers["theme"], file=f"{args.folder}/requirements.txt")
    return 0


def _answer(question: Question, args: argparse.Namespace, answers: dict[str, str], *, ask: bool) -> str:
    """What was given, else what a person answers, else the default; on one line.  Raises `ManualError`."""
    default = {"unit": answers.get("agency", ""), "manual_language": args.spoken, "theme": usual_theme()}.get(
        question.key, translate(question.default, args.spoken) if question.default else ""
    )
    given = getattr(args, question.key)
    if given is None and ask:
        choices = f" ({', '.join(question.choices)})" if question.choices else ""
        with contextlib.suppress(EOFError):
            given = input(f"{translate(question.asked, args.spoken)}{choices} [{default}]: ")
    answer = " ".join((given or "").split()) or default
    if not question.choices:
        return answer
    known = {choice.casefold(): choice for choice in question.choices}
    if answer.casefold() not in known:
        template = "{answer} is not one of {known}"
        raise ManualError(template, answer=answer, known=", ".join(question.choices))
    return known[answer.casefold()]


def _places(answers: dict[str, str], language: str, requirement: Requirement) -> dict[str, str]:
    """What stands in the places of the templates, as the language of each file wants it."""
    units = [unit for unit in (" ".join(part.split()) for part in answers["unit"].split(_SEPARATOR)) if unit]
    title = translate("SOP Manual of {unit}", language).format(unit=units[0] if len(units) == 1 else answers["agency"])
    heading = _rst(title)
    today = date.today()
    keys = _unit_keys(units, translate("main", language))
    head = "kepala" if language == "id" else "head"
    theme = THEMES[answers["theme"]]
    return {
        "title_text": _quoted(title),
        "title_heading": f"{heading}\n{'=' * column_width(heading)}",
        "title_md": title,
        "agency_text": _quoted(answers["agency"]),
        "agency_rst": _rst(answers["agency"]),
        "unit_text": _quoted(units[0]),
        "unit_rst": _rst(units[0] if len(units) == 1 else answers["agency"]),
        "unit_key": keys[0],
        "units_id": _unit_tables(keys, units, "nama", "pejabat", head),
        "units_en": _unit_tables(keys, units, "name", "official", head),
        "place_text": _quoted(answers["place"]),
        "place_rst": _rst(answers["place"]),
        "position_text": _quoted(answers["position"]),
        "official_text": _quoted(answers["official"]),
        "nip_text": _quoted(answers["nip"]),
        "paper_text": _quoted(answers["paper"]),
        "profile_text": _quoted(answers["profile"]),
        "theme_text": _quoted(theme.name),
        "theme_options": theme.options,
        "requirements": "\n".join([*requirement.lines, *theme.requirements]),
        "year": str(today.year),
        "today": DateRange(first=today, last=today).written(language),
    }


def _unit_keys(units: list[str], alone: str) -> list[str]:
    """Keys of units: of letters, digits and "-", each once."""
    if len(units) == 1:
        return [alone]
    keys: list[str] = []
    for unit in units:
        keys.append(free_key(slug(unit), set(keys)))
    return keys


def _unit_tables(keys: list[str], units: list[str], name: str, official: str, head: str) -> str:
    tables = (
        f'\n[{_quoted(key) if not key.isascii() else key}]\n{name} = {_quoted(unit)}\n{official} = "{head}"'
        for key, unit in zip(keys, units, strict=True)
    )
    return "\n".join(tables)


def _rst(text: str) -> str:
    return text.translate(_RST_MARKUP)


def _quoted(text: str) -> str:
    """A string of Python and of TOML: both read what JSON writes."""
    return json.dumps(text, ensure_ascii=False)


def _files(language: str, places: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Path below the folder and content of each file."""
    root = resources.files(__package__) / _TEMPLATES
    for folder in (root / "common", root / language):
        for path, file in _walk(folder):
            yield path, Template(file.read_text(encoding="utf-8")).substitute(places)


def _walk(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{above}{entry.name}/")
        else:
            yield f"{above}{entry.name.removesuffix(_MARK)}", entry


def _write(folder: Path, files: dict[str, str], requirement: Requirement) -> None:
    """Write all files or none.  Raises `ManualError` if one of them exists or cannot be written."""
    there = [path for path in sorted(files) if (folder / path).exists() or (folder / path).is_symlink()]
    if there:
        raise ManualError("{file} exists already; nothing was written", file=folder / there[0])
    try:
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as written:
                written.write(text)
        if requirement.wheel is not None:
            (folder / WHEEL_FOLDER).mkdir(exist_ok=True)
            shutil.copy2(requirement.wheel, folder / WHEEL_FOLDER)
    except OSError as error:
        raise ManualError(
            "{file} cannot be written: {reason}", file=error.filename or folder, reason=error.strerror or error
        ) from error
