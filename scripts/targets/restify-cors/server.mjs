import restify from "restify";
import corsMiddleware from "restify-cors-middleware2";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

const cors = corsMiddleware({ preflightMaxAge: policy.max_age, origins: policy.origins === "*" ? ["*"] : policy.origins, allowHeaders: policy.headers, exposeHeaders: policy.exposed, credentials: policy.credentials });
const server = restify.createServer();
server.pre(cors.preflight);
server.use(cors.actual);
const answer = (request, response, next) => {
  response.header("X-Request-Id", "1");
  response.send({});
  next();
};
for (const method of ["get", "head", "post", "put", "del"]) server[method]("/resource/foo", answer);
server.listen(port, "127.0.0.1");
