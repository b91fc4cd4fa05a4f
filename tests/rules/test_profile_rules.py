"""What a profile may say about the rules, and what is said about a faulty one."""

from __future__ import annotations

from pathlib import Path

import pytest

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
        ('[severity]\nSOP301 = "info"\n', "unknown key .severity."),
        ("severities = 1\n", "must be a table"),
        ('[severities]\nS301 = "info"\n', ".S301. is not a rule code"),
        ('[severities]\nSOP301 = "mild"\n', "SOP301 is 'mild'; allowed are error, warning, info, off"),
        ('[wording]\ntool = ["x"]\n', "unknown key .tool."),
        ('[wording]\ntools = "x"\n', "tools is 'x'; it must be a list of words"),
        ("[wording]\nsuggestions = 1\n", "must be a table: word = verb"),
        ('[limits]\nwarning = "x"\n', "warning is 'x'; it must be a number above 0"),
        ("[days]\nfortnight = 10\n", "unknown key .fortnight."),
        ("[days]\nbulan = 0\n", "bulan is 0"),
        ('[rules]\nregulations = "fehlt.toml"\n', "fehlt.toml cannot be read"),
        ("[form]\nrows = 1\n", "rows is 1; it must be a list of names"),
        ('[form]\nboxes = ["warning"]\n', "boxes is .'warning'.; it must be a list of pairs"),
        ('[form]\ncolumn_numbers = "ja"\n', "column_numbers is 'ja'; it must be true or false"),
        ("[form]\ncolums = 1\n", "unknown key .colums."),
        ('[labels]\nid = "x"\n', "`labels.id` is 'x'; it must be a table"),
        ("[labels.id]\nnumber = 1\n", "`labels.id.number` is 1; it must be a text"),
        ("[rules]\nregulations = 1\n", "must be the path of a TOML file"),
    ],
)
def test_a_faulty_profile_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        load_profile(str(profile(tmp_path, text)))
