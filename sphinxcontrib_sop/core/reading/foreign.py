"""Sentences of docutils, of the reader of TOML and of the operating system, as messages that can be translated.

They come as English text. What is not in the tables stays as it is: an English sentence is better than none.
"""

import re

from ..model import Message


def _(text: str) -> str:
    """Mark a sentence for translation."""
    return text


_Table = tuple[tuple[str, str], ...]
"""Pattern of a whole sentence and template of the message; compiled when something is wrong, not in every build."""

_TOML: _Table = (
    (r"Expected '=' after a key in a key/value pair", _("a `=` is missing after the key")),
    (r"Expected newline or end of document after a statement", _("only one `key = value` may stand on a line")),
    (r"Expected (?P<expected>.+)", _("{expected} is missing")),
    (r"Invalid statement", _("this line is neither `key = value` nor `[table]`")),
    (r"Invalid initial character for a key part", _("a key holds only letters without accents, digits, `-` and `_`")),
    (r"Invalid value", _("the value cannot be read; a text stands in double quotes")),
    (r"Unclosed array", _("the list lacks its closing `]`")),
    (r"Unclosed inline table", _("the table lacks its closing `}}`")),
    (r"Unterminated string", _("the text lacks its closing quotation mark")),
    (r"Illegal character (?P<found>.+)", _("{found} cannot stand here; a text must end on its own line")),
    (r"Found invalid character (?P<found>.+)", _("{found} cannot stand here")),
    (r"Unescaped '\\' in a string", _("a backslash in a text is written twice, or the text in single quotes")),
    (r"Invalid hex value|Escaped character is not a Unicode scalar value", _("the code of a character is wrong")),
    (r"Nested too deeply", _("tables or lists stand in one another too deeply")),
    (r"The file is too long", _("the file is too long; it may have 5 million characters")),
    (r"Invalid date or datetime", _("this date does not exist")),
    (r"Cannot declare (?P<name>.+) twice", _("the table {name} stands here twice")),
    (r"Duplicate inline table key (?P<name>.+)", _("the key {name} stands here twice")),
    (r"Cannot overwrite a value", _("this key stands here twice")),
    (r"Cannot (?:mutate immutable|redefine) namespace (?P<name>.+)", _("the table {name} has been given before")),
)
_TOML_PLACE = re.compile(
    r"(?P<said>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)

_SYSTEM: _Table = (
    (r"No such file or directory|The system cannot find the (?:file|path) specified",
     _("there is no such file or folder")),
    (r"Permission denied|Access is denied", _("you may not open it, or another program holds it open")),
    (r"Is a directory", _("it is a folder, not a file")),
    (r"Not a directory", _("a part of the path is a file, not a folder")),
    (r"File exists", _("a file of that name is there already")),
    (r"File name too long", _("the name of the file is too long")),
    (r"No space left on device", _("the disk is full")),
    (r"Read-only file system", _("the folder cannot be written to")),
    (r"'[\w-]+' codec can't decode .*", _("the file is not UTF-8; save it as UTF-8")),
    (r"The process cannot access the file because it is being used by another process",
     _("another program holds it open; close it first")),
)  # fmt: skip

_DOCUTILS: _Table = (
    (r'Unknown directive type:? [\'"](?P<name>[^\'"]+)[\'"]\.?.*', _("there is no directive `{name}`")),
    (r'Unknown interpreted text role:? [\'"](?P<name>[^\'"]+)[\'"]\.?.*', _("there is no role `{name}`")),
    (r'Error in "(?P<name>[^"]+)" directive:\n(?P<reason>.*?)\.?(?:\n\n.*)?', _("directive `{name}`: {reason}")),
    (r'unknown option: "(?P<name>[^"]+)"', _("there is no option `{name}`")),
    (r'duplicate option "(?P<name>[^"]+)"', _("the option `{name}` stands here twice")),
    (r"invalid option block", _("an option is written `:name: value`")),
    (r"no content permitted", _("it has no content; nothing may stand below its options")),
    (r"(?P<needed>\d+) argument\(s\) required, (?P<given>\d+) supplied", _("text is missing on its line")),
    (r"maximum (?P<most>\d+) argument\(s\) allowed, (?P<given>\d+) supplied", _("there is too much text on its line")),
    (r"Content block expected for the .* directive; none found\..*", _("its content is missing, or is not indented")),
    (r"(?P<what>.+) ends without a blank line; unexpected unindent\.",
     _("a blank line is missing above this line, or the line must be indented like those above it")),
    (r"Unexpected indentation\.",
     _("this line is indented further than the one above; put a blank line above or indent both alike")),
    (r"Inline (?P<what>.+) start-string without end-string\.",
     _("a mark such as `*` or a backquote is opened here and not closed")),
    (r"Inline interpreted text or phrase reference start-string without end-string\.",
     _("a backquote is opened here and not closed")),
    (r"Title underline too short\..*", _("the line below the heading must be as long as the heading")),
    (r"Title overline (?:too short|& underline mismatch)\..*",
     _("the lines above and below the heading must be equal and as long as it")),
    (r"Unexpected section title\..*|Unexpected section title or transition\..*",
     _("no heading can stand here; it belongs at the margin, outside of other blocks")),
    (r"(?:Title level inconsistent|Inconsistent title style: ?skip from level).*",
     _("this heading skips a level; use the line that the headings of its level have")),
    (r"Possible title underline, too short for the title\..*", _("a line of signs as short as this is read as text")),
    (r"Block quote ends without a blank line; unexpected unindent\.", _("a blank line is missing above this line")),
    (r"Literal block expected; none found\.", _("after `::` an indented block is expected")),
    (r'Blank line missing before literal block \(after the "::"\)\? .*',
     _("a blank line is missing after `::`, or the line was meant as a directive and lacks `..` before it")),
    (r'Duplicate explicit target name: "(?P<name>[^"]+)"\.', _("the label `{name}` stands here twice")),
    (r'Undefined substitution referenced: "(?P<name>[^"]+)"\.', _("`|{name}|` is not defined")),
    (r'Unknown target name: "(?P<name>[^"]+)"\.', _("there is no label `{name}`")),
    (r"Malformed table\..*", _("the lines of the table do not fit its columns")),
    (r"Explicit markup ends without a blank line; unexpected unindent\.", _("a blank line is missing above this line")),
    (r'Problems with "(?P<name>[^"]+)" directive path:\n(?P<reason>.*)',
     _("directive `{name}`: the file cannot be opened: {reason}")),
    (r"InputError: \[Errno \d+\] (?P<reason>[^:]+): '?(?P<file>.*?)'?\.?", _("{file}: {reason}")),
)  # fmt: skip


_SPHINX: _Table = (
    (r"toctree contains reference to document '(?P<name>.+)' that doesn't have a title: no link will be generated",
     _("the contents names the document `{name}`, which has no title; perhaps its SOP is not read")),
    (r"toctree contains reference to nonexisting document '(?P<name>.+)'",
     _("the contents names the document `{name}`, which does not exist")),
    (r"toctree contains reference to excluded document '(?P<name>.+)'",
     _("the contents names the document `{name}`, which conf.py excludes")),
    (r"toctree glob pattern '(?P<name>.+)' didn't match any documents",
     _("the contents names `{name}`, but no document has such a name; does the file end in .rst?")),
    (r"document isn't included in any toctree",
     _("no contents (toctree) names this document, so no page leads to it")),
)  # fmt: skip


def of_sphinx(text: str) -> Message | None:
    """What Sphinx says of the contents of a manual, None for a sentence that is not known here."""
    return _translated(text, _SPHINX)


def of_docutils(text: str) -> Message | None:
    """What docutils or MyST says, None for a sentence that is not known here."""
    return _translated(text, _DOCUTILS)


def of_reason(text: str) -> Message | None:
    """Why a file cannot be read or written, None for a sentence that is not known here."""
    place = _TOML_PLACE.fullmatch(text)
    if place is not None:
        said = _translated(place["said"], _TOML) or place["said"]
        if place["line"] is None:
            return Message(template="{said} (at the end of the file)", values={"said": said})
        template = "{said} (line {line}, column {column})"
        return Message(template=template, values={"said": said, "line": place["line"], "column": place["column"]})
    return _translated(text, _SYSTEM)


def _translated(text: str, table: _Table) -> Message | None:
    for pattern, template in table:
        if (match := re.fullmatch(pattern, text.strip(), re.DOTALL)) is not None:
            values = {key: _group_value(key, value) for key, value in match.groupdict().items() if value is not None}
            return Message(template=template, values=values)
    return None


def _group_value(key: str, value: str) -> str | Message:
    """A part of a sentence; a reason is a sentence itself."""
    return ((of_docutils(value) or of_reason(value)) if key == "reason" else None) or value
