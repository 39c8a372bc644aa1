import { useState } from "react";
import { Button } from "../kit/Button";
import { Markdown } from "../kit/Markdown";
import { Code, copy, download } from "../kit/parts";
import { Segments } from "../kit/Tabs";
import { Tag } from "../kit/Status";
import { useStore } from "../store/store";
import type { Execution } from "../wire";

/** What the agent was given. */
export function InputTab({ execution }: { execution: Execution }) {
  const task = useStore((state) => state.tasks.byID[execution.task_id]);
  const agent = useStore((state) => state.agents.byID[execution.agent_id]);
  return (
    <div className="profile">
      <h3>Task</h3>
      {task ? <Markdown text={task.description} /> : <p className="muted">The task was deleted.</p>}
      {task?.expected_output && (
        <>
          <h3>Expected output</h3>
          <Markdown text={task.expected_output} />
        </>
      )}
      <h3>System prompt</h3>
      {agent ? <p className="quote">{agent.system_prompt}</p> : <p className="muted">The agent was deleted.</p>}
      <h3>Works in</h3>
      <Code text={execution.work_directory} label="Work directory" />
    </div>
  );
}

/** What came of it: as it was meant, or as it was sent. */
export function OutputTab({ execution }: { execution: Execution }) {
  const [view, setView] = useState<"rendered" | "raw">("rendered");
  const { result, method: _, ...others } = execution.output;
  const text = typeof result === "string" ? result : "";
  const raw = JSON.stringify(execution.output, null, 2);
  if (Object.keys(execution.output).length === 0) return <Unfinished execution={execution} />;
  return (
    <div className="padded">
      <div className="log-tools">
        <Segments
          label="Form"
          chosen={view}
          onChoose={setView}
          options={[{ name: "rendered", label: "Rendered" }, { name: "raw", label: "Raw" }]}
        />
        {execution.method && <Tag>{execution.method}</Tag>}
        {execution.degraded && <Tag tone="wait">degraded: no model did this</Tag>}
        <span className="grow" />
        <Button small look="ghost" icon="copy" onClick={() => void copy(text || raw)}>Copy</Button>
        <Button
          small
          look="ghost"
          icon="download"
          onClick={() => download(`result-${execution.id}.json`, raw, "application/json")}
        >
          Save
        </Button>
      </div>
      {view === "rendered" && text ? <Markdown text={text} /> : <Code text={raw} label="Output" />}
      {view === "rendered" && Object.keys(others).length > 0 && (
        <Code text={JSON.stringify(others, null, 2)} label="Further output" />
      )}
    </div>
  );
}

function Unfinished({ execution }: { execution: Execution }) {
  const partial = execution.error_details.partial_output;
  if (execution.status !== "failed") {
    return <p className="padded muted">It is not finished. Its words so far are in the conversation.</p>;
  }
  return (
    <div className="padded">
      <p className="banner bad" role="note">{execution.error_message}</p>
      {typeof partial === "string" && partial !== "" && (
        <>
          <h3>What it had said until then</h3>
          <Markdown text={partial} />
        </>
      )}
      <Code text={JSON.stringify(execution.error_details, null, 2)} label="Details of the error" />
    </div>
  );
}
