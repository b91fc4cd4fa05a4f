"""The command line ``sphinx-sop``: one module for each command, one table.

Exit codes: 0 nothing found, 1 something found, 2 wrong use or a manual that cannot be read.
"""

import argparse
import contextlib
import os
import sys
import traceback
from collections.abc import Iterable, Sequence
from importlib import import_module
from keyword import iskeyword
from types import ModuleType

from .._version import __version__
from ..core.characters import visible
from ..core.i18n import say
from ._failure import ManualError
from ._parser import Parser, argparse_speaking, environment_language, tell, write

FAILED = 2

COMMANDS = ("new", "preview", "check", "rules", "diff", "approve", "verify", "import", "export")
"""Each is a module with ``SUMMARY``, ``add_arguments(parser)`` and ``run(args) -> int``, which may raise `ManualError`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    language = environment_language(arguments)
    try:
        with argparse_speaking(language):
            args = _parser(language, _asked_for(arguments)).parse_args(arguments)
        args.spoken = language
        code: int = _module(args.command).run(args)
    except ManualError as error:
        if "--traceback" in arguments:
            traceback.print_exception(error.__cause__ or error)
        write(visible(f"sphinx-sop: {say(error.message, language)}\n"), sys.stderr)
    except KeyboardInterrupt:
        tell(language, "interrupted; nothing was written")
    except BrokenPipeError:  # whoever read the output has seen enough
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except SystemExit as error:  # of argparse
        return error.code if isinstance(error.code, int) else FAILED
    except Exception as error:  # noqa: BLE001 - a person is told in one sentence, a developer asks for more
        if "--traceback" in arguments:
            traceback.print_exception(error)
        template = "{program} itself failed, please report it with what --traceback shows: {kind}: {reason}"
        tell(language, template, program="sphinx-sop", kind=type(error).__name__, reason=error)
    else:
        return code
    return FAILED


def _module(command: str) -> ModuleType:
    return import_module(f".{f'{command}_' if iskeyword(command) else command}", __name__)


def _asked_for(arguments: Sequence[str]) -> Sequence[str]:
    """The command that is given, so that no other one need be loaded; all of them where help on all is asked for."""
    for argument in arguments:
        if argument in COMMANDS:
            return (argument,)
        if argument in {"-h", "--help"}:
            break
    return COMMANDS


def _parser(language: str, wanted: Iterable[str] = COMMANDS) -> Parser:
    parser = Parser(prog="sphinx-sop", language=language)
    parser.description = parser.translate(
        "Start, check and hand on a manual of Standar Operasional Prosedur (SOP) that Sphinx builds."
    )
    parser.add_argument("--version", action="version", version=f"sphinx-sop {__version__}", help=argparse.SUPPRESS)
    parser.add_common()
    commands = parser.add_subparsers(dest="command", required=True, metavar=parser.translate("COMMAND"))
    for name in wanted:
        module = _module(name)
        summary = parser.translate(module.SUMMARY.template)
        command = commands.add_parser(name, language=language, help=summary, description=summary)
        module.add_arguments(command)
        command.add_common(default=argparse.SUPPRESS)
    return parser
