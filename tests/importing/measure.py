"""How much of the corpus is read: ``python -m tests.importing.measure`` prints a row for each way of drawing."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinxcontrib_sop.core.importing.report import as_data
from sphinxcontrib_sop.core.importing.running import import_file

from .corpus.truth import TrueSop
from .corpus.ways import WAYS, Way


@dataclass
class Score:
    arrows: int = 0
    right: int = 0
    guessed: int = 0
    lost: int = 0
    wrong_guesses: int = 0
    wrong: int = 0
    """Wrong arrows that are not said to be guesses."""
    actors: int = 0
    actors_right: int = 0

    def add(self, sop: TrueSop, found: dict[str, Any]) -> None:
        truth = sop.arrows()
        told = {(one["source"], one["target"], one["label"]): one["certainty"] for one in found["arrows"]}
        self.arrows += len(truth)
        self.right += sum(told.get(one) == "read" for one in truth)
        self.guessed += sum(told.get(one) == "guessed" for one in truth)
        self.lost += sum(one not in told for one in truth)
        self.wrong += sum(certainty == "read" and one not in truth for one, certainty in told.items())
        self.wrong_guesses += sum(certainty == "guessed" and one not in truth for one, certainty in told.items())


def imported(way: Way, folder: Path) -> dict[str, Any]:
    path = folder / f"{way.name}{way.suffix}"
    path.write_bytes(way.make())
    report = import_file(path, folder / way.name, force=True, language="en", taken=set())
    data: dict[str, Any] = as_data([report], "en")["files"][0]
    return data


def score(way: Way, data: dict[str, Any]) -> Score:
    result = Score()
    found = {one["title"]: one for one in data["sops"]}
    for sop in way.sops:
        if sop.title in found:
            result.add(sop, found[sop.title])
        else:
            result.arrows += len(sop.flows)
            result.lost += len(sop.flows)
    return result


def main() -> None:
    chosen = sys.argv[1:]
    print(f"{'way':32} arrows right guessed lost wrong-guess WRONG")
    with tempfile.TemporaryDirectory() as folder:
        for way in WAYS:
            if chosen and not any(name in way.name for name in chosen):
                continue
            data = imported(way, Path(folder))
            if data["failure"]:
                print(f"{way.name:32} {data['failure']}")
                continue
            one, count = score(way, data), len(data["sops"])
            print(
                f"{way.name:32} {one.arrows:6} {one.right / one.arrows:5.0%} {one.guessed / one.arrows:7.0%} {one.lost / one.arrows:4.0%} {one.wrong_guesses:11} {one.wrong:5}"
                f"{'' if count == len(way.sops) else f'  SOPs: {count}'}"
            )


if __name__ == "__main__":
    main()
