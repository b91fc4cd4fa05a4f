"""A manual that fails is made smaller as long as it fails in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .sources import Manual

Wrong = Callable[[Manual], bool]


def smallest(manual: Manual, wrong: Wrong, *, most: int = 150) -> Manual:
    """Return a smaller manual for which ``wrong`` still holds, trying at most so many."""
    left = most
    shorter = True
    while shorter and left > 0:
        shorter = False
        for candidate in _smaller(manual):
            left -= 1
            if left < 0:
                break
            if wrong(candidate):
                manual, shorter = candidate, True
                break
    return manual


def _smaller(manual: Manual) -> Iterator[Manual]:
    """Without a file, without a stretch of lines (the long ones first), without a setting."""
    for name in sorted(manual.files):
        if name != "index.rst":
            yield manual._replace(files={key: text for key, text in manual.files.items() if key != name})
    for name, text in sorted(manual.files.items()):
        if isinstance(text, str) and name.startswith("d"):
            lines = text.split("\n")
            size = len(lines) // 2
            while size:
                for start in range(0, len(lines), size):
                    kept = "\n".join([*lines[:start], *lines[start + size :]])
                    yield manual._replace(files=manual.files | {name: kept})
                size //= 2
    for name in manual.settings:
        yield manual._replace(settings={key: value for key, value in manual.settings.items() if key != name})


def shown(manual: Manual) -> str:
    """The sources of a manual, to be read in the report of a test."""
    texts = (
        f"--- {name}\n{text}"
        for name, text in manual.files.items()
        if isinstance(text, str) and not name.endswith(".svg")
    )
    return "\n".join([f"settings: {manual.settings}", *texts])
