import { createServer } from "node:http";
import { createApp, eventHandler, handleCors, setHeader, toNodeListener } from "h3";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

const app = createApp();
const options = { origin: policy.origins, methods: policy.methods, allowHeaders: policy.headers, exposeHeaders: policy.exposed, credentials: policy.credentials, maxAge: String(policy.max_age), preflight: { statusCode: 204 } };
app.use(eventHandler((event) => {
  if (handleCors(event, options)) return;
  setHeader(event, "X-Request-Id", "1");
  return {};
}));
createServer(toNodeListener(app)).listen(port, "127.0.0.1");
