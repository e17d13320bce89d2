import { createServer } from "node:http";
import { AutoRouter, cors } from "itty-router";
import { createServerAdapter } from "@whatwg-node/server";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

const { preflight, corsify } = cors({ origin: policy.origins, allowMethods: policy.methods, allowHeaders: policy.headers, exposeHeaders: policy.exposed, credentials: policy.credentials || undefined, maxAge: policy.max_age });
const router = AutoRouter({ before: [preflight], finally: [corsify] });
router.all("/resource/foo", () => new Response("{}", { headers: { "Content-Type": "application/json", "X-Request-Id": "1" } }));
createServer(createServerAdapter((request) => router.fetch(request))).listen(port, "127.0.0.1");
