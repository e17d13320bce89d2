import { createServer } from "node:http";
import { Server } from "engine.io";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

// The engine answers every request that is no transport of its own with 400, headers of CORS included.
const engine = new Server({ cors: { origin: policy.origins, methods: policy.methods, allowedHeaders: policy.headers, exposedHeaders: policy.exposed, credentials: policy.credentials, maxAge: policy.max_age } });
createServer((request, response) => {
  response.setHeader("X-Request-Id", "1");
  engine.handleRequest(request, response);
}).listen(port, "127.0.0.1");
