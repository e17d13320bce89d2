import "reflect-metadata";
import { All, Controller, Header, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { readFileSync } from "node:fs";
const policy = JSON.parse(readFileSync("policy.json", "utf8"))[process.env.POLICY];
const port = Number(process.env.PORT);

class Resource {
  foo() {
    return {};
  }
}
// Decorators, as functions: there is no compiler here.
const decorate = (...decorators) => decorators.forEach((decorator) => decorator(Resource.prototype, "foo", Object.getOwnPropertyDescriptor(Resource.prototype, "foo")));
decorate(All("/resource/foo"), Header("X-Request-Id", "1"));
Controller()(Resource);
class App {}
Module({ controllers: [Resource] })(App);
const app = await NestFactory.create(App, { logger: ["error"] });
app.enableCors({ origin: policy.origins, methods: policy.methods, allowedHeaders: policy.headers, exposedHeaders: policy.exposed, credentials: policy.credentials, maxAge: policy.max_age });
await app.listen(port, "127.0.0.1");
