"""Whatever changes, and however it is built: what is there is what a fresh build would have written.

SOP_SEQUENCES=500 asks for more of them, each different; see README.md.
"""

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from .living import CHANGES
from .sequences import BUILDERS, POINTS, WAYS, Sequence, folder_for_sequence

FEW = 6
"""Sequences where nobody asks for more."""
STEPS = 8
NUMBERS = st.integers(0, 29)


class Manual(RuleBasedStateMachine):
    """Changes and builds in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = folder_for_sequence()
        self.sequence = Sequence(Path(self.folder.name))
        self.changed = True

    @rule(changes=st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), NUMBERS), min_size=1, max_size=3))
    @precondition(lambda self: not self.changed)
    def change(self, changes: list[tuple[str, int]]) -> None:
        for name, number in changes:
            self.sequence.change(name, number)
        self.changed = True

    @initialize(builders=st.lists(st.sampled_from(BUILDERS), min_size=1, max_size=2))
    def choose(self, builders: list[str]) -> None:
        self.builders = builders

    @rule(which=st.integers(0, 1), way=st.sampled_from(WAYS), number=NUMBERS)
    @precondition(lambda self: self.changed)
    def build(self, which: int, way: str, number: int) -> None:
        self.sequence.build(self.builders[which % len(self.builders)], way, number)
        self.changed = False

    def teardown(self) -> None:
        self.folder.cleanup()


@pytest.mark.filterwarnings("default")  # faulty sources make docutils warn of itself
def test_every_way_leads_to_the_same() -> None:
    asked = int(os.environ.get("SOP_SEQUENCES", "0"))
    run_state_machine_as_test(
        Manual,
        settings=settings(
            max_examples=asked or FEW,
            stateful_step_count=STEPS,
            derandomize=not asked,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if asked else [Phase.generate],
        ),
    )


@pytest.mark.parametrize("number", range(len(POINTS)))
def test_a_point_at_which_a_build_is_killed_is_one(number: int, tmp_path: Path) -> None:
    sequence = Sequence(tmp_path)
    sequence.build("html", "killed", number)


def test_a_build_finds_what_was_built_before(tmp_path: Path) -> None:
    sequence = Sequence(tmp_path)
    sequence.build("text", "whole")
    page = sequence.source / "_build" / "text" / "a.txt"
    before = page.stat().st_mtime_ns
    sequence.build("text", "whole")
    assert page.stat().st_mtime_ns == before


FOUND: dict[str, tuple[tuple[str, int], tuple[str, int]]] = {
    "a file that a document includes, while another document is built": (("include", 0), ("partial", 5)),
    "a file that a document includes, when a build is killed while it writes": (("include", 0), ("killed", 3)),
    "a table of steps, when a build is killed at its end": (("table", 0), ("killed", 5)),
    "the title of a document that another one names": (("title", 0), ("whole", 0)),
    "a heading that another document names": (("heading", 6), ("whole", 0)),
    "a heading that another document names, when a build is killed": (("heading", 6), ("killed", 9)),
    "a heading before a heading that has a number": (("section before", 6), ("whole", 0)),
    "a figure before a figure that has a number": (("figure before", 0), ("whole", 0)),
    "a table of contents that numbers no more": (("index", 0), ("whole", 0)),
    "a term that another document uses": (("term", 6), ("whole", 0)),
    "a formula that another document names": (("formula", 1), ("whole", 0)),
    "a document that comes between two others": (("rename", 0), ("whole", 0)),
}
"""What changes, and how it is built then."""


@pytest.mark.parametrize("builder", ["html", "text", "sop-sheets"])
def test_what_was_read_by_a_clock_that_went_fast(builder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sequence = Sequence(tmp_path)
    with monkeypatch.context() as fast:
        ahead = time.time_ns() + 10**9 * 60 * 60 * 24 * 365
        fast.setattr(time, "time_ns", lambda: ahead)
        sequence.build(builder, "whole")
        for path in sequence.source.rglob("*"):
            os.utime(path, ns=(ahead, ahead))
    for path in sequence.source.glob("*.*"):
        os.utime(path)
    sequence.change("text", 0)
    sequence.build(builder, "whole")


def test_the_number_of_an_sop_on_the_sheet_of_another_one(tmp_path: Path) -> None:
    sequence = Sequence(tmp_path)
    sequence.build("sop-sheets", "whole")
    sequence.change("number", 8)
    sequence.build("sop-sheets", "whole")


@pytest.mark.parametrize("way", ["whole", "partial", "touched"])
@pytest.mark.filterwarnings("default")
def test_a_file_that_was_missing_is_found(way: str, tmp_path: Path) -> None:
    sequence = Sequence(tmp_path)
    sequence.change("include", 2)
    sequence.build("text", "whole")
    sequence.change("include", 0)
    sequence.build("text", way, 5)
    assert "Sisipan kedua" in (sequence.source / "_build" / "text" / "a.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("builder", ["html", "text", "singlehtml"])
@pytest.mark.parametrize("case", FOUND)
@pytest.mark.filterwarnings("default")
def test_found(case: str, builder: str, tmp_path: Path) -> None:
    (name, number), (way, place) = FOUND[case]
    sequence = Sequence(tmp_path)
    sequence.build(builder, "whole")
    sequence.change(name, number)
    sequence.build(builder, way, place)


@pytest.mark.parametrize("builder", ["html", "dirhtml", "epub", "json", "text", "xml", "pseudoxml", "sop-docx"])
@pytest.mark.parametrize("change", ["remove", "rename"])
@pytest.mark.filterwarnings("default")
def test_no_page_is_left_of_a_document_that_is_gone(change: str, builder: str, tmp_path: Path) -> None:
    sequence = Sequence(tmp_path)
    for name in ("a.rst", "bab/d.rst", "c.rst"):
        sequence.state[name] = f"{sequence.state[name]}\n\n.. sop-decree:: Surat\n"
    sequence.build(builder, "whole")
    output = sequence.source / "_build" / builder
    before = {path.relative_to(output).as_posix() for path in output.rglob("*")}
    for number in range(3):
        sequence.change(change, number)
    sequence.build(builder, "whole")
    after = {path.relative_to(output).as_posix() for path in output.rglob("*")}
    assert before - after
