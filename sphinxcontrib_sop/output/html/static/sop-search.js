/* SOPs and steps among the results of Sphinx's search: a hit opens the step. Words are compared by their stems. */
"use strict";

const SopSearch = (() => {
  let entries = [];

  const stemsOf = (text) => {
    const stemmer = new Stemmer();
    return new Set(splitQuery(text.toLowerCase()).map((word) => stemmer.stemWord(word)));
  };

  const holdsAll = (text, terms) => {
    const stems = stemsOf(text);
    return [...terms].every((term) => stems.has(term));
  };

  /** One result in the form of Sphinx: document, title, anchor, description, score, file, kind. */
  const result = (number, title, anchor, description, score) => [
    Search._index.docnames[number],
    title,
    `#${anchor}`,
    description,
    score,
    Search._index.filenames[number],
    "object",
  ];

  const resultsOf = ([docname, anchor, title, word, steps], terms) => {
    const number = Search._index.docnames.indexOf(docname);
    if (number < 0) return [];
    const found = [];
    // a page that is one SOP is a result of Sphinx already
    if (Search._index.titles[number] !== title && holdsAll(title, terms))
      found.push(result(number, title, anchor, "SOP", Scorer.title + 1));
    for (const [place, label, text] of steps)
      if (holdsAll(text, terms)) found.push(result(number, text, place, `${title}, ${word} ${label}`, Scorer.title - 1));
    return found;
  };

  const install = () => {
    const search = Search.performTermsSearch;
    Search.performTermsSearch = (terms, excluded) => {
      const found = search(terms, excluded);
      if (!terms.size || excluded.size) return found;
      return found.concat(entries.flatMap((entry) => resultsOf(entry, terms)));
    };
  };

  /** What the page says of its results where the catalogue of Sphinx is silent or clumsy. */
  const speak = () => {
    if (!document.documentElement.lang.startsWith("id") || typeof Documentation === "undefined") return;
    Documentation.addTranslations({
      locale: "id",
      plural_expr: "0",
      messages: {
        "Searching": "Mencari",
        "Search Results": "Hasil pencarian",
        "Preparing search...": "Menyiapkan pencarian ...",
        ", in ": ", dalam ",
        "Search finished, found one page matching the search query.": ["Ditemukan ${resultCount} hasil."],
        "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
          "Tidak ada hasil. Periksa ejaan kata yang dicari, atau gunakan kata yang lebih umum.",
      },
    });
  };

  return {
    setIndex: (index) => {
      entries = index;
    },
    install,
    speak,
  };
})();

SopSearch.speak();
if (typeof Search !== "undefined") SopSearch.install();
