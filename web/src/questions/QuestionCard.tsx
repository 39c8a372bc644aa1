import { useState } from "react";
import { ApiError, words } from "../api/client";
import * as routes from "../api/routes";
import { json } from "../forms/validation";
import { Button } from "../kit/Button";
import { Choices } from "../kit/Choices";
import { TextField } from "../kit/Field";
import { Icon } from "../kit/Icon";
import { Code } from "../kit/parts";
import { Ago } from "../kit/Time";
import { toast } from "../kit/toasts";
import { loadOne } from "../live/refresh";
import type { Json, JsonObject, OpenQuestion } from "../wire";
import { choicesIn } from "./choices";

interface QuestionProps {
  /** Who asks: an execution, or a whole workflow. */
  asker: { noun: "execution" | "workflow"; id: string };
  question: OpenQuestion;
}

const routeOf = { execution: routes.executions, workflow: routes.workflows };

/** Something only a person can decide, and the ways to decide it. The first answer wins, whoever gives it. */
export function QuestionCard({ asker, question }: QuestionProps) {
  const { kind, message } = question.question;
  const [isBusy, setBusy] = useState(false);
  const answer = async (value: Json, said: string) => {
    setBusy(true);
    try {
      await routeOf[asker.noun].answer(asker.id, question.interaction_id, value);
      toast({ kind: "success", title: said });
    } catch (error) {
      const isLate = error instanceof ApiError && (error.status === 409 || error.status === 404);
      toast({
        kind: isLate ? "warning" : "error",
        title: isLate ? "Somebody answered before you" : "The answer did not arrive",
        text: words(error),
      });
    } finally {
      setBusy(false);
      void loadOne(asker.noun === "workflow" ? "workflowRuns" : "executions", asker.id);
    }
  };
  return (
    <article className="question" aria-label={message}>
      <header>
        <Icon name={kind === "question" ? "chat" : "hand"} />
        <strong className="grow">{message}</strong>
        <Ago time={question.asked_at} />
      </header>
      {kind === "tool_approval"
        ? <Approval question={question} isBusy={isBusy} answer={answer} />
        : <Reply question={question} isBusy={isBusy} answer={answer} />}
    </article>
  );
}

interface AnswerProps {
  question: OpenQuestion;
  isBusy: boolean;
  answer: (value: Json, said: string) => Promise<void>;
}

function Approval({ question: { question }, isBusy, answer }: AnswerProps) {
  const original = JSON.stringify(question.input ?? {}, null, 2);
  const [input, setInput] = useState(original);
  const [reason, setReason] = useState("");
  const [isEditing, setEditing] = useState(false);
  const issue = isEditing ? json(input) : null;
  const changed: JsonObject = isEditing && !issue && input !== original
    ? { updated_input: JSON.parse(input) as Json }
    : {};
  const allow = (remember: boolean) =>
    answer(
      { decision: "allow", ...changed, ...(remember ? { remember: true } : {}) },
      `${question.tool ?? "The tool"} is allowed`,
    );
  const deny = () =>
    answer({ decision: "deny", ...(reason ? { message: reason } : {}) }, `${question.tool ?? "The tool"} is denied`);
  return (
    <>
      {isEditing
        ? (
          <TextField
            label={`What ${question.tool ?? "the tool"} gets`}
            mono
            rows={6}
            value={input}
            onChange={setInput}
            error={issue ?? undefined}
          />
        )
        : <Code text={original} label={`Input of ${question.tool ?? "the tool"}`} />}
      <TextField
        label="What the agent is told"
        value={reason}
        onChange={setReason}
        placeholder="Why not, or what instead (for a denial)"
      />
      <footer>
        <Button
          needs="operator"
          look="primary"
          icon="check"
          busy={isBusy}
          disabled={issue !== null}
          onClick={() => void allow(false)}
        >
          {isEditing ? "Allow with this input" : "Allow"}
        </Button>
        <Button needs="operator" busy={isBusy} onClick={() => void allow(true)}>Always in this run</Button>
        {!isEditing && <Button icon="edit" onClick={() => setEditing(true)}>Edit the input</Button>}
        <span className="grow" />
        <Button needs="operator" look="danger" busy={isBusy} onClick={() => void deny()}>Deny</Button>
      </footer>
    </>
  );
}

function Reply({ question: { question }, isBusy, answer }: AnswerProps) {
  const [text, setText] = useState("");
  const asked = choicesIn(question.input);
  const [picked, setPicked] = useState<Record<string, string>>({});
  const isComplete = asked.length > 0 ? asked.every((one) => picked[one.question]) || text !== "" : text.trim() !== "";
  const send = () => answer(asked.length > 0 && text === "" ? picked : text, "Answered");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) void send();
      }}
    >
      {asked.map((one) => (
        <Choices
          key={one.question}
          legend={one.question}
          options={one.options.map(({ label, description }) => ({ value: label, label, hint: description }))}
          chosen={picked[one.question]}
          onChoose={(label) => setPicked({ ...picked, [one.question]: label })}
        />
      ))}
      <TextField label={asked.length > 0 ? "Or in your own words" : "Your answer"} value={text} onChange={setText} />
      <footer>
        <Button needs="operator" type="submit" look="primary" busy={isBusy} disabled={!isComplete}>Answer</Button>
      </footer>
    </form>
  );
}
