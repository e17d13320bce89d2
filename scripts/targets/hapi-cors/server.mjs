import Hapi from "@hapi/hapi";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

const origin = policy.origins === "*" ? ["*"] : policy.origins;
const server = Hapi.server({ port, host: "127.0.0.1", routes: { cors: { origin, headers: policy.headers, exposedHeaders: policy.exposed, credentials: policy.credentials, maxAge: policy.max_age }, payload: { parse: false } } });
const handler = (request, h) => h.response({}).header("X-Request-Id", "1");
server.route({ method: "GET", path: "/resource/foo", options: { handler } });
for (const method of ["POST", "PUT", "DELETE"]) server.route({ method, path: "/resource/foo", handler });
await server.start();
