import { type ReactNode, useState, useSyncExternalStore } from "react";
import { Button } from "./Button";
import { Choices } from "./Choices";
import { Dialog } from "./Dialog";

interface Question {
  title: string;
  /** What will happen, in words. */
  consequence: ReactNode;
  action: string;
  danger?: boolean;
  /** Several ways to do it; the first is chosen unless the person chooses. */
  choices?: { value: string; label: string; hint: ReactNode }[];
}

interface Pending extends Question {
  id: number;
  settle: (choice: string | null) => void;
}

let pending: Pending | null = null;
let number = 0;
const listeners = new Set<() => void>();

function show(next: Pending | null): void {
  pending = next;
  for (const listener of listeners) listener();
}

/** Asks the person. - Returns: what was chosen ("yes" where there is no choice), or null. */
export function confirm(question: Question): Promise<string | null> {
  return new Promise((resolve) => {
    const settle = (choice: string | null) => {
      show(null);
      resolve(choice);
    };
    show({ ...question, settle, id: ++number });
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function ConfirmDialog() {
  const question = useSyncExternalStore(subscribe, () => pending);
  return question ? <Asking key={question.id} question={question} /> : null;
}

function Asking({ question }: { question: Pending }) {
  const [choice, setChoice] = useState(question.choices?.[0]?.value ?? "yes");
  const footer = (
    <>
      <Button onClick={() => question.settle(null)}>Cancel</Button>
      <Button look={question.danger ? "danger" : "primary"} data-focus onClick={() => question.settle(choice)}>
        {question.action}
      </Button>
    </>
  );
  return (
    <Dialog title={question.title} onClose={() => question.settle(null)} footer={footer}>
      <div className="prose">{question.consequence}</div>
      {question.choices && (
        <Choices legend="How" isLegendHidden options={question.choices} chosen={choice} onChoose={setChoice} />
      )}
    </Dialog>
  );
}
