import "./styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { enter } from "./access/access";
import { App } from "./App";
import { listenToKeys } from "./keys/registry";
import { applyTheme } from "./theme";

applyTheme();
listenToKeys();
void enter();

const root = document.getElementById("app");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
