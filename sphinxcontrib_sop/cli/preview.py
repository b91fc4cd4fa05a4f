"""``sphinx-sop preview``: the manual in the browser while it is written, each SOP with what the rules find in it.

sphinx-autobuild watches the folder, serves the pages on this machine alone and reloads them; it is an extra of the
package.  Every build runs in a process that has opened the manual before anything was saved, and writes what changed and
no more: no index, no search.
"""

import argparse
import signal
import socket
import tempfile
import threading
import webbrowser
from importlib import import_module
from pathlib import Path

from ..core.model import Message
from ._failure import ManualError
from ._parser import Parser, tell

SUMMARY = Message(template="the manual in the browser while you write; pages follow what is saved")

_SECONDS_TO_START = 0.5


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
        server = import_module("._preview_server", __package__)
    except ImportError as error:
        template = "the preview needs {package}: python -m pip install {package}"
        raise ManualError(template, package="sphinx-autobuild") from error
    from ._preview_build import PreviewBuild
    from ._preview_process import Builds

    port = args.port or _free_port(server.HOST)
    address = f"http://{server.HOST}:{port}"
    with tempfile.TemporaryDirectory(prefix="sphinx-sop-preview-", ignore_cleanup_errors=True) as folder:
        output = Path(folder)
        builds = Builds(PreviewBuild(source, output, args.spoken))
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it, too, ends what was started
        try:
            builds()
            tell(args.spoken, "The manual is at {address}; end with Ctrl+C", address=address)
            if not args.no_browser:
                threading.Timer(_SECONDS_TO_START, webbrowser.open, [address]).start()
            server.serve(source, output / "html", builds, port)
        except KeyboardInterrupt:
            return 0
        finally:
            builds.stop()
    return 0


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as free:
        port: int = free.getsockname()[1]
        return port
