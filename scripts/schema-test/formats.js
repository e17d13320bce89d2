// The golden reports in other people's formats, byte for byte what formats_test compares with, read by what those people read
// them with: SARIF's and HAR's own schemas, and the TAP parser of node-tap.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import { Parser } from "tap-parser";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const require = createRequire(import.meta.url);
const sample = (name) => readFileSync(join(root, "reports", "testdata", name), "utf8");
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const problems = [];

const uri = (text) => URL.canParse(text);
const date = (text) => !Number.isNaN(Date.parse(text));
const formats = { uri, "uri-reference": (text) => URL.canParse(text, "http://base.example/"), "date-time": date, date, time: true, ipv4: true, ipv6: true };
const held = (name, ajv, schema) => {
  const validate = ajv.compile(schema);
  if (!validate(JSON.parse(sample(name)))) problems.push(`${name}: ${ajv.errorsText(validate.errors)}`);
};

held("sample.sarif", new Ajv({ strict: false, formats, unicodeRegExp: false }), readJson(require.resolve("schemastore/schemas/json/sarif-2.1.0.json")));

const har = new Ajv({ strict: false, formats, validateSchema: false });
har.addMetaSchema(require("ajv/lib/refs/json-schema-draft-06.json"));
const folder = dirname(require.resolve("har-schema/lib/har.json"));
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json") && name !== "har.json")) har.addSchema(readJson(join(folder, file)));
held("sample.har", har, readJson(join(folder, "har.json")));

const tap = new Parser();
const outcome = await new Promise((resolve) => {
  tap.on("complete", resolve);
  tap.end(sample("sample.tap"));
});
const report = JSON.parse(sample("sample.json"));
const { known, accepted, skip, blocked } = report.summary.results;
const wanted = { count: report.summary.cases, fail: report.summary.gating, todo: known + accepted, skip: skip + blocked };
for (const [name, count] of Object.entries(wanted)) {
  const seen = name === "fail" ? outcome.fail - outcome.todo : outcome[name];
  if (seen !== count) problems.push(`sample.tap: ${name} is ${seen}, not ${count}`);
}
if (outcome.bailout || outcome.failures.some((failure) => failure.tapError)) problems.push("sample.tap: the parser complains");

for (const problem of problems) console.error(problem);
console.log("read back: sample.sarif, sample.har, sample.tap");
process.exit(problems.length === 0 ? 0 : 1);
