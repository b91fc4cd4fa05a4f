"""Whatever is changed in an SOP is reported, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_sop.core.comparison import compare_manuals
from sphinxcontrib_sop.core.comparison.speech import speech_of
from sphinxcontrib_sop.core.exchange.json import read_manual
from sphinxcontrib_sop.core.profiles import load_profile
from sphinxcontrib_sop.output.review.flowcharts import write_flowcharts
from sphinxcontrib_sop.output.review.json import write_json
from sphinxcontrib_sop.output.review.markdown import write_markdown
from sphinxcontrib_sop.output.review.matrix import write_matrix
from sphinxcontrib_sop.output.review.report import Report
from sphinxcontrib_sop.output.review.text import write_text

from ..values import replace
from .drafts import Sop, Step, difference, manual, manual_difference, told

VERBS = [
    "Menerima",
    "Mencatat",
    "Memeriksa",
    "Menelaah",
    "Mengonsep",
    "Memaraf",
    "Menandatangani",
    "Menomori",
    "Menggandakan",
    "Mengirim",
    "Mengarsipkan",
    "Menghitung",
    "Menyusun",
    "Membahas",
    "Mencetak",
    "Menyerahkan",
    "Mengumumkan",
    "Memusnahkan",
    "Melegalisasi",
    "Mewawancarai",
]
THINGS = [
    "surat permohonan",
    "berkas pengajuan pegawai",
    "usulan kegiatan tahunan",
    "laporan bulanan bidang",
    "daftar arsip inaktif",
    "kartu anggota perpustakaan",
    "rencana kebutuhan barang",
    "bukti pembayaran retribusi",
    "jadwal konsultasi masyarakat",
    "hasil pengukuran suhu ruang",
]
OTHERS = ["Zakat x qq wvx 1", "Yoga kk zzj 2 wq", "Vakum hhg jjk 3 xz", "Fosfor ddb ccv 4 qz"]
"""Steps that are like no other."""
FIRST_OTHER = 100

ADVERBS = ["secara cermat", "melalui aplikasi", "paling lambat hari itu", "bersama pengusul"]
ACTORS = {"staf": "Staf", "kasubag": "Kepala Subbagian", "kepala": "Kepala", "loket": "Petugas Loket"}
CELLS = ["inputs", "time", "output", "notes"]


class Editor:
    """Someone who changes an SOP and remembers what."""

    def __init__(self, steps: int, rnd: random.Random) -> None:
        self.rnd = rnd
        texts = rnd.sample([f"{verb} {thing}" for verb in VERBS for thing in THINGS], steps)
        self.old = Sop(tuple(self._step(text, mark, steps) for mark, text in enumerate(texts, start=1)), actors=ACTORS)
        self.steps = list(self.old.steps)
        self.others = list(OTHERS)
        self.touched: set[int] = set()
        self.expected: list[Callable[[], str]] = []

    def _step(self, text: str, mark: int, steps: int) -> Step:
        rnd = self.rnd
        exits: tuple[tuple[str, int | str], ...] = ()
        if rnd.random() < 0.25 and 1 < mark < steps:
            elsewhere = [other for other in range(1, steps + 1) if other != mark + 1]
            exits = (("Ya", "next"), ("Tidak", rnd.choice(elsewhere)))
        return Step(
            text,
            actors=tuple(rnd.sample(sorted(ACTORS), rnd.choice([1, 1, 1, 2]))),
            inputs=rnd.choice(["", "Surat", "Berkas\nKartu"]),
            time=rnd.choice(["", "1 jam", "2 hari kerja"]),
            output=rnd.choice(["", "Surat", "Disposisi"]),
            exits=exits,
            id=rnd.choice(["", "", f"s{mark}"]),
            mark=mark,
        )

    # -- looking -----------------------------------------------------------------------------------------------------
    def place(self, mark: int) -> int:
        return next(place for place, step in enumerate(self.steps) if step.mark == mark)

    def now(self, mark: int) -> Step:
        return self.steps[self.place(mark)]

    def targets(self) -> set[object]:
        return {target for step in (*self.steps, *self.old.steps) for _, target in step.exits}

    def free(self, fits: Callable[[Step], object] = lambda _: True) -> Step | None:
        """A step that nothing was done to yet."""
        found = [step for step in self.steps if step.mark not in self.touched and fits(step)]
        step = self.rnd.choice(found) if found else None
        if step is not None:
            self.touched.add(step.mark)
        return step

    def put(self, step: Step) -> None:
        self.steps[self.place(step.mark)] = step

    def expect(self, say: Callable[[], str]) -> None:
        self.expected.append(say)

    # -- changing ----------------------------------------------------------------------------------------------------
    def insert(self) -> None:
        if self.others:
            step = Step(self.others.pop(), actors=("staf",), mark=FIRST_OTHER + len(self.others))
            self.steps.insert(self.rnd.randint(0, len(self.steps)), step)
            self.touched.add(step.mark)
            self.expect(lambda: f"added: {step.text}")

    def remove(self) -> None:
        step = self.free(lambda step: step.mark not in self.targets())
        if step is not None and len(self.steps) > 2:
            del self.steps[self.place(step.mark)]
            self.expect(lambda: f"removed: {step.text}")

    def move(self) -> None:
        """Take a step past two others at least, so that it is this one that moved; the last thing that is done."""
        stayed = [place for place, step in enumerate(self.steps) if step in self.old.steps or step.mark in self.touched]
        stayed = [place for place in stayed if self.steps[place].mark < FIRST_OTHER]
        step = self.free()
        if step is None or len(stayed) < 4:
            return
        rank = stayed.index(self.place(step.mark))
        goal = self.rnd.choice([one for one in range(len(stayed)) if abs(one - rank) > 1])
        moving = self.steps.pop(stayed[rank])
        self.steps.insert(stayed[goal], moving)
        self.expect(lambda: f"moved: {step.text}")

    def reword(self) -> None:
        step = self.free()
        if step is not None:
            text = f"{step.text} {self.rnd.choice(ADVERBS)}"
            self.put(replace(step, text=text))
            self.expect(lambda: f"text of {text}: {step.text} > {text}")

    def fill(self) -> None:
        step = self.free()
        if step is not None:
            key = self.rnd.choice(CELLS)
            old = getattr(step, key).replace("\n", "; ")
            self.put(replace(step, **{key: "Isi lain"}))
            self.expect(lambda: f"{key} of {step.text}: {old} > Isi lain")

    def hand_over(self) -> None:
        step = self.free(lambda step: len(step.actors) == 1)
        if step is not None:
            (old,) = step.actors
            new = self.rnd.choice([key for key in ACTORS if key != old])
            self.put(replace(step, actors=(new,)))
            self.expect(lambda: f"actors of {step.text}: {ACTORS[old]} > {ACTORS[new]}")

    def retarget(self) -> None:
        step = self.free(lambda step: step.exits)
        goals = [one.mark for one in self.old.steps if one in self.steps] if step else []
        goals = [mark for mark in goals if step and mark != step.exits[1][1]]
        if step is not None and goals:
            goal = self.rnd.choice(goals)
            self.touched.add(goal)
            self.put(replace(step, exits=(step.exits[0], ("Tidak", goal))))
            self._expect_arrow("changed", step, ("Tidak", step.exits[1][1]), ("Tidak", goal))

    def relabel(self) -> None:
        step = self.free(lambda step: step.exits)
        if step is not None:
            goal = step.exits[1][1]
            self.put(replace(step, exits=(step.exits[0], ("Kurang lengkap", goal))))
            self._expect_arrow("changed", step, ("Tidak", goal), ("Kurang lengkap", goal))

    def branch(self) -> None:
        step = self.free(lambda step: step.exits)
        if step is not None:
            self.put(replace(step, exits=(*step.exits, ("Dibatalkan", None))))
            self._expect_arrow("added", step, None, ("Dibatalkan", None))

    def _expect_arrow(
        self, kind: str, step: Step, old: tuple[str, object] | None, new: tuple[str, object] | None
    ) -> None:
        def say() -> str:
            sides = [self._arrow(self.old, step.mark, old), self._arrow(self.new, step.mark, new)]
            return f"arrow {kind}: {' > '.join(sides)}"

        self.expect(say)

    @staticmethod
    def _arrow(sop: Sop, mark: int, way: tuple[str, object] | None) -> str:
        if way is None:
            return ""
        numbers = {step.mark: step.id or str(place) for place, step in enumerate(sop.steps, start=1)}
        steps = {step.mark: step for step in sop.steps}
        label, goal = way
        source = f"{numbers[mark]}/{steps[mark].actors[-1]}"
        target = "selesai" if goal is None else f"{numbers[goal]}/{steps[goal].actors[0]}"
        return f"{source} {label}-> {target}"

    @property
    def new(self) -> Sop:
        return replace(self.old, steps=tuple(self.steps))


EDITS = ["insert", "remove", "reword", "fill", "hand_over", "retarget", "relabel", "branch"]
editors = st.builds(Editor, st.integers(4, 25), st.randoms(use_true_random=False))


@given(editors)
def test_nothing_is_different_from_itself(editor: Editor) -> None:
    assert not difference(editor.old, editor.old)
    assert not manual_difference(manual(editor.old), manual(editor.old))


@given(editors, st.lists(st.sampled_from(EDITS), max_size=6), st.booleans())
def test_what_was_changed_is_reported_and_nothing_else(editor: Editor, edits: list[str], moves: bool) -> None:
    for edit in edits:
        getattr(editor, edit)()
    if moves:
        editor.move()
    changes = difference(editor.old, editor.new)
    assert told(changes) == {say() for say in editor.expected}
    assert bool(changes) == bool(editor.expected)


@given(editors, st.lists(st.sampled_from(EDITS), max_size=6))
def test_seen_from_the_other_side_it_is_the_other_way_round(editor: Editor, edits: list[str]) -> None:
    for edit in edits:
        getattr(editor, edit)()
    there, back = difference(editor.old, editor.new), difference(editor.new, editor.old)
    turned = {"added": "removed", "removed": "added"}
    assert sorted(change.kind for change in there.steps) == sorted(
        turned.get(change.kind, change.kind) for change in back.steps
    )
    assert len(there.flows) == len(back.flows)


@given(editors, editors, st.randoms(use_true_random=False))
def test_exports_that_contradict_themselves_are_compared_all_the_same(
    one: Editor, two: Editor, rnd: random.Random
) -> None:
    sides = manual(one.old), manual(two.old)
    for side in sides:
        for rows in (side["sops"][0][key] for key in ("actors", "steps", "nodes", "flows")):
            for _ in range(rnd.randint(0, 3)):
                if rows:
                    rows.append(rows[0]) if rnd.random() < 0.3 else rows.pop(rnd.randrange(len(rows)))
    changes = compare_manuals(*map(read_manual, sides))
    report = Report(changes=changes, speech=speech_of(changes, load_profile("permenpan-35-2012")))
    for write in (write_text, write_markdown, write_json, write_matrix, write_flowcharts):
        assert write(report)
