/* What a flowchart table does beyond its links.  Nothing is needed: without this file every link, sentence and arrow is there.

   pointer   on a row: its arrows light up, the others fade; on a symbol: what it says appears, Esc hides it; on a link there:
             its arrow
   touch     on a symbol: the same
   keyboard  on the number of a step: up and down go to its neighbours, right to the first of its arrows;
             on an arrow: up and down go to the other arrows of the step, Enter follows it, left goes back
   jump      a button leads back to the step from which a link was followed
   number    a button beside it copies the link to the step */

(() => {
  "use strict";

  const HIDE_AFTER = 300;
  const COPIED_FOR = 1600;
  const GAP = 14;
  const ROW = ".sop-chart .sop-table tbody tr[id]";
  const phone = matchMedia("(max-width: 639.98px)");
  const rowOf = (node) => (node instanceof Element ? node.closest(ROW) : null);
  const numberOf = (row) => row?.querySelector(".sop-number a");
  const waysOf = (row) => [...row.querySelectorAll(".sop-says a")];
  const goalOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const wordsOf = (node) => node.closest(".sop-chart").dataset;

  /* -- the bar that a theme keeps above the headings -------------------------------------------------------------- */

  const bars = ".pst-sticky-header, .bd-header, .bd-header-article, .mobile-header, .md-header, .wy-nav-top";
  function measureBars() {
    let bottom = 0;
    for (const bar of document.querySelectorAll(bars)) {
      const { position } = getComputedStyle(bar);
      if ((position === "sticky" || position === "fixed") && bar.offsetHeight) {
        const top = parseFloat(getComputedStyle(bar).top) || 0;
        bottom = Math.max(bottom, top + bar.offsetHeight);
      }
    }
    const { style } = document.documentElement;
    style.setProperty("--sop-bar-height", `${bottom}px`);
    if (bottom && document.querySelector(".sop-chart")) style.scrollPaddingTop = `${bottom}px`;
  }
  for (const bar of document.querySelectorAll(bars)) new ResizeObserver(measureBars).observe(bar);
  addEventListener("resize", measureBars);
  measureBars();

  /* -- wide and long tables ---------------------------------------------------------------------------------------- */

  for (const frame of document.querySelectorAll(".sop-scroll")) {
    const table = frame.querySelector("table");
    const look = () => {
      // in a very wide face, or with letters set apart, words need more than was planned for them
      frame.classList.toggle("sop-tight", !phone.matches && table.offsetWidth > frame.clientWidth + 1);
      const scrolls = frame.scrollWidth > frame.clientWidth + 1 || frame.scrollHeight > frame.clientHeight + 1;
      frame.toggleAttribute("tabindex", scrolls && getComputedStyle(frame).overflowX !== "visible");
      if (frame.hasAttribute("tabindex")) frame.tabIndex = 0;
      frame.classList.toggle("sop-scrolled", frame.scrollLeft > 0);
      const head = frame.querySelector("thead");
      const body = frame.querySelector("tbody");
      const stuck = head && body && head.getBoundingClientRect().bottom > body.getBoundingClientRect().top + 1;
      frame.classList.toggle("sop-scrolled-down", Boolean(stuck));
    };
    const size = new ResizeObserver(look);
    size.observe(frame);
    size.observe(table);
    frame.addEventListener("scroll", look, { passive: true });
    addEventListener("scroll", look, { passive: true });
    look();
  }

  /* -- the form is folded on a phone ------------------------------------------------------------------------------- */

  const folds = document.querySelectorAll(".sop-fold");
  const fold = () => folds.forEach((form) => form.toggleAttribute("open", !phone.matches));
  if (phone.matches) fold();
  phone.addEventListener("change", fold);
  addEventListener("beforeprint", () => folds.forEach((form) => form.setAttribute("open", "")));

  /* -- the way from a step ---------------------------------------------------------------------------------------- */

  let litRow = null;
  let litWay = null;

  function unlight() {
    const table = litRow?.closest("table");
    if (!table) return;
    table.classList.remove("sop-following");
    for (const part of table.querySelectorAll(".sop-lit, .sop-goal")) part.classList.remove("sop-lit", "sop-goal");
  }

  /* all ways from a row, or the one that a link in it names */
  function light(node) {
    const row = rowOf(node);
    const way = row && node.closest(".sop-says a")?.dataset.way;
    if (row === litRow && way === litWay) return;
    unlight();
    [litRow, litWay] = [row, way];
    if (!row) return;
    const table = row.closest("table");
    const symbols = [...row.querySelectorAll("[data-ways]")];
    const ways = way ? [way] : symbols.flatMap((symbol) => symbol.dataset.ways.split(" "));
    for (const one of ways) {
      for (const part of table.querySelectorAll(`.sop-r${one}`)) {
        part.classList.add("sop-lit");
        const above = part.parentNode.querySelector(".sop-head, .sop-symbol");
        if (above && part.matches("path:not(.sop-head)")) above.before(part); // to the front, below heads and symbols
      }
    }
    if (ways.length) table.classList.add("sop-following");
    for (const link of waysOf(row)) {
      if (!way || link.dataset.way === way) goalOf(link)?.classList.add("sop-goal");
    }
    row.classList.remove("sop-goal");
  }

  /* -- what a symbol says ----------------------------------------------------------------------------------------- */

  let shown = null;
  let hiding = 0;

  function show(sentence) {
    clearTimeout(hiding);
    if (sentence === shown) return;
    shown?.classList.remove("sop-shown");
    shown = sentence;
    if (!shown) return;
    shown.classList.add("sop-shown");
    place(shown);
  }

  /* the runs of a path inside its cell, as rectangles in the window; its commands are M, H, V and arcs */
  function runsOf(path) {
    const cell = path.closest(".sop-lines").getBoundingClientRect();
    const origin = path.ownerSVGElement.getBoundingClientRect();
    let [x, y] = [0, 0];
    const runs = [];
    for (const [, command, numbers] of path.getAttribute("d").matchAll(/([MHVa])([^A-Za-z]*(?:e3[^A-Za-z]*)*)/g)) {
      const values = numbers.match(/-?(?:\d*\.)?\d+(?:e\d+)?/g).map(Number);
      const [fromX, fromY] = [x, y];
      if (command === "M") [x, y] = values;
      else if (command === "H") [x] = values;
      else if (command === "V") [y] = values;
      else [x, y] = [x + values.at(-2), y + values.at(-1)];
      if (command === "M") continue;
      const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
      runs.push({
        left: clamp(origin.left + Math.min(fromX, x), cell.left, cell.right),
        right: clamp(origin.left + Math.max(fromX, x), cell.left, cell.right),
        top: clamp(origin.top + Math.min(fromY, y), cell.top, cell.bottom),
        bottom: clamp(origin.top + Math.max(fromY, y), cell.top, cell.bottom),
      });
    }
    return runs;
  }

  const NEAR = 6; // half an arrowhead, and a little more
  const overlap = (one, other) =>
    one.left < other.right + NEAR && other.left < one.right + NEAR &&
    one.top < other.bottom + NEAR && other.top < one.bottom + NEAR;

  /* beside its symbol, where it covers no lit arrow, no lit label and stays in sight */
  function place(sentence) {
    sentence.classList.remove("sop-placed");
    sentence.style.removeProperty("left");
    sentence.style.removeProperty("top");
    const symbol = sentence.previousElementSibling?.querySelector(".sop-symbol");
    if (!symbol || phone.matches) return;
    const at = symbol.getBoundingClientRect();
    const { width, height } = sentence.getBoundingClientRect();
    const cell = sentence.parentElement.getBoundingClientRect();
    const table = sentence.closest("table");
    const lit = [...table.querySelectorAll("path.sop-lit:not(.sop-head)")].flatMap(runsOf);
    for (const label of table.querySelectorAll("text.sop-lit")) lit.push(label.getBoundingClientRect());
    const middle = { x: (at.left + at.right) / 2, y: (at.top + at.bottom) / 2 };
    const places = [];
    for (const away of [GAP, 3 * GAP, 6 * GAP]) {
      places.push(
        [at.right + away, middle.y + 4], [at.right + away, middle.y - height - 4],
        [at.left - away - width, middle.y + 4], [at.left - away - width, middle.y - height - 4],
        [middle.x - width / 2, at.bottom + away], [middle.x - width / 2, at.top - away - height],
      );
    }
    let best = null;
    for (const [left, top] of places) {
      const box = { left, top, right: left + width, bottom: top + height };
      const outside =
        Math.max(0, -left) + Math.max(0, box.right - document.documentElement.clientWidth) +
        Math.max(0, -top) + Math.max(0, box.bottom - innerHeight);
      const covered = lit.filter((run) => overlap(box, run)).length + (overlap(box, at) ? 10 : 0);
      const cost = 10 * covered + outside;
      if (!best || cost < best.cost) best = { cost, left, top };
      if (!cost) break;
    }
    sentence.style.left = `${best.left - cell.left}px`;
    sentence.style.top = `${best.top - cell.top}px`;
    sentence.classList.add("sop-placed");
  }

  function sentenceAt(node) {
    const symbol = node.closest(".sop-symbol");
    const sentence = symbol ? symbol.closest(".sop-lines").nextElementSibling : node.closest(".sop-says");
    return sentence?.matches(".sop-says") ? sentence : null;
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || !(event.target instanceof Element)) return;
    light(event.target);
    offerCopy(rowOf(event.target));
    const sentence = sentenceAt(event.target);
    if (sentence) show(sentence);
    else if (shown) {
      clearTimeout(hiding);
      hiding = setTimeout(show, HIDE_AFTER, null);
    }
  });

  /* a finger cannot hover: it taps, on nothing in particular to hide again */
  document.addEventListener("pointerup", (event) => {
    if (event.pointerType === "mouse" || phone.matches || !(event.target instanceof Element)) return;
    if (event.target.closest("a, button")) return;
    light(event.target);
    show(sentenceAt(event.target));
  });

  document.addEventListener("focusin", (event) => {
    if (!event.target.matches(".sop-scroll")) light(event.target); // it takes the focus when one taps into it
    const sentence = event.target.closest(".sop-says");
    if (sentence && sentence !== shown) place(sentence);
    if (event.target.matches(".sop-number a")) offerCopy(rowOf(event.target));
  });

  /* -- keyboard --------------------------------------------------------------------------------------------------- */

  const cameFrom = [];

  function neighbour(row, step) {
    const rows = [...row.closest("table").querySelectorAll(ROW)];
    return numberOf(rows[rows.indexOf(row) + step]);
  }

  function next(link, row, key) {
    const ways = waysOf(row);
    const step = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (link.closest(".sop-number")) {
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
    if (!row || !link.matches(".sop-number a, .sop-says a")) return;
    event.preventDefault();
    next(link, row, event.key)?.focus();
  });

  /* -- the link to a step is copied -------------------------------------------------------------------------------- */

  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "sop-copy";
  copy.textContent = "\u29c9";

  function offerCopy(row) {
    const number = numberOf(row);
    if (!number || !navigator.clipboard || phone.matches) return;
    const cell = number.parentElement;
    if (copy.parentElement === cell) return;
    const { copy: words } = wordsOf(row);
    copy.title = words;
    copy.setAttribute("aria-label", `${words}: ${number.getAttribute("aria-label")}`);
    cell.append(copy);
  }

  function sayCopied(cell) {
    const note = document.createElement("span");
    note.className = "sop-copied";
    note.setAttribute("role", "status");
    cell.append(note);
    note.textContent = wordsOf(cell).copied;
    setTimeout(() => note.remove(), COPIED_FOR);
  }

  copy.addEventListener("click", () => {
    const cell = copy.parentElement;
    navigator.clipboard.writeText(cell.querySelector("a").href).then(() => sayCopied(cell), () => {});
  });

  /* -- links --------------------------------------------------------------------------------------------------------- */

  const back = document.createElement("button");
  back.type = "button";
  back.className = "sop-return";
  let origin = null;

  function offerReturn(link, row) {
    origin = link;
    const number = numberOf(row)?.textContent ?? "";
    back.textContent = wordsOf(row).back.replace("{step}", number);
    row.closest(".sop-chart").append(back);
  }

  back.addEventListener("click", () => {
    const row = rowOf(origin);
    back.remove();
    row?.scrollIntoView({ block: "center" });
    origin?.focus({ preventScroll: true });
  });

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const row = rowOf(link);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches(".sop-number a")) {
      // following a link to its own row takes the focus away
      setTimeout(() => link.focus({ preventScroll: true }));
    } else if (link.matches(".sop-says a")) {
      const target = goalOf(link);
      cameFrom.push(link);
      const rows = [...row.closest("table").querySelectorAll(ROW)];
      if (Math.abs(rows.indexOf(target) - rows.indexOf(row)) > 1) offerReturn(link, row);
      else back.remove();
      setTimeout(() => numberOf(target)?.focus({ preventScroll: true }));
    }
  });
})();
