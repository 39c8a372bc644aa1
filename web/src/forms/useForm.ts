import { type FormEvent, useState } from "react";
import { words } from "../api/client";
import { toast } from "../kit/toasts";
import { type Issues, issuesOf } from "./validation";

interface FormOptions<Values> {
  start: Values;
  validate: (values: Values) => Issues;
  submit: (values: Values) => Promise<void>;
  /** The title of the toast when the server refuses. */
  failure: string;
}

/** The state of a form: values, what is wrong with them, and the way to the server. */
export function useForm<Values extends object>({ start, validate, submit, failure }: FormOptions<Values>) {
  const [values, setValues] = useState(start);
  const [issues, setIssues] = useState<Issues>({});
  const [isBusy, setBusy] = useState(false);
  const set = <Name extends keyof Values>(name: Name) => (value: Values[Name]) => {
    setValues((present) => ({ ...present, [name]: value }));
    setIssues(({ [name as string]: _, ...others }) => others);
  };
  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    const found = validate(values);
    setIssues(found);
    if (Object.keys(found).length > 0) {
      toast({ kind: "warning", title: "Please fill in all required fields", text: sentence(found) });
      // After React has marked the fields.
      setTimeout(() => document.querySelector<HTMLElement>("[aria-invalid]")?.focus(), 0);
      return;
    }
    setBusy(true);
    try {
      await submit(values);
    } catch (error) {
      setIssues(issuesOf(error));
      toast({ kind: "error", title: failure, text: words(error) });
    } finally {
      setBusy(false);
    }
  };
  return { values, setValues, set, issues, isBusy, send };
}

function sentence(issues: Issues): string {
  return Object.entries(issues).map(([name, issue]) => `${name} ${issue}`).join("; ");
}
