import { Hono } from "hono";
import { cors } from "hono/cors";
import { serve } from "@hono/node-server";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

const app = new Hono();
app.use("*", cors({ origin: policy.origins, allowMethods: policy.methods, allowHeaders: policy.headers, exposeHeaders: policy.exposed, credentials: policy.credentials, maxAge: policy.max_age }));
app.on(["GET", "POST", "PUT", "DELETE"], "/resource/foo", (context) => {
  context.header("X-Request-Id", "1");
  return context.json({});
});
serve({ fetch: app.fetch, port, hostname: "127.0.0.1" });
