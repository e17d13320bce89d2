import { createServer } from "node:http";
import connect from "connect";
import cors from "cors";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

const app = connect();
app.use(cors({ origin: policy.origins, methods: policy.methods, allowedHeaders: policy.headers, exposedHeaders: policy.exposed, credentials: policy.credentials, maxAge: policy.max_age }));
app.use((request, response) => {
  response.setHeader("X-Request-Id", "1");
  response.end("{}");
});
createServer(app).listen(port, "127.0.0.1");
