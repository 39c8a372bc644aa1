import { type ReactNode, useId } from "react";

interface ChoicesProps {
  legend: string;
  isLegendHidden?: boolean;
  options: { value: string; label: string; hint?: ReactNode }[];
  chosen: string | undefined;
  onChoose: (value: string) => void;
  error?: string | undefined;
}

/** One out of a few, each with words of its own. */
export function Choices({ legend, isLegendHidden, options, chosen, onChoose, error }: ChoicesProps) {
  const id = useId();
  return (
    <fieldset className="choices" role="radiogroup" aria-describedby={error && id}>
      <legend className={isLegendHidden ? "hidden" : undefined}>{legend}</legend>
      {options.map(({ value, label, hint }) => (
        <label key={value} className="choice">
          <input type="radio" name={`${id}-choice`} checked={chosen === value} onChange={() => onChoose(value)} />
          <span>
            <strong>{label}</strong>
            {hint && <small>{hint}</small>}
          </span>
        </label>
      ))}
      {error && <p className="field-error" id={id} role="alert">{error}</p>}
    </fieldset>
  );
}
