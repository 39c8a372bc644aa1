import type { KeyboardEvent, ReactNode } from "react";

interface TabsProps {
  label: string;
  tabs: { name: string; label: string; count?: number | undefined }[];
  chosen: string;
  onChoose: (name: string) => void;
  children: ReactNode;
}

/** Tabs that arrow keys walk through, over the panel of the chosen one. */
export function Tabs({ label, tabs, chosen, onChoose, children }: TabsProps) {
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const index = tabs.findIndex((tab) => tab.name === chosen);
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (!next) return;
    onChoose(next.name);
    document.getElementById(`tab-${label}-${next.name}`.replace(/\s/g, "_"))?.focus();
  };
  const panel = `panel-${label}`.replace(/\s/g, "_");
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.name}
            id={`tab-${label}-${tab.name}`.replace(/\s/g, "_")}
            type="button"
            role="tab"
            aria-selected={tab.name === chosen}
            aria-controls={panel}
            tabIndex={tab.name === chosen ? 0 : -1}
            onClick={() => onChoose(tab.name)}
          >
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && <span className="count">{tab.count}</span>}
          </button>
        ))}
      </div>
      <div
        className="tab-panel"
        role="tabpanel"
        id={panel}
        tabIndex={0}
        aria-labelledby={`tab-${label}-${chosen}`.replace(/\s/g, "_")}
      >
        {children}
      </div>
    </>
  );
}

/** A few exclusive choices side by side, such as the views of one list. */
export function Segments<Name extends string>(
  { label, options, chosen, onChoose }: {
    label: string;
    options: { name: Name; label: string }[];
    chosen: Name;
    onChoose: (name: Name) => void;
  },
) {
  return (
    <div className="segments" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.name}
          type="button"
          aria-pressed={option.name === chosen}
          onClick={() => onChoose(option.name)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
