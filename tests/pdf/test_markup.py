"""Any text survives the way into Typst."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.hyphenation import (
    FIRST_PART,
    LAST_PART,
    SOFT_HYPHEN,
    SPACE_OF_NO_WIDTH,
    breakable,
    divisions,
)
from sphinxcontrib_sop.output.typst.compiler.engine import Engine
from sphinxcontrib_sop.output.typst.compiler.lengths import points, typst_length
from sphinxcontrib_sop.output.typst.compiler.markup import Markup, literal, quoted
from sphinxcontrib_sop.output.typst.compiler.metrics import FONT_FOLDER, width

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NASTY = [
    '"',
    "\\",
    '\\"',
    '"; #panic(); "',
    "#{",
    "*/",
    "//",
    "]",
    "$",
    "\x00\x1b\u2028",
    "\\u{41}",
    "a\n\n b",
    "<label>",
]


@pytest.fixture(scope="module")
def engine(require_tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    require_tool("typst")
    return Engine(tmp_path_factory.mktemp("typst"))


def read_back(engine: Engine, expression: str) -> object:
    engine.write("echo.typ", f"#metadata({expression})<echo>\n")
    return engine.query("echo.typ", "echo")


@given(texts=st.lists(TEXTS, min_size=1, max_size=40))
def test_every_text_is_read_back(engine: Engine, texts: list[str]) -> None:
    assert read_back(engine, literal(texts)) == texts


def test_a_change_of_one_character_is_seen(engine: Engine) -> None:
    for text in ("\u00e9", "\u0169", "\U00069b12", "\U000b4352"):  # pairs that end in the same byte
        assert read_back(engine, quoted(text)) == text


def test_nasty_texts_are_read_back(engine: Engine) -> None:
    assert read_back(engine, literal(NASTY)) == NASTY


@pytest.mark.parametrize("text", NASTY)
def test_nasty_texts_are_content_of_their_own(engine: Engine, text: str) -> None:
    assert read_back(engine, f"[#{quoted(text)};]") == {"func": "text", "text": text}


def test_values_are_read_back(engine: Engine) -> None:
    value = {"a": [1, 2.5, -3, None, True], "b": {}, "c": [], "d d": {"e": "f"}, "g": ["one"]}
    assert read_back(engine, literal(value)) == value


def test_a_lone_surrogate_does_no_harm() -> None:
    assert quoted("a\ud800b") == '"a\ufffdb"'


def test_markup_is_content() -> None:
    assert literal(Markup("#emph[x]")) == "[#emph[x]]"


def test_what_has_no_literal_is_refused() -> None:
    with pytest.raises(TypeError):
        literal(object())


# -- words -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("pertanggungjawaban", "per-tang-gung-ja-waban"),
        ("penyelenggaraan", "penye-leng-ga-raan"),
        ("pemeriksaan", "peme-rik-saan"),
        ("kepegawaian", "kepe-ga-waian"),
        ("Penyerahan", "Penye-rahan"),
        ("Pemusnahan", "Pemus-nahan"),
        ("Penanganan", "Pena-nganan"),
        ("Pengembangan", "Pengem-bangan"),
        ("permohonan", "per-mo-honan"),
        ("pendidikan", "pen-di-dikan"),
        ("tindakan", "tin-dakan"),
        ("penyerahannya", "penye-rah-an-nya"),
        ("PENYERAHAN", "PENYE-RAHAN"),
        ("melaksanakan", "melak-sa-na-kan"),
        ("diserahkannya", "dise-rah-kan-nya"),
        ("instrumen", "instru-men"),
        ("dan", "dan"),
        ("SKPD", "SKPD"),
    ],
)
def test_words_are_divided_as_indonesian_is_spelt(word: str, parts: str) -> None:
    places, _ = divisions(word)
    assert "-".join(word[start:end] for start, end in pairwise([0, *places, len(word)])) == parts


@pytest.mark.parametrize(
    ("longest", "parts"), [(12, "melaksanakan"), (11, "melaksana-kan"), (10, "melaksana-kan"), (9, "melak-sa-na-kan")]
)
def test_a_word_is_rather_divided_before_a_suffix_than_at_a_syllable(longest: int, parts: str) -> None:
    assert breakable("melaksanakan", longest, hyphenate=True).replace(SOFT_HYPHEN, "-") == parts


@given(word=st.text("abdeghiknprsty", min_size=1, max_size=24))
def test_no_line_begins_or_ends_with_two_letters_of_a_word(word: str) -> None:
    places, affixes = divisions(word)
    assert set(affixes) <= set(places)
    assert all(FIRST_PART <= place <= len(word) - LAST_PART for place in places)


@given(
    word=st.text(st.characters(categories=["L", "N", "P"]), min_size=1),
    longest=st.integers(1, 12),
    hyphenate=st.booleans(),
)
def test_divided_words_are_whole_and_short_enough(word: str, longest: int, hyphenate: bool) -> None:
    word = word.replace(SOFT_HYPHEN, "").replace(SPACE_OF_NO_WIDTH, "")
    divided = breakable(word, longest, hyphenate=hyphenate)
    parts = divided.replace(SOFT_HYPHEN, SPACE_OF_NO_WIDTH).split(SPACE_OF_NO_WIDTH)
    assert "".join(parts) == word
    assert all(len(part) <= longest for part in parts)


def test_signs_are_the_first_places_to_break() -> None:
    divided = breakable("pembukaan/pemeriksaan/pemblokiran", 12, hyphenate=True)
    assert divided.split(SPACE_OF_NO_WIDTH) == ["pembukaan/", "pemeriksaan/", "pemblokiran"]


@pytest.mark.parametrize("text", ["Memeriksa berkas", "iIl.,/'() -", "MWQ@%", "é–€"])
@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_those_of_typst(engine: Engine, text: str, bold: bool) -> None:
    weight = "bold" if bold else "regular"
    style = f'font: "Liberation Sans", kerning: false, ligatures: false, size: 10pt, weight: "{weight}"'
    engine.write("echo.typ", f"#set text({style})\n#context [#metadata(measure({quoted(text)}).width.pt())<echo>]\n")
    assert width(text, 10, bold=bold) == pytest.approx(engine.query("echo.typ", "echo"), abs=0.05)


# -- lengths ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "size"), [("18mm", 51.02), ("1in", 72), ("10pt", 10), ("40px", 30), ("40", 30), ("2 cm", 56.69)]
)
def test_lengths_are_points(text: str, size: float) -> None:
    assert points(text) == pytest.approx(size, abs=0.01)


@pytest.mark.parametrize("text", ["", "wide", "3 parsec", "--"])
def test_what_is_no_length_is_none(text: str) -> None:
    assert points(text) is None
    assert typst_length(text) is None


def test_percentages_stay() -> None:
    assert typst_length("50%") == "50%"


def test_fonts_come_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONT_FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert {path.stem for path in FONT_FOLDER.glob("*.ttf")} == {
        f"LiberationSans-{face}" for face in ("Regular", "Bold", "Italic", "BoldItalic")
    }
