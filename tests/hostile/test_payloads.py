"""Texts that mean something to an output are text in it, wherever an author typed them.

`payloads` has the texts and a manual that holds each in every place; here every output is read by a parser of its own kind
and compared with that of a manual in which a harmless word stands in all these places.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree, html
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from .payloads import HARMLESS, INVISIBLE, PAYLOADS, manual, marked, squeezed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from playwright.sync_api import Browser

UNPRINTED = frozenset({"arabic", "accents"})
"""Extracted from a PDF in another order, or printed by their codes."""
LONG = "long"
"""Takes more lines and pages, so that more is drawn."""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Manuals:
    """The manuals and what was made of them, each when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        texts = {name: text for name, text in PAYLOADS.items() if name != LONG}
        self.names = list(texts)
        for name, listed in (
            ("hostile", [*texts.values()]),
            ("harmless", [HARMLESS] * len(texts)),
            ("other", ["lumrah"] * len(texts)),
            ("long", [PAYLOADS[LONG]]),
            ("invisible", [*INVISIBLE.values()]),
        ):
            (folder / name).mkdir()
            for file, data in manual(listed).items():
                (folder / name / file).write_bytes(data)
        self.build = cache(self._build)
        self.run = cache(self._run)

    def _build(self, name: str, builder: str) -> Path:
        output = self.folder / f"{name}-{builder}"
        doctrees = self.folder / f"{name}-doctrees"
        command = ["-m", "sphinx", "-q", "-b", builder, "-d", str(doctrees), str(self.folder / name), str(output)]
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        (self.folder / f"{name}-{builder}.log").write_text(done.stderr, encoding="utf-8")
        return output

    def _run(self, *words: str) -> str:
        """What a command writes to its standard output, from the folder of the manuals."""
        command = [sys.executable, "-m", "sphinxcontrib_sop", words[0], "--cache", "cache", *words[1:]]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, check=False)
        assert done.returncode in {0, 1}, done.stderr.decode()
        return done.stdout.decode()

    def typed(self, without: Iterable[str] = ()) -> list[str]:
        """Every text as it is shown: on one line, with what it is found by."""
        pairs = [(name, marked(number, PAYLOADS[name])) for number, name in enumerate(self.names)]
        return [" ".join(text.split("\n")) for name, text in pairs if name not in without]


@pytest.fixture(scope="module")
def manuals(tmp_path_factory: pytest.TempPathFactory) -> Manuals:
    return Manuals(tmp_path_factory.mktemp("payloads"))


def require_all(text: str, typed: Iterable[str], what: str) -> None:
    """Every text stands in an output."""
    shown = squeezed(text)
    lost = [one for one in typed if squeezed(one) not in shown]
    assert not lost, f"{what}: {lost[:3]}"


# -- pages ------------------------------------------------------------------------------------------------------------
def counted_html(folder: Path) -> tuple[Counter[str], str]:
    """Elements, attributes and kinds of addresses of all pages, and their text."""
    counts: Counter[str] = Counter()
    texts = []
    for file in sorted(folder.rglob("*.html")):
        page = html.document_fromstring(file.read_bytes(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
        for element in page.iter():
            counts[str(element.tag) if isinstance(element.tag, str) else "comment"] += 1
            counts.update(f"@{name}" for name in element.attrib)
            for name in ("href", "src", "action", "xlink:href"):
                if address := element.get(name):
                    scheme = re.match(r"\s*([\w+.-]+):", address)
                    counts[f"{name} {scheme[1] if scheme else 'here'}"] += 1
        texts.append(page.text_content())
    return counts, "\n".join(texts)


def without_breaks(counts: Counter[str]) -> Counter[str]:
    """Without what says how a word is divided and how wide it is drawn."""
    drawn = {"wbr", "text", "@x", "@y", "@textlength", "@lengthadjust", "@text-anchor", "@font-family", "@font-size"}
    return Counter(
        {name: count for name, count in counts.items() if name not in drawn | {"tspan", "@dy", "span", "@class"}}
    )


def test_pages(manuals: Manuals) -> None:
    hostile, text = counted_html(manuals.build("hostile", "html"))
    harmless, _ = counted_html(manuals.build("harmless", "html"))
    assert without_breaks(hostile) == without_breaks(harmless)
    require_all(text, manuals.typed(), "html")


def test_a_browser_runs_nothing(manuals: Manuals, browser: Browser) -> None:
    folder = manuals.build("hostile", "html")
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append("dialog"))
    for file in sorted(folder.glob("*.html")):
        page.goto(file.as_uri())
        assert page.evaluate("window.pwned") is None, file.name
        assert page.evaluate("document.querySelectorAll('[onload],[onerror],[onclick]').length") == 0, file.name
    assert [url for url in asked if not url.startswith("file:")] == []
    page.close()


def counted_xml(data: bytes) -> tuple[Counter[str], etree._Element]:
    tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    counts: Counter[str] = Counter()
    for element in tree.iter():
        counts[str(element.tag) if isinstance(element.tag, str) else "comment"] += 1
        counts.update(f"@{name}" for name in element.attrib)
    return counts, tree


def counted_epub(folder: Path) -> tuple[Counter[str], str]:
    counts: Counter[str] = Counter()
    texts = []
    for file in sorted(path for path in folder.rglob("*") if path.suffix in {".xhtml", ".opf", ".ncx"}):
        more, tree = counted_xml(file.read_bytes())
        counts += more
        texts.append("".join(map(str, tree.itertext())))
    return counts, "\n".join(texts)


def test_epub(manuals: Manuals) -> None:
    hostile, text = counted_epub(manuals.build("hostile", "epub"))
    harmless, _ = counted_epub(manuals.build("harmless", "epub"))
    assert hostile == harmless
    require_all(text, manuals.typed(), "epub")


# -- texts ------------------------------------------------------------------------------------------------------------
def test_plain_text(manuals: Manuals) -> None:
    files = sorted(manuals.build("hostile", "text").glob("*.txt"))
    require_all("\n".join(file.read_text(encoding="utf-8") for file in files), manuals.typed(), "text")


def commands(file: Path, pattern: str) -> Counter[str]:
    """How often each command of a markup stands in a file."""
    return Counter(re.findall(pattern, file.read_text(encoding="utf-8"), re.MULTILINE))


def test_manual_page(manuals: Manuals) -> None:
    hostile, harmless = (next(manuals.build(name, "man").glob("*.1")) for name in ("hostile", "harmless"))
    requests = r"^[.'][A-Za-z]*"
    assert commands(hostile, requests) == commands(harmless, requests)
    text = hostile.read_text(encoding="utf-8")
    bodies = "\n".join(line for line in text.split("\n") if not line.startswith((".SH", ".SS")))
    shown = re.sub(r"\\f[BIRP]", "", bodies)
    shown = (
        shown.replace("\\&", "").replace("\\-", "-").replace("\\(aq", "'").replace("\\(ga", "`").replace("\\(dq", '"')
    )
    shown = shown.replace("\\(ha", "^").replace("\\(ti", "~").replace("\\e", "\\").replace("\\(bu", "")
    require_all(shown, manuals.typed({"arabic", "accents"}), "man")


def test_texinfo(manuals: Manuals) -> None:
    hostile, harmless = (next(manuals.build(name, "texinfo").glob("*.texi")) for name in ("hostile", "harmless"))
    pattern = r"@(?:[a-zA-Z]+|.)"
    letters = {"@@", "@{", "@}", "@w", "@comma"}
    assert {name: count for name, count in commands(hostile, pattern).items() if name not in letters} == commands(
        harmless, pattern
    )
    shown = re.sub(
        r"@([{}@])", r"\1", re.sub(r"@w\{(.?)\}", r"\1", hostile.read_text(encoding="utf-8")).replace("@comma{}", ",")
    )
    require_all(shown, manuals.typed(), "texinfo")


LETTERS_OF_LATEX = frozenset(
    "\\" + name
    for name in [
        "textbackslash",
        "textless",
        "textgreater",
        "textasciicircum",
        "textasciitilde",
        "textasciigrave",
        "textquotesingle",
        "sphinxhyphen",
        "{",
        "}",
        "%",
        "&",
        "_",
        "#",
        "$",
        "^",
    ]
)


def test_latex(manuals: Manuals) -> None:
    hostile, harmless = (next(manuals.build(name, "latex").glob("*.tex")) for name in ("hostile", "harmless"))
    pattern = r"\\(?:[a-zA-Z@]+|[^a-zA-Z])"
    assert {name: count for name, count in commands(hostile, pattern).items() if name not in LETTERS_OF_LATEX} == {
        name: count for name, count in commands(harmless, pattern).items() if name not in LETTERS_OF_LATEX
    }
    unescaped = re.sub(r"\\[\\%]", "", hostile.read_text(encoding="utf-8"))
    assert "\\input{/" not in unescaped
    assert "\\write18" not in unescaped
    assert "^^" not in unescaped


# -- print ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("builder", ["sop-sheets", "sop-pdf"])
def test_print(manuals: Manuals, require_tool: Callable[[str], str], builder: str) -> None:
    require_tool("typst")
    tool = require_tool("pdftotext")
    texts = []
    for file in sorted(manuals.build("hostile", builder).rglob("*.pdf")):
        done = subprocess.run([tool, "-raw", str(file), "-"], capture_output=True, check=True)
        texts.append(done.stdout.decode())
        assert b"/JavaScript" not in file.read_bytes()
    require_all("\n".join(texts), manuals.typed(UNPRINTED), builder)


@pytest.mark.parametrize("builder", ["html", "sop-sheets", "text"])
def test_a_long_word(manuals: Manuals, require_tool: Callable[[str], str], builder: str) -> None:
    if builder == "sop-sheets":
        require_tool("typst")
    assert any(manuals.build("long", builder).iterdir())


# -- data -------------------------------------------------------------------------------------------------------------
def every_text(value: Any) -> Iterable[str]:
    """Every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from (key, *every_text(member))
    elif isinstance(value, list):
        for member in value:
            yield from every_text(member)


def test_json(manuals: Manuals) -> None:
    data = [json.loads(manuals.run("export", name)) for name in ("hostile", "harmless")]
    titles = [sop["title"] for sop in data[0]["sops"]]
    assert {f"Judul {' '.join(text.split())}" for text in manuals.typed()} <= set(titles)
    assert [sop.keys() for sop in data[0]["sops"]] == [sop.keys() for sop in data[1]["sops"]]


def workbooks(folder: Path) -> Iterable[Path]:
    return sorted(folder.rglob("*.xlsx"))


@pytest.mark.parametrize("form", ["xlsx", "steps"])
def test_workbooks(manuals: Manuals, form: str) -> None:
    output = manuals.folder / f"out-{form}"
    manuals.run("export", "hostile", "--format", form, "--output", str(output))
    texts = []
    for file in workbooks(output):
        texts += texts_without_formulas(file)
    require_all("\n".join(texts).replace("\\", ""), (text.replace("\\", "") for text in manuals.typed()), form)


OWN_FORMULA = re.compile(r"=COUNTIF\('[\w ]+'!\$[A-Z]\$\d+:\$[A-Z]\$\d+,\"\w[\w ]*\"\)|=[A-Z]\d+(?:[-+][A-Z]\d+)*")
"""In the summary of a sheet of verification."""


def texts_without_formulas(file: Path) -> list[str]:
    """The cells of a workbook, none of which is a formula or leads anywhere outside."""
    texts = []
    for sheet in load_workbook(file):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or OWN_FORMULA.fullmatch(str(cell.value)), (file, cell.coordinate)
                assert cell.hyperlink is None or str(cell.hyperlink.target or "#").startswith("#"), (
                    file,
                    cell.coordinate,
                )
                if cell.value is not None:
                    texts.append(str(cell.value))
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                counts, tree = counted_xml(archive.read(name))
                assert not any(key.endswith(("}ddeLink", "}oleLink", "}externalReference")) for key in counts), name
                texts += ["".join(map(str, tree.itertext()))] if "drawing" in name else []
    return texts


def test_csv(manuals: Manuals) -> None:
    output = manuals.folder / "out-csv"
    manuals.run("export", "hostile", "--format", "csv", "--output", str(output))
    texts = []
    for file in sorted(output.glob("*.csv")):
        for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
                assert not re.match(r"-.*[|(!]", cell), cell
                texts.append(cell)
    require_all("\n".join(texts).replace("\\", ""), (text.replace("\\", "") for text in manuals.typed()), "csv")


def test_word(manuals: Manuals) -> None:
    counts = []
    for name in ("hostile", "harmless"):
        output = manuals.folder / f"{name}.docx"
        manuals.run("export", name, "--format", "docx", "--output", str(output))
        elements: Counter[str] = Counter()
        with zipfile.ZipFile(output) as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".rels")):
                    more, tree = counted_xml(archive.read(part))
                    elements += more
                    if name == "hostile" and part == "word/document.xml":
                        text = "\n".join("".join(map(str, paragraph.itertext())) for paragraph in tree.iter(f"{W}p"))
        counts.append(
            {key: elements[key] for key in elements if key.endswith(("}hyperlink", "}instrText", "}Relationship"))}
        )
    assert counts[0] == counts[1]
    require_all(text, manuals.typed(), "docx")


MERMAID = re.compile(
    r'---|title: "[^"\\]*"|flowchart TD| *subgraph a\d+\["[^"]*"\]| *end| *n\d+(?:\(\[|\[|\{)"[^"<>`]*"(?:\]\)|\]|\})'
    r'| *stop\(\["Selesai"\]\)| *n\d+ (?:-->|<-->|---)(?:\|"[^"]*"\|)? (?:n\d+|stop)'
)


def test_mermaid(manuals: Manuals) -> None:
    output = manuals.folder / "out-mermaid"
    manuals.run("export", "hostile", "--format", "mermaid", "--output", str(output))
    for file in sorted(output.glob("*.mmd")):
        for line in file.read_text(encoding="utf-8").split("\n")[:-1]:
            assert MERMAID.fullmatch(line), (file.name, line)


# -- reports ----------------------------------------------------------------------------------------------------------
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069]")


@pytest.mark.parametrize("name", ["hostile", "invisible"])
def test_reports_for_terminals(manuals: Manuals, name: str) -> None:
    for form in ("text", "github"):
        lines = manuals.run("check", name, "--format", form).split("\n")[:-1]
        assert len(lines) > 100
        for line in lines:
            assert not STEERING.search(line), line
            assert "##[" not in line
            if form == "text":
                assert re.match(r"\S+?(?::\d+)?: (?:SOP\d{3}|[\w.]+) (?:error|warning|info): ", line), line
            else:
                assert re.match(r"::(?:error|warning|notice) file=[^:,]+(?:,line=\d+)?,title=[\w.]+::", line), line
    changes = manuals.run("diff", "harmless.json", f"{name}.json") if written(manuals, "harmless", name) else ""
    assert len(changes) > 1000
    assert not STEERING.search(changes)
    assert not re.search(r"^\s*::\w|##\[", changes, re.MULTILINE)


def written(manuals: Manuals, *names: str) -> bool:
    """Exports for comparisons; the SOPs of the two sides have the same names."""
    for name in names:
        (manuals.folder / f"{name}.json").write_text(manuals.run("export", name), encoding="utf-8")
    return True


def test_reports_for_programs(manuals: Manuals) -> None:
    for form in ("json", "gitlab", "sarif"):
        data = json.loads(manuals.run("check", "hostile", "--format", form))
        if form == "sarif":
            for result in data["runs"][0]["results"]:
                assert not re.search(r"(?<!\\)\[[^\]]*\]\(", result["message"]["text"])
        assert list(every_text(data))
    for form in ("html", "xlsx"):
        output = manuals.folder / f"check-{{}}.{form}"
        for name in ("hostile", "harmless"):
            manuals.run("check", name, "--format", form, "--output", str(output).format(name))
        if form == "xlsx":
            texts_without_formulas(Path(str(output).format("hostile")))
        else:
            pages = [html.fromstring(Path(str(output).format(name)).read_bytes()) for name in ("hostile", "harmless")]
            kinds = [{str(element.tag) for element in page.iter()} for page in pages]
            assert kinds[0] <= kinds[1] | {"ul", "li", "br"}
            require_all(pages[0].text_content(), manuals.typed(), "verification sheet")


def compared(manuals: Manuals, name: str, form: str) -> etree._Element:
    """The page of a comparison, or what a site makes of its Markdown."""
    text = manuals.run("diff", "harmless.json", f"{name}.json", "--format", form)
    if form == "markdown":
        renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        text = renderer.render(text)
        assert text.count("<details>") == text.count("</details>")
    return html.document_fromstring(text)


def test_comparisons(manuals: Manuals) -> None:
    written(manuals, "harmless", "hostile", "other")
    assert json.loads(manuals.run("diff", "harmless.json", "hostile.json", "--format", "json"))
    for form in ("html", "matrix", "markdown"):
        page, plain = (compared(manuals, name, form) for name in ("hostile", "other"))
        kinds, usual = (
            {str(element.tag) for element in one.iter() if isinstance(element.tag, str)} for one in (page, plain)
        )
        assert kinds <= usual | {"br", "wbr"}, (form, kinds - usual)
        names, known = ({str(name) for element in one.iter() for name in element.attrib} for one in (page, plain))
        assert names <= known, (form, names - known)
        assert all(str(address).startswith("#") for address in page.xpath("//@href")), form
        if form == "markdown":  # an empty comment stands between a sign and what it would name
            for text in page.xpath("//text()"):
                assert not re.search(r"(?<![\w/])(?:@semua|#123|!45|~label)", str(text)), str(text)
    for form in ("docx", "xlsx"):
        output = manuals.folder / f"diff.{form}"
        manuals.run("diff", "harmless.json", "hostile.json", "--format", form, "--output", str(output))
    texts_without_formulas(manuals.folder / "diff.xlsx")


# -- the ledger -------------------------------------------------------------------------------------------------------
def test_the_ledger(manuals: Manuals) -> None:
    """What is approved, by whom and by which decree."""
    words = [
        "approve",
        "-s",
        "hostile",
        "--all",
        "--date",
        "2025-01-15",
        "--allow",
        "errors",
        "--allow",
        "status",
        "--allow",
        "official",
    ]
    decree = " ".join(marked(0, text) for text in PAYLOADS.values() if text.isascii())[:900]
    manuals.run(*words, "--decree", decree, "--allow", "effective", "--allow", "date")
    folder = manuals.folder / "hostile" / "approvals"
    for act in folder.glob("*.toml"):
        told = every_text(json.loads(json.dumps(tomllib.loads(act.read_text(encoding="utf-8")), default=str)))
        assert any(" ".join(text.split()) == " ".join(decree.split()) for text in told)
    for file in folder.iterdir():
        assert len(file.name.encode()) <= 120
        assert file.resolve().is_relative_to(folder.resolve())
        if file.suffix == ".json":
            json.loads(file.read_text(encoding="utf-8"))
    for form in ("text", "json", "html"):
        text = manuals.run("verify", "hostile", "--format", form)
        if form == "text":
            assert not STEERING.search(text)
            assert not re.search(r"^\s*::\w|##\[", text, re.MULTILINE)
        elif form == "json":
            json.loads(text)
        else:
            page = html.document_fromstring(text)
            assert not page.xpath(
                "//script | //img | //iframe | //@onerror | //@onload | //a[not(starts-with(@href, '#'))]"
            )
            require_all(page.text_content(), manuals.typed(), "verification")


# -- what nobody sees ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", range(len(INVISIBLE)), ids=INVISIBLE)
def test_what_nobody_sees_is_reported(manuals: Manuals, number: int) -> None:
    findings = json.loads(manuals.run("check", "invisible", "--format", "json"))["findings"]
    mine = [finding for finding in findings if finding["code"] in {"SOP114", "sop.character"}]
    for path in (f"d{number}.rst", f"t{number}.csv"):
        assert [one for one in mine if one["path"].endswith(path)], path
    told = "\n".join(finding["message"] for finding in findings if finding["code"] == "sop.config")
    for place in (f"sop_actors['a{number}']", f"sop_officials['o{number}']['name']", f"sop_units['u{number}']"):
        assert place in told


@pytest.mark.parametrize("name", ["hostile", "invisible"])
@pytest.mark.parametrize("builder", ["html", "epub", "text", "latex", "sop-json"])
def test_no_output_holds_what_cannot_be_shown(manuals: Manuals, name: str, builder: str) -> None:
    forbidden = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029]")
    for file in sorted(manuals.build(name, builder).rglob("*")):
        if file.suffix in {".html", ".xhtml", ".txt", ".tex", ".json"} and not {"_static", "_sources"} & {*file.parts}:
            assert not forbidden.search(file.read_text(encoding="utf-8")), file
