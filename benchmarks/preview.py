"""How long after saving an SOP its new words are on screen in `sphinx-sop preview`, seen in a real Chromium.

A page of a manual is open in the browser; a step of it is changed again and again.  The manual has pages that show
something of every SOP, as every manual has them: a list, statistics, the steps of each actor.  The clock runs from before the file
is saved until the browser has drawn the page with the new words.
"""

import argparse
import queue
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from pathlib import Path

from manuals import ACTORS, file_name, sops, write_manual
from playwright.sync_api import Page, sync_playwright

#: Seconds between two changes, as somebody who writes saves at most.
PAUSE = 2.0
LIMIT = 60.0
LISTS = {
    "list": ".. sop-list::",
    "statistics": ".. sop-statistics::",
    **{f"actor-{key}": f".. sop-actor:: {name}" for key, name in ACTORS.items()},
}
DRAWN = """addEventListener("DOMContentLoaded", () =>
    requestAnimationFrame(() => setTimeout(() => { window.drawn = Date.now() })))"""


def served(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """The running preview and its address."""
    command = [sys.executable, "-m", "sphinxcontrib_sop", "preview", str(folder), "--no-browser", "--language", "en"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    lines: queue.Queue[str] = queue.Queue()
    assert process.stderr is not None  # noqa: S101 -- it is a pipe
    threading.Thread(target=lambda stream: deque(map(lines.put, stream), 0), args=[process.stderr]).start()
    while not (match := re.search(r"http://[\d.:]+", lines.get(timeout=10 * LIMIT))):
        pass
    return process, match[0]


def change(page: Page, source: Path, turn: int) -> float:
    """Seconds from saving a step with new words until the page with them is drawn."""
    word = f"Menyusun{turn}"
    text = re.sub(r"sop-step:: \S+", f"sop-step:: {word}", source.read_text(encoding="utf-8"), count=1)
    begin = time.time()
    source.write_text(text, encoding="utf-8")
    # Playwright looks only every half second; the page itself tells when it was drawn.
    page.wait_for_function("word => window.drawn && document.body.textContent.includes(word)", arg=word)
    drawn: float = page.evaluate("window.drawn")
    return drawn / 1000 - begin


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sops", type=int, default=300, help="SOPs in the manual (%(default)s)")
    parser.add_argument("--steps", type=int, default=15, help="steps in an SOP (%(default)s)")
    parser.add_argument("--rounds", type=int, default=10, help="changes (%(default)s)")
    parser.add_argument("--browser", default="/usr/bin/chromium", help="path of Chromium (%(default)s)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        manual = Path(folder, "manual")
        write_manual(manual, "sop", list(sops(options.sops, options.steps)))
        for page_name, directive in LISTS.items():
            text = f":orphan:\n\n{page_name}\n{'=' * len(page_name)}\n\n{directive}\n"
            (manual / f"{page_name}.rst").write_text(text, encoding="utf-8")
        process, address = served(manual)
        try:
            browser = playwright.chromium.launch(executable_path=options.browser)
            page = browser.new_page()
            page.add_init_script(DRAWN)
            name = file_name(options.sops // 2)
            page.goto(f"{address}/{name}.html")
            seconds = []
            for turn in range(options.rounds):
                time.sleep(PAUSE)
                seconds.append(change(page, manual / f"{name}.rst", turn))
                print(f"{seconds[-1]:.2f} s", file=sys.stderr)
            browser.close()
        finally:
            process.terminate()
            process.wait()
    print(
        f"{options.sops} SOPs of {options.steps} steps: from saving to the new words on screen "
        f"{statistics.median(seconds):.2f} s (median of {options.rounds}), {max(seconds):.2f} s at most"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
