import { useEffect, useMemo, useState } from "react";
import { Graph } from "../graph/Graph";
import { Empty, Panel, Skeleton } from "../kit/parts";
import { loadOne } from "../live/refresh";
import { MissingPage } from "../pages/MissingPage";
import { QuestionCard } from "../questions/QuestionCard";
import { setQuery, usePlace } from "../router/router";
import { isEnded, ownQuestions, useAgentName, useTaskTitle } from "../store/selectors";
import { useStore } from "../store/store";
import { executionRow, stepRows } from "../timeline/rows";
import { Timeline } from "../timeline/Timeline";
import type { Execution } from "../wire";
import type { WorkflowRun } from "../wire-workflows";
import { Ancestry } from "./Ancestry";
import { Inspector } from "./Inspector";
import { rerunWorkflow } from "./rerun";
import { SplitPane } from "./SplitPane";
import { useJournal } from "./useJournal";
import { WaitingTasks, WhyWorkflow } from "./Waiting";
import { usePartsOf, useWorkflowEvents } from "./useWorkflow";
import { WorkflowHeader } from "./WorkflowHeader";
import { newestByTask, workGraph } from "./workflowParts";
import { WorkflowStory } from "./WorkflowStory";

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
      <WorkflowHeader run={run} executions={executions} />
      <Ancestry run={run} executions={executions} />
      <WhyWorkflow run={run} />
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
            <WaitingTasks run={run} />
            <WorkflowStory run={run} events={events} />
          </>
        }
        right={chosen ? <Part run={run} executions={executions} execution={chosen} path={path} /> : (
          <Panel>
            <Empty icon="run" title="No execution yet">The first one appears here as soon as an agent begins.</Empty>
          </Panel>
        )}
      />
    </>
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
      const name = nameOf(execution.agent_id);
      const isKept = execution.workflow_execution_id !== run.id;
      const row = executionRow(execution, events, titleOf(execution.task_id), isKept ? `${name}, kept` : name);
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

function Part({ run, executions, execution, path }: {
  run: WorkflowRun;
  executions: Execution[];
  execution: Execution;
  path: string | undefined;
}) {
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
      again={isEnded(run.status) ? () => void rerunWorkflow(run, executions, execution) : undefined}
    />
  );
}
