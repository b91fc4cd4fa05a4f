"""Git, run as a program."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

QUIET: Mapping[str, str] = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
"""What git says is English, so that messages can be told apart; it takes no lock just to be faster the next time."""


def run_git(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None, timeout: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder and return what it says, whether it failed or not.

    ``environment`` is added to that of this process, ``timeout`` is in seconds.  Raises `OSError` where git or the folder
    is not there, `subprocess.TimeoutExpired` where git takes longer.
    """
    surroundings = {**os.environ, **QUIET, **(environment or {})}
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=surroundings, capture_output=True, timeout=timeout, check=False
    )
