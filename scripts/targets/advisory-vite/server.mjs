import { createServer } from "vite";

const server = await createServer({ configFile: false, root: ".", logLevel: "error", server: { host: "127.0.0.1", port: Number(process.env.PORT), strictPort: true, hmr: false, watch: null } });
await server.listen();
