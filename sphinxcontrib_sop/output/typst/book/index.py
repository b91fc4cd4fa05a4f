"""The general index and the indices of domains, as data for the template."""

from collections.abc import Iterator, Sequence
from typing import Any

from sphinx.builders import Builder
from sphinx.environment.adapters.indexentries import IndexEntries
from sphinx.locale import _

from ....core.hyphenation import breakable
from ..compiler.metrics import width
from ..text.links import ELSEWHERE, Places, place_name

FONT = 9.0
WIDEST_WORD = 180.0
"""Room for a word in points; there are two columns."""

GENERAL_INDEX = "genindex"
SUB_ENTRY = 2
"""Kind of an entry of a domain's index that belongs to the one above it."""


def indices(builder: Builder, places: Places, docnames: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Return the indices that are not empty: `title`, `place` and `groups` of entries.

    An entry has `text`, `labels` of the places it leads to, and `level` 0 or 1.
    """
    for domain in builder.env.domains.sorted():
        for index_class in domain.indices:
            content, _collapse = index_class(domain).generate(docnames)
            groups = [
                {"letter": letter, "entries": [_domain_entry(entry, places) for entry in entries]}
                for letter, entries in content
            ]
            if groups:
                title = str(index_class.localname)
                yield {"title": title, "place": place_name(f"{domain.name}-{index_class.name}", ""), "groups": groups}
    general = [
        {"letter": str(letter), "entries": shown}
        for letter, entries in IndexEntries(builder.env).create_index(builder)
        if (shown := list(_general_entries(entries, places)))
    ]
    if general:
        yield {"title": _("Index"), "place": place_name(GENERAL_INDEX, ""), "groups": general}


def _domain_entry(entry: Sequence[Any], places: Places) -> dict[str, Any]:
    name, kind, docname, anchor, extra, qualifier, description = entry
    notes = ", ".join(str(part) for part in (extra, qualifier, description) if part)
    label = places.labels.get(place_name(docname, anchor)) if docname else None
    text = f"{name} ({notes})" if notes else str(name)
    return {"text": _fitting(text), "level": int(kind == SUB_ENTRY), "labels": [label] if label else []}


def _general_entries(entries: Sequence[Any], places: Places) -> Iterator[dict[str, Any]]:
    """Return entries and sub-entries of a letter; what leads only to documents that are not in the manual is left out."""
    for text, (targets, sub_entries, _key) in entries:
        labels = list(_labels(targets, places))
        subs = [
            {"text": _fitting(sub), "level": 1, "labels": list(_labels(sub_targets, places))}
            for sub, sub_targets in sub_entries
        ]
        lost = (bool(targets) and not labels) + sum(
            bool(lower) and not sub["labels"] for sub, (_, lower) in zip(subs, sub_entries, strict=True)
        )
        if lost < bool(targets) + len(subs):
            yield {"text": _fitting(str(text)), "level": 0, "labels": labels}
            yield from (sub for sub, (_, lower) in zip(subs, sub_entries, strict=True) if sub["labels"] or not lower)


def _labels(targets: Sequence[tuple[Any, Any]], places: Places) -> Iterator[str]:
    """Return the labels of places; "see" entries have none."""
    for _main, uri in targets:
        label = places.labels.get(str(uri).removeprefix(ELSEWHERE)) if uri else None
        if label:
            yield label


def _fitting(text: str) -> str:
    """Return a text whose long words, names of programs mostly, may be divided."""
    return " ".join(
        breakable(word, int(len(word) * WIDEST_WORD / wide), hyphenate=False) if wide > WIDEST_WORD else word
        for word, wide in ((word, width(word, FONT)) for word in text.split(" "))
    )
