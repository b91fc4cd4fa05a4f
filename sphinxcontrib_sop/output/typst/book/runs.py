"""Runs of pages: a manual is divided where the running head changes."""

from msgspec import Struct

from ..text.links import Places


class Run(Struct, frozen=True, kw_only=True):
    """Pages with one running head: a chapter, or what stands before the first."""

    title: str
    markup: str
    front: bool
    """True for what stands before the contents."""
    labels: frozenset[str]
    """Labels of the places on these pages."""
    sops: range
    """Numbers of the SOPs on them."""
    turned: bool
    """True if the longer side of these pages is level."""


MOST_SOPS = 50
"""Maximum number of SOPs in a run, so that a manual can be divided: each begins on a page of its own all the same."""


class Runs:
    """The runs of a manual while it is written."""

    def __init__(self, places: Places) -> None:
        self.made: list[Run] = []
        self.front = False
        """True until the pages before the contents end."""
        self.turned = False
        """True while what is written stands on turned pages."""
        self.sop_count = 0
        self._title = ""
        self._carried: list[str] = []
        self._places = places
        self._places_before = 0

    @property
    def is_full(self) -> bool:
        """True if what is written has as many SOPs as a run may have."""
        return self.sop_count - (self.made[-1].sops.stop if self.made else 0) >= MOST_SOPS

    def carry(self, markup: str) -> None:
        """Keep a heading that has no page of its own for the next run."""
        self._carried.append(markup)

    def begin(self, title: str, written: list[str]) -> list[str]:
        """End the run before this one with what was written; return what the new one begins with."""
        self.end(written)
        self._title = title
        carried, self._carried = self._carried, []
        return carried

    def end(self, written: list[str]) -> None:
        """Make what was written a run unless that is nothing."""
        if not written:
            return
        labels = list(self._places.labels.values())
        run = Run(
            title=self._title,
            markup="".join(written),
            front=self.front,
            labels=frozenset(labels[self._places_before :]),
            sops=range(self.made[-1].sops.stop if self.made else 0, self.sop_count),
            turned=self.turned,
        )
        self._places_before = len(labels)
        self.made.append(run)
