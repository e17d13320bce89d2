import { createServer } from "node:http";
import micro from "micro";
import microCors from "micro-cors";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

const cors = microCors({ origin: policy.origins, allowMethods: policy.methods, allowHeaders: policy.headers, exposeHeaders: policy.exposed, maxAge: policy.max_age, allowCredentials: policy.credentials });
const answer = cors((request, response) => {
  response.setHeader("X-Request-Id", "1");
  return request.method === "OPTIONS" ? "" : {};
});
createServer(micro.serve(answer)).listen(port, "127.0.0.1");
