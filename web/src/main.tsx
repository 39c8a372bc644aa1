import "./styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { listenToKeys } from "./keys/registry";
import { startLink } from "./live/link";
import { applyTheme } from "./theme";

applyTheme();
listenToKeys();
startLink();

const root = document.getElementById("app");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
