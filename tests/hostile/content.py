"""Content by chance: what may stand in a cell, a body or a document, nested, in either language."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from .syntax import Rst, Syntax, hang
from .words import Kind, Place, Word, spelt

DEEPEST = 2
PAYLOADS = (
    "</script><script>alert(1)</script>", "#let x = 1", "\\textbf{x}", "`tak tertutup", "**tebal", "|tiada|", "=1+1",
    "\N{RIGHT-TO-LEFT OVERRIDE}kanan\N{POP DIRECTIONAL FORMATTING}", "a\N{ZERO WIDTH SPACE}b", "@semua", "</details>", "$(rm -rf)", "%s {0}", "é" * 30,
    "https://example.org/" + "x" * 90, ":sop:ref:`tiada`", ":sop:step:`1`", ":sop:law:`tiada`", ":ref:`tiada`", "[#]_", "[1]_",
    "{{ tiada }}", "{sop:ref}`tiada`", "日本語の手順", "\N{LATIN SMALL LETTER E}\N{COMBINING ACUTE ACCENT}", "🏛️", "]]>", "<!-- x", "&amp;",
)  # fmt: skip
ADMONITIONS = ("note", "warning", "tip", "danger", "attention", "caution", "error", "hint", "important", "seealso")
SOP_ROLES = ("ref", "step", "actor", "law")


@dataclass
class Written:
    """What a manual has so far, besides the text that is being made."""

    chance: random.Random
    words: list[Word] = field(default_factory=list)
    files: dict[str, str | bytes] = field(default_factory=dict)
    documents: list[str] = field(default_factory=list)
    """Names of the documents that there will be."""
    names: list[str] = field(default_factory=list)
    """Names that SOPs may have."""
    there: list[str] = field(default_factory=list)
    """Those of SOPs that there are."""
    formulas: int = 0
    used: set[str] = field(default_factory=set)
    """Which parts of the grammar came up."""


class Content:
    """Makes content for one document; ``place`` tells where it stands."""

    def __init__(self, written: Written, syntax: Syntax) -> None:
        self.written, self.syntax = written, syntax
        self.chance = written.chance
        self.place = Place.PROSE
        self.apart: list[str] = []
        """Blocks to be put at the end of the document, at its margin: notes, sources, substitutions."""

    # -- words and lines ---------------------------------------------------------------------------------------------
    def word(self, kind: Kind = Kind.TEXT) -> str:
        """A word that occurs once in the manual."""
        word = Word(spelt(len(self.written.words)), self.place, kind)
        self.written.words.append(word)
        return word.text

    def maybe(self, chance: float) -> bool:
        return self.chance.random() < chance

    def pick(self, *choices: str) -> str:
        return self.chance.choice(choices)

    def one_of(self, *makers: Callable[[], str]) -> str:
        """What one of these makes; the others make nothing, so that no word is lost with them."""
        return self.chance.choice(makers)()

    def line(self) -> str:
        """A line of text with one word, some markup and, at times, something that means mischief."""
        parts = [self.word()]
        if self.maybe(0.5):
            parts.append(self.inline())
        if self.maybe(0.15):
            parts.append(self.chance.choice(PAYLOADS))
        if len(parts) > 1 and self.maybe(0.3):
            parts.insert(0, "Lihat")  # something else begins the line: a sign there means more than in its middle
            self.chance.shuffle(parts)
            parts.insert(0, parts.pop(parts.index("Lihat")))
        return " ".join(parts)

    def inline(self) -> str:
        """Some inline markup."""
        name = self.chance.choice(sorted(INLINE))
        self.written.used.add(f"inline:{name}")
        return INLINE[name](self)

    def document_name(self) -> str:
        return self.chance.choice(self.written.documents or ["index"])

    # -- blocks ------------------------------------------------------------------------------------------------------
    def block(self, depth: int = 0) -> str:
        """One or two body elements."""
        return "\n\n".join(self._block(depth) for _ in range(1 + self.maybe(0.2)))

    def _block(self, depth: int) -> str:
        names = sorted(BLOCKS) if depth < DEEPEST else sorted(FLAT)
        name = self.chance.choice(names)
        self.written.used.add(f"block:{name}")
        return BLOCKS[name](self, depth)

    def file(self, ending: str, text: str | bytes) -> str:
        """A further file of the manual; its address from any document."""
        name = f"sisip{len(self.written.files)}{ending}"
        self.written.files[name] = text
        return f"/{name}"

    def picture(self) -> str:
        """The address of a picture, which may be missing."""
        return self.pick("/gambar.png", "/gambar.svg", "tiada.png", "/gambar.*")


def _note(content: Content) -> str:
    label = f"c{len(content.written.words)}"
    place = content.place
    content.place = Place.NOTE if place is Place.SOP else place
    reference, note = content.syntax.footnote(label, content.line())
    content.place = place
    content.apart.append(note)
    return f"x {reference}"


def _citation(content: Content) -> str:
    label = f"K{len(content.written.words)}"
    if not isinstance(content.syntax, Rst):
        return "[K]"
    place, content.place = content.place, Place.PROSE  # the sheet of an SOP does not repeat it
    content.apart.append(f".. [{label}] {content.line()}")
    content.place = place
    return f"[{label}]_"


def _substitution(content: Content) -> str:
    if not isinstance(content.syntax, Rst):
        return content.word()
    label = f"s{len(content.written.words)}"
    content.apart.append(f".. |{label}| replace:: {content.word(Kind.CODE)}")
    return f"|{label}|"


def _role(*names: str) -> Callable[[Content], str]:
    return lambda content: content.syntax.role(content.pick(*names), content.word())


def _target_name(content: Content) -> str:
    return content.pick("1", "a", "s1", "pp-1-2020", *content.written.names, "tiada")


INLINE: dict[str, Callable[[Content], str]] = {
    "emphasis": lambda content: content.syntax.emphasis(content.word()),
    "strong": lambda content: content.syntax.strong(content.word()),
    "literal": lambda content: content.syntax.literal(content.word()),
    "link": lambda content: content.syntax.link(content.word(), content.pick("https://example.org", "javascript:x", "#x", "d0.html")),
    "address": lambda content: "https://example.org/a?b=c&d=e",
    "mark": _role("abbr", "kbd", "guilabel", "file", "command", "dfn", "samp", "sub", "sup", "menuselection"),
    "math": lambda content: content.syntax.role("math", "a^2_b"),
    "note": _note,
    "citation": _citation,
    "substitution": _substitution,
    "document": lambda content: content.syntax.role("doc", f"{content.word()} </{content.document_name()}>"),
    "title of document": lambda content: content.syntax.role("doc", f"/{content.document_name()}"),
    "label": lambda content: content.syntax.role("ref", f"{content.word()} <t{content.chance.randrange(4)}>"),
    "named label": lambda content: content.syntax.role("ref", content.pick("t0", *content.written.names)),
    "number": lambda content: content.syntax.role("numref", "t1"),
    "term": lambda content: content.syntax.role("term", "tiada"),
    "index": lambda content: content.syntax.role("index", content.word(Kind.TEXT)),
    "download": lambda content: content.syntax.role("download", f"{content.word()} </gambar.png>"),
    **{
        f"sop:{role}": lambda content, role=role: content.syntax.role(  # type: ignore[misc]
            f"sop:{role}", f"{content.word()} <{_target_name(content)}>" if content.maybe(0.4) else _target_name(content)
        )
        for role in SOP_ROLES
    },
}  # fmt: skip
"""Inline markup by name."""


# -- blocks ----------------------------------------------------------------------------------------------------------
def _bullets(content: Content, depth: int) -> str:
    return content.syntax.bullets([content.block(depth + 1), content.line()])


def _numbered(content: Content, depth: int) -> str:
    return content.syntax.numbered([content.line(), f"{content.line()}\n\n{content.block(depth + 1)}"])


def _admonition(content: Content, depth: int) -> str:
    if content.maybe(0.2):
        return content.syntax.directive("admonition", content.word(), body=content.block(depth + 1))
    return content.syntax.directive(content.pick(*ADMONITIONS), body=content.block(depth + 1))


def _list_table(content: Content, depth: int) -> str:
    cell = content.block(depth + 1)
    rows = f"* - {content.word()}\n  - {content.word()}\n* - {hang(cell, 4)}\n  - {content.line()}"
    options = [("header-rows", "1"), *([("widths", "20 80")] if content.maybe(0.3) else [])]
    return content.syntax.directive("list-table", content.word() if content.maybe(0.5) else "", options, rows)


def _list_table_titled(content: Content, depth: int) -> str:
    rows = f"* - {hang(content.block(depth + 1), 4)}\n  - {content.word()}"
    return content.syntax.directive("list-table", content.word(), (), rows)


def _grid(content: Content, depth: int) -> str:
    if not isinstance(
        content.syntax, Rst
    ):  # inside a directive MyST gives tables no place, so that nothing extracts them
        return content.syntax.grid([[content.word(Kind.CODE), "x"], ["y", content.word(Kind.CODE)]])
    return content.syntax.grid([[content.word(), "x"], [f"- {content.word()}", content.word()]])


def _csv_table(content: Content, depth: int) -> str:
    if content.maybe(0.5):
        address = content.file(".csv", f"{content.word()},x\ny,{content.word()}\n")
        return content.syntax.directive("csv-table", content.word(), [("file", address)])
    return content.syntax.directive("csv-table", "", [("header", "a, b")], f'"{content.word()}", {content.word()}')


def _code(content: Content, depth: int) -> str:
    options = [("caption", content.word()), ("linenos", "")] if content.maybe(0.3) else []
    return content.syntax.directive(
        "code-block", content.pick("text", "python", "tiada", "rst"), options, f"{content.word(Kind.CODE)} = <&>\n  1"
    )


def _literal(content: Content, depth: int) -> str:
    if not isinstance(content.syntax, Rst):
        return f"```\n{content.word(Kind.CODE)} <&>\n```"
    return f"{content.line()}::\n\n   {content.word(Kind.CODE)}  x"


def _math(content: Content, depth: int) -> str:
    content.written.formulas += 1
    labelled = [("label", f"r{content.written.formulas}")] if content.maybe(0.3) else ()
    return content.syntax.directive("math", "", labelled, "a^2 + \\frac{1}{b}")


def _contents(content: Content, depth: int) -> str:
    return content.syntax.directive(
        "contents", content.pick("", "Isi"), [("local", "")] if content.maybe(0.7) else [("depth", "1")]
    )


def _contents_local(content: Content, depth: int) -> str:
    return content.syntax.directive("contents", "", [("local", "")])


def _image(content: Content, depth: int) -> str:
    options = [("width", content.pick("20%", "2cm", "50px", "0", "9999px")), ("alt", content.word(Kind.ALT))]
    return content.syntax.directive("image", content.picture(), options)


def _figure(content: Content, depth: int) -> str:
    target = content.syntax.target(f"t{content.chance.randrange(4)}")
    return f"{target}\n\n" * content.maybe(0.3) + content.syntax.directive("figure", "/gambar.png", (), content.line())


def _include(content: Content, depth: int) -> str:
    if content.maybe(0.2):
        return content.syntax.directive("include", "tiada.txt")
    if content.maybe(0.4):
        return content.syntax.directive("literalinclude", content.file(".py", f"{content.word(Kind.FILE)} = 1\n"))
    ending = ".txt" if isinstance(content.syntax, Rst) else ".markdown"
    return content.syntax.directive("include", content.file(ending, content.line() + "\n"))


def _raw(content: Content, depth: int) -> str:
    if content.maybe(0.5):
        return content.syntax.directive("raw", "html", body=f"<b>{content.word(Kind.RAW_HTML)}</b>")
    kind = Kind.LOOSE if content.place is Place.SOP else Kind.RAW_LATEX  # the sheet of an SOP is no LaTeX
    return content.syntax.directive("raw", "latex", body=content.word(kind))


def _target(content: Content, depth: int) -> str:
    return f"{content.syntax.target(f't{content.chance.randrange(4)}')}\n\n{content.line()}"


def _glossary(content: Content, depth: int) -> str:
    return content.syntax.directive("glossary", "", (), f"{content.word()}\n   {content.line()}")


def _index(content: Content, depth: int) -> str:
    word = content.word(Kind.INDEX)
    return content.syntax.directive("index", f"single: {word}") + f"\n\n{content.line()}"


def _topic(content: Content, depth: int) -> str:
    if depth:  # docutils refuses it inside others, and says so
        return content.line()
    return content.syntax.directive(content.pick("topic", "sidebar"), content.word(), (), content.line())


def _fields(content: Content, depth: int) -> str:
    if not isinstance(content.syntax, Rst):
        return content.line()
    return f":{content.word()}: {content.line()}\n:biaya: {content.line()}"


def _lines(content: Content, depth: int) -> str:
    if not isinstance(content.syntax, Rst):
        return f"{content.line()}  \n{content.line()}"
    return f"| {content.line()}\n|   {content.line()}"


def _options(content: Content, depth: int) -> str:
    return f"-a  {content.word()}\n--berkas=B  {content.word()}" if isinstance(content.syntax, Rst) else content.line()


def _quote(content: Content, depth: int) -> str:
    if isinstance(content.syntax, Rst) and content.maybe(0.5):
        return content.syntax.quote(f"{content.line()}\n\n-- {content.word()}")
    return content.syntax.quote(content.block(depth + 1))


def _plain(*names: str) -> Callable[[Content, int], str]:
    """A directive that takes nothing but content."""
    return lambda content, depth: content.syntax.directive(content.pick(*names), body=content.line())


def _only(content: Content, depth: int) -> str:
    if content.place is Place.PROSE:
        return content.syntax.directive("only", "html or not html", (), content.line())
    return content.line()


def _object(content: Content, depth: int) -> str:
    return content.syntax.directive("py:function", f"{content.word(Kind.CODE)}(a, b=1)", (), f"{content.line()}")


BLOCKS: dict[str, Callable[[Content, int], str]] = {
    "paragraph": lambda content, depth: content.line(),
    "long paragraph": lambda content, depth: f"{content.line()} {'kata ' * 60}{content.word()}",
    "bullets": _bullets,
    "numbered": _numbered,
    "definition": lambda content, depth: content.syntax.definition(content.word(), content.block(depth + 1)),
    "admonition": _admonition,
    "list table": _list_table,
    "titled table": _list_table_titled,
    "grid": _grid,
    "csv table": _csv_table,
    "code": _code,
    "literal": _literal,
    "math": _math,
    "contents": _contents,
    "local contents": _contents_local,
    "image": _image,
    "figure": _figure,
    "include": _include,
    "raw": _raw,
    "target": _target,
    "glossary": _glossary,
    "index": _index,
    "topic": _topic,
    "fields": _fields,
    "lines": _lines,
    "options": _options,
    "quote": _quote,
    "only": _only,
    "object": _object,
    "rubric": lambda content, depth: content.syntax.directive("rubric", content.word()),
    "centered": lambda content, depth: content.syntax.directive("centered", content.word(Kind.CODE)),
    "columns": lambda content, depth: content.syntax.directive("hlist", "", [("columns", "2")], f"* {content.word()}\n* {content.word()}"),
    "version": lambda content, depth: content.syntax.directive(content.pick("versionadded", "versionchanged", "deprecated"), f"2 {content.word(Kind.VERSION)}"),
    "framed": _plain("container", "compound", "epigraph", "pull-quote", "highlights"),
    "parsed literal": lambda content, depth: content.syntax.directive("parsed-literal", body=content.word(Kind.CODE)),
    "comment": lambda content, depth: content.syntax.comment("tidak dicetak"),
    "doctest": lambda content, depth: f">>> {content.word(Kind.CODE)}\n1" if isinstance(content.syntax, Rst) else content.line(),
    "nothing": lambda content, depth: content.syntax.directive(content.pick("meta", "sectionauthor", "highlight"), content.pick("", "x")),
}  # fmt: skip
"""Body elements by name."""
NESTING = frozenset({"bullets", "numbered", "definition", "admonition", "list table", "titled table", "quote"})
FLAT = frozenset(BLOCKS) - NESTING
