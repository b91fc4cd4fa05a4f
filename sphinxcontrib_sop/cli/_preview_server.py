"""The server of a preview: sphinx-autobuild's, with builds of our own."""

import asyncio
import os
from pathlib import Path

import uvicorn
import watchfiles
from sphinx_autobuild.server import RebuildServer
from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles

from ._preview_process import Builds

_QUIET_MILLISECONDS = 700
HOST = "127.0.0.1"
_worth = watchfiles.DefaultFilter(ignore_dirs=(*watchfiles.DefaultFilter.ignore_dirs, "venv", "_build"))


class Watcher(RebuildServer):  # type: ignore[misc] # without types
    """Watches one folder and has the pages built; those that are open in a browser are told."""

    def __init__(self, folder: Path, builds: Builds) -> None:
        super().__init__([folder], ignore_filter=None, change_callback=builds)
        self.builds = builds

    async def watch(self) -> None:
        """Until cancelled."""
        folder = self.paths[0]
        async for changes in watchfiles.awatch(
            folder,
            watch_filter=lambda change, path: _worth(change, os.path.relpath(path, folder)),
            rust_timeout=_QUIET_MILLISECONDS,
            yield_on_timeout=True,
        ):
            if paths := sorted({Path(path) for _, path in changes}):
                await asyncio.to_thread(self.builds, paths)
                self.flag.set()
            elif await asyncio.to_thread(self.builds.in_a_quiet_moment):
                self.flag.set()


def serve(folder: Path, pages: Path, builds: Builds, port: int) -> None:
    """Serve the pages on this machine alone until interrupted."""
    watcher = Watcher(folder, builds)
    app = Starlette(
        routes=[WebSocketRoute("/websocket-reload", watcher), Mount("/", app=StaticFiles(directory=pages, html=True))],
        lifespan=watcher.lifespan,
    )
    uvicorn.run(app, host=HOST, port=port, log_level="error")
