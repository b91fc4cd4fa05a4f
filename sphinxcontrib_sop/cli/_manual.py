"""The options by which a command is told which manual it is about."""

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct, field

from ._failure import ManualError
from ._parser import Parser
from .cache import Cache, opened


class Request(Struct, frozen=True, kw_only=True):
    """Which manual is read, and how."""

    source: Path
    confdir: Path
    overrides: Mapping[str, str] = field(default_factory=dict)
    """What takes the place of values in ``conf.py``."""
    jobs: int = 1


def add_manual_arguments(parser: Parser, *, positional: bool = True) -> None:
    """Declare SRC, or ``--source SRC`` where other words stand in its place, and how it is read."""
    _ = parser.translate
    told = _("folder of the manual (the working directory)")
    if positional:
        parser.add_argument("source", nargs="?", default=".", metavar="SRC", help=told)
    else:
        parser.add_argument("-s", "--source", default=".", metavar="SRC", help=told)
    parser.add_argument("-c", "--confdir", metavar="DIR", help=_("folder of conf.py, if it is not SRC"))
    parser.add_argument(
        "-D",
        action="append",
        default=[],
        dest="define",
        metavar="NAME=VALUE",
        help=_("a value that takes the place of the one in conf.py; may be repeated"),
    )
    parser.add_argument(
        "-j",
        "--jobs",
        default="1",
        metavar="N",
        help=_("so many processes read the manual; auto: one for each processor"),
    )
    parser.add_argument(
        "--cache", metavar="DIR", help=_("folder for what was read; else where this system keeps such things")
    )
    parser.add_argument("--fresh", action="store_true", help=_("read everything anew"))


def request_of(args: argparse.Namespace) -> Request:
    """The manual that is meant.  Raises `ManualError` for an option that cannot be read."""
    source = Path(args.source).resolve()
    confdir = Path(args.confdir).resolve() if args.confdir else source
    return Request(source=source, confdir=confdir, overrides=_overrides(args.define), jobs=_jobs(args.jobs))


@contextmanager
def cache_of(request: Request, args: argparse.Namespace) -> Iterator[Cache]:
    """The cache of a manual."""
    chosen = Path(args.cache) if args.cache else None
    with opened(chosen, request.source, request.confdir, request.overrides) as cache:
        if args.fresh:
            cache.clear()
        yield cache


def _overrides(defined: list[str]) -> dict[str, str]:
    overrides = {}
    for definition in defined:
        name, equals, value = definition.partition("=")
        if not equals or not name:
            raise ManualError("-D {definition} is not of the form NAME=VALUE", definition=definition)
        overrides[name] = value
    return overrides


def _jobs(text: str) -> int:
    if text == "auto":
        return os.cpu_count() or 1
    if not text.isdecimal() or int(text) < 1:
        raise ManualError("-j {number} is neither a number of processes nor auto", number=text)
    return int(text)
