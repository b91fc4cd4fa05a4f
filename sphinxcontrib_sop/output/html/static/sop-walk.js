/* Going through an SOP step by step: one step at a time, decisions answered, times added up, ways back counted.

   button    above each flowchart; Esc or the button "end" closes it, and the page is as it was
   keyboard  digits choose an answer, Enter goes on where there is one way, Backspace takes the last answer back
   record    printed, or saved as CSV with the columns that `sop-trial` reads

   Everything is read from the page; nothing is sent or kept anywhere. */

(() => {
  "use strict";

  const INDONESIAN = {
    start: "Jalankan langkah demi langkah",
    step: "Langkah",
    by: "Pelaksana",
    inputs: "Kelengkapan",
    time: "Waktu",
    output: "Output",
    next: "Lanjut",
    back: "Mundur",
    end: "Tutup",
    print: "Cetak catatan",
    save: "Simpan catatan (CSV)",
    done: "Prosedur selesai.",
    total: "Waktu seluruhnya",
    unknown: "tanpa keterangan waktu",
    returns: "Kembali ke langkah sebelumnya",
    steps: "Langkah yang dijalankan",
    record: "Catatan uji jalan",
    note: "Catatan",
  };
  const ENGLISH = {
    start: "Go through it step by step",
    step: "Step",
    by: "By",
    inputs: "Inputs",
    time: "Time",
    output: "Output",
    next: "Go on",
    back: "Back",
    end: "Close",
    print: "Print the record",
    save: "Save the record (CSV)",
    done: "The procedure is finished.",
    total: "Time in all",
    unknown: "no time given",
    returns: "Ways back",
    steps: "Steps gone through",
    record: "Record of a trial",
    note: "Note",
  };
  const words = document.documentElement.lang.startsWith("id") ? INDONESIAN : ENGLISH;

  const HOUR = 60;

  function durationOf(minutes) {
    const hours = Math.floor(minutes / HOUR);
    const rest = Math.round(minutes - hours * HOUR);
    const unit = words === INDONESIAN ? ["jam", "menit"] : ["h", "min"];
    return [hours ? `${hours} ${unit[0]}` : "", rest || !hours ? `${rest} ${unit[1]}` : ""].filter(Boolean).join(" ");
  }

  const textOf = (node) => (node ? node.textContent.replace(/\u00ad/g, "").replace(/\s+/g, " ").trim() : "");

  /** The steps of a table: number, activity, cells, and the ways that lead on. */
  function stepsOf(table) {
    const rows = [...table.querySelectorAll("tbody tr[id]")];
    const steps = rows.map((row, index) => {
      const link = row.querySelector('.sop-number a, a[href^="#"]');
      const cells = [...row.children];
      const says = [...row.querySelectorAll(".sop-says")];
      const [inputs, time, output] = cells.slice(-4); // the last are notes
      return {
        index,
        id: row.id,
        number: textOf(link),
        activity: textOf(cells[1]),
        by: says.map((sentence) => textOf(sentence.querySelector(".sop-who") ?? sentence.firstChild).replace(/^.*?\b(?:oleh|by)\s+/, "")).join("; "),
        heading: row.classList.contains("sop-heading"),
        inputs: textOf(inputs),
        time: textOf(time),
        minutes: Number(row.dataset.minutes ?? 0), // as the manual counts them: its working hours, its units
        output: textOf(output),
        ways: says.flatMap(waysOf),
      };
    });
    return steps.filter((step) => !step.heading);
  }

  /** The ways of a sentence: where a link leads, or that the procedure ends there; not those inside the row. */
  function waysOf(sentence) {
    return [...sentence.querySelectorAll(".sop-way")].flatMap((way) => {
      const link = way.querySelector('a[href^="#"]');
      const label = textOf(way).replace(/^[;,\s]+/, "");
      if (link) return [{ label, goal: decodeURIComponent(link.hash.slice(1)) }];
      return /(?:^|[\s:])(selesai|end)$/i.test(label) ? [{ label, goal: "" }] : [];
    });
  }

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  /* -- one walk ---------------------------------------------------------------------------------------------------- */
  function walk(table, title, opener) {
    const steps = stepsOf(table);
    const byId = new Map(steps.map((step) => [step.id, step]));
    const taken = []; // { step, answer, note }
    let current = steps[0];
    const dialog = element("dialog", "", { class: "sop-walk", "aria-label": title });
    document.body.append(dialog);

    /** The step that an anchor means; of a heading row its first sub-step. */
    const goalOf = (id) => {
      if (byId.has(id)) return byId.get(id);
      const rows = [...table.querySelectorAll("tbody tr[id]")];
      const after = rows.slice(rows.findIndex((row) => row.id === id));
      return byId.get(after.find((row) => byId.has(row.id))?.id);
    };
    const isReturn = (entry, following) => following && following.index <= entry.step.index;
    const returns = () => taken.filter((entry, place) => isReturn(entry, taken[place + 1]?.step ?? current)).length;
    const total = () => taken.reduce((sum, entry) => sum + entry.step.minutes, 0);

    function choose(way) {
      taken.push({ step: current, answer: current.choices.length > 1 ? way.label : "", note: noteOf() });
      current = way.goal ? goalOf(way.goal) : null;
      show();
    }
    function back() {
      if (!taken.length) return;
      current = taken.pop().step;
      show();
    }
    const noteOf = () => dialog.querySelector("textarea")?.value.trim() ?? "";

    function choicesOf(step) {
      const choices = step.ways.map((way) => ({ ...way }));
      if (!choices.length) choices.push({ label: words.next, goal: "" });
      if (choices.length === 1) choices[0].label = words.next;
      return choices;
    }

    function show() {
      dialog.replaceChildren(element("h2", title));
      if (current) showStep();
      else showEnd();
      const status = element("p", "", { class: "sop-walk-status", "aria-live": "polite" });
      status.textContent = `${words.steps}: ${taken.length} · ${words.total}: ${durationOf(total())} · ${words.returns}: ${returns()}`;
      const buttons = element("div", "", { class: "sop-walk-foot" });
      if (taken.length) buttons.append(button(words.back, back));
      buttons.append(button(words.end, () => dialog.close()));
      dialog.append(status, buttons);
      (dialog.querySelector(".sop-walk-ways button") ?? dialog.querySelector("button")).focus();
    }

    function showStep() {
      current.choices = choicesOf(current);
      dialog.append(element("p", `${words.step} ${current.number}`, { class: "sop-walk-number" }));
      dialog.append(element("p", current.activity, { class: "sop-walk-activity" }));
      const facts = element("dl");
      for (const key of ["by", "inputs", "time", "output"]) {
        if (current[key]) facts.append(element("dt", words[key]), element("dd", current[key]));
      }
      const ways = element("div", "", { class: "sop-walk-ways" });
      current.choices.forEach((way, place) => {
        const label = current.choices.length > 1 ? `${place + 1}. ${way.label}` : way.label;
        ways.append(button(label, () => choose(way)));
      });
      const label = element("label", words.note);
      label.append(element("textarea", "", { rows: "1" }));
      dialog.append(facts, ways, label);
    }

    function showEnd() {
      dialog.append(element("p", words.done, { class: "sop-walk-activity" }), recordTable());
      const buttons = element("div", "", { class: "sop-walk-ways" });
      buttons.append(button(words.print, print), button(words.save, save));
      dialog.append(buttons);
    }

    function recordTable() {
      const made = element("table");
      taken.forEach(({ step, answer, note }, place) => {
        const row = element("tr");
        for (const text of [`${place + 1}.`, step.number, step.activity, answer, step.time || words.unknown, note])
          row.append(element("td", text));
        made.append(row);
      });
      return made;
    }

    function print() {
      document.documentElement.classList.add("sop-walk-prints");
      addEventListener("afterprint", () => document.documentElement.classList.remove("sop-walk-prints"), { once: true });
      window.print();
    }

    /** The record as `sop-trial` reads it: one line for the SOP, what happened as its note. */
    function save() {
      const quoted = (text) => `"${text.replace(/"/g, '""')}"`;
      const path = taken.map(({ step, answer, note }) => [step.number, answer, note].filter(Boolean).join(" ")).join(" > ");
      const said = `${words.total}: ${durationOf(total())}; ${words.returns}: ${returns()}; ${path}`;
      const today = new Date().toISOString().slice(0, 10);
      const name = table.closest("section")?.id.replace(/^sop-/, "") ?? title;
      const lines = [["SOP", "Prinsip", "Hasil", "Catatan", "Tanggal", "Penguji"], [name, "1", "", said, today, ""]];
      const text = "\ufeff" + lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
      const link = element("a", "", { download: `${name}-uji.csv` });
      link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }

    function button(text, action) {
      const made = element("button", text, { type: "button" });
      made.addEventListener("click", action);
      return made;
    }

    dialog.addEventListener("keydown", (event) => {
      if (event.target instanceof HTMLTextAreaElement) return;
      const way = current?.choices[Number(event.key) - 1];
      if (way && current.choices.length > 1) choose(way);
      else if (event.key === "Backspace") back();
      else return;
      event.preventDefault();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      opener.focus();
    });
    dialog.showModal();
    show();
  }

  for (const table of document.querySelectorAll(".sop-chart table, table.sop-chart")) {
    if (!table.querySelector("tbody tr[id] .sop-says")) continue;
    const title = textOf(table.closest("section")?.querySelector("h1, h2, h3, h4")).replace(/[¶#]$/, "");
    const opener = element("button", words.start, { type: "button", class: "sop-walk-start" });
    opener.addEventListener("click", () => walk(table, title, opener));
    const frame = table.closest(".sop-chart") ?? table;
    frame.before(opener);
  }
})();
