import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";

const KEY = "skein-split";
const SMALLEST = 30;
const LARGEST = 75;

/** Two columns with a bar between them that pointer and arrow keys move; one below the other where it is narrow. */
export function SplitPane({ left, right }: { left: ReactNode; right: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [share, setShare] = useState(Number(localStorage.getItem(KEY)) || 58);
  const change = (next: number) => {
    const allowed = Math.max(SMALLEST, Math.min(LARGEST, next));
    setShare(allowed);
    localStorage.setItem(KEY, String(allowed));
  };
  const drag = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !box.current) return;
    const { left: from, width } = box.current.getBoundingClientRect();
    change(((event.clientX - from) / width) * 100);
  };
  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowLeft" ? -3 : event.key === "ArrowRight" ? 3 : 0;
    if (step !== 0) {
      event.preventDefault();
      change(share + step);
    }
  };
  return (
    <div
      className="split-pane"
      ref={box}
      style={{ gridTemplateColumns: `minmax(0, ${share}fr) 12px minmax(0, ${100 - share}fr)` }}
    >
      <div className="stack">{left}</div>
      <div
        className="divider"
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label="Width of the columns"
        aria-valuenow={Math.round(share)}
        aria-valuemin={SMALLEST}
        aria-valuemax={LARGEST}
        onKeyDown={press}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
      />
      <div className="stack sticky">{right}</div>
    </div>
  );
}
