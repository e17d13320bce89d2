"use strict";
// Shows one report.
(() => {
  const { by, make, shown, head, copyButton, rows } = page;
  const report = JSON.parse(document.getElementById("report").textContent);
  const text = (index) => report.strings[index];

  const gating = new Set(["fail", "error", "fixed", "flaky"]);
  const excused = new Set(["known", "accepted"]);
  const kindOf = (result) => (gating.has(result) ? "gates" : excused.has(result) ? "excused" : result === "pass" ? "pass" : "unjudged");
  const topicOf = (one) => text(one.suite).split("/")[0];
  const lastAttempt = (one) => one.attempts.findLast((attempt) => attempt.failures.length > 0) ?? one.attempts.at(-1);
  const failuresOf = (one) => {
    const all = lastAttempt(one)?.failures ?? [];
    const decisive = all.filter((failure) => failure.gating && !failure.accepted);
    return decisive.length > 0 ? decisive : all;
  };
  const levelOf = (one) => failuresOf(one)[0]?.level ?? one.level;
  const summaryOf = (one) => (failuresOf(one)[0] ? text(failuresOf(one)[0].what) : one.reason !== undefined ? text(one.reason) : text(one.title));
  const ruleOf = (failure) => failure.refused_by ?? failure.rules[0];

  // What failed first: what gates, the most binding before the rest, then what is excused, then the others.
  const rank = (one) => ["gates", "excused", "unjudged", "pass"].indexOf(kindOf(one.result)) * 4 + ["must", "should", "may"].indexOf(levelOf(one));
  const cases = report.cases.map((one, index) => ({ ...one, index })).sort((a, b) => rank(a) - rank(b) || a.index - b.index);

  const several = { target: report.targets.length > 1, profile: new Set(report.cases.map((one) => one.profile)).size > 1, engine: new Set(report.cases.map((one) => one.engine)).size > 1 };
  const labelOf = (one) => [text(one.id), several.target ? `at ${text(one.target)}` : "", several.profile ? `under ${text(one.profile)}` : "", several.engine ? `in ${text(one.engine)}` : ""].filter(Boolean).join(" ");

  const ruleText = (id) => {
    const rule = report.rules[id];
    const fragment = document.createDocumentFragment();
    if (rule) fragment.append(make("a", { href: rule.link, rel: "noreferrer" }, id), ` ${rule.statement}`);
    else fragment.append(id);
    return fragment;
  };
  const servers = { nginx: "nginx", apache: "Apache httpd", express: "Express" };
  const adviceOf = (id) => {
    const advice = report.advice.find((entry) => entry.rules.includes(id));
    if (!advice) return null;
    const part = make("div", {}, make("h3", {}, "How to fix it"), make("p", {}, advice.general));
    for (const [key, name] of Object.entries(servers)) if (advice[key]) part.append(make("details", {}, make("summary", {}, name), make("pre", {}, advice[key])));
    return part;
  };
  const exchangePart = (exchange) => {
    const part = make("div", {}, make("h3", {}, `Step ${exchange.step + 1}, ${exchange.purpose}${exchange.stored ? ", answered out of a shared cache: nothing was sent" : ""}`), make("pre", { class: "bytes", tabindex: "0", "aria-label": "Request" }, head(text(exchange.sent))));
    const answer = text(exchange.head);
    if (answer !== "") part.append(make("pre", { class: "bytes", tabindex: "0", "aria-label": "Answer" }, head(answer)));
    if (exchange.error !== undefined) part.append(make("p", {}, "No answer: ", shown(text(exchange.error))));
    if (exchange.body !== undefined) part.append(make("pre", { class: "bytes", tabindex: "0", "aria-label": "Body" }, shown(text(exchange.body), { bytes: true, lines: true })));
    for (const finding of exchange.findings ?? []) part.append(make("p", { class: "quiet" }, shown(text(finding))));
    if (exchange.reproduce !== undefined) {
      const command = text(exchange.reproduce);
      part.append(make("div", { class: "command" }, make("pre", { tabindex: "0", "aria-label": "Command" }, shown(command, { lines: true })), copyButton(command)));
    }
    return part;
  };
  const failurePart = (failure) =>
    make("div", {}, make("p", {}, shown(text(failure.what))), rows([
      ["expected", make("code", {}, shown(text(failure.expected), { bytes: true }))],
      ["seen", make("span", {}, failure.field !== undefined ? shown(`${text(failure.field)}: `) : "", failure.seen === null ? "(absent)" : make("code", {}, shown(text(failure.seen), { bytes: true })))],
      ["level", `${failure.level} (${failure.kind})${failure.gating ? "" : ", below the level of this run"}`],
      ["rule", ruleText(ruleOf(failure))],
      ["flags", failure.flags ? failure.flags.join(", ") : null],
    ]), adviceOf(ruleOf(failure)));
  const bodyOf = (one) => {
    const body = make("div", { class: "body" }, make("p", {}, shown(text(one.title)), ". ", make("span", { class: "quiet" }, shown(text(one.why)))));
    if (one.reason !== undefined) body.append(make("p", {}, shown(text(one.reason))));
    if (one.known_issue !== undefined) body.append(make("p", {}, shown(text(one.known_issue))));
    const attempt = lastAttempt(one);
    for (const failure of failuresOf(one)) body.append(failurePart(failure));
    for (const id of attempt?.unjudged ?? []) body.append(make("p", { class: "unjudged" }, "Not judged: ", ruleText(id), " No answer came to which it applies, or a redirect led away before: this result says nothing of it."));
    for (const note of attempt?.notes ?? []) body.append(make("p", { class: "quiet" }, shown(text(note))));
    for (const exchange of attempt?.exchanges ?? []) body.append(exchangePart(exchange));
    if (attempt?.left_out) body.append(make("p", { class: "quiet" }, "The exchanges are in the JSON report; there was no room for them here."));
    body.append(rows([["rules", one.rules.join(", ")], ["tried", one.attempts.length > 1 ? `${one.attempts.length} times` : null]]));
    return body;
  };
  const casePart = (one) => {
    const part = make("details", { class: `case ${kindOf(one.result)}` }, make("summary", {}, make("span", { class: "result" }, one.result), make("span", { class: "id" }, shown(labelOf(one))), make("span", { class: "what" }, shown(summaryOf(one)))));
    part.addEventListener("toggle", () => {
      if (part.open && part.childElementCount === 1) part.append(bodyOf(one));
    });
    return part;
  };

  // The list, filtered; the filters are the address's fragment, so that a link keeps them.
  const filters = { text: by("text"), topic: by("topic"), level: by("level"), result: by("result") };
  const step = 200;
  let matching = [];
  let drawn = 0;
  const drawMore = () => {
    by("cases").append(...matching.slice(drawn, drawn + step).map(casePart));
    drawn = Math.min(drawn + step, matching.length);
    by("more").hidden = drawn >= matching.length;
    by("more").textContent = `Show ${Math.min(step, matching.length - drawn)} more of ${matching.length - drawn}`;
  };
  const matches = (one) => {
    const words = filters.text.value.toLowerCase();
    const result = filters.result.value;
    return (filters.topic.value === "" || topicOf(one) === filters.topic.value) && (filters.level.value === "" || levelOf(one) === filters.level.value) &&
      (result === "" || (result === "failing" ? gating.has(one.result) : one.result === result)) &&
      (words === "" || `${labelOf(one)} ${text(one.title)} ${summaryOf(one)} ${one.rules.join(" ")} ${failuresOf(one).map(ruleOf).join(" ")}`.toLowerCase().includes(words));
  };
  const draw = () => {
    matching = cases.filter(matches);
    drawn = 0;
    by("cases").replaceChildren();
    drawMore();
    by("count").textContent = `${matching.length} of ${cases.length} cases`;
  };
  const remember = () => {
    const chosen = new URLSearchParams(Object.entries(filters).map(([name, field]) => [name, field.value]).filter(([, value]) => value !== ""));
    history.replaceState(null, "", `#${chosen}`);
  };
  const recall = () => {
    const chosen = new URLSearchParams(location.hash.slice(1));
    for (const [name, field] of Object.entries(filters)) field.value = chosen.get(name) ?? "";
    draw();
  };

  const topics = [...new Set(cases.map(topicOf))].sort();
  const parts = ["pass", "must", "lesser", "excused", "unjudged"];
  const partOf = (one) => {
    const kind = kindOf(one.result);
    return kind === "gates" ? (levelOf(one) === "must" ? "must" : "lesser") : kind;
  };
  const drawSummary = () => {
    for (const topic of topics) {
      const counts = Object.fromEntries(parts.map((part) => [part, 0]));
      for (const one of cases) if (topicOf(one) === topic) counts[partOf(one)] += 1;
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const bar = make("div", { class: "bar", role: "img", "aria-label": parts.map((part) => `${counts[part]} ${part}`).join(", ") });
      for (const part of parts) {
        const piece = make("span", { class: part });
        piece.style.flexGrow = counts[part];
        if (counts[part] > 0) bar.append(piece);
      }
      by("topics").append(make("tr", {}, make("th", { scope: "row" }, make("div", { class: "topic" }, make("button", { type: "button", class: "link", on: { click: () => {
        filters.topic.value = topic;
        remember();
        draw();
        by("list").scrollIntoView();
      } } }, topic), bar)), ...parts.map((part) => make("td", { class: "number" }, String(counts[part]))), make("td", { class: "number" }, String(total))));
    }
  };
  const drawSessions = () => {
    for (const session of report.sessions) {
      for (const cost of session.costs) {
        by("sessions").append(make("tr", {}, make("th", { scope: "row" }, shown(text(session.title))), make("td", {}, cost.engine), make("td", { class: "number" }, String(session.requests)),
          cost.unmeasured !== undefined ? make("td", { class: "reason" }, shown(text(cost.unmeasured))) : make("td", { class: "number" }, String(cost.preflights)), make("td", { class: "number" }, cost.if_kept === undefined ? "" : String(cost.if_kept))));
      }
    }
    by("costs").hidden = report.sessions.length === 0;
  };

  for (const topic of topics) filters.topic.append(make("option", { value: topic }, topic));
  for (const result of [...new Set(cases.map((one) => one.result))]) filters.result.append(make("option", { value: result }, result));
  for (const field of Object.values(filters)) field.addEventListener("input", () => {
    remember();
    draw();
  });
  by("filters").addEventListener("submit", (event) => event.preventDefault());
  by("filters").addEventListener("reset", () => setTimeout(() => {
    remember();
    draw();
  }));
  by("more").addEventListener("click", drawMore);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.key === "/") {
      event.preventDefault();
      filters.text.focus();
    }
    const by_key = { j: 1, k: -1 }[event.key];
    if (by_key === undefined) return;
    const all = [...document.querySelectorAll("#cases > .case > summary")];
    const at = all.indexOf(document.activeElement.closest(".case")?.querySelector("summary"));
    all[Math.max(0, Math.min(all.length - 1, at + by_key))]?.focus();
  });
  addEventListener("hashchange", recall);
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll(".case.gates")) part.open = true;
  });

  drawSummary();
  drawSessions();
  by("plain").remove();
  recall();
})();
