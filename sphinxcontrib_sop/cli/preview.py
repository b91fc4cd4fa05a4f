"""``sphinx-sop preview``: the manual in the browser while it is written, each SOP with what the rules find in it.

sphinx-autobuild watches the folder, serves the pages on this machine alone and reloads them; it is an extra of the
package. Every build runs in a child of a process that has Sphinx loaded already, and writes what changed and no more: no
index, no search.
"""

import argparse
import tempfile
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

from ..core.model import Message
from ._failure import ManualError
from ._parser import Parser, tell

SUMMARY = Message(template="the manual in the browser while you write; pages follow what is saved")

HOST = "127.0.0.1"
_IGNORED = ("*.pyc", "*~", ".#*", "*.swp", "_build")


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    _ = parser.translate
    parser.add_argument(
        "source", metavar="DIR", nargs="?", default=".", help=_("folder of the manual (the current one)")
    )
    parser.add_argument("--port", type=int, default=0, help=_("port on this machine; else a free one"))
    parser.add_argument("--no-browser", action="store_true", help=_("open no browser"))


def run(args: argparse.Namespace) -> int:
    """Build, serve and watch until interrupted.  Raises `ManualError`."""
    source = Path(args.source).resolve()
    if not (source / "conf.py").is_file():
        raise ManualError("there is no conf.py in {folder}, so it is no manual of Sphinx", folder=source)
    try:
        serving = import_module("sphinx_autobuild.__main__")
        server = import_module("uvicorn")
        filters = import_module("sphinx_autobuild.filter")
        utils = import_module("sphinx_autobuild.utils")
    except ImportError as error:
        template = "the preview needs {package}: python -m pip install {package}"
        raise ManualError(template, package="sphinx-autobuild") from error
    from ._preview_build import PreviewBuild

    port = args.port or utils.find_free_port()
    with ExitStack() as stack:
        output = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sphinx-sop-preview-")))
        build = PreviewBuild(source, output, args.spoken)
        (output / "html").mkdir()
        build(changed_paths=())
        address = f"{HOST}:{port}"
        ignore = filters.IgnoreFilter(list(_IGNORED), [])
        app = serving._create_app([source], ignore, build, output / "html", address)
        tell(args.spoken, "The manual is at {address}; end with Ctrl+C", address=f"http://{address}")
        if not args.no_browser:
            utils.open_browser(address, 0.5)
        server.run(app, host=HOST, port=port, log_level="error")
    return 0
