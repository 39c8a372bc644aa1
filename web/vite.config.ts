import { defineConfig, type Plugin } from "vite";

const server = "http://127.0.0.1:8000";

// index.html is a template: `Scripts/web.sh` fills in hashed names, vite wants the sources.
const template: Plugin = {
  name: "skein-index",
  transformIndexHtml: {
    order: "pre",
    handler: (html) =>
      html.replace('<link rel="stylesheet" href="{{style}}">', "").replace("{{script}}", "/src/main.tsx"),
  },
};

export default defineConfig({
  plugins: [template],
  esbuild: { jsx: "automatic" },
  server: { proxy: { "/api": server, "/health": server, "/metrics": server, "/ws": { target: server, ws: true } } },
  build: { target: "es2020" },
});
