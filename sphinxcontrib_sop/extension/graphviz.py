"""Pictures by Graphviz, drawn by its program ``dot``."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from sphinx.config import Config

SECONDS = 60
"""A picture that takes longer is given up."""


class GraphvizError(RuntimeError):
    """The picture could not be drawn; the text is what ``dot`` said."""


def program(config: Config) -> str:
    """The program to run: `graphviz_dot` of Sphinx's own extension if it is in use, else ``dot``."""
    return str(getattr(config, "graphviz_dot", "dot"))


def is_installed(config: Config) -> bool:
    """True if the program is there."""
    return shutil.which(program(config)) is not None


def draw(dot: str, kind: str, config: Config) -> bytes:
    """Return a picture as ``svg`` or ``pdf``.

    Raises `GraphvizError` where the program fails.
    """
    command = [program(config), f"-T{kind}"]
    try:
        done = subprocess.run(command, input=dot.encode(), capture_output=True, timeout=SECONDS, check=True)
    except subprocess.CalledProcessError as error:
        raise GraphvizError(error.stderr.decode(errors="replace").strip()) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GraphvizError(str(error)) from error
    return done.stdout


def drawn_file(dot: str, kind: str, config: Config, folder: Path) -> Path:
    """Return the file of a picture in a folder, drawing it unless it is there.

    Raises `GraphvizError` where the program fails.
    """
    name = hashlib.sha256(dot.encode()).hexdigest()[:32]
    path = folder / f"sop-map-{name}.{kind}"
    if not path.exists():
        picture = draw(dot, kind, config)
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture)
    return path
