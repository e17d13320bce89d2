// Schema and loader must agree: every shipped file is accepted, and every file of harness/suite/bad that a schema can see
// through is refused. The loader's side of the same table is bad_files_test.cpp.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv2020 from "ajv/dist/2020.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const cases = join(root, "cases");
const bad = join(root, "harness", "suite", "bad");

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: false });
const validators = new Map(
  readdirSync(join(cases, "schema")).map((file) => {
    const name = file.replace(/\.schema\.json$/, "");
    const schema = readJson(join(cases, "schema", file));
    if (!ajv.validateSchema(schema)) throw new Error(`${file}: ${ajv.errorsText()}`);
    return [name, ajv.compile(schema)];
  }),
);

const kindOf = (path) => {
  if (path.startsWith(`profiles${sep}`)) return "profile";
  if (path === "rules.json") return "rules";
  if (path === "flags.json") return "flags";
  return "suite";
};

const problems = [];
const accepted = new Map();
const citedByCases = new Set();
const cited = (node) => (node === null || typeof node !== "object" ? [] : Object.entries(node).flatMap(([key, value]) => (key === "rules" || key === "refused_by" ? [value].flat() : cited(value))));

for (const entry of readdirSync(cases, { recursive: true, withFileTypes: true })) {
  const path = relative(cases, join(entry.parentPath ?? entry.path, entry.name));
  if (!path.endsWith(".json") || path.startsWith(`schema${sep}`)) continue;
  const kind = kindOf(path);
  const validate = validators.get(kind);
  const document = readJson(join(cases, path));
  const schema = document.$schema;
  if (schema !== undefined && join(cases, dirname(path), schema) !== join(cases, "schema", `${kind}.schema.json`)) {
    problems.push(`cases/${path}: "$schema" is ${schema}, which is not the ${kind} schema`);
  }
  if (!validate(document)) problems.push(`cases/${path}: ${ajv.errorsText(validate.errors)}`);
  if (kind === "suite") cited(document).forEach((rule) => citedByCases.add(rule));
  accepted.set(kind, (accepted.get(kind) ?? 0) + 1);
}
for (const kind of ["suite", "profile", "rules", "flags"]) {
  if (!accepted.has(kind)) problems.push(`no ${kind} file was found below cases/`);
}

let refused = 0;
let beyond = 0;
for (const row of readJson(join(bad, "expected.json"))) {
  const validate = validators.get(row.file.split("/")[0]);
  let document;
  try {
    document = readJson(join(bad, row.file));
  } catch {
    // What is no JSON is refused before any schema is asked.
    if (row.schema) problems.push(`bad/${row.file}: marked as a schema's business, but is no JSON`);
    beyond += 1;
    continue;
  }
  const valid = validate(document);
  if (row.schema && valid) problems.push(`bad/${row.file}: the schema accepts it, the loader says: ${row.what}`);
  if (!row.schema && !valid) problems.push(`bad/${row.file}: the schema refuses it too; mark it so: ${ajv.errorsText(validate.errors)}`);
  if (row.schema) refused += 1;
  else beyond += 1;
}
if (refused < 60) problems.push(`only ${refused} bad files are the schemas' business`);

// The golden reports, byte for byte what reports_test compares with, are what their schemas say.
const reports = join(root, "reports");
ajv.addSchema(readJson(join(reports, "report.schema.json")));
const validateReport = ajv.getSchema("report.schema.json");
const validateLine = ajv.compile(readJson(join(reports, "ndjson.schema.json")));
const sample = (name) => readFileSync(join(reports, "testdata", name), "utf8");
const check = (name, validate, text) => {
  if (!validate(JSON.parse(text))) problems.push(`${name}: ${ajv.errorsText(validate.errors)}`);
};
const live = join(root, "fuzz", "live");
check("fuzz/live/testdata/summary.json", ajv.compile(readJson(join(live, "summary.schema.json"))), readFileSync(join(live, "testdata", "summary.json"), "utf8"));
check("sample.json", validateReport, sample("sample.json"));
const validateStatement = ajv.compile(readJson(join(reports, "statement.schema.json")));
check("sample.statement", validateStatement, sample("sample.statement"));
const statement = JSON.parse(sample("sample.statement"));
const proven = statement.rules.filter((rule) => rule.standing === "violates");
if (proven.length === 0 || !proven.every((rule) => rule.departures[0].proof.exchange)) problems.push("sample.statement: a violation without the exchange that proves it");
// What a statement must not say: a standing that nothing supports.
for (const rule of statement.rules) {
  const unfounded = structuredClone(statement);
  unfounded.rules = [{ ...rule, standing: rule.standing === "not-tested" ? "conforms" : "not-tested" }];
  if (validateStatement(unfounded)) problems.push(`statement.schema.json accepts ${rule.id} with another standing`);
}
const lines = sample("sample.ndjson").trimEnd().split("\n");
for (const line of lines) check("sample.ndjson", validateLine, line);
if (lines.length < 3) problems.push("sample.ndjson is cut off");

// Whoever's case fails is told how to mend it: there is advice, once, on every rule that a case checks.
const advised = new Set();
for (const rule of readJson(join(reports, "advice.json")).flatMap((entry) => entry.rules)) {
  if (advised.has(rule)) problems.push(`reports/advice.json: ${rule} stands there twice`);
  advised.add(rule);
}
for (const rule of citedByCases) if (!advised.has(rule)) problems.push(`reports/advice.json: nothing on ${rule}`);

for (const problem of problems) console.error(problem);
const counts = [...accepted].map(([kind, count]) => `${count} ${kind}`).join(", ");
console.log(`${validators.size} schemas; accepted: ${counts}; refused: ${refused}; beyond a schema: ${beyond}`);
process.exit(problems.length === 0 ? 0 : 1);
