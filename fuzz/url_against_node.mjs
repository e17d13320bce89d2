// Holds the URL parser against Node's over the seeds of url_fuzzer: url_against_node.mjs URL_PRINT FOLDER
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const [program, folder] = process.argv.slice(2);
const files = readdirSync(folder).sort().map((name) => join(folder, name));
const ours = execFileSync(program, files, { encoding: "latin1" }).split("\n").slice(0, -1);

function parsed(reference, base) {
  try {
    return new URL(reference, base);
  } catch {
    return null;
  }
}

/** What Node says, in the same words; null where the two are not to be compared. */
function expected(file) {
  // Seeds are bytes; the parser takes them for ASCII, and anything beyond would have to be UTF-8.
  const bytes = readFileSync(file);
  if (bytes.some((byte) => byte > 0x7f)) return null;
  const text = bytes.toString("latin1");
  const end = text.indexOf("\n");
  const reference = end < 0 ? text : text.slice(0, end);
  const base = end < 0 ? null : parsed(text.slice(end + 1));
  const isWeb = (url) => url?.protocol === "http:" || url?.protocol === "https:";
  const url = parsed(reference, isWeb(base) ? base : undefined);
  if (url === null) return "failure";
  // Other schemes are refused on purpose, and so are hosts that need IDNA. Node 20 leaves the caret in paths as it is.
  if (!isWeb(url) || /xn--/.test(url.host) || url.pathname.includes("^")) return null;
  return `${url.href}\t${url.origin}`;
}

let compared = 0;
let wrong = 0;
files.forEach((file, at) => {
  const theirs = expected(file);
  if (theirs === null) return;
  compared += 1;
  const same = theirs === "failure" ? ours[at].startsWith("failure") : ours[at] === theirs;
  if (same) return;
  wrong += 1;
  console.log(`${file}: ${JSON.stringify(readFileSync(file, "latin1"))}\n  ours  ${ours[at]}\n  Node  ${theirs}`);
});
console.log(`${compared} of ${files.length} URLs compared, ${wrong} differ`);
process.exit(wrong > 0 || compared < 50 ? 1 : 0);
