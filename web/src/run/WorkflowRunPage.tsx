import { useEffect, useMemo, useState } from "react";
import { title as titleCase, tokens } from "../format/format";
import { Graph } from "../graph/Graph";
import { Markdown } from "../kit/Markdown";
import { Code, Empty, Panel, Skeleton } from "../kit/parts";
import { Tabs } from "../kit/Tabs";
import { loadOne } from "../live/refresh";
import { MissingPage } from "../pages/MissingPage";
import { executePattern } from "../pages/orchestration/patternActions";
import { QuestionCard } from "../questions/QuestionCard";
import { Link, navigate, setQuery, usePlace } from "../router/router";
import { isEnded, ownQuestions, useAgentName, useTaskTitle } from "../store/selectors";
import { useStore } from "../store/store";
import { executionRow, stepRows } from "../timeline/rows";
import { Timeline } from "../timeline/Timeline";
import type { Execution } from "../wire";
import type { WorkflowRun } from "../wire-workflows";
import { Communications } from "./Communications";
import { EventHistory } from "./EventHistory";
import { Inspector } from "./Inspector";
import { RunHeader } from "./RunHeader";
import { SplitPane } from "./SplitPane";
import { useJournal } from "./useJournal";
import { usePartsOf, useWorkflowEvents } from "./useWorkflow";
import { newestByTask, workGraph } from "./workflowParts";

const nothing: readonly never[] = [];

/** A whole pattern at work. */
export function WorkflowRunPage({ id }: { id: string }) {
  const [isAsked, setAsked] = useState(false);
  const run = useStore((state) => state.workflowRuns.byID[id]);
  useEffect(() => {
    void loadOne("workflowRuns", id).then(() => setAsked(true));
  }, [id]);
  if (!run) return isAsked ? <MissingPage what={`a workflow run ${id}`} /> : <Skeleton rows={10} />;
  return <Known run={run} />;
}

function Known({ run }: { run: WorkflowRun }) {
  const { query } = usePlace();
  const executions = usePartsOf(run);
  const events = useWorkflowEvents(run.id);
  const step = query.get("step");
  const [executionID, path] = step?.split(/:(.*)/) ?? [];
  const chosen = executions.find((execution) => execution.id === executionID) ?? executions[executions.length - 1] ??
    null;
  const questions = executions.flatMap((execution) =>
    (isEnded(execution.status) ? [] : execution.interactions ?? []).map((question) => ({ execution, question }))
  );
  return (
    <>
      <Header run={run} executions={executions} />
      {run.error_message && <p className="banner bad" role="note">{run.error_message}</p>}
      {(isEnded(run.status) ? [] : ownQuestions(run)).map((question) => (
        <div className="panel waiting" key={question.interaction_id}>
          <QuestionCard asker={{ noun: "workflow", id: run.id }} question={question} />
        </div>
      ))}
      {questions.map(({ execution, question }) => (
        <div className="panel waiting" key={question.interaction_id}>
          <QuestionCard asker={{ noun: "execution", id: execution.id }} question={question} />
        </div>
      ))}
      <SplitPane
        left={
          <>
            <Times run={run} executions={executions} chosen={chosen} path={path} />
            <Work run={run} executions={executions} chosen={chosen} />
            <Story run={run} events={events} />
          </>
        }
        right={chosen ? <Part execution={chosen} path={path} /> : (
          <Panel>
            <Empty icon="run" title="No execution yet">The first one appears here as soon as an agent begins.</Empty>
          </Panel>
        )}
      />
    </>
  );
}

function Header({ run, executions }: { run: WorkflowRun; executions: Execution[] }) {
  const budget = useStore((state) => state.patterns.byID[run.pattern_id ?? ""]?.configuration?.max_budget_usd);
  const sum = (figure: (execution: Execution) => number) =>
    executions.reduce((total, execution) => total + figure(execution), 0);
  return (
    <RunHeader
      controlled={{ noun: "workflow", id: run.id }}
      title={run.pattern_name}
      status={run.status}
      path={
        <>
          <Link href="/runs?kind=workflows">Workflow runs</Link> / {run.id.slice(-8)}
        </>
      }
      from={run.started_at ?? run.created_at}
      to={run.completed_at}
      tokens={Math.max(tokens(run.usage), sum((execution) => tokens(execution.usage)))}
      cost={Math.max(run.usage?.cost_usd ?? 0, sum((execution) => execution.usage.cost_usd ?? 0))}
      budget={typeof budget === "number" ? budget : null}
      facts={[
        {
          label: "Pattern",
          value: <Link href={`/orchestration/${run.pattern_id}`}>{titleCase(run.workflow_type)}</Link>,
        },
        {
          label: "Progress",
          value: (
            <span className="budget">
              <span className="figures">{Math.round(run.progress_percentage)}%</span>
              <progress value={run.progress} max={1} aria-label="Progress" />
            </span>
          ),
        },
      ]}
      again={() => run.pattern_id && void executePattern(run.pattern_id)}
      more={[{ label: "Open the pattern", icon: "flow", run: () => navigate(`/orchestration/${run.pattern_id}`) }]}
    />
  );
}

function Times(
  { run, executions, chosen, path }: {
    run: WorkflowRun;
    executions: Execution[];
    chosen: Execution | null;
    path: string | undefined;
  },
) {
  const titleOf = useTaskTitle();
  const nameOf = useAgentName();
  const events = useStore((state) => state.live.journals[run.id]?.events) ?? nothing;
  const steps = useStore((state) => (chosen ? state.live.journals[chosen.id]?.steps : undefined)) ?? nothing;
  const own = useStore((state) => (chosen ? state.live.journals[chosen.id]?.events : undefined)) ?? events;
  const rows = useMemo(() =>
    executions.flatMap((execution) => {
      const row = executionRow(execution, events, titleOf(execution.task_id), nameOf(execution.agent_id));
      return execution.id === chosen?.id ? [row, ...stepRows(steps, own, execution.id, 1)] : [row];
    }), [executions, events, steps, own, chosen?.id, titleOf, nameOf]);
  return (
    <Panel title="Timeline">
      <Timeline
        rows={rows}
        isLive={!isEnded(run.status)}
        chosen={path && chosen ? `${chosen.id}:${path}` : chosen?.id ?? null}
        onChoose={(step) => setQuery({ step })}
      />
    </Panel>
  );
}

function Work({ run, executions, chosen }: { run: WorkflowRun; executions: Execution[]; chosen: Execution | null }) {
  const tasks = useStore((state) => state.tasks.byID);
  const agents = useStore((state) => state.agents.byID);
  const taskIDs = useStore((state) => state.patterns.byID[run.pattern_id ?? ""]?.task_ids) ?? [];
  const { nodes, edges } = workGraph(run, taskIDs, tasks, agents, executions);
  const newest = newestByTask(executions);
  if (nodes.length === 0) return null;
  return (
    <Panel title="Work">
      <Graph
        label="The work of this run"
        nodes={nodes}
        edges={edges}
        chosen={chosen?.task_id}
        onChoose={(task) => setQuery({ step: newest.get(task)?.id ?? null })}
      />
    </Panel>
  );
}

function Part({ execution, path }: { execution: Execution; path: string | undefined }) {
  const { events, steps } = useJournal(execution.id);
  const title = useTaskTitle()(execution.task_id);
  const attempts = useMemo(() => steps.filter((step) => step.path === path?.replace(/:tools$/, "")), [steps, path]);
  return (
    <Inspector
      execution={execution}
      events={events}
      attempts={attempts}
      title={attempts.length > 0 ? `${title}: ${path}` : title}
      isPart
    />
  );
}

function Story({ run, events }: { run: WorkflowRun; events: ReturnType<typeof useWorkflowEvents> }) {
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
