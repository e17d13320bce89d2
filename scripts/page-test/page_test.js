// The pages in real browsers, from disk as a CI artifact is: that they work, by pointer and keyboard, at three widths and in both
// colour schemes, without a barrier that axe finds; that nothing a target says is run, or leaves the page; and that ten thousand
// cases open at once. Usage: node page_test.js CORSPEC
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const corspec = process.argv[2] ?? join(root, "build", "release", "corspec");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "corspec-page."));
const problems = [];
const check = (holds, what) => {
  if (!holds) problems.push(what);
};

// Exit codes tell of failures, which are what the page is about.
const run = (...args) => {
  try {
    return execFileSync(corspec, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
};

// A target that answers with all that could end an element, run, or turn a text around.
const evil = "</script><script>globalThis.ran=1</script><img src=x onerror=globalThis.ran=1>\"'`&\u202e\u2028\x07\x1b[31m";
const answer = `HTTP/1.1 200 OK ${evil}\r\nAccess-Control-Allow-Origin: ${evil}\r\nAccess-Control-Allow-Methods: ${evil}\r\nServer: ${evil}\r\nVary: ${evil}\r\nAllow: ${evil}\r\nAccess-Control-Max-Age: ${evil}\r\nContent-Type: text/html\r\nContent-Length: ${Buffer.byteLength(evil)}\r\n\r\n${evil}`;
const hostile = async () => {
  const server = createServer((socket) => {
    let seen = "";
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      seen += bytes.toString("latin1");
      for (let end = seen.indexOf("\r\n\r\n"); end >= 0; end = seen.indexOf("\r\n\r\n")) {
        const bodyless = seen.startsWith("HEAD ");
        socket.write(bodyless ? answer.slice(0, answer.indexOf("\r\n\r\n") + 4) : answer);
        seen = seen.slice(end + 4);
      }
    });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
};

const pageOf = (name, report, format = "html") => {
  const page = join(folder, `${name}-${format}.html`);
  run("report", report, `--report-${format}`, page, "--report-text", join(folder, "text"));
  return page;
};

const hostileReport = async () => {
  const server = await hostile();
  const report = join(folder, "hostile.json");
  const profile = join(root, "cases", "profiles", "allowlist.json");
  const { execFile } = await import("node:child_process");
  await new Promise((done) => execFile(corspec, ["run", `http://127.0.0.1:${server.address().port}/`, "--profile", profile, "--level", "may", "--report-json", report], done));
  server.close();
  return report;
};

const largeReport = () => {
  const sample = JSON.parse(readFileSync(join(root, "reports", "testdata", "sample.json"), "utf8"));
  const passed = sample.results.filter((one) => one.result === "pass");
  const failed = sample.results.filter((one) => one.result !== "pass");
  sample.results = Array.from({ length: 10_000 }, (_, index) => {
    const one = index % 20 === 0 ? failed[index % failed.length] : passed[index % passed.length];
    return { ...one, id: `preflight/method/case-${index}/row:${index % 7}`, title: `${one.title} ${index % 500}` };
  });
  const report = join(folder, "large.json");
  writeFileSync(report, JSON.stringify(sample));
  return report;
};

const opened = async (browser, page, { width = 1200, scheme = "light" } = {}) => {
  const tab = await browser.newPage();
  tab.problems = [];
  tab.requested = [];
  tab.on("console", (message) => {
    if (["error", "warn", "warning"].includes(message.type())) tab.problems.push(message.text());
  });
  tab.on("pageerror", (error) => tab.problems.push(String(error)));
  tab.on("request", (request) => tab.requested.push(request.url()));
  await tab.setViewport({ width, height: 900 });
  if (browser.kind === "chromium") await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await tab.goto(pathToFileURL(page).href, { waitUntil: "load" });
  // Firefox has no protocol for the scheme; the page's own switch comes to the same colours.
  if (browser.kind !== "chromium" && scheme === "dark") await tab.evaluate(() => (document.documentElement.dataset.theme = "dark"));
  return tab;
};

const isQuiet = (tab, what) => {
  check(tab.problems.length === 0, `${what}: the browser complains: ${tab.problems[0]}`);
  const away = tab.requested.filter((url) => !url.startsWith("file:") && !url.startsWith("data:"));
  check(away.length === 0, `${what}: asks for ${away[0]}`);
};

const fitsEverybody = async (tab, what) => {
  check(await tab.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${what}: is wider than the window`);
  await tab.evaluate(axe);
  const found = await tab.evaluate(async () => (await globalThis.axe.run()).violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 120)} ${one.nodes[0].failureSummary.slice(0, 160)}`));
  check(found.length === 0, `${what}: ${found[0]}`);
};

// What copies, instead of the clipboard, which headless browsers keep to themselves.
const catchCopies = (tab) =>
  tab.evaluate(() => {
    globalThis.copied = [];
    document.execCommand = () => globalThis.copied.push(document.activeElement.value ?? "");
    Object.defineProperty(navigator, "clipboard", { value: { writeText: async (value) => globalThis.copied.push(value) } });
  });

const switchesScheme = async (tab, what) => {
  const background = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await background();
  await tab.click("#theme");
  check((await background()) !== before, `${what}: the scheme does not change`);
};

// What the target said has run nothing, and made nothing: the page has the scripts that are its own.
const isUntouched = async (tab, what, scripts) => {
  check((await tab.evaluate(() => globalThis.ran)) === undefined, `${what}: what the target said was run`);
  check((await tab.evaluate(() => document.querySelectorAll("img, iframe, object, embed, link").length)) === 0, `${what}: it made elements`);
  check((await tab.evaluate(() => document.scripts.length)) === scripts, `${what}: it made scripts`);
  const text = await tab.evaluate(() => document.body.innerText);
  check(!/[\u202e\u2028\u0007\u001b]/.test(text), `${what}: controls stand in the text`);
};

// The sample with what is as long as in a real run.
const wideReport = () => {
  const sample = JSON.parse(readFileSync(join(root, "reports", "testdata", "sample.json"), "utf8"));
  sample.cases.sha256 = "cb90fee28d41291e".repeat(4);
  const report = join(folder, "wide.json");
  writeFileSync(report, JSON.stringify(sample));
  return report;
};

const looks = async (browser, page, name) => {
  for (const width of [390, 820, 1400]) {
    for (const scheme of ["light", "dark"]) {
      const what = `${browser.kind}, ${name}, ${width} px, ${scheme}`;
      const tab = await opened(browser, page, { width, scheme });
      await tab.evaluate(() => document.querySelector("#cases > .case > summary").click());
      await tab.waitForSelector("#cases > .case[open] .body");
      check(await tab.$$eval(".scroll", (all) => all.every((one) => one.scrollWidth <= one.clientWidth)), `${what}: a table is cut off`);
      const order = await tab.evaluate(() => ["h1", "#topics", "#cases", "main dl:not(.case dl)"].map((part) => document.querySelector(part).getBoundingClientRect().top));
      check(order.every((top, index) => index === 0 || top > order[index - 1]), `${what}: what was found does not come first: ${order}`);
      await fitsEverybody(tab, what);
      isQuiet(tab, what);
      await tab.close();
    }
  }
};

const worksAsAsked = async (browser, page) => {
  const what = `${browser.kind}, filters`;
  const tab = await opened(browser, page);
  const count = () => tab.$eval("#count", (element) => element.textContent);
  const rows = () => tab.$$eval("#cases > .case", (all) => all.length);
  check(/^13 of 13 cases$/.test(await count()), `${what}: ${await count()}`);
  check((await tab.$eval("#cases > .case", (first) => first.className)).includes("gates"), `${what}: what failed is not first`);
  await tab.type("#text", "unsafelisted");
  check((await rows()) === 3 && (await count()) === "3 of 13 cases", `${what}: the text leaves ${await rows()}`);
  check(new URL(tab.url()).hash === "#text=unsafelisted", `${what}: the address is ${tab.url()}`);
  await tab.click("button[type=reset]");
  await tab.waitForFunction(() => document.getElementById("count").textContent === "13 of 13 cases");
  await tab.select("#result", "skip");
  check((await rows()) === 1, `${what}: one is skipped, not ${await rows()}`);
  await tab.select("#result", "pass");
  await tab.evaluate(() => document.querySelectorAll("#cases > .case > summary").forEach((summary) => summary.click()));
  await tab.waitForFunction(() => [...document.querySelectorAll("#cases > .case")].every((one) => one.querySelector(".body")));
  const unjudged = await tab.$$eval("#cases .unjudged", (all) => all.map((one) => one.textContent));
  check(unjudged.length === 1 && unjudged[0].startsWith("Not judged: METH-2 "), `${what}: of what nothing was judged: ${unjudged}`);
  await tab.select("#result", "failing");
  check((await rows()) === 7, `${what}: seven fail the run, not ${await rows()}`);
  await tab.select("#level", "should");
  check((await rows()) === 0, `${what}: none of them below must`);
  await tab.goto(`${pathToFileURL(page).href}#result=known`);
  await tab.waitForFunction(() => document.getElementById("count").textContent === "1 of 13 cases");
  await tab.goto(`${pathToFileURL(page).href}#`);
  await tab.waitForFunction(() => document.getElementById("count").textContent === "13 of 13 cases");

  await tab.evaluate(() => document.body.focus());
  await tab.keyboard.press("j");
  await tab.keyboard.press("j");
  await tab.keyboard.press("k");
  await tab.keyboard.press("Enter");
  check(await tab.evaluate(() => document.activeElement.closest(".case") === document.querySelector("#cases > .case") && document.activeElement.closest(".case").open), `${what}: j, k and Enter do not open the first case`);
  await tab.waitForSelector("#cases > .case[open] .command button");
  const body = await tab.$eval("#cases > .case[open] .body", (element) => element.textContent);
  for (const part of ["expected", "seen", "PF-5", "How to fix it", "nginx", "curl -i", "HTTP/1.1 204 No Content"]) check(body.includes(part), `${what}: a failure does not show ${part}`);
  await catchCopies(tab);
  await tab.click("#cases > .case[open] .command button");
  await tab.waitForFunction(() => globalThis.copied.length > 0);
  check((await tab.evaluate(() => globalThis.copied[0])).startsWith("curl "), `${what}: the command is not copied`);
  await tab.keyboard.press("/");
  check(await tab.evaluate(() => document.activeElement.id === "text"), `${what}: / does not lead to the search`);
  await switchesScheme(tab, what);
  isQuiet(tab, what);
  await tab.close();
};

const isSafe = async (browser, page) => {
  const what = `${browser.kind}, hostile target`;
  const tab = await opened(browser, page);
  await tab.evaluate(() => {
    while (!document.getElementById("more").hidden) document.getElementById("more").click();
    for (const summary of document.querySelectorAll("#cases > .case > summary")) summary.click();
  });
  await tab.waitForFunction(() => document.querySelectorAll("#cases > .case > .body").length === document.querySelectorAll("#cases > .case").length);
  await isUntouched(tab, what, 3);
  const text = await tab.evaluate(() => document.body.textContent);
  check(text.includes("onerror=globalThis.ran=1"), `${what}: its answer is not shown`);
  isQuiet(tab, what);
  await tab.close();
};

const matrixOf = (name, ...reports) => {
  const page = join(folder, `${name}.html`);
  run("report", ...reports, "--matrix", page);
  return page;
};

// Implementations with names and versions as long as people give them.
const fleet = (columns) => {
  const sample = JSON.parse(readFileSync(join(root, "reports", "testdata", "sample.json"), "utf8"));
  return Array.from({ length: columns }, (_, index) => {
    const report = join(folder, `fleet-${index}.json`);
    sample.claim.implementation = `implementation-${index}${index % 4 === 0 ? " behind a proxy, as the manual of the one before it shows" : ""}`;
    sample.claim.version = `1.2.${index}-9+deb12u${index}${index % 5 === 0 ? ".20240101000000-abcdef123456" : ""}`;
    writeFileSync(report, JSON.stringify(sample));
    return report;
  });
};

// On a phone there is room for several implementations, every cell can be hit, and it shows where there is more.
const matrixFits = async (tab, what, columns) => {
  const cut = await tab.$$eval("#head .version", (all) => all.filter((one) => {
    const [own, head] = [one, one.closest("th")].map((element) => element.getBoundingClientRect());
    return own.top < head.top || own.bottom > head.bottom || own.left < head.left || own.right > head.right;
  }).map((one) => one.textContent));
  check(cut.length === 0, `${what}: the version ${cut[0]} is cut off`);
  const small = await tab.$$eval("#rows td button", (all) => all.filter((one) => one.clientWidth < 24 || one.clientHeight < 24).length);
  check(small === 0, `${what}: ${small} cells are too small for a finger`);
  const visible = await tab.$$eval("#head th:not(.case)", (all) => all.filter((one) => one.getBoundingClientRect().right <= document.getElementById("grid").getBoundingClientRect().right).length);
  check(visible >= Math.min(columns, 4), `${what}: only ${visible} implementations fit`);
  const saysMore = () => tab.$eval("#grid", (grid) => grid.parentElement.classList.contains("more"));
  check((await saysMore()) === visible < columns, `${what}: of ${columns} implementations ${visible} can be seen, which the edge does not say`);
  await tab.evaluate(() => (document.getElementById("grid").scrollLeft = 1e6));
  await tab.waitForFunction(() => !document.getElementById("grid").parentElement.classList.contains("more"));
};

const matrixWorks = async (browser, page, columns) => {
  for (const width of [390, 820, 1400]) {
    for (const scheme of ["light", "dark"]) {
      const what = `${browser.kind}, matrix of ${columns}, ${width} px, ${scheme}`;
      const tab = await opened(browser, page, { width, scheme });
      check((await tab.$$eval("#head th", (all) => all.length)) === columns + 1, `${what}: not every implementation has a column`);
      await matrixFits(tab, what, columns);
      const rows = () => tab.$$eval("#rows tr:not(.topic)", (all) => all.length);
      const count = () => tab.$eval("#count", (element) => element.textContent);
      const all = await rows();
      check((await count()).endsWith(`, ${all} of ${all} cases shown`), `${what}: not every case is shown: ${await count()}`);
      await tab.click("#differences");
      const differing = await rows();
      check(differing < all && (await count()).endsWith(`, ${differing} of ${all} cases shown, ${all - differing} hidden where all do alike`), `${what}: does not say what is hidden: ${await count()}`);
      await tab.evaluate(() => document.querySelector("td button.must").click());
      await tab.waitForSelector("dialog[open] .pair");
      await fitsEverybody(tab, what);
      await tab.evaluate(() => document.querySelector("dialog button").click());
      await tab.focus("tr.topic button");
      await tab.keyboard.press("Enter");
      check((await rows()) < differing && (await tab.evaluate(() => document.activeElement.getAttribute("aria-expanded"))) === "false", `${what}: Enter on a topic does not fold it, or loses the place`);
      await tab.keyboard.press("Enter");
      check((await rows()) === differing, `${what}: Enter on a topic does not unfold it`);
      await tab.click("#fold");
      check((await rows()) === 0 && (await count()).endsWith(`, 0 of ${all} cases shown, ${all} folded`), `${what}: folding leaves rows: ${await count()}`);
      await isUntouched(tab, what, 3);
      isQuiet(tab, what);
      await tab.close();
    }
  }
};

// Implementations by the number of cases that each fails in each topic; null: the topic does not apply.
const failing = (numbers) => Object.entries(numbers).map(([implementation, topics]) => {
  const sample = JSON.parse(readFileSync(join(root, "reports", "testdata", "sample.json"), "utf8"));
  const like = (result) => sample.results.find((one) => one.result === result);
  sample.claim = { ...sample.claim, implementation, version: "" };
  sample.results = Object.entries(topics).flatMap(([topic, failures]) => [0, 1, 2].map((at) =>
    ({ ...like(failures === null ? "skip" : at < failures ? "fail" : "pass"), id: `${topic}/case/${at}`, suite: `${topic}/case` })));
  const report = join(folder, `${implementation}.json`);
  writeFileSync(report, JSON.stringify(sample));
  return report;
});

const matrixCompares = async (browser, page) => {
  const what = `${browser.kind}, matrix of three`;
  const tab = await opened(browser, page);
  const inOrder = async (choice) => {
    await tab.$eval("#sort", (sort, label) => {
      sort.selectedIndex = [...sort.options].findIndex((option) => option.textContent === label);
      sort.dispatchEvent(new Event("input"));
    }, choice);
    return (await tab.$$eval("#head .name", (all) => all.map((one) => one.textContent.trim()))).join(" ");
  };
  for (const [choice, order] of [["score", "some two one"], ["name", "one some two"], ["score in preflight", "two one some"], ["score in vary", "some two one"]]) {
    const seen = await inOrder(choice);
    check(seen === order, `${what}: by ${choice} they stand as ${seen}, not as ${order}`);
  }
  // From one implementation to what another makes of the same case.
  await tab.evaluate(() => document.querySelector("td button.must").click());
  const [title, elsewhere] = await tab.$eval("#detail", (detail) => [detail.querySelector("h2").textContent, [...detail.querySelectorAll("dl:last-child > *")].map((one) => one.textContent).join(" | ")]);
  check(title === "one: preflight/case/0" && elsewhere === "passes | two | was not judged | some", `${what}: ${title} says of the others: ${elsewhere}`);
  await tab.evaluate(() => document.querySelector("#detail dl:last-child button").click());
  check((await tab.evaluate(() => document.activeElement.textContent)) === "some: preflight/case/0", `${what}: does not lead to what another does`);
  isQuiet(tab, what);
  await tab.close();
};

// As many as are published: rows out of sight cost nothing, and are there for whoever looks for them.
const manyCases = (report) => {
  const sample = JSON.parse(readFileSync(report, "utf8"));
  sample.results = Array.from({ length: 555 }, (_, index) => ({ ...sample.results[index % sample.results.length], id: `preflight/method/case-${index}` }));
  writeFileSync(report, JSON.stringify(sample));
  return report;
};

const largeMatrixWorks = async (browser, page) => {
  const what = `${browser.kind}, 34 implementations, 555 cases`;
  const times = [];
  for (let tries = 0; tries < 3; tries += 1) {
    const tab = await opened(browser, page);
    times.push(await tab.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd));
    await tab.close();
  }
  const best = Math.min(...times);
  console.log(`${what}: open in ${Math.round(best)} ms`);
  if (browser.kind === "chromium") check(best < 1000, `${what}: take ${Math.round(best)} ms to open`);

  const tab = await opened(browser, page);
  const isLaidOut = () => tab.$eval("#rows tr:last-child td", (cell) => cell.checkVisibility({ contentVisibilityAuto: true }));
  check(!(await isLaidOut()), `${what}: what is out of sight is laid out`);
  const gaps = await tab.evaluate(() => {
    const edges = (row) => [...row.children].map((cell) => Math.round(cell.getBoundingClientRect().left));
    return edges(document.querySelector("#rows tr:nth-child(2)")).filter((edge, at) => edge !== edges(document.querySelector("#head tr"))[at]).length;
  });
  check(gaps === 0, `${what}: ${gaps} cells do not stand below their implementation`);
  check(await tab.evaluate(() => window.find("case-554")), `${what}: what is out of sight is not found`);
  await tab.evaluate(() => [...document.querySelectorAll("#rows td button")].at(-1).focus());
  await tab.waitForFunction(() => document.querySelector("#rows tr:last-child").getBoundingClientRect().bottom <= innerHeight);
  check(await isLaidOut(), `${what}: the keyboard does not lead to what is out of sight`);
  if (browser.kind === "chromium") {
    await tab.evaluate(() => (document.getElementById("grid").scrollTop = 0));
    await tab.emulateMediaType("print");
    check(await isLaidOut(), `${what}: what is out of sight is not printed`);
  }

  // Whoever has no pointer gets past the table in a few steps, and around in it.
  const stops = () => tab.$$eval("#rows button", (all) => all.filter((one) => one.tabIndex === 0).length);
  check((await stops()) === 2, `${what}: the tab key stops at ${await stops()} places of a topic`);
  const place = () => tab.evaluate(() => [document.activeElement.closest("tr").sectionRowIndex, document.activeElement.closest("td").cellIndex]);
  await tab.evaluate(() => document.querySelector("#rows td button").focus());
  const [row, column] = await place();
  for (const key of ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft"]) await tab.keyboard.press(key);
  check(String(await place()) === String([row, column + 1]), `${what}: the arrow keys lead to ${await place()} from ${[row, column]}`);
  check((await stops()) === 2, `${what}: the tab key stops at ${await stops()} places after the arrow keys`);
  await tab.keyboard.press("Enter");
  check(await tab.$eval("#detail", (dialog) => dialog.open), `${what}: Enter does not open a failure`);
  isQuiet(tab, what);
  await tab.close();
};

// Chromium tells of what is out of sight only when somebody has it read out from the beginning.
const matrixIsReadOut = async (page, { options }) => {
  const browser = await puppeteer.launch({ headless: true, ...options, args: [...options.args, "--force-renderer-accessibility"] });
  const tab = await opened(browser, page);
  const { nodes } = await (await tab.createCDPSession()).send("Accessibility.getFullAXTree");
  const count = (role) => nodes.filter((node) => node.role?.value === role).length;
  check(count("rowheader") === 556, `of 555 cases and their topic ${count("rowheader")} are read out`);
  check(count("cell") === 556 * 34, `of ${556 * 34} cells ${count("cell")} are read out`);
  await browser.close();
};

const serverRules = JSON.parse(readFileSync(join(root, "cases", "rules.json"), "utf8")).rules.filter((rule) => ["server", "both"].includes(rule.binds)).length;
const statementLooks = async (browser, page, name, shown) => {
  for (const width of [390, 820, 1400]) {
    for (const scheme of ["light", "dark"]) {
      const what = `${browser.kind}, statement on ${name}, ${width} px, ${scheme}`;
      const tab = await opened(browser, page, { width, scheme });
      check((await tab.$$eval(".rule", (all) => all.length)) === serverRules, `${what}: not every rule has a row`);
      await fitsEverybody(tab, what);
      await tab.click("#unfold");
      check((await tab.$$eval("details:not([open])", (all) => all.length)) === 0, `${what}: something stays folded`);
      await fitsEverybody(tab, `${what}, unfolded`);
      check((await tab.evaluate(() => document.body.innerText)).includes(shown), `${what}: does not show ${shown}`);
      await isUntouched(tab, what, 2);
      isQuiet(tab, what);
      await tab.close();
    }
  }
};

const statementWorks = async (browser, page) => {
  const what = `${browser.kind}, statement`;
  const tab = await opened(browser, page);
  const count = () => tab.$eval("#count", (element) => element.textContent);
  const visible = () => tab.$$eval(".rule", (all) => all.filter((one) => one.checkVisibility()).length);
  check((await tab.$eval("h1", (element) => element.textContent)) === "Example server 1.2", `${what}: does not say whose server it is`);
  const proof = await tab.$eval("#PF-5.violates", (element) => element.innerText);
  for (const part of ["violates", "preflight/method/unsafelisted", "expected", "OPTIONS /resource/foo HTTP/1.1", "HTTP/1.1 204 No Content", "curl -i"]) check(proof.includes(part), `${what}: a violation does not show ${part}`);
  const section = await tab.$eval("#PF-5", (element) => element.closest("section").querySelector("h2 a").href);
  check(section === "https://fetch.spec.whatwg.org/#cors-preflight-fetch-0", `${what}: PF-5 stands below ${section}`);

  check((await visible()) === serverRules && (await count()) === `${serverRules} of ${serverRules} rules`, `${what}: ${await count()}`);
  await tab.focus("#filter input");
  await tab.keyboard.press("ArrowDown");
  check((await visible()) === 1 && (await count()) === `1 of ${serverRules} rules`, `${what}: by the keyboard, ${await count()}`);
  check((await tab.$$eval("main > section", (all) => all.filter((one) => one.checkVisibility()).length)) === 1, `${what}: sections without rules stay`);
  await tab.goto(`${pathToFileURL(page).href}#SRV-1`);
  await tab.waitForFunction(() => document.getElementById("SRV-1").checkVisibility());
  await tab.focus("#PF-5 .proof > summary");
  await tab.keyboard.press("Enter");
  check(!(await tab.$eval("#PF-5 .proof", (element) => element.open)), `${what}: Enter does not fold`);

  // On paper: everything, unfolded, and dark on white.
  await tab.click('#filter input[value="conforms"]');
  await tab.evaluate(() => {
    document.documentElement.dataset.theme = "dark";
    dispatchEvent(new Event("beforeprint"));
  });
  check(await tab.$eval("#PF-5 .proof", (element) => element.open), `${what}: a folded proof is printed folded`);
  if (browser.kind === "chromium") {
    await tab.emulateMediaType("print");
    check((await visible()) === serverRules, `${what}: what is left out is not printed`);
    check((await tab.evaluate(() => getComputedStyle(document.body).backgroundColor)) === "rgb(255, 255, 255)", `${what}: is printed on a dark page`);
    check(!(await tab.$eval("#filter", (element) => element.checkVisibility())), `${what}: the controls are printed`);
    await tab.emulateMediaType("screen");
  }
  await tab.evaluate(() => dispatchEvent(new Event("afterprint")));
  check(!(await tab.$eval("#PF-5 .proof", (element) => element.open)), `${what}: stays unfolded after printing`);

  await tab.click('#filter input[value=""]');
  await tab.click("#PF-5 .proof > summary");
  await catchCopies(tab);
  await tab.click("#PF-5 .command button");
  await tab.waitForFunction(() => globalThis.copied.length > 0);
  check((await tab.evaluate(() => globalThis.copied[0])).startsWith("curl -i "), `${what}: the command is not copied`);
  await switchesScheme(tab, what);
  isQuiet(tab, what);
  await tab.close();
};

const statementIsReadableWithoutScripts = async (browser, page) => {
  const tab = await browser.newPage();
  await tab.setJavaScriptEnabled(false);
  await tab.goto(pathToFileURL(page).href);
  check((await tab.$eval("#PF-5", (element) => element.innerText)).includes("HTTP/1.1 204 No Content"), "without scripts the statement proves nothing");
  check(!(await tab.$eval("#filter", (element) => element.checkVisibility())), "without scripts the statement has controls that do nothing");
  await tab.close();
};

const isReadableWithoutScripts = async (browser, page) => {
  const tab = await browser.newPage();
  await tab.setJavaScriptEnabled(false);
  await tab.goto(pathToFileURL(page).href);
  check((await tab.$eval("#plain", (element) => element.textContent)).includes("Access-Control-Allow-Methods"), "without scripts the failures are not there");
  await tab.close();
};

const isQuick = async (browser, page) => {
  const size = statSync(page).size;
  check(size < 5_000_000, `10,000 cases make a file of ${size} bytes`);
  const times = [];
  for (let tries = 0; tries < 3; tries += 1) {
    const tab = await opened(browser, page);
    times.push(await tab.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd));
    check((await tab.$eval("#count", (element) => element.textContent)) === "10000 of 10000 cases", "10,000 cases are not all there");
    await tab.close();
  }
  const best = Math.min(...times);
  check(best < 1000, `10,000 cases take ${Math.round(best)} ms to open`);
  console.log(`10,000 cases: ${(size / 1e6).toFixed(1)} MB, open in ${Math.round(best)} ms`);
};

const browsers = [
  { kind: "chromium", options: { executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"] } },
  { kind: "firefox", options: { browser: "firefox", executablePath: "/usr/bin/firefox-esr" } },
];

try {
  const sample = pageOf("sample", wideReport());
  const evilPage = pageOf("hostile", await hostileReport());
  const large = pageOf("large", largeReport());
  const sampleReport = join(root, "reports", "testdata", "sample.json");
  const statement = pageOf("sample", sampleReport, "statement-html");
  const evilStatement = pageOf("hostile", join(folder, "hostile.json"), "statement-html");
  const largeMatrix = matrixOf("large-matrix", ...fleet(34).map(manyCases));
  const compared = matrixOf("compared", ...failing({ one: { preflight: 1, vary: 2 }, two: { preflight: 0, vary: 1 }, some: { preflight: null, vary: 0 } }));
  const matrices = [[matrixOf("fleet", ...fleet(12)), 12], [matrixOf("hostile-matrix", join(folder, "hostile.json")), 1]];
  for (const { kind, options } of browsers) {
    const browser = await puppeteer.launch({ headless: true, ...options });
    browser.kind = kind;
    console.log(await browser.version());
    await looks(browser, sample, "sample");
    await worksAsAsked(browser, sample);
    await isSafe(browser, evilPage);
    for (const [page, columns] of matrices) await matrixWorks(browser, page, columns);
    await matrixCompares(browser, compared);
    await largeMatrixWorks(browser, largeMatrix);
    await statementLooks(browser, statement, "the sample", "HTTP/1.1 204 No Content");
    await statementLooks(browser, evilStatement, "a hostile target", "<img src=x onerror=globalThis.ran=1>");
    await statementWorks(browser, statement);
    if (kind === "chromium") {
      await isReadableWithoutScripts(browser, sample);
      await statementIsReadableWithoutScripts(browser, statement);
      await isQuick(browser, large);
      await matrixIsReadOut(largeMatrix, { options });
    }
    await browser.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? "the pages hold" : `${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
