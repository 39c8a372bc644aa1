import { Markdown } from "../kit/Markdown";
import { Code } from "../kit/parts";
import { Tabs } from "../kit/Tabs";
import { setQuery, usePlace } from "../router/router";
import { isEnded } from "../store/selectors";
import type { LiveEvent } from "../wire";
import type { WorkflowRun } from "../wire-workflows";
import { Communications } from "./Communications";
import { EventHistory } from "./EventHistory";

/** What came of a workflow, what its agents handed to each other, and what happened. */
export function WorkflowStory({ run, events }: { run: WorkflowRun; events: readonly LiveEvent[] }) {
  const { query } = usePlace();
  const view = query.get("view") ?? "result";
  const said = run.agent_communications?.length ?? 0;
  return (
    <section className="panel" aria-label="Story">
      <Tabs
        label="Story"
        chosen={view}
        onChoose={(name) => setQuery({ view: name === "result" ? null : name })}
        tabs={[
          { name: "result", label: "Result" },
          { name: "messages", label: "Messages", count: said },
          { name: "events", label: "Events", count: events.length },
        ]}
      >
        {view === "result" && <Result run={run} />}
        {view === "messages" && <Communications run={run} />}
        {view === "events" && <EventHistory id={run.id} events={events} />}
      </Tabs>
    </section>
  );
}

function Result({ run }: { run: WorkflowRun }) {
  const { results, metrics } = run;
  const text = ["result", "final_output", "synthesis", "output", "summary"].map((name) => results?.[name]).find((
    value,
  ) => typeof value === "string");
  if (Object.keys(results ?? {}).length === 0) {
    return (
      <p className="padded muted">
        {isEnded(run.status) ? "It left no result." : "The result appears when the workflow ends."}
      </p>
    );
  }
  return (
    <div className="padded">
      {typeof text === "string" && <Markdown text={text} />}
      <details open={typeof text !== "string"}>
        <summary>All of it</summary>
        <Code label="Results" text={JSON.stringify(results, null, 2)} />
      </details>
      {Object.keys(metrics ?? {}).length > 0 && (
        <details>
          <summary>Metrics</summary>
          <Code label="Metrics" text={JSON.stringify(metrics, null, 2)} />
        </details>
      )}
    </div>
  );
}
