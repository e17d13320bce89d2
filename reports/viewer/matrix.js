"use strict";
// Draws the matrix.
(() => {
  const { by, make, shown, head, rows } = page;
  const matrix = JSON.parse(document.getElementById("matrix").textContent);

  const sign = { pass: "✓", must: "✗", should: "!", may: "i", blocked: "–", unjudged: "·" };
  const word = { pass: "passes", must: "fails at must", should: "fails at should", may: "passes, with advice", blocked: "was blocked by another failure", unjudged: "was not judged" };
  const topics = [...new Set(matrix.cases.map((one) => one.topic))];
  const score = (column, cases) => {
    const marks = cases.map((one) => one.cells[column]?.mark).filter((mark) => mark !== undefined && mark !== "unjudged");
    return { met: marks.filter((mark) => mark === "pass" || mark === "may").length, asked: marks.length, must: marks.filter((mark) => mark === "must").length };
  };
  const casesOf = (topic) => matrix.cases.filter((one) => one.topic === topic);
  const differs = (one) => new Set(one.cells.map((cell) => cell?.mark ?? "unjudged")).size > 1 || one.cells.some((cell) => ["must", "should", "may"].includes(cell?.mark));
  const folded = new Set();
  const labels = matrix.columns.map(({ name, version }) => `${name} ${version}`.trim());

  const bytes = (value) => shown(value, { bytes: true });
  const failurePart = (failure) => {
    const rule = matrix.rules[failure.rule];
    const part = make("div", {}, make("p", {}, bytes(failure.what)), rows([
      ["expected", make("code", {}, bytes(failure.expected))],
      ["seen", make("code", {}, failure.seen === null ? "(absent)" : bytes(failure.seen))],
      ["level", failure.level],
      ["rule", make("span", {}, rule ? make("a", { href: rule.link, rel: "noreferrer" }, failure.rule) : failure.rule, rule ? ` ${rule.statement}` : "")],
    ]));
    if (failure.sent !== undefined) {
      const came = failure.head ? [head(failure.head)] : [];
      const answer = failure.error === undefined ? came : [came.length ? "no answer that can be read: " : "no answer: ", head(failure.error), "\n\n", ...came];
      part.append(make("div", { class: "pair" }, make("pre", { tabindex: "0", "aria-label": "Request" }, head(failure.sent)), make("pre", { tabindex: "0", "aria-label": "Answer" }, ...answer)));
    }
    if (failure.reproduce !== undefined) part.append(make("pre", { tabindex: "0", "aria-label": "Command" }, shown(failure.reproduce, { bytes: true, lines: true })));
    return part;
  };
  const markOf = (one, column) => one.cells[column]?.mark ?? "unjudged";
  const opens = (one, column) => one.cells[column] !== null && markOf(one, column) !== "pass";
  // What the others make of the same case, and a way to each that opens.
  const elsewhere = (one, column) => {
    const others = inOrder().filter((other) => other !== column);
    return rows(Object.keys(sign).map((mark) => {
      const named = others.filter((other) => markOf(one, other) === mark)
        .map((other) => (opens(one, other) ? make("button", { type: "button", class: "link", on: { click: () => show(one, other) } }, labels[other]) : labels[other]));
      return [word[mark], named.length === 0 ? null : make("span", {}, ...named.flatMap((name, at) => (at === 0 ? [name] : [", ", name])))];
    }));
  };
  const show = (one, column) => {
    const cell = one.cells[column];
    const detail = by("detail");
    const title = make("h2", { id: "detail-title", tabindex: "-1" }, `${labels[column]}: ${one.id}`);
    detail.replaceChildren(make("form", { method: "dialog" }, make("button", {}, "Close")), title, make("p", {}, `${one.title}. `, make("span", { class: "quiet" }, one.why)), make("p", {}, word[cell.mark], ...(cell.reason === undefined ? [] : [": ", bytes(cell.reason)])),
      ...(cell.failures ?? []).map(failurePart), ...(labels.length === 1 ? [] : [make("h3", {}, "The same case elsewhere"), elsewhere(one, column)]));
    if (!detail.open) return detail.showModal();
    // Whoever came from another implementation begins at the top.
    detail.scrollTop = 0;
    return title.focus();
  };

  // What is long goes on in another line where one of its parts ends.
  const breakable = (text, end) => text.split(end).flatMap((part) => [part, make("wbr")]);
  // The topic stands above already, where there is little room.
  const idParts = (one) => {
    const parts = breakable(one.id, /(?<=\/)/);
    return one.id.startsWith(`${one.topic}/`) ? [make("span", { class: "prefix" }, ...parts.slice(0, 2)), ...parts.slice(2)] : parts;
  };
  // The rows stand on the head's columns, as wide as these come out by themselves.
  const measure = () => {
    const { style } = by("grid").firstElementChild;
    style.removeProperty("--columns");
    style.setProperty("--columns", getComputedStyle(by("head").firstElementChild).gridTemplateColumns);
  };
  const showWhetherMore = () => {
    const grid = by("grid");
    grid.parentElement.classList.toggle("more", grid.scrollLeft + grid.clientWidth < grid.scrollWidth - 1);
  };

  // There are tens of thousands of cells: what is alike in them is made once.
  const plain = Object.fromEntries(Object.keys(sign).map((mark) => [mark, make("td", { class: mark, "aria-label": word[mark] }, sign[mark])]));
  const opening = Object.fromEntries(Object.keys(sign).map((mark) => [mark, make("td", {}, make("button", { type: "button", class: mark, tabindex: "-1" }, sign[mark]))]));
  const cellOf = (one, column) => {
    const mark = markOf(one, column);
    if (!opens(one, column)) return plain[mark].cloneNode(true);
    const cell = opening[mark].cloneNode(true);
    cell.firstChild.setAttribute("aria-label", `${labels[column]} ${word[mark]}`);
    cell.firstChild.addEventListener("click", () => show(one, column));
    return cell;
  };

  // Thousands of them open: the tab key stops at one, from which the arrow keys lead to the next that opens in their direction.
  const stopAt = (button) => {
    for (const last of by("rows").querySelectorAll("td button[tabindex='0']")) last.tabIndex = -1;
    if (button !== null) button.tabIndex = 0;
  };
  const ways = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const walk = (event) => {
    const cell = event.target.closest("td");
    const way = ways[event.key];
    if (cell === null || way === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { rows } = by("rows");
    const [down, right] = way;
    for (let row = cell.parentElement.sectionRowIndex + down, at = cell.cellIndex + right; rows[row]?.cells[at] !== undefined; row += down, at += right) {
      const next = rows[row].cells[at].querySelector("td > button");
      if (next === null) continue;
      next.focus();
      return;
    }
  };

  // The best first: with the fewest failures at must, then with the highest score; whom nothing was asked comes last.
  const better = (left, right) => (left.asked === 0) - (right.asked === 0) || left.must - right.must || right.met / right.asked - left.met / left.asked;
  const inOrder = () => {
    const { value, selectedOptions: [chosen] } = by("sort");
    const cases = chosen.dataset.topic === undefined ? matrix.cases : casesOf(chosen.dataset.topic);
    const scores = labels.map((_, column) => score(column, cases));
    return [...labels.keys()].sort((a, b) => (value === "name" ? 0 : better(scores[a], scores[b])) || labels[a].localeCompare(labels[b]));
  };

  const draw = () => {
    const columns = inOrder();
    by("head").replaceChildren(make("tr", {}, make("th", { class: "case", scope: "col" }, "case"), ...columns.map((column) => make("th", { scope: "col", title: labels[column] }, make("div", { class: "name" }, ...breakable(matrix.columns[column].name, /(?<=[^\p{L}\p{N}](?=[\p{L}\p{N}]))/u), " ", make("span", { class: "version" }, matrix.columns[column].version))))));
    // Before there are rows, whose styles would have to be reckoned twice.
    measure();
    const only = by("differences").checked;
    const seen = { shown: 0, alike: 0, folded: 0 };
    const rows = [];
    for (const topic of topics) {
      const cases = casesOf(topic);
      const toggle = make("button", { type: "button", class: "link", "aria-expanded": String(!folded.has(topic)), on: { click: () => {
        if (!folded.delete(topic)) folded.add(topic);
        draw();
        // The button is a new one; whoever pressed it by the keyboard goes on from there.
        [...by("rows").querySelectorAll("button.link")].find((button) => button.textContent === topic).focus();
      } } }, topic);
      rows.push(make("tr", { class: "topic" }, make("th", { class: "topic", scope: "row" }, toggle), ...columns.map((column) => {
        const { met, asked } = score(column, cases);
        return make("td", {}, ...(asked === 0 ? [] : [String(met), make("span", { class: "asked" }, `/${asked}`)]));
      })));
      for (const one of cases) {
        const fate = folded.has(topic) ? "folded" : only && !differs(one) ? "alike" : "shown";
        seen[fate] += 1;
        if (fate !== "shown") continue;
        rows.push(make("tr", {}, make("th", { class: "case", scope: "row", title: `${one.id}: ${one.title}` }, ...idParts(one)), ...columns.map((column) => cellOf(one, column))));
      }
    }
    by("rows").replaceChildren(...rows);
    stopAt(by("rows").querySelector("td button"));
    const hidden = [[seen.alike, "hidden where all do alike"], [seen.folded, "folded"]].filter(([count]) => count > 0).map(([count, how]) => `, ${count} ${how}`);
    by("count").textContent = `${matrix.columns.length} implementations, ${seen.shown} of ${matrix.cases.length} cases shown${hidden.join("")}`;
    showWhetherMore();
  };

  by("rows").addEventListener("keydown", walk);
  by("rows").addEventListener("focusin", ({ target }) => {
    if (target.closest("td") !== null) stopAt(target);
  });
  by("sort").append(...topics.map((topic) => make("option", { "data-topic": topic }, `score in ${topic}`)));
  by("sort").addEventListener("input", draw);
  by("differences").addEventListener("input", draw);
  by("fold").addEventListener("click", () => {
    const all = folded.size === topics.length;
    folded.clear();
    if (!all) for (const topic of topics) folded.add(topic);
    draw();
  });
  by("differing").textContent = `(${matrix.cases.filter(differs).length})`;
  by("grid").addEventListener("scroll", showWhetherMore, { passive: true });
  addEventListener("resize", () => {
    measure();
    showWhetherMore();
  });
  draw();
})();
