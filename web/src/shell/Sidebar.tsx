import { useState } from "react";
import { useStanding } from "../access/access";
import { IconButton } from "../kit/Button";
import { Icon, type IconName } from "../kit/Icon";
import { keyLabel } from "../keys/registry";
import { Link, usePlace } from "../router/router";
import { useWaitingCount } from "../store/selectors";
import { isDark, toggleTheme } from "../theme";
import { LinkState } from "./LinkState";
import { Mark } from "./Mark";
import { WhoIsIn } from "./WhoIsIn";

export const places: { href: string; label: string; icon: IconName; keys: string }[] = [
  { href: "/", label: "Dashboard", icon: "home", keys: "g d" },
  { href: "/inbox", label: "Needs you", icon: "inbox", keys: "g n" },
  { href: "/runs", label: "Runs", icon: "run", keys: "g r" },
  { href: "/agents", label: "Agents", icon: "agent", keys: "g a" },
  { href: "/tasks", label: "Tasks", icon: "task", keys: "g t" },
  { href: "/orchestration", label: "Orchestration", icon: "flow", keys: "g o" },
  { href: "/audit", label: "Audit", icon: "list", keys: "g l" },
];

/** For administrators of a server that asks for a login. */
const users = { href: "/users", label: "Users", icon: "users", keys: "g u" } as const;

function useIsAdmin(): boolean {
  const me = useStanding();
  return me !== null && me !== "stranger" && me.login_required && me.user.role === "admin";
}

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
      <nav aria-label="Main">
        {places.map((place) => <Place key={place.href} {...place} />)}
        {useIsAdmin() && <Place {...users} />}
      </nav>
      <WhoIsIn />
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
