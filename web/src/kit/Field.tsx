import { type ReactNode, useId } from "react";

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  children: (wiring: Wiring) => ReactNode;
}

/** What ties a control to its label, hint and error for a screen reader. */
export interface Wiring {
  id: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  "aria-required"?: true | undefined;
}

export function Field({ label, hint, error, required, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={`field ${error ? "bad" : ""}`}>
      <label htmlFor={id}>{label}{required && <span className="required" aria-hidden="true">*</span>}</label>
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
        "aria-required": required ? true : undefined,
      })}
      {hint && <p className="hint" id={`${id}-hint`}>{hint}</p>}
      {error && <p className="field-error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}

interface TextProps extends Omit<FieldProps, "children"> {
  value: string;
  onChange: (value: string) => void;
  rows?: number;
  placeholder?: string;
  focus?: boolean;
  mono?: boolean;
  type?: string;
  autoComplete?: string;
  autoFocus?: boolean;
}

/** One line of text, or several where `rows` says so. */
export function TextField(
  { value, onChange, rows, placeholder, focus, mono, type = "text", autoComplete, autoFocus, ...field }: TextProps,
) {
  return (
    <Field {...field}>
      {(wiring) => {
        const shared = {
          ...wiring,
          value,
          placeholder,
          className: mono ? "mono" : undefined,
          "data-focus": focus ? "" : undefined,
          autoComplete,
          autoFocus,
        };
        return rows
          ? <textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
          : <input {...shared} type={type} onChange={(event) => onChange(event.target.value)} />;
      }}
    </Field>
  );
}

interface SelectProps extends Omit<FieldProps, "children"> {
  value: string;
  onChange: (value: string) => void;
  options: { value: string; label: string }[];
}

export function SelectField({ value, onChange, options, ...field }: SelectProps) {
  return (
    <Field {...field}>
      {(wiring) => (
        <select {...wiring} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
        </select>
      )}
    </Field>
  );
}
