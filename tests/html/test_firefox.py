"""The same arrows in Firefox, driven by its own protocol, Marionette: lines of ``length:json`` over a socket."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from .test_pages import BARE, READ_PICTURE, SYMBOLS

pytestmark = pytest.mark.browser

PREFERENCES = {
    "marionette.port": 0,  # any that is free
    "network.proxy.type": 0,
    "app.update.enabled": False,
    "browser.region.network.url": "",
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "",
}
"""Nothing leaves the machine."""

START_SECONDS = 120
WIDTH, HEIGHT = 1700, 1800
"""Window in CSS pixels: no table is wider or scrolls."""

ADD_STYLE = """
    const sheet = document.createElement("style");
    sheet.textContent = arguments[0];
    document.head.append(sheet);
"""
REMOVE_STYLE = "document.head.lastElementChild.remove();"
COUNT = f"return ({READ_PICTURE})(arguments[0]).then(parts => parts.length);"


class Firefox:
    """A session with one window."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.stream = connection.makefile("rb")
        self.sent = 0
        self._receive()  # the greeting
        self.ask("WebDriver:NewSession")
        self.ask("WebDriver:SetWindowRect", width=WIDTH, height=HEIGHT)

    def _receive(self) -> Any:
        length = b""
        while (byte := self.stream.read(1)) != b":":
            assert byte, "Firefox closed the connection"
            length += byte
        return json.loads(self.stream.read(int(length)))

    def ask(self, command: str, **parameters: Any) -> Any:
        """Send a command and return what it is answered."""
        self.sent += 1
        message = json.dumps([0, self.sent, command, parameters]).encode()
        self.connection.sendall(b"%d:%s" % (len(message), message))
        _, number, error, result = self._receive()
        assert (number, error) == (self.sent, None), error
        return result

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page; a promise is awaited."""
        return self.ask("WebDriver:ExecuteScript", script=script, args=arguments)["value"]

    def dark_parts(self, style: str) -> int:
        """Number of connected dark parts of the table with another style."""
        self.run(ADD_STYLE, BARE + style)
        table = self.ask("WebDriver:FindElement", using="css selector", value=".sop-table")["value"]
        (element,) = table.values()
        picture = self.ask("WebDriver:TakeScreenshot", id=element, full=False)["value"]
        self.run(REMOVE_STYLE)
        return int(self.run(COUNT, picture))


@contextmanager
def started(executable: str, profile: Path, ratio: float) -> Iterator[Firefox]:
    """Run Firefox with so many device pixels to a CSS pixel and a profile of its own."""
    preferences = PREFERENCES | {"layout.css.devPixelsPerPx": str(ratio)}
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items())
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    command = [executable, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with socket.create_connection(("127.0.0.1", port_of(profile, process))) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()


def port_of(profile: Path, process: subprocess.Popen[bytes]) -> int:
    """Port that Firefox listens on, which it writes into its profile."""
    written = profile / "MarionetteActivePort"
    patience = time.monotonic() + START_SECONDS
    while not (written.exists() and written.read_text(encoding="ascii")):
        assert process.poll() is None, "Firefox did not start"
        assert time.monotonic() < patience, "Firefox does not listen"
        time.sleep(0.1)
    return int(written.read_text(encoding="ascii"))


@pytest.fixture(scope="module", params=[1, 2], ids="ratio{}".format)
def firefox(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Firefox at one device ratio."""
    executable = shutil.which("firefox-esr") or shutil.which("firefox")
    if executable is None:
        reason = "firefox is not installed on this machine"
        if os.environ.get("SOP_REQUIRE_TOOLS"):
            pytest.fail(f"{reason}, and SOP_REQUIRE_TOOLS is set")
        pytest.skip(reason)
    with started(executable, tmp_path_factory.mktemp("profile"), request.param) as session:
        assert session.run("return devicePixelRatio") == request.param
        yield session


@pytest.mark.parametrize("name", ["loops", "levels", "wide"])
def test_every_arrow_is_one_line_from_symbol_to_symbol(firefox: Firefox, site: Path, name: str) -> None:
    firefox.ask("WebDriver:Navigate", url=(site / f"{name}.html").as_uri())
    ways = firefox.run("return [...document.querySelectorAll('[data-ways]')].map(symbol => symbol.dataset.ways)")
    symbols = firefox.dark_parts(SYMBOLS)
    assert ways
    for way in dict.fromkeys(" ".join(ways).split()):
        route = f".sop-chart .sop-lines .sop-r{way} {{ visibility: visible }}"
        source = f".sop-chart .sop-lines [data-ways~='{way}']:not(.sop-whole) {{ visibility: visible }}"
        assert firefox.dark_parts(route + source) == 1, f"arrow {way} does not begin at its symbol"
        assert firefox.dark_parts(route + SYMBOLS) == symbols - 1, f"arrow {way} does not join two symbols"
