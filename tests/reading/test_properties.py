"""Whatever is typed: reading never fails, loses nothing and gives the same again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sphinxcontrib_sop.core.anatomy import PROCEDURE_FIELDS, STEP_ANATOMY, STEP_FIELDS, Place, procedure_anatomy
from sphinxcontrib_sop.core.reading.dates import parse_date
from sphinxcontrib_sop.core.reading.durations import parse_duration
from sphinxcontrib_sop.core.reading.grammar import parse_arrow, parse_branch, parse_row, parse_target, parse_targets
from sphinxcontrib_sop.core.reading.header import read_header
from sphinxcontrib_sop.extension.directives import source

from .manuals import indented

if TYPE_CHECKING:
    from collections.abc import Callable

    from .manuals import Reading, Workshop

ANY_LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=30)
NAMES = sorted({word for field in (*PROCEDURE_FIELDS, *STEP_FIELDS) for word in field.spellings})

# -- pure parts --------------------------------------------------------------------------------------------------------
ENTRY_LINE = st.builds(
    "{}{}{} {}".format,
    st.sampled_from([":", "", "::"]),
    st.sampled_from([*NAMES, "xyzzy", "Nomor", "pringatan"]),
    st.sampled_from([":", "", "::"]),
    ANY_LINE,
)
HEADER_LINES = st.lists(
    st.one_of(
        ANY_LINE,
        ENTRY_LINE,
        st.just(""),
        st.builds("   {}".format, ANY_LINE),
        st.sampled_from(["```", "---", ".. note::"]),
    ),
    max_size=12,
)


@given(HEADER_LINES)
@settings(max_examples=400)
def test_every_line_of_a_header_goes_somewhere(lines: list[str]) -> None:
    for anatomy in (procedure_anatomy(["tujuan"]), STEP_ANATOMY):
        found = read_header(lines, anatomy)
        entries = [*found.entries, *found.leftover]
        kept = "\n".join(
            [
                *found.title,
                *(one.name for one in entries),
                *(one.text for one in entries),
                *(lines[number] for number in found.body),
            ]
        )
        for word in " ".join(lines).split():
            bare = word.strip(":")
            assert bare in kept
        assert read_header(lines, anatomy).body == found.body
        assert all(0 <= fault.line <= len(lines) for fault in found.faults)
        for fault in found.faults:
            assert str(fault.message)
        taken = [number for one in entries for number in one.lines]
        assert len(taken) == len(set(taken))
        assert not set(taken) & set(found.body)


GRAMMAR_TEXT = st.one_of(
    ANY_LINE,
    st.lists(
        st.sampled_from(
            ['"', "[", "]", "->", "<->", "--", ",", "+", "~", "/", ":", " ", "staf", "a b", "2.1", "selesai"]
        )
    ).map("".join),
)


@given(GRAMMAR_TEXT)
@settings(max_examples=600)
@example("a [proses] [keputusan]")
@example("a +")
@example("~")
@example('""')
@example('"a" b')
@example("[proses]")
@example("a ~")
@example("selesai[0]")
def test_no_word_of_a_row_is_lost(text: str) -> None:
    row, faults = parse_row(text)
    kept = " ".join(
        [
            *(f"{group.shape} {' '.join(actor.text for actor in group.actors)}" for group in row.groups),
            *map(str, faults),
        ]
    )
    for word in re.findall(r"\w+", text):
        assert word in kept


@given(GRAMMAR_TEXT)
@settings(max_examples=400)
def test_no_word_of_a_target_is_lost(text: str) -> None:
    for word in re.findall(r"\w+", text):
        assert word in str(parse_target(text))
        assert word in " ".join(map(str, parse_targets(text)))
    for parse in (parse_arrow, parse_branch):
        found, faults = parse(text)
        kept = str(found) + " ".join(map(str, faults))
        for word in re.findall(r"\w+", text):
            assert word in kept


@given(ANY_LINE)
def test_dates_and_durations_never_fail(text: str) -> None:
    parse_date(text)
    parse_duration(text)


# -- whole documents ---------------------------------------------------------------------------------------------------
WORD = st.text("abcdefgh", min_size=3, max_size=8)
PHRASE = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
VALUE = st.one_of(
    PHRASE,
    st.just("-"),
    st.just(""),
    st.builds("- {}\n   - {}".format, PHRASE, PHRASE),
    st.builds("{} -> {}".format, WORD, st.sampled_from(["1", "2", "selesai", "awal", "abc"])),
    st.builds('"{}", {}'.format, PHRASE, WORD),
    st.builds("{} [{}] + ~{}".format, WORD, WORD, WORD),
    st.builds("{} = {}".format, WORD, PHRASE),
    st.builds("\n\n   {}\n\n   {}".format, PHRASE, PHRASE),
    st.sampled_from(["1", "2/abc", "2 Januari 2025", "SOP101", "berlaku", "teknis", "selesai"]),
)
STEP_LINE = st.one_of(
    st.builds(
        ":{}: {}".format, st.sampled_from(sorted({w for f in STEP_FIELDS for w in f.spellings} | {"xyzzy"})), VALUE
    ),
    st.builds(":{} {}".format, st.sampled_from(["waktu", "id", "xyzzy"]), PHRASE),
    PHRASE,
    st.just(""),
)
SOP_LINE = st.one_of(
    st.builds(
        ":{}: {}".format, st.sampled_from(sorted({w for f in PROCEDURE_FIELDS for w in f.spellings} | {"xyzzy"})), VALUE
    ),
    st.builds("{}: {}".format, st.sampled_from(["nomor", "Peringatan"]), PHRASE),
    st.builds(".. note:: {}".format, PHRASE),
    PHRASE,
    st.just(""),
)
STEP = st.builds(
    lambda title, lines: f".. sop-step:: {title}\n" + indented("\n".join(lines)),
    PHRASE,
    st.lists(STEP_LINE, max_size=6),
)
DOCUMENT = st.builds(
    lambda title, lines, steps: (
        f".. sop:: {title}\n{indented(chr(10).join(lines))}\n\n" + "\n\n".join(map(indented, steps)) + "\n"
    ),
    PHRASE,
    st.lists(SOP_LINE, max_size=6),
    st.lists(STEP, max_size=4),
)


ENTRY_WORDS = {part for name in NAMES for part in name.split("-")} | {"sop", "step", "note"}
"""An entry that is understood is told by its value."""

STEERING = re.compile(
    rf"^ *:(?:{'|'.join(w for f in STEP_FIELDS if f.place is Place.FLOW and f.name != 'pelaksana' for w in f.spellings)}):.*",
    re.MULTILINE,
)
"""Entries that only steer arrows: where one is passed over, the finding names the entry."""


def told(found: Reading) -> str:
    """Everything that was kept: texts, values, symbols, findings."""
    model = [
        repr([dict(one.fields), one.actors, one.steps, one.nodes, one.flows, one.dangling, one.faults])
        for one in found.procedures
    ]
    return "\n".join([found.text, *model, *found.messages])


@pytest.fixture(scope="module")
def shop(workshops: Callable[..., Workshop]) -> Workshop:
    return workshops()


@given(DOCUMENT)
@settings(max_examples=80)
def test_no_word_of_a_document_is_lost(shop: Workshop, text: str) -> None:
    found = shop.read(text)
    kept = told(found)
    for word in set(re.findall(r"\w{3,}", STEERING.sub("", text))) - ENTRY_WORDS:
        assert word in kept, text
    again = shop.read(text)
    assert again.messages == found.messages
    assert again.procedures == found.procedures
    assert [one.pformat() for one in again.doctrees.values()] == [one.pformat() for one in found.doctrees.values()]
    for one in found.procedures:
        assert {node.step for node in one.nodes} <= {step.id for step in one.steps}


@given(st.lists(ANY_LINE.filter(lambda line: "\x00" not in line), max_size=10))
@settings(max_examples=40)
def test_no_text_ends_in_a_traceback(shop: Workshop, lines: list[str]) -> None:
    for text in (
        ".. sop:: " + "\n   ".join(lines),
        ".. sop:: Judul\n   :peringatan: " + "\n      ".join(lines),
        ".. sop:: Judul\n\n   .. sop-step:: " + "\n      ".join(lines),
        ".. sop:: Judul\n\n   .. sop-step:: A\n      :pelaksana: " + "\n         ".join(lines),
        ".. sop:: Judul\n\n   .. sop-step:: A\n      :pelaksana: a\n      :alur: " + "\n         ".join(lines),
    ):
        shop.read(text)


# -- the short way for plain texts -------------------------------------------------------------------------------------
PIECE = st.sampled_from(
    [
        "a", "b", "kata", "Surat", "i", "iv", "A", "1", "2", "10", ".", ")", "(", ":", "::", "-", "*", "+", " ", "  ", "/", "#",
        ",", ";", "=", "~", "^", "'", '"', "_", "`", "|", "<", ">", "\\", "[", "]", "{", "@", "http://x.y", "a@b.c", "é", "–",
        "...", "--", "…", "…:", "$", "&", "%", "!", "?", "–:", "e.g.", "No.", "x_", "_x", "*x*", "|x|", ":x:", ":x:`y`",
    ]
)  # fmt: skip
MARK = st.sampled_from(
    [
        "",
        "",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2. ",
        "3. ",
        "a. ",
        "b. ",
        "i. ",
        "#. ",
        "(1) ",
        ":a: ",
        "   ",
        ".. ",
        ">>> ",
        "| ",
        "-- ",
    ]
)
PLAIN_LINE = st.builds(lambda mark, pieces: (mark + "".join(pieces)).rstrip(), MARK, st.lists(PIECE, max_size=6))
PLAIN_TEXT = st.one_of(
    st.lists(PLAIN_LINE, min_size=1, max_size=4),
    st.builds(
        lambda mark, rest: [(mark + one).rstrip() for one in rest],
        MARK,
        st.lists(st.lists(PIECE, min_size=1, max_size=5).map("".join), min_size=1, max_size=4),
    ),
    st.builds(
        lambda rest: [f"{number}. {one}".rstrip() for number, one in enumerate(rest, 1)],
        st.lists(st.lists(PIECE, min_size=1, max_size=5).map("".join), min_size=1, max_size=4),
    ),
)


def described(document: nodes.document) -> list[str]:
    """The tree with everything later phases ask of it: source text, file and line of every element."""
    lines = [document.pformat()]
    for node in document.findall(nodes.Element):
        if isinstance(node, (nodes.paragraph, nodes.bullet_list, nodes.enumerated_list, nodes.list_item)):
            lines.append(
                f"{node.tagname} {node.rawsource if isinstance(node, nodes.paragraph) else ''!r} {node.source} {node.line}"
            )
    return lines


@given(PLAIN_TEXT)
@settings(max_examples=150)
@example(["kata"])
@example(["- kata", "- Surat"])
@example(["1. kata", "2. Surat"])
@example(["kata", "Surat kata"])
@example(["A. Surat"])
@example(["kata:"])
@example(["- 1"])
@example(["1. a", "3. b"])
def test_plain_text_is_read_as_docutils_reads_it(shop: Workshop, lines: list[str]) -> None:
    value = "\n".join(f"      {line}".rstrip() for line in lines)
    text = f".. sop:: Judul\n   :peringatan:\n{value}\n\n   .. sop-step:: Mencatat\n      :pelaksana: a\n      :output:\n{indented(value, 3)}\n"
    short = shop.read(text)
    plain = source.is_plain
    source.is_plain = lambda line: False
    try:
        long = shop.read(text)
    finally:
        source.is_plain = plain
    assert described(short.doctrees["index"]) == described(long.doctrees["index"])
    assert short.messages == long.messages
    assert short.procedures == long.procedures
