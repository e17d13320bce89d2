import Koa from "koa";
import cors from "@koa/cors";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

const app = new Koa();
const origin = (context) => (policy.origins === "*" ? "*" : policy.origins.find((allowed) => allowed === context.get("Origin")) ?? "");
app.use(cors({ origin, allowMethods: policy.methods, allowHeaders: policy.headers, exposeHeaders: policy.exposed, credentials: policy.credentials, maxAge: policy.max_age }));
app.use((context) => {
  context.set("X-Request-Id", "1");
  context.body = {};
});
app.listen(port, "127.0.0.1");
