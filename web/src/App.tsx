import { Suspense, useEffect, useRef, useState } from "react";
import { useStanding } from "./access/access";
import { LoginPage } from "./access/LoginPage";
import { KeyHelp } from "./keys/KeyHelp";
import { Palette } from "./keys/Palette";
import { register } from "./keys/registry";
import { ConfirmDialog } from "./kit/confirm";
import { ErrorBoundary } from "./kit/ErrorBoundary";
import { Skeleton } from "./kit/parts";
import { Toasts } from "./kit/toasts";
import { link } from "./live/link";
import { pageAt } from "./pages/pages";
import { navigate, usePlace } from "./router/router";
import { Banner } from "./shell/Banner";
import { places, Sidebar } from "./shell/Sidebar";
import { useWaitingCount } from "./store/selectors";
import { store } from "./store/store";
import { toggleTheme } from "./theme";

type Overlay = "palette" | "keys" | null;

/** A stranger sees the way in; everybody else the application. */
export function App() {
  return useStanding() === "stranger" ? <LoginPage /> : <Application />;
}

function Application() {
  const [overlay, setOverlay] = useState<Overlay>(null);
  const { path } = usePlace();
  const page = pageAt(path);
  const main = useRef<HTMLElement>(null);
  useGlobalCommands(setOverlay);
  usePageTitle(page.title);
  // A new page begins at its top, and a screen reader begins to read there.
  useEffect(() => {
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path]);
  return (
    <div className="app">
      <a className="skip" href="#main">Skip to the content</a>
      <Sidebar onSearch={() => setOverlay("palette")} onHelp={() => setOverlay("keys")} />
      <main id="main" ref={main} tabIndex={-1}>
        <Banner />
        <ErrorBoundary place={path}>
          <Suspense fallback={<Skeleton rows={8} />}>{page.element}</Suspense>
        </ErrorBoundary>
      </main>
      {overlay === "palette" && <Palette onClose={() => setOverlay(null)} />}
      {overlay === "keys" && <KeyHelp onClose={() => setOverlay(null)} />}
      <ConfirmDialog />
      <Toasts />
    </div>
  );
}

function useGlobalCommands(open: (overlay: Overlay) => void): void {
  useEffect(() =>
    register([
      { title: "Command palette", group: "Everywhere", keys: "mod+k", run: () => open("palette") },
      { title: "Search", group: "Everywhere", keys: "/", run: () => open("palette") },
      { title: "Keyboard help", group: "Everywhere", keys: "?", run: () => open("keys") },
      ...places.map(({ href, label, keys }) => ({
        title: `Go to ${label}`,
        group: "Go",
        keys,
        run: () => navigate(href),
      })),
      { title: "New agent", group: "Create", keys: "c a", run: () => navigate("/agents?new=1") },
      { title: "New task", group: "Create", keys: "c t", run: () => navigate("/tasks?new=1") },
      { title: "New pattern", group: "Create", keys: "c p", run: () => navigate("/orchestration/new") },
      { title: "Switch between dark and light", group: "Everywhere", keys: "t t", run: toggleTheme },
      { title: "Pause or resume live updates", group: "Everywhere", keys: "l p", run: toggleLink },
    ]), [open]);
}

function toggleLink(): void {
  if (store.getState().live.link === "paused") link.resume();
  else link.pause();
}

/** The number of questions stands in the title, so that a tab in the background calls for attention. */
function usePageTitle(title: string): void {
  const waiting = useWaitingCount();
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${title} · Skein`;
  }, [title, waiting]);
}
