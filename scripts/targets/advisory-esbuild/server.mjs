import * as esbuild from "esbuild";

const context = await esbuild.context({ stdin: { contents: "" }, write: false, outdir: "out" });
await context.serve({ host: "127.0.0.1", port: Number(process.env.PORT), servedir: "." });
