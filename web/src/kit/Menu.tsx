import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useStanding, whyNot } from "../access/access";
import type { Role } from "../wire-access";
import { IconButton } from "./Button";
import { Icon, type IconName } from "./Icon";

export interface MenuItem {
  label: string;
  icon?: IconName;
  danger?: boolean;
  needs?: Role;
  run: () => void;
}

/** A button with further actions behind it: three dots, or what `face` shows. */
export function Menu({ label, items, face }: { label: string; items: MenuItem[]; face?: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const me = useStanding();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    box.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const leave = (event: MouseEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("mousedown", leave);
    return () => document.removeEventListener("mousedown", leave);
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    box.current?.querySelector<HTMLElement>("button")?.focus();
  };
  const move = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const entries = [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const index = entries.indexOf(document.activeElement as HTMLElement);
    entries[(index + step + entries.length) % entries.length]?.focus();
  };
  if (items.length === 0) return null;
  const opening = { "aria-haspopup": "menu", "aria-expanded": isOpen, onClick: () => setOpen(!isOpen) } as const;
  return (
    <div className="menu" ref={box} onKeyDown={isOpen ? move : undefined}>
      {face
        ? (
          <button type="button" className="menu-face" aria-label={label} title={label} {...opening}>
            {face}
          </button>
        )
        : <IconButton icon="more" label={label} {...opening} />}
      {isOpen && (
        <div className="menu-list" role="menu" aria-label={label}>
          {items.map((item) => ({
            ...item,
            obstacle: whyNot(me, item.needs ?? (item.danger ? "operator" : undefined)),
          })).map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              className={item.danger ? "danger" : ""}
              aria-disabled={item.obstacle ? true : undefined}
              title={item.obstacle ?? undefined}
              onClick={() => {
                if (item.obstacle) return;
                close();
                item.run();
              }}
            >
              {item.icon && <Icon name={item.icon} />}
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
