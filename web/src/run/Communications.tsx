import { clock, title } from "../format/format";
import { Markdown } from "../kit/Markdown";
import { Avatar } from "../kit/parts";
import { Tag, type Tone } from "../kit/Status";
import { useAgentName } from "../store/selectors";
import type { Communication, WorkflowRun } from "../wire-workflows";

const tones: Record<Communication["message_type"], Tone> = {
  task_assignment: "live",
  status_update: "idle",
  result_sharing: "good",
  coordination: "idle",
  handoff: "wait",
};

/** What the agents of a workflow told each other. */
export function Communications({ run }: { run: WorkflowRun }) {
  const nameOf = useAgentName();
  const messages = run.agent_communications ?? [];
  if (messages.length === 0) return <p className="padded muted">The agents have told each other nothing yet.</p>;
  return (
    <div className="conversation">
      {messages.map((message) => {
        const from = nameOf(message.from_agent_id) || "Skein";
        return (
          <article key={message.id} className="said">
            <Avatar name={from} small />
            <div className="grow">
              <header>
                <strong>{from}</strong>
                <span className="muted">to</span>
                <strong>{nameOf(message.to_agent_id) || "everybody"}</strong>
                <Tag tone={tones[message.message_type] ?? "idle"}>{title(message.message_type)}</Tag>
                <time dateTime={message.timestamp}>{clock(message.timestamp)}</time>
              </header>
              <Markdown text={message.message} />
            </div>
          </article>
        );
      })}
    </div>
  );
}
