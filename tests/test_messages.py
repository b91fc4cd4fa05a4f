"""The catalogues hold every sentence for people, and a build speaks the language of its manual."""

from __future__ import annotations

import ast
import gettext
import io
import string
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.util.docutils import patch_docutils

from sphinxcontrib_sop.core.i18n import CATALOGUE, LOCALE_DIR, say
from sphinxcontrib_sop.core.model import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from sphinx.testing.util import SphinxTestApp

REPOSITORY = Path(__file__).parent.parent
PACKAGE = REPOSITORY / "sphinxcontrib_sop"
SOURCES = sorted(PACKAGE.rglob("*.py"))
LANGUAGES = sorted(path.name for path in (PACKAGE / "locale").iterdir() if path.is_dir())
UPDATE = "bring the catalogues up to date with `tox -e messages`, then translate"


@pytest.fixture(scope="module")
def messages(load_tool: Callable[[str], ModuleType]) -> ModuleType:
    """tools/messages.py, which is not installed."""
    return load_tool("messages")


@pytest.fixture(scope="module")
def extracted(messages: ModuleType) -> set[str]:
    """Every sentence in the sources."""
    found = set()
    for path in SOURCES:
        with path.open("rb") as source:
            found |= {text for _, _, text, _ in messages.extract(source, (), (), {})}
    return found


@pytest.fixture(params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> Any:
    """The catalogue of one language as its translators write it."""
    pofile = pytest.importorskip("babel.messages.pofile", reason="Babel, which reads catalogues, is not installed")
    path = PACKAGE / "locale" / request.param / "LC_MESSAGES" / f"{CATALOGUE}.po"
    with path.open("rb") as file:
        return pofile.read_po(file, locale=request.param)


def entries(catalogue: Any) -> Iterator[Any]:
    return (entry for entry in catalogue if entry.id)


def places(text: str) -> set[str]:
    """Names of the places in a template, of both kinds."""
    named = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return named | {word.partition(")")[0] for word in text.split("%(")[1:]}


def test_there_is_an_indonesian_catalogue() -> None:
    assert "id" in LANGUAGES


def test_every_sentence_is_translated(catalogue: Any, extracted: set[str]) -> None:
    translated = {entry.id for entry in entries(catalogue) if entry.string and not entry.fuzzy}
    assert extracted - translated == set(), UPDATE


def test_nothing_is_translated_that_nobody_says(catalogue: Any, extracted: set[str]) -> None:
    assert {entry.id for entry in entries(catalogue)} - extracted == set(), UPDATE
    assert list(catalogue.obsolete) == [], UPDATE


def test_a_translation_names_what_the_sentence_names(catalogue: Any) -> None:
    differing = [entry.id for entry in entries(catalogue) if places(entry.id) != places(entry.string)]
    assert differing == []


def test_what_is_quoted_stays_quoted(catalogue: Any) -> None:
    uneven = [entry.string for entry in entries(catalogue) if entry.string.count("`") % 2]
    assert uneven == []


def test_the_compiled_catalogue_is_up_to_date(catalogue: Any) -> None:
    mofile = pytest.importorskip("babel.messages.mofile")
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    fresh = gettext.GNUTranslations(compiled)
    language = str(catalogue.locale)
    shipped = gettext.translation(CATALOGUE, LOCALE_DIR, [language])
    for entry in entries(catalogue):
        assert shipped.gettext(entry.id) == fresh.gettext(entry.id) == entry.string, UPDATE
    assert len(shipped._catalog) == len(fresh._catalog), UPDATE  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_sentence_is_put_together_where_nobody_can_translate_it(path: Path, messages: ModuleType) -> None:
    made = (ast.JoinedStr, ast.BinOp)
    for node in ast.walk(ast.parse(path.read_bytes())):
        for value in messages._speaking_values(node):
            assert not isinstance(value, made), f"line {value.lineno}: {ast.unparse(value)}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_that_is_told_is_a_sentence_that_is_found(path: Path, extracted: set[str]) -> None:
    """Also one that several names are given at once, which the extraction does not look into."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for name, value in zip(names, values, strict=True):
                    if isinstance(name, ast.Name) and name.id == "template" and isinstance(value, ast.Constant):
                        assert value.value in extracted | {""}


def test_sentences_are_found_where_they_are_said(messages: ModuleType) -> None:
    source = b"""
SENTENCE = "a constant"
NAME = "never said"
template = "a variable"
translate(SENTENCE, language)
Message(template="one" if one else "several")
fault(line, "by position", name=name)
self.report("a report", node)
[Message(template=template) for template, count in (("days", days), ("hours", hours))]
for key, template in (("key", "a loop"),): pass
rule("SOP101", Severity.ERROR, "a summary")
@rule("SOP102", Severity.ERROR, "another summary")
def check():
    '''What
    it finds.

    Mend: How to mend it.
    '''
"""
    found = {text for _, _, text, _ in messages.extract(io.BytesIO(source), (), (), {})}
    assert found == {
        "a constant", "a variable", "one", "several", "by position", "a report", "days", "hours", "a loop", "a summary",
        "another summary", "What it finds.", "How to mend it.",
    }  # fmt: skip


# -- builds ----------------------------------------------------------------------------------------------------------
FAULTY = """\
.. sop:: Pemeriksaan Berkas
   :status: rancangan
   :pelakasana: staf

   .. sop-step:: Memeriksa berkas
      :pelaksana: staf
      :tidak: simpan
"""


@pytest.fixture
def complaints(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Callable[..., str]:
    """``complaints("id")`` builds a faulty manual and returns what was said."""

    def build(language: str, builder: str = "dummy", **config: object) -> str:
        (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_sop"]\n', encoding="utf-8")
        (tmp_path / "index.rst").write_text(FAULTY, encoding="utf-8")
        with patch_docutils(tmp_path):
            app = make_app(builder, srcdir=tmp_path, confoverrides={"language": language, **config})
            app.build()
        return app.warning.getvalue() + app.status.getvalue()

    return build


SENTENCES = {
    "id": (
        "Isian `pelakasana` tidak dikenal; maksud Anda `pelaksana`?",
        "anak panah ke `simpan` tidak memiliki tujuan: langkah itu tidak ditemukan",
    ),
    "en": (
        "Unknown entry `pelakasana`; did you mean `pelaksana`?",
        "the arrow to `simpan` leads nowhere: there is no such step",
    ),
}


@pytest.mark.parametrize("language", ["id", "id_ID", "en", "de"])
def test_findings_are_in_the_language_of_the_manual(complaints: Callable[..., str], language: str) -> None:
    said = complaints(language).lower()
    spoken = "id" if language.startswith("id") else "en"
    for code, sentences in SENTENCES.items():
        for sentence in sentences:
            assert (sentence.lower() in said) == (code == spoken)


def test_a_wrong_setting_is_named_in_indonesian(complaints: Callable[..., str]) -> None:
    said = complaints("id", sop_profile="tidak-ada", sop_today="besok", sop_agency={"namae": "Dinas"})
    assert "profil `tidak-ada` tidak dikenal" in said
    assert "'besok' tidak dapat dipakai; yang diperbolehkan: tanggal, misalnya 2026-01-31" in said
    assert "maksud Anda `name`?" in said


@pytest.mark.parametrize(("language", "sentence"), [("id", "Data SOP ada di"), ("en", "The SOPs are in")])
def test_a_builder_says_where_its_output_is(complaints: Callable[..., str], language: str, sentence: str) -> None:
    assert sentence in complaints(language, builder="sop-json")


def test_a_sentence_inside_a_sentence_is_translated_too() -> None:
    inner = Message(template="{count} hours", values={"count": 3})
    outer = Message(template="{one} {two}", values={"one": inner, "two": inner})
    assert say(outer, "id") == "3 jam 3 jam"
    assert say(outer, "en") == "3 hours 3 hours"
