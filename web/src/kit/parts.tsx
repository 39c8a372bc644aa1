import type { ReactNode } from "react";
import { shortID } from "../format/format";
import { Icon, type IconName } from "./Icon";
import { toast } from "./toasts";

export function PageHead({ title, subtitle, children }: { title: string; subtitle?: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {subtitle && <p className="subtitle">{subtitle}</p>}
      </div>
      <div className="actions">{children}</div>
    </header>
  );
}

interface PanelProps {
  title?: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}

export function Panel({ title, aside, children, className = "" }: PanelProps) {
  return (
    <section className={`panel ${className}`} aria-label={title}>
      {title && (
        <header className="panel-head">
          <h2>{title}</h2>
          <div className="actions">{aside}</div>
        </header>
      )}
      {children}
    </section>
  );
}

/** Says why a list is empty, and what to do about it. */
export function Empty({ icon, title, children, action }: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} size={22} />
      </span>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div className="actions">{action}</div>}
    </div>
  );
}

export function Skeleton({ rows = 4 }: { rows?: number }) {
  return (
    <div className="skeleton" role="status" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => <span key={row} />)}
    </div>
  );
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** An id that a click copies. */
export function CopyID({ id, label }: { id: string; label?: string }) {
  return (
    <button
      type="button"
      className="copy-id"
      title={`Copy ${id}`}
      aria-label={`Copy the id ${id}`}
      onClick={() => void copy(id)}
    >
      {label ?? shortID(id)}
      <Icon name="copy" size={12} />
    </button>
  );
}

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast({ kind: "success", title: "Copied" });
  } catch {
    toast({ kind: "warning", title: "The browser does not allow copying here", text });
  }
}

/** Hands a text to the browser as a file. */
export function download(name: string, text: string, type = "text/plain"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export function Code({ text, label }: { text: string; label?: string }) {
  return (
    <div className="code">
      <pre tabIndex={0} aria-label={label ?? "Code"}>{text}</pre>
      <button type="button" className="icon-button" aria-label="Copy" title="Copy" onClick={() => void copy(text)}>
        <Icon name="copy" size={14} />
      </button>
    </div>
  );
}

/** A coloured initial: the same agent has the same colour everywhere. */
export function Avatar({ name, small }: { name: string; small?: boolean }) {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return (
    <span className={`avatar hue-${sum % 8} ${small ? "small" : ""}`} aria-hidden="true">
      {(Array.from(name.trim())[0] ?? "?").toUpperCase()}
    </span>
  );
}
