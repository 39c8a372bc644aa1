import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

interface VirtualListProps<Item> {
  items: readonly Item[];
  rowHeight: number;
  label: string;
  className?: string;
  /** Keeps the newest row in sight. */
  follow?: boolean;
  onFollowChange?: (follow: boolean) => void;
  render: (item: Item, index: number) => ReactNode;
}

const OVERSCAN = 12;

/** A list that draws only the rows in sight: ten thousand are as quick as ten. */
export function VirtualList<Item>(
  { items, rowHeight, label, className = "", follow, onFollowChange, render }: VirtualListProps<Item>,
) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const measure = () => {
    const element = box.current;
    if (element) setView({ top: element.scrollTop, height: element.clientHeight });
  };
  useLayoutEffect(() => {
    const element = box.current;
    if (element && follow) element.scrollTop = element.scrollHeight;
    measure();
  }, [items.length, follow]);
  const scrolled = () => {
    measure();
    const element = box.current;
    if (!element || !onFollowChange) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < rowHeight * 1.5;
    if (isAtEnd !== Boolean(follow)) onFollowChange(isAtEnd);
  };
  const first = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  return (
    <div
      ref={box}
      className={`virtual ${className}`}
      tabIndex={0}
      role="log"
      aria-label={label}
      aria-live="off"
      onScroll={scrolled}
    >
      <div className="virtual-space" style={{ height: items.length * rowHeight }}>
        <div style={{ transform: `translateY(${first * rowHeight}px)` }}>
          {items.slice(first, last).map((item, index) => render(item, first + index))}
        </div>
      </div>
    </div>
  );
}
