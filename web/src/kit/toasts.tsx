import { useSyncExternalStore } from "react";
import { Button, IconButton } from "./Button";

interface Toast {
  id: number;
  kind: "success" | "error" | "warning" | "info";
  title: string;
  text?: string;
  action?: { label: string; run: () => void };
}

let toasts: readonly Toast[] = [];
let number = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function dismiss(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

/** Tells the person something for a while: errors and offers longer than good news. */
export function toast(message: Omit<Toast, "id">): void {
  const id = ++number;
  change([...toasts.slice(-3), { ...message, id }]);
  setTimeout(() => dismiss(id), message.kind === "error" || message.action ? 9000 : 4000);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.id} className={`toast ${toast.kind}`}>
          <span className="toast-mark" aria-hidden="true" />
          <div className="toast-words">
            <strong>{toast.title}</strong>
            {toast.text && <p>{toast.text}</p>}
          </div>
          {toast.action && (
            <Button
              small
              onClick={() => {
                dismiss(toast.id);
                toast.action?.run();
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <IconButton icon="close" label="Dismiss" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
