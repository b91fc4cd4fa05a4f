/* What a flowchart table does beyond its links.  Nothing is needed: without this file every link, sentence and arrow is there.

   pointer   on a row: its arrows light up; on a symbol: what it says appears, Esc hides it; on a link there: its arrow
   keyboard  on the number of a step: up and down go to its neighbours, right to the first of its arrows;
             on an arrow: up and down go to the other arrows of the step, Enter follows it, left goes back
   click     on the number of a step: the link to the step is copied */

(() => {
  "use strict";

  const HIDE_AFTER = 300;
  const COPIED_FOR = 1600;
  const ROW = ".sop-chart .sop-table tbody tr[id]";
  const rowOf = (node) => (node instanceof Element ? node.closest(ROW) : null);
  const numberOf = (row) => row?.querySelector("th a");
  const waysOf = (row) => [...row.querySelectorAll(".sop-says a")];

  /* -- the bar that a theme keeps above the headings -------------------------------------------------------------- */

  const bar = document.querySelector(".pst-sticky-header, .bd-header");
  if (bar) {
    const tell = () => document.documentElement.style.setProperty("--sop-bar-height", `${bar.offsetHeight}px`);
    new ResizeObserver(tell).observe(bar);
  }

  /* -- the way from a step ---------------------------------------------------------------------------------------- */

  let litRow = null;
  let litWay = null;

  /* all ways from a row, or the one that a link in it names */
  function light(node) {
    const row = rowOf(node);
    const way = row && node.closest(".sop-says a")?.dataset.way;
    if (row === litRow && way === litWay) return;
    for (const path of litRow?.closest("table").querySelectorAll(".sop-lit") ?? []) path.classList.remove("sop-lit");
    [litRow, litWay] = [row, way];
    if (!row) return;
    const symbols = [...row.querySelectorAll("[data-ways]")];
    for (const one of way ? [way] : symbols.flatMap((symbol) => symbol.dataset.ways.split(" "))) {
      for (const path of row.closest("table").querySelectorAll(`.sop-r${one}`)) path.classList.add("sop-lit");
    }
  }

  /* -- what a symbol says ----------------------------------------------------------------------------------------- */

  let shown = null;
  let hiding = 0;

  function show(sentence) {
    clearTimeout(hiding);
    if (sentence === shown) return;
    shown?.classList.remove("sop-shown");
    shown = sentence;
    shown?.classList.add("sop-shown");
  }

  function sentenceAt(node) {
    const symbol = node.closest(".sop-symbol");
    const sentence = symbol ? symbol.closest(".sop-lines").nextElementSibling : node.closest(".sop-says");
    return sentence?.matches(".sop-says") ? sentence : null;
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || !(event.target instanceof Element)) return;
    light(event.target);
    const sentence = sentenceAt(event.target);
    if (sentence) show(sentence);
    else if (shown) {
      clearTimeout(hiding);
      hiding = setTimeout(show, HIDE_AFTER, null);
    }
  });

  document.addEventListener("focusin", (event) => light(event.target));

  /* -- keyboard --------------------------------------------------------------------------------------------------- */

  const cameFrom = [];

  function neighbour(row, step) {
    const rows = [...row.closest("table").querySelectorAll(ROW)];
    return numberOf(rows[rows.indexOf(row) + step]);
  }

  function next(link, row, key) {
    const ways = waysOf(row);
    const step = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (link.closest("th")) {
      if (step) return neighbour(row, step);
      return key === "ArrowRight" ? ways[0] : cameFrom.pop();
    }
    if (step) return ways[ways.indexOf(link) + step];
    return key === "ArrowLeft" ? numberOf(row) : null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      show(null);
      if (document.activeElement?.closest(".sop-says")) numberOf(rowOf(document.activeElement))?.focus();
      return;
    }
    if (!event.key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const row = rowOf(link);
    if (!row || !link.matches("th a, .sop-says a")) return;
    event.preventDefault();
    next(link, row, event.key)?.focus();
  });

  /* -- clicks ----------------------------------------------------------------------------------------------------- */

  function sayCopied(row) {
    const note = document.createElement("span");
    note.className = "sop-copied";
    note.setAttribute("role", "status");
    row.querySelector("th").append(note);
    note.textContent = row.closest(".sop-scroll").dataset.copied;
    setTimeout(() => note.remove(), COPIED_FOR);
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const row = rowOf(link);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches("th a")) {
      // following a link to its own row takes the focus away
      setTimeout(() => link.focus({ preventScroll: true }));
      navigator.clipboard?.writeText(link.href).then(() => sayCopied(row), () => {});
    } else if (link.matches(".sop-says a")) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      cameFrom.push(link);
      setTimeout(() => numberOf(target)?.focus({ preventScroll: true }));
    }
  });
})();
