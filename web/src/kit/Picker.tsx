import { useId, useState } from "react";

interface PickerProps {
  label: string;
  options: { id: string; title: string; detail: string }[];
  chosen: string[];
  onChange: (ids: string[]) => void;
  error?: string | undefined;
  none: string;
}

const FILTER_FROM = 8;

/** Several out of many, by check boxes that can be filtered. */
export function Picker({ label, options, chosen, onChange, error, none }: PickerProps) {
  const [text, setText] = useState("");
  const id = useId();
  const shown = options.filter((option) =>
    `${option.title} ${option.detail}`.toLowerCase().includes(text.toLowerCase())
  );
  const toggle = (option: string) =>
    onChange(chosen.includes(option) ? chosen.filter((other) => other !== option) : [...chosen, option]);
  return (
    <fieldset className={`picker ${error ? "bad" : ""}`} aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{label}{chosen.length > 0 && <span className="count">{chosen.length}</span>}</legend>
      {options.length > FILTER_FROM && (
        <input
          type="search"
          value={text}
          placeholder="Filter"
          aria-label={`Filter ${label}`}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <div className="picker-list">
        {options.length === 0 && <p className="muted padded">{none}</p>}
        {shown.map((option) => (
          <label key={option.id}>
            <input type="checkbox" checked={chosen.includes(option.id)} onChange={() => toggle(option.id)} />
            <span className="clip">{option.title}</span>
            <small className="clip">{option.detail}</small>
          </label>
        ))}
      </div>
      {error && <p className="field-error" id={`${id}-error`}>{error}</p>}
    </fieldset>
  );
}
