"""What a profile may say about the rules, and what is said about a faulty one."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinxcontrib_sop.core.i18n import say
from sphinxcontrib_sop.core.profiles import ProfileError, load_profile


def profile(folder: Path, text: str, extends: str = "permenpan-35-2012") -> Path:
    path = folder / "instansi.toml"
    path.write_text(f'extends = "{extends}"\n{text}', encoding="utf-8")
    return path


def test_word_lists_add_to_those_below(tmp_path: Path) -> None:
    path = profile(tmp_path, '[wording]\ntools = ["Papan Tulis", "-telepon"]\n')
    tools = load_profile(str(path)).wording.tools
    assert "papan tulis" in tools
    assert "komputer" in tools
    assert "telepon" not in tools


def test_a_new_verb_is_suggested(tmp_path: Path) -> None:
    path = profile(tmp_path, '[wording]\nverbs = ["memugar"]\n[wording.suggestions]\nLelang = "melelang"\n')
    table = load_profile(str(path)).wording.table
    assert table.active_form("pemugaran") == "memugar"
    assert table.active_form("lelang") == "melelang"


def test_severities_limits_and_days(tmp_path: Path) -> None:
    path = profile(tmp_path, '[severities]\nSOP316 = "warning"\n[limits]\nrecords = 300\n[days]\nminggu = 6\n')
    found = load_profile(str(path))
    assert found.severities == {"SOP316": "warning"}
    assert found.limits["records"] == 300
    assert found.limits["warning"] == 400
    assert found.days["hari kalender"] == pytest.approx(6 / 7)


def test_a_registry_beside_the_profile(tmp_path: Path) -> None:
    (tmp_path / "hukum.toml").write_text('[uu-1]\nkind = "UU"\nnumber = 1\nyear = 2000\n', encoding="utf-8")
    path = profile(tmp_path, '[rules]\nregulations = "hukum.toml"\n')
    found = load_profile(str(path))
    assert list(found.registry.entries) == ["uu-1"]
    assert str(tmp_path / "hukum.toml") in found.sources


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[severity]\nSOP301 = "info"\n',
            "severity = {'SOP301': 'info'} cannot be used; allowed: extends, regulation, ",
        ),
        ("severities = 1\n", "severities = 1 cannot be used; allowed: a table [severities]"),
        ('[severities]\nS301 = "info"\n', "[severities] S301 = 'info' cannot be used; allowed: the code of a rule"),
        ('[severities]\nSOP301 = "mild"\n', "SOP301 = 'mild' cannot be used; allowed: error, warning, info, off"),
        ('[wording]\ntool = ["x"]\n', "[wording] tool = ['x'] cannot be used; allowed: "),
        ('[wording]\ntools = "x"\n', "[wording] tools = 'x' cannot be used; allowed: a list of words"),
        ("[wording]\nsuggestions = 1\n", "allowed: a table [wording.suggestions]"),
        ('[limits]\nwarning = "x"\n', "[limits] warning = 'x' cannot be used; allowed: a number above 0"),
        ("[days]\nfortnight = 10\n", "[days] fortnight = 10 cannot be used; allowed: "),
        ("[days]\nbulan = 0\n", "[days] bulan = 0 cannot be used; allowed: a number above 0"),
        ('[rules]\nregulations = "fehlt.toml"\n', "instansi.toml: the file fehlt.toml cannot be read"),
        ("[form]\nrows = 1\n", "[form] rows = 1 cannot be used; allowed: a list of names of entries"),
        ('[form]\nboxes = ["warning"]\n', "[form] boxes = ['warning'] cannot be used; allowed: a list of pairs"),
        ('[form]\ncolumn_numbers = "ja"\n', "[form] column_numbers = 'ja' cannot be used; allowed: true, false"),
        ("[form]\ncolums = 1\n", "[form] colums = 1 cannot be used; allowed: "),
        ("[form]\nrow = 1\n", "did you mean `rows`?"),
        ('[labels]\nid = "x"\n', "[labels] id = 'x' cannot be used; allowed: a table [labels.id]"),
        ("[labels.id]\nnumber = 1\n", "[labels.id] number = 1 cannot be used; allowed: a text"),
        ("[rules]\nregulations = 1\n", "[rules] regulations = 1 cannot be used; allowed: a text"),
    ],
)
def test_a_faulty_entry_is_named_and_the_rest_of_the_profile_counts(tmp_path: Path, text: str, said: str) -> None:
    good = '[severities]\nSOP316 = "warning"\n' if "severit" not in text else "[limits]\nrecords = 300\n"
    found = load_profile(str(profile(tmp_path, text if text.startswith("severities") else f"{text}{good}")))
    (message,) = found.messages
    assert said in say(message, "en")
    below = load_profile("permenpan-35-2012")
    assert (found.rows, found.boxes, found.labels, found.column_numbers) == (
        below.rows, below.boxes, below.labels, below.column_numbers,
    )  # fmt: skip
    assert (
        text.startswith("severities") or found.severities.get("SOP316") == "warning" or found.limits["records"] == 300
    )


@pytest.mark.parametrize(("text", "lacks"), [("", "form"), ('regulation = "x"\n[form]\nrows = []\n', "boxes")])
def test_a_profile_of_its_own_needs_a_form(tmp_path: Path, text: str, lacks: str) -> None:
    path = tmp_path / "instansi.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=lacks):
        load_profile(str(path))
