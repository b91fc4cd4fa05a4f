"""Pictures by Graphviz, drawn by its program ``dot``."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from sphinx.config import Config

from ..core.whole_files import write_whole

SIZE = re.compile(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"')
CLUSTER = re.compile(r'(<g id="[^"]*" class="cluster">.*?)(<text [^>]*>)([^<]*</text>\n?)(.*?</g>)', re.DOTALL)
LAST = re.compile(r"</g>\s*</svg>\s*$")

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
        write_whole(path, picture)
    return path


def drawn_size(picture: Path) -> tuple[float, float]:
    """Return width and height of an SVG of Graphviz in points, at least 1."""
    match = SIZE.search(picture.read_text(encoding="utf-8"))
    return (max(1.0, float(match[1])), max(1.0, float(match[2]))) if match else (1.0, 1.0)


def with_clear_names(picture: Path) -> Path:
    """Return the file of an SVG of Graphviz in which no edge runs through the name of a group.

    Graphviz keeps edges away from nodes only, so the names are drawn last, each with a white border.
    """
    path = picture.with_name(f"{picture.stem}-named.svg")
    if not path.exists():
        names: list[str] = []

        def moved(match: re.Match[str]) -> str:
            before, opening, words, after = match.groups()
            border = opening.replace("<text ", '<text stroke="white" stroke-width="5" stroke-linejoin="round" ', 1)
            names.append(f"{border}{words}{opening}{words}")
            return f"{before}{after}"

        drawing = CLUSTER.sub(moved, picture.read_text(encoding="utf-8"))
        write_whole(path, LAST.sub(lambda match: "".join(names) + match[0], drawing))
    return path
