import { useState } from "react";
import { IconButton } from "../kit/Button";
import { Icon, type IconName } from "../kit/Icon";
import { keyLabel } from "../keys/registry";
import { Link, usePlace } from "../router/router";
import { useWaitingCount } from "../store/selectors";
import { isDark, toggleTheme } from "../theme";
import { LinkState } from "./LinkState";

export const places: { href: string; label: string; icon: IconName; keys: string }[] = [
  { href: "/", label: "Dashboard", icon: "home", keys: "g d" },
  { href: "/inbox", label: "Needs you", icon: "inbox", keys: "g n" },
  { href: "/runs", label: "Runs", icon: "run", keys: "g r" },
  { href: "/agents", label: "Agents", icon: "agent", keys: "g a" },
  { href: "/tasks", label: "Tasks", icon: "task", keys: "g t" },
  { href: "/orchestration", label: "Orchestration", icon: "flow", keys: "g o" },
  { href: "/audit", label: "Audit", icon: "list", keys: "g l" },
];

export function Sidebar({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
  const [, redraw] = useState(0);
  return (
    <aside className="sidebar">
      <Link href="/" className="brand" aria-label="Skein, to the dashboard">
        <Mark />
        <span>Skein</span>
      </Link>
      <button type="button" className="search-button" onClick={onSearch} aria-label="Search or jump to">
        <Icon name="search" size={14} />
        <span className="grow clip">Search…</span>
        <kbd>{keyLabel("mod+k")[0]}</kbd>
      </button>
      <nav aria-label="Main">{places.map((place) => <Place key={place.href} {...place} />)}</nav>
      <footer>
        <LinkState />
        <button
          type="button"
          className="icon-button"
          aria-label="Keyboard help"
          title="Keyboard help (?)"
          onClick={onHelp}
        >
          ?
        </button>
        <IconButton
          icon={isDark() ? "sun" : "moon"}
          label={isDark() ? "Light theme" : "Dark theme"}
          onClick={() => {
            toggleTheme();
            redraw((count) => count + 1);
          }}
        />
      </footer>
    </aside>
  );
}

function Place({ href, label, icon, keys }: (typeof places)[number]) {
  const { path } = usePlace();
  const waiting = useWaitingCount();
  const isHere = href === "/"
    ? path === "/"
    : path.startsWith(href) || (href === "/runs" && path.startsWith("/workflows"));
  return (
    <Link href={href} aria-current={isHere ? "page" : undefined} title={`${label} (${keys})`}>
      <Icon name={icon} />
      <span>{label}</span>
      {href === "/inbox" && waiting > 0 && <span className="badge" aria-label={`${waiting} waiting`}>{waiting}</span>}
    </Link>
  );
}

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M6 21c6 0 6-10 11-10 3 0 5 2 9 2M6 16c6 0 6-5 11-5M6 11c5 0 7 10 12 10 3 0 5-2 8-2" />
    </svg>
  );
}
