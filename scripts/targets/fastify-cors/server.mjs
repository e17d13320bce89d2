import Fastify from "fastify";
import cors from "@fastify/cors";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

const app = Fastify();
await app.register(cors, { origin: policy.origins, methods: policy.methods, allowedHeaders: policy.headers, exposedHeaders: policy.exposed, credentials: policy.credentials, maxAge: policy.max_age });
app.addContentTypeParser("*", (request, payload, done) => payload.resume().on("end", () => done(null)));
app.route({ method: ["GET", "HEAD", "POST", "PUT", "DELETE"], url: "/resource/foo", handler: (request, reply) => reply.header("X-Request-Id", "1").send({}) });
await app.listen({ port, host: "127.0.0.1" });
