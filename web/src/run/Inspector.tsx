import { Suspense, useMemo } from "react";
import { later } from "../later";
import { duration, exact } from "../format/format";
import { Button } from "../kit/Button";
import { CopyID, Fact, Panel, Skeleton } from "../kit/parts";
import { Status } from "../kit/Status";
import { Tabs } from "../kit/Tabs";
import { Link, setQuery, usePlace } from "../router/router";
import { useAgentName } from "../store/selectors";
import type { Execution, LiveEvent, Step } from "../wire";
import { CostTab } from "./CostTab";
import { LogTab } from "./LogTab";
import { fileChanges, toolUses } from "./toolUses";
import { ToolsTab } from "./ToolsTab";
import { InputTab, OutputTab } from "./WordTabs";

const FilesTab = later(() => import("./FilesTab").then((module) => module.default));

interface InspectorProps {
  execution: Execution;
  events: readonly LiveEvent[];
  /** The attempts of the chosen step; the whole execution without. */
  attempts: Step[];
  title: string;
  /** It is one of several: offers its own page. */
  isPart: boolean;
  /** Repeats the workflow from this part on, where that can be done. */
  again?: (() => void) | undefined;
}

/** Everything about one execution, or about one step of it. */
export function Inspector({ execution, events, attempts, title, isPart, again }: InspectorProps) {
  const { query } = usePlace();
  const tab = query.get("tab") ?? "log";
  const shown = useMemo(() => within(events, attempts), [events, attempts]);
  const uses = useMemo(() => toolUses(shown), [shown]);
  const changed = useMemo(() => fileChanges(uses).size, [uses]);
  const tabs = [
    { name: "log", label: "Log" },
    { name: "output", label: "Output" },
    { name: "tools", label: "Tools", count: uses.length },
    { name: "files", label: "Files", count: changed },
    { name: "input", label: "Input" },
    { name: "cost", label: "Cost" },
  ];
  return (
    <Panel
      title={title}
      className="inspector"
      aside={attempts.length > 0
        ? <Button small onClick={() => setQuery({ step: isPart ? execution.id : null })}>Whole run</Button>
        : isPart
        ? <Link className="button small" href={`/runs/${execution.id}`}>Open</Link>
        : undefined}
    >
      {attempts.length > 0 ? <StepFacts attempts={attempts} /> : <RunFacts execution={execution} again={again} />}
      <Tabs
        label="Inspector"
        tabs={tabs}
        chosen={tab}
        onChoose={(name) => setQuery({ tab: name === "log" ? null : name })}
      >
        {tab === "log" && <LogTab executionID={execution.id} events={shown} />}
        {tab === "output" && <OutputTab execution={execution} />}
        {tab === "tools" && <ToolsTab uses={uses} />}
        {tab === "files" && (
          <Suspense fallback={<Skeleton />}>
            <FilesTab uses={uses} />
          </Suspense>
        )}
        {tab === "input" && <InputTab execution={execution} />}
        {tab === "cost" && <CostTab execution={execution} />}
      </Tabs>
    </Panel>
  );
}

function RunFacts({ execution, again }: { execution: Execution; again: (() => void) | undefined }) {
  const nameOf = useAgentName();
  return (
    <dl className="facts padded">
      <Fact label="Status">
        <Status status={execution.status} />
      </Fact>
      <Fact label="Agent">
        <Link href={`/agents/${execution.agent_id}`}>{nameOf(execution.agent_id)}</Link>
      </Fact>
      <Fact label="Method">{execution.method ?? <span className="muted">not known yet</span>}</Fact>
      <Fact label="Id">
        <CopyID id={execution.id} />
      </Fact>
      {again && (
        <Fact label="This part">
          <Button needs="operator" small icon="again" onClick={again}>Re-run from here</Button>
        </Fact>
      )}
    </dl>
  );
}

function StepFacts({ attempts }: { attempts: Step[] }) {
  const last = attempts[attempts.length - 1] as Step;
  const ended = last.ended_at ? Date.parse(last.ended_at) : null;
  return (
    <>
      <dl className="facts padded">
        <Fact label="Status">
          <Status status={last.status} />
        </Fact>
        <Fact label="Attempts">{last.attempt}</Fact>
        <Fact label="Began">
          <time dateTime={last.started_at}>{exact(last.started_at)}</time>
        </Fact>
        <Fact label="Took">{ended ? duration(ended - Date.parse(last.started_at)) : "under way"}</Fact>
      </dl>
      {attempts.filter((step) => step.error).map((step) => (
        <p key={step.attempt} className="banner bad" role="note">
          Attempt {step.attempt}: {step.cause ? `${step.cause}: ` : ""}
          {step.error}
        </p>
      ))}
    </>
  );
}

/** The events that fell into a step's attempts. */
function within(events: readonly LiveEvent[], attempts: Step[]): readonly LiveEvent[] {
  if (attempts.length === 0) return events;
  return events.filter(({ timestamp }) =>
    attempts.some((step) => timestamp >= step.started_at && timestamp <= (step.ended_at ?? "9"))
  );
}
