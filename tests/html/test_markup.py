"""The markup of the pages: what a screen reader, a search engine and another program find."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
CLOSED_BY_SLASH = {"path", "rect"}


@dataclass
class Element:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def all(self, tag: str, kind: str = "") -> list[Element]:
        """Every element of a tag, and of a class, below this one."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child.tag == tag and (not kind or kind in child.attributes.get("class", "").split()):
                    found.append(child)
                found += child.all(tag, kind)
        return found

    @property
    def text(self) -> str:
        """Its text, without the drawing."""
        return "".join(
            child if isinstance(child, str) else child.text if child.tag != "svg" else "" for child in self.children
        )


class Page(HTMLParser):
    """A page as a tree; an element that is not closed in its place is an error."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.root = Element("", {})
        self.stack = [self.root]
        self.feed(path.read_text(encoding="utf-8"))
        assert len(self.stack) == 1, f"{self.stack[-1].tag} is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.stack[-1].children.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.stack[-1].tag == tag, f"</{tag}> inside <{self.stack[-1].tag}>"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)


def table(site: Path, name: str, kind: str = "sop-table") -> Element:
    """The flowchart table of a page."""
    return Page(site / f"{name}.html").root.all("table", kind)[0]


def row(found: Element, anchor: str) -> Element:
    """The row with an anchor."""
    return next(item for item in found.all("tr") if item.attributes.get("id") == anchor)


def cells(found: Element) -> list[Element]:
    """Cells of a row."""
    return [child for child in found.children if isinstance(child, Element)]


def columns(found: Element) -> int:
    """Columns that the cells of a row take."""
    return sum(int(cell.attributes.get("colspan", 1)) for cell in cells(found))


@pytest.mark.parametrize("name", ["loops", "wide", "levels", "long"])
def test_every_row_has_every_column(site: Path, name: str) -> None:
    found = table(site, name)
    count = len(found.all("col"))
    assert count == 6 + len(found.all("thead")[0].all("tr")[1].all("th")) - 3
    assert {columns(item) for item in found.all("tbody")[0].all("tr")} == {count}


def test_rows_of_start_and_end_are_rows_like_others(source: Path, build: Callable[..., Path], tmp_path: Path) -> None:
    site = build(source, tmp_path, "html", "-D", "sop_terminator=rows", "-D", "sop_paper=F4")
    found = table(site, "levels").all("tbody")[0].all("tr")
    assert {columns(item) for item in found} == {8}
    assert ["id" in item.attributes for item in found] == [False, True, True, True, True, True, False]
    assert found[0].all("svg")
    assert found[-1].all("svg")
    assert "@page sop{size:330mm 215mm}" in (site / "_static" / "sop" / "levels.css").read_text(encoding="utf-8")


def test_a_heading_shows_no_second_hyphen_where_it_has_one(build: Callable[..., Path], tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\n', encoding="utf-8")
    step = ".. sop-step:: Menerima pengaduan\n      :pelaksana: "
    text = f'.. sop:: Pengaduan\n\n   {step}"Admin SP4N-LAPOR! dan Pengaduan/Perlindungan"\n'
    (source / "index.rst").write_text(text, encoding="utf-8")
    page = (build(source, tmp_path / "site", "html") / "index.html").read_text(encoding="utf-8")
    assert "-<wbr>LAPOR" in page
    assert "/</span><wbr><span>Per" in page
    assert "-&shy;" not in page


def test_a_backslash_leaves_nothing_in_a_cell(build: Callable[..., Path], tmp_path: Path) -> None:
    """docutils holds a protected sign as a NUL before it."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text("extensions = ['sphinxcontrib_sop']\nlanguage = 'id'\n", encoding="utf-8")
    text = ".. sop:: Uji\n   :pelaksana: A\n\n   .. sop-step:: Menulis\n      :kelengkapan: \\- Surat\n"
    (source / "index.rst").write_text(text, encoding="utf-8")
    page = (build(source, tmp_path / "site", "html") / "index.html").read_text(encoding="utf-8")
    assert "- Surat" in page
    assert "\0" not in page


def test_headings_say_what_they_head(site: Path) -> None:
    first, second = table(site, "loops").all("thead")[0].all("tr")
    said = [(cell.text, cell.attributes["scope"], cell.attributes.get("colspan")) for cell in cells(first)]
    assert said == [
        ("No", "col", None),
        ("Kegiatan", "col", None),
        ("Pelaksana", "colgroup", "4"),
        ("Mutu Baku", "colgroup", "3"),
        ("Keterangan", "col", None),
    ]
    assert {cell.attributes["scope"] for cell in cells(second)} == {"col"}
    assert [cell.text for cell in cells(second)][-3:] == ["Kelengkapan", "Waktu", "Output"]


def test_a_step_is_a_row_with_a_link_to_itself(site: Path) -> None:
    number = cells(row(table(site, "loops"), "sop-ruang-baca--ajukan"))[0]
    assert number.all("a")[0].attributes == {"href": "#sop-ruang-baca--ajukan", "aria-label": "Langkah 1"}
    activity = cells(row(table(site, "loops"), "sop-ruang-baca--ajukan"))[1]
    assert (activity.tag, activity.attributes["scope"]) == ("th", "row")
    assert activity.text == "Mengajukan permohonan"


def test_a_heading_stands_before_the_chart(site: Path) -> None:
    page = Page(site / "loops.html").root
    assert [heading.text for heading in page.all("h2", "sop-unseen")] == ["Diagram alir"]


def test_a_capsule_is_the_beginning_or_the_end(site: Path) -> None:
    says = [said.text for said in table(site, "loops").all("span", "sop-who")]
    assert says[0] == "Mulai oleh Warga"
    assert says[-1] == "Selesai oleh Petugas Loket"
    assert not any("/" in one.split(" oleh ")[0] for one in says)


def test_nothing_is_styled_in_place(site: Path) -> None:
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        for part in re.findall(r'<div class="sop-(?:sheet|chart)".*?</table>', text, re.DOTALL):
            assert " style=" not in part, page.name
            assert "<style" not in part, page.name


def test_each_sheet_is_a_group_of_rows(site: Path) -> None:
    groups = table(site, "long").all("tbody")
    assert len(groups) > 1
    for before, after in pairwise(groups):
        assert "sop-leave" in before.all("tr")[-1].attributes["class"]
        assert "sop-enter" in after.all("tr")[0].attributes["class"]


def test_turned_headings_have_no_soft_hyphens(site: Path) -> None:
    head = re.search(r"<thead>.*?</thead>", (site / "wide.html").read_text(encoding="utf-8"), re.DOTALL)
    assert head is not None
    assert "&shy;" not in head[0]


def test_a_symbol_says_who_does_what_and_where_it_leads(site: Path) -> None:
    says = row(table(site, "loops"), "sop-ruang-baca--2").all("span", "sop-says")
    assert [said.text for said in says] == [
        "Keputusan oleh Petugas Loket; Kosong: ke langkah 3, Menata ruang bersama; Penuh/ditutup: selesai; "
        "Belum lengkap: ke langkah 1, Mengajukan permohonan"
    ]
    assert [link.attributes["href"] for link in says[0].all("a")] == ["#sop-ruang-baca--3", "#sop-ruang-baca--ajukan"]
    inside = row(table(site, "loops"), "sop-ruang-baca--4").all("span", "sop-says")
    assert [said.text for said in inside] == [
        "Dilaksanakan oleh Warga; lanjut ke Petugas Loket",
        "Dilaksanakan oleh Petugas Loket; lanjut ke Penata Ruang",
        "Dilaksanakan oleh Penata Ruang; lanjut ke langkah 5, Menyetujui laporan",
    ]


def test_drawings_are_hidden_from_readers(site: Path) -> None:
    found = table(site, "loops")
    assert found.all("svg")
    assert len(found.all("i", "sop-lines")) == len(found.all("svg"))
    assert {drawing.attributes["aria-hidden"] for drawing in found.all("i", "sop-lines")} == {"true"}


def test_cells_keep_their_markup_and_empty_ones_are_empty(site: Path) -> None:
    found = table(site, "loops")
    first = cells(row(found, "sop-ruang-baca--ajukan"))
    assert [item.text for item in first[-4].all("li")] == ["Formulir", "Kartu anggota"]
    assert first[-1].children == []
    assert cells(row(found, "sop-ruang-baca--4"))[-1].all("a")[0].attributes["href"] == "https://example.org"


def test_words_without_a_space_may_break(site: Path) -> None:
    cell = cells(row(table(site, "loops"), "sop-ruang-baca--4"))[-4]
    assert cell.text == "Kunci/kartu/daftar-hadir/berita-acara/tanda-terima"
    assert len(cell.all("wbr")) >= 5


def test_a_heading_row_has_no_symbol(site: Path) -> None:
    heading = row(table(site, "levels"), "sop-bertingkat--2")
    assert "sop-heading" in heading.attributes["class"]
    assert not heading.all("span", "sop-says")
    assert "2\N{NO-BREAK SPACE}jam" in heading.text


def test_text_is_never_markup(site: Path) -> None:
    found = table(site, "wide", "sop-form")
    assert found.attributes["aria-label"] == 'Identitas SOP: Penyusunan <Rencana> & "Anggaran"'
    title = found.all("td", "sop-title")[0]
    assert title.text.replace("“", '"').replace("”", '"') == 'Penyusunan <Rencana> & "Anggaran"'


def test_many_lanes_have_upright_headings(site: Path) -> None:
    assert len(table(site, "wide").all("th", "sop-turned")) == 12
    assert not table(site, "loops").all("th", "sop-turned")


def test_the_form_is_there_even_without_anything_in_it(site: Path) -> None:
    page = Page(site / "empty.html").root
    assert not page.all("table", "sop-table")
    form = page.all("table", "sop-form")[0]
    assert [cell.text for cell in form.all("th")] == [
        "Nomor SOP",
        "Tanggal Pembuatan",
        "Tanggal Revisi",
        "Tanggal Efektif",
        "Disahkan oleh",
        "Nama SOP",
    ]
    assert form.all("td", "sop-letterhead")[0].attributes["rowspan"] == "6"


def test_an_electronic_signature_is_announced(source: Path, build: Callable[..., Path], tmp_path: Path) -> None:
    site = build(source, tmp_path, "html", "-D", "sop_signature=electronic")
    assert table(site, "loops", "sop-form").all("p", "sop-signed")


def test_the_form_shows_a_draft_as_one(site: Path) -> None:
    assert table(site, "loops", "sop-form").all("caption")[0].text == "Rancangan"
    assert not table(site, "wide", "sop-form").all("caption")


def test_boxes_keep_their_markup(site: Path) -> None:
    boxes = table(site, "loops", "sop-form").all("td", "sop-box")
    warning = next(box for box in boxes if "Peringatan" in box.text)
    assert [mark.text for mark in warning.all("em")] == ["tidak"]
    assert [mark.text for mark in warning.all("strong")] == ["bertabrakan"]


@pytest.mark.parametrize("builder", ["html", "singlehtml", "dirhtml"])
def test_links_lead_somewhere_and_anchors_are_unique(
    source: Path, build: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory, builder: str
) -> None:
    pages = [
        Page(path)
        for path in build(source, tmp_path_factory.mktemp(builder), builder).rglob("*.html")
        if path.name == "index.html" or builder == "html"
    ]
    seen = 0
    for page in pages:
        tags = ("section", "tr", "span", "div", "a", "table", "p", "dt", "h1", "h2")
        names = [item.attributes["id"] for tag in tags for item in page.root.all(tag) if "id" in item.attributes]
        assert [name for name, count in Counter(names).items() if count > 1] == []
        for found in page.root.all("table", "sop-table"):
            for link in found.all("a"):
                if link.attributes["href"].startswith("#"):
                    seen += 1
                    assert link.attributes["href"].removeprefix("#") in names
    assert seen > 40


def test_the_output_is_the_same_every_time(
    source: Path, build: Callable[..., Path], site: Path, tmp_path: Path
) -> None:
    again = build(source, tmp_path)
    drawn = re.compile(r'<div class="sop-sheet">.*?</table>|<table class="sop-table[^>]*>.*?</table>', re.DOTALL)
    for name in ("loops", "wide", "long"):
        first, second = (drawn.findall((folder / f"{name}.html").read_text("utf-8")) for folder in (site, again))
        assert first == second
        assert len(first) == 2


DECISIONS = """
.. sop:: Pendataan Koleksi
   :name: koleksi
   :pelaksana: a = Staf
               b = Pustakawan

{steps}
"""


@pytest.mark.parametrize("first", range(2))
def test_a_sheet_ends_with_no_decision(build: Callable[..., Path], tmp_path: Path, first: int) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\nhtml_theme = "basic"\n')
    steps = []
    for place in range(1, 31):
        no = "      :tidak: sebelumnya\n" if place % 2 == first and place > 1 else ""
        steps.append(f"   .. sop-step:: Mendata rak {place}\n      :pelaksana: {'ab'[place % 2]}\n{no}")
    (source / "index.rst").write_text(DECISIONS.format(steps="\n".join(steps)), encoding="utf-8")
    page = (build(source, tmp_path / "site") / "index.html").read_text(encoding="utf-8")
    last_rows = [part.rpartition('<tr id="')[2] for part in page.split('<tr class="sop-leave"')[:-1]]
    assert last_rows
    assert not any("Keputusan" in row for row in last_rows)


def test_a_short_name_stands_where_the_full_one_has_no_room(build: Callable[..., Path], tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    short = {f"a{place}": {"name": f"Staf {place}", "short": f"S{place}"} for place in range(6)}
    short["b"] = {"name": "Pustakawan Penyelenggara", "short": "Pustaka"}
    (source / "conf.py").write_text(
        f'extensions = ["sphinxcontrib_sop"]\nlanguage = "id"\nhtml_theme = "basic"\nsop_actors = {short!r}\n'
    )
    steps = [f"   .. sop-step:: Mendata\n      :pelaksana: {key}\n" for key in short]
    (source / "index.rst").write_text(".. sop:: Pendataan Koleksi\n\n" + "\n".join(steps), encoding="utf-8")
    (head,) = table(build(source, tmp_path / "site"), "index").all("thead")
    assert [heading.text for heading in head.all("tr")[1].all("th")][:7] == [
        *(f"Staf {n}" for n in range(6)),
        "Pustaka",
    ]
    assert [abbr.attributes["title"] for abbr in head.all("abbr")] == ["Pustakawan Penyelenggara"]


def test_a_table_says_from_which_width_it_fits(site: Path) -> None:
    page = (site / "_static" / "sop" / "loops.css").read_text(encoding="utf-8")
    (least,) = re.findall(r"min-width:var\(--sop-least,(\d+)px\)", page)
    (compact,) = re.findall(rf"\.sop-fits-{least}-(\d+)-\d+{{display:none}}", page)
    assert int(compact) <= int(least) - 60
    assert f"@container sop (min-width:{compact}px){{" in page
    assert f"@container sop (min-width:{compact}px) and (max-width:{int(least) - 0.02}px){{" in page
    assert f"{{--sop-least:{compact}px;" in page


def test_a_long_word_of_a_heading_is_a_box_that_may_break(site: Path) -> None:
    page = (site / "loops.html").read_text(encoding="utf-8")
    assert "Kepala <span>Per&shy;" in page
    assert "Petugas Loket</th>" in page


def test_a_link_names_its_route_where_there_are_several(site: Path) -> None:
    said = row(table(site, "loops"), "sop-ruang-baca--2")
    ways = {link.attributes.get("data-way") for link in said.all("span", "sop-says")[0].all("a")}
    assert len(ways - {None}) == 2
    single = row(table(site, "loops"), "sop-ruang-baca--ajukan")
    assert "data-way" not in single.all("span", "sop-says")[0].all("a")[0].attributes
