import { type FormEvent, useState } from "react";
import { words } from "../api/client";
import { toast } from "../kit/toasts";
import { type Issues, issuesOf } from "./validation";

interface FormOptions<Values> {
  start: Values;
  validate: (values: Values) => Issues;
  submit: (values: Values) => Promise<void>;
  /** The title of the toast when the server refuses; a form without one says in its place what is wrong. */
  failure?: string;
}

/** The state of a form: values, what is wrong with them, and the way to the server. */
export function useForm<Values extends object>({ start, validate, submit, failure }: FormOptions<Values>) {
  const [values, setValues] = useState(start);
  const [issues, setIssues] = useState<Issues>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const set = <Name extends keyof Values>(name: Name) => (value: Values[Name]) => {
    setValues((present) => ({ ...present, [name]: value }));
    setIssues(({ [name as string]: _, ...others }) => others);
  };
  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    const found = validate(values);
    setIssues(found);
    setRefusal(null);
    if (Object.keys(found).length > 0) {
      if (failure) toast({ kind: "warning", title: "Please fill in all required fields", text: sentence(found) });
      focusIssue();
      return;
    }
    setBusy(true);
    try {
      await submit(values);
    } catch (error) {
      const refused = issuesOf(error);
      setIssues(refused);
      if (failure) toast({ kind: "error", title: failure, text: words(error) });
      else if (Object.keys(refused).length === 0) setRefusal(words(error));
      focusIssue();
    } finally {
      setBusy(false);
    }
  };
  return { values, setValues, set, issues, refusal, isBusy, send };
}

/** After React has marked the fields. */
function focusIssue(): void {
  setTimeout(() => document.querySelector<HTMLElement>("[aria-invalid]")?.focus(), 0);
}

function sentence(issues: Issues): string {
  return Object.entries(issues).map(([name, issue]) => `${name} ${issue}`).join("; ");
}
