import Koa from "koa";
import cors from "@koa/cors";

// Without the option origin every origin is reflected, with credentials when these are asked for.
const app = new Koa();
app.use(cors({ credentials: true }));
app.use((context) => {
  context.body = {};
});
app.listen(Number(process.env.PORT), "127.0.0.1");
