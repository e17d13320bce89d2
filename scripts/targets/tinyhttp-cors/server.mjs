import { App } from "@tinyhttp/app";
import { cors } from "@tinyhttp/cors";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

const app = new App();
app.use(cors({ origin: policy.origins, methods: policy.methods, allowedHeaders: policy.headers, exposedHeaders: policy.exposed, credentials: policy.credentials, maxAge: policy.max_age }));
app.all("/resource/foo", (request, response) => response.set("X-Request-Id", "1").send({}));
app.listen(port, () => {}, "127.0.0.1");
