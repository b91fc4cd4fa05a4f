"""Elements of the doctree that need no code: written around their children, transparent, or dropped."""

from collections.abc import Mapping

from sphinx.locale import admonitionlabels

AROUND: Mapping[str, tuple[str, str]] = {
    # words
    "emphasis": ("#emph[", "];"),
    "literal_emphasis": ("#emph[", "];"),
    "title_reference": ("#emph[", "];"),
    "manpage": ("#emph[", "];"),
    "strong": ("#strong[", "];"),
    "literal_strong": ("#strong[", "];"),
    "subscript": ("#sub[", "];"),
    "superscript": ("#super[", "];"),
    "literal": ("#monospaced[", "];"),
    # blocks
    "block_quote": ("#indented[", "];"),
    "attribution": ("#attribution[", "];"),
    "subtitle": ("#rubric[", "];"),
    "centered": ("#align(center)[#strong[", "];];"),
    "topic": ("#framed[", "];"),
    "sidebar": ("#framed[", "];"),
    "versionmodified": ("#block[", "];"),
    "transition": ("#rule();", ""),
    "productionlist": ("#productions[", "];"),
    "production": ("#[", "];#linebreak();"),
    "sop_page": ("#[", "];"),
    "sop_steps": ("#[", "];"),
    # lists
    "bullet_list": ("#list(", ");"),
    "list_item": ("[", "],"),
    "hlistcol": ("[", "],"),
    "definition": ("#indented[", "];"),
    "field": ("(", "),"),
    "option_list_item": ("(", "),"),
    "field_name": ("[", "],"),
    "option_group": ("[", "],"),
    "field_body": ("[", "],"),
    "description": ("[", "],"),
    # descriptions of objects
    "desc": ("#object[", "];"),
    "desc_content": ("#indented[", "];"),
    "desc_signature": ("#signature[", "];"),
    "desc_inline": ("#monospaced[", "];"),
    "desc_name": ("#strong[", "];"),
    "desc_parameterlist": ('#"(";', '#")";'),
    "desc_type_parameter_list": ('#"[";', '#"]";'),
    "desc_annotation": ("#emph[", "];"),
    "desc_returns": ('#" → ";#[', "];"),
    "desc_optional": ('#"[";#[', '];#"]";'),
}
"""Name of the element -> Typst before and after its children."""

TRANSPARENT = frozenset(
    [
        "acks",
        "acronym",
        "address",
        "autosummary_table",
        "authors",
        "compact_paragraph",
        "compound",
        "contact",
        "copyright",
        "date",
        "decoration",
        "definition_list",
        "definition_list_item",
        "desc_addname",
        "desc_sig_space",
        "desc_type",
        "document",
        "download_reference",
        "generated",
        "glossary",
        "legend",
        "only",
        "option_string",
        "organization",
        "pending_xref",
        "pending_xref_condition",
        "problematic",
        "sop_generated",
        "sop_symbol",
        "status",
        "target",
    ]
)
"""Elements of which only the children are written."""

DROPPED = frozenset(
    [
        "classifier",
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
"""Elements that are not printed, or that their neighbour has already written."""

ADMONITIONS = frozenset(admonitionlabels) - {"versionadded", "versionchanged", "deprecated", "versionremoved"}

OUTER: Mapping[str, tuple[str, str]] = {
    "sop-apart": ("#apart[", "];"),
    "sop-center": ("#align(center)[", "];"),
    "sop-balanced": ("#balanced[", "];"),
    "sop-rule-below": ("#ruled-below[", "];"),
    "sop-push-down": ("#push-down();#[", "];"),
    "sop-logos": ("#logos[", "];"),
    "sop-year": ("#year[", "];"),
}
INNER: Mapping[str, tuple[str, str]] = {
    "sop-strong": ("#strong[", "];"),
    "sop-large": ("#large[", "];"),
    "sop-huge": ("#huge[", "];"),
    "sop-small": ("#small[", "];"),
    "sop-upper": ("#upper[", "];"),
}
"""Class of a paragraph -> Typst around the paragraph and around its words."""

INLINE: Mapping[str, tuple[str, str]] = {
    "guilabel": ("#strong[", "];"),
    "menuselection": ("#strong[", "];"),
    "accelerator": ("#underline[", "];"),
    **INNER,
}
"""Class of an inline element -> Typst around it."""
