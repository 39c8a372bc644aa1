import { useEffect, useMemo, useRef } from "react";
import { brief } from "../events/eventWords";
import { clock } from "../format/format";
import { Markdown } from "../kit/Markdown";
import { Avatar } from "../kit/parts";
import { useAgentName } from "../store/selectors";
import { useStore } from "../store/store";
import type { Execution, JsonObject, LiveEvent } from "../wire";
import { ToolCard } from "./ToolsTab";
import { type ToolUse, toolUses } from "./toolUses";

const MOST_ENTRIES = 400;

/** What the agent said, did and was told, in order, and what it is saying right now. */
export function Conversation({ execution, events }: { execution: Execution; events: readonly LiveEvent[] }) {
  const nameOf = useAgentName();
  const uses = useMemo(() => new Map(toolUses(events).map((use) => [use.id + use.from, use])), [events]);
  const told = useMemo(() => events.filter(isTold), [events]);
  const name = nameOf(execution.agent_id);
  return (
    <div className="conversation">
      {told.length === 0 && <p className="padded muted">It has not said anything yet.</p>}
      {told.length > MOST_ENTRIES && (
        <p className="padded muted">{`The first ${told.length - MOST_ENTRIES} entries are in the log.`}</p>
      )}
      {told.slice(-MOST_ENTRIES).map((event) => <Entry key={event.cursor} event={event} name={name} uses={uses} />)}
      <Speaking executionID={execution.id} name={name} />
    </div>
  );
}

function isTold({ event }: LiveEvent): boolean {
  return ["message", "tool_use", "needs_input", "input_given", "failed", "step_retried", "warning"].includes(event);
}

function Entry({ event, name, uses }: { event: LiveEvent; name: string; uses: Map<string, ToolUse> }) {
  const { data } = event;
  switch (event.event) {
    case "message":
      return (
        <Said name={name} time={event.timestamp}>
          <Markdown text={String(data.text ?? "")} />
        </Said>
      );
    case "tool_use": {
      const use = uses.get(String(data.tool_use_id ?? "") + event.timestamp);
      return use
        ? (
          <div className="aside">
            <ToolCard use={use} />
          </div>
        )
        : null;
    }
    case "needs_input":
      return (
        <Said name={name} time={event.timestamp} tone="wait">
          <p>{String((data.question as JsonObject | undefined)?.message ?? "Asks something")}</p>
        </Said>
      );
    case "input_given":
      return (
        <Said name="You" time={event.timestamp} tone="you">
          <p>{answerWords(data.answer)}</p>
        </Said>
      );
    default:
      return (
        <p className={`banner ${event.event === "failed" ? "bad" : "wait"}`}>
          {String(data.error ?? data.message ?? event.event)}
        </p>
      );
  }
}

/** An answer may be a text, a decision, or an object from question to answer. */
function answerWords(answer: unknown): string {
  if (typeof answer !== "object" || answer === null) return brief(answer);
  return Object.entries(answer as JsonObject).map(([question, value]) => `${question}: ${brief(value)}`).join("\n");
}

function Said(
  { name, time, tone = "", children }: { name: string; time: string; tone?: string; children: React.ReactNode },
) {
  return (
    <article className={`said ${tone}`}>
      <Avatar name={name} small />
      <div className="grow">
        <header>
          <strong>{name}</strong>
          <time dateTime={time}>{clock(time)}</time>
        </header>
        {children}
      </div>
    </article>
  );
}

/** The words as they come; the journal's message takes their place when it is whole. */
function Speaking({ executionID, name }: { executionID: string; name: string }) {
  const output = useStore((state) => state.live.output[executionID]);
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    element.current?.scrollIntoView({ block: "nearest" });
  }, [output?.text.length]);
  if (!output || (!output.text && !output.thinking)) return null;
  return (
    <article className="said" ref={element}>
      <Avatar name={name} small />
      <div className="grow">
        <header>
          <strong>{name}</strong>
          <span className="muted">{output.text ? "is writing" : "is thinking"}</span>
        </header>
        {output.thinking && <p className="thinking">{output.thinking.slice(-600)}</p>}
        {output.text && (
          <p className="streaming">
            {output.text}
            <i className="caret" />
          </p>
        )}
      </div>
    </article>
  );
}
