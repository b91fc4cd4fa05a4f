/* A list of SOPs can be filtered and put in order.  Nothing is needed: without this file the list is complete.

   filter    rows that hold every word that was typed; headings of groups without a row are hidden; how many are shown
   order     by a column, up, down and as it was; then the headings of groups make no sense and are hidden */

(() => {
  "use strict";

  const keyOf = (cell) => {
    const typed = cell?.querySelector("[class*='sop-sort-']");
    const key = typed && [...typed.classList].find((name) => name.startsWith("sop-sort-"));
    if (key) return key.slice("sop-sort-".length);
    const text = cell?.textContent.trim() ?? "";
    return text === "-" || text === "–" ? "" : text; // a dash is none
  };

  const compared = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });

  function enhance(table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const isGroup = (row) => row.classList.contains("sop-group");
    const texts = new Map(rows.map((row) => [row, row.textContent.toLocaleLowerCase()]));
    let words = [];
    let sorted = false;
    let tell = () => {};

    function show() {
      let heading = null;
      let shown = 0;
      for (const row of rows) {
        if (isGroup(row)) {
          heading = row;
          row.hidden = sorted || words.length > 0;
          continue;
        }
        const text = texts.get(row);
        row.hidden = !words.every((word) => text.includes(word));
        if (row.hidden) continue;
        shown++;
        if (heading && !sorted) heading.hidden = false;
      }
      tell(shown);
    }

    function order(head, column) {
      const next = { none: "ascending", ascending: "descending", descending: "none" };
      const direction = next[head.getAttribute("aria-sort") ?? "none"];
      for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
      sorted = direction !== "none";
      if (sorted) head.setAttribute("aria-sort", direction);
      const sign = direction === "descending" ? -1 : 1;
      const empty = (key) => (key ? 0 : 1); // what is not known comes last both ways
      const placed = rows.filter((row) => !sorted || !isGroup(row));
      if (sorted) {
        const keys = new Map(placed.map((row) => [row, keyOf(row.cells[column])]));
        placed.sort((one, other) => {
          const [first, second] = [keys.get(one), keys.get(other)];
          return empty(first) - empty(second) || sign * compared.compare(first, second);
        });
      }
      body.append(...placed);
      show();
    }

    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => order(head, column));
    });
    table.classList.add("sop-ready");

    const filter = (table.closest(".table-wrapper, .pst-scrollable-table-container, .wy-table-responsive") ?? table)
      .previousElementSibling;
    if (!filter?.classList.contains("sop-filter")) return;
    const [name, tally] = [...filter.children].map((child) => child.textContent.trim());
    const label = document.createElement("label");
    const input = document.createElement("input");
    const told = document.createElement("output");
    input.type = "search";
    input.id = `sop-filter-${document.querySelectorAll(".sop-filter.sop-ready").length}`;
    label.htmlFor = told.htmlFor = input.id;
    label.textContent = name;
    const all = rows.filter((row) => !isGroup(row)).length;
    tell = (shown) => (told.textContent = tally.replace("{shown}", shown).replace("{all}", all));
    filter.replaceChildren(label, input, told);
    filter.classList.add("sop-ready");
    input.addEventListener("input", () => {
      words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      show();
    });
    show();
  }

  for (const table of document.querySelectorAll("table.sop-list")) if (table.tHead && table.tBodies[0]) enhance(table);
})();
