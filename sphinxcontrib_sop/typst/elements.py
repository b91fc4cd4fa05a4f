"""Elements of the doctree that need no code: written around their children, transparent, or dropped."""

from __future__ import annotations

from collections.abc import Mapping

from sphinx.locale import admonitionlabels

AROUND: Mapping[str, tuple[str, str]] = {
    "emphasis": ("#emph[", "];"),
    "literal_emphasis": ("#emph[", "];"),
    "title_reference": ("#emph[", "];"),
    "manpage": ("#emph[", "];"),
    "strong": ("#strong[", "];"),
    "literal_strong": ("#strong[", "];"),
    "subscript": ("#sub[", "];"),
    "superscript": ("#super[", "];"),
    "literal": ("#monospaced[", "];"),
    "math": ("#monospaced[", "];"),
    "block_quote": ("#indented[", "];"),
    "attribution": ("#attribution[", "];"),
    "rubric": ("#rubric[", "];"),
    "subtitle": ("#rubric[", "];"),
    "centered": ("#align(center)[", "];"),
    "topic": ("#framed[", "];"),
    "sidebar": ("#framed[", "];"),
    "versionmodified": ("#block[", "];"),
    "transition": ("#rule();", ""),
    "bullet_list": ("#list(", ");"),
    "list_item": ("[", "],"),
    "definition": ("#indented[", "];"),
    "field_list": ("#fields(", ");"),
    "docinfo": ("#fields(", ");"),
    "option_list": ("#options(", ");"),
    "field": ("(", "),"),
    "option_list_item": ("(", "),"),
    "field_name": ("[", "],"),
    "option_group": ("[", "],"),
    "field_body": ("[", "],"),
    "description": ("[", "],"),
    "figure": ("#framed-picture[", "];"),
    "caption": ("#caption[", "];"),
}
"""Name of the element -> Typst before and after its children."""

TRANSPARENT = frozenset(
    [
        "acks",
        "acronym",
        "compound",
        "container",
        "decoration",
        "definition_list",
        "definition_list_item",
        "document",
        "download_reference",
        "generated",
        "glossary",
        "hlist",
        "hlistcol",
        "inline",
        "legend",
        "number_reference",
        "only",
        "option_string",
        "pending_xref",
        "problematic",
        "start_of_file",
        "target",
    ]
)
"""Elements of which only the children are written."""

DROPPED = frozenset(
    [
        "comment",
        "footer",
        "header",
        "highlightlang",
        "index",
        "label",
        "meta",
        "pending",
        "substitution_definition",
        "system_message",
        "tabular_col_spec",
        "toctree",
    ]
)
"""Elements that are not printed; a label is written by its footnote."""

ADMONITIONS = frozenset(admonitionlabels) | {"admonition"}
