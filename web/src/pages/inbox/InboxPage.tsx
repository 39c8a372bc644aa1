import { useEffect } from "react";
import { plural } from "../../format/format";
import { Avatar, CopyID, Empty, PageHead } from "../../kit/parts";
import { Status } from "../../kit/Status";
import { Elapsed } from "../../kit/Time";
import { loadOne } from "../../live/refresh";
import { QuestionCard } from "../../questions/QuestionCard";
import { Link } from "../../router/router";
import { ownQuestions, useAgentName, useTaskTitle, useWaiting, useWaitingWorkflows } from "../../store/selectors";
import { useStore } from "../../store/store";
import type { Execution } from "../../wire";
import type { WorkflowRun } from "../../wire-workflows";

/** Every question and tool approval of every run, oldest first: the one place to look at. */
export function InboxPage() {
  const waiting = useWaiting();
  const workflows = useWaitingWorkflows();
  const count = waiting.length + workflows.length;
  return (
    <>
      <PageHead
        title="Needs you"
        subtitle={count > 0
          ? `${plural(count, "run")} cannot go on without an answer`
          : "Questions and approvals of all runs"}
      />
      {count === 0 && (
        <Empty icon="inbox" title="Nothing needs you">
          Agents ask here when they need a decision, or may not use a tool on their own.
        </Empty>
      )}
      <div className="inbox">
        {workflows.map((run) => <WaitingWorkflow key={run.id} run={run} />)}
        {waiting.map((run) => <WaitingRun key={run.id} run={run} />)}
      </div>
    </>
  );
}

function WaitingWorkflow({ run }: { run: WorkflowRun }) {
  const isKnown = run.interactions !== undefined;
  useEffect(() => {
    if (!isKnown) void loadOne("workflowRuns", run.id);
  }, [run.id, isKnown]);
  return (
    <section className="panel waiting" aria-label={run.pattern_name}>
      <header className="panel-head">
        <Link href={`/workflows/${run.id}`} className="named grow">
          <span>
            <strong>{run.pattern_name}</strong>
            <small>Workflow</small>
          </span>
        </Link>
        <Status status={run.status} />
        <CopyID id={run.id} />
      </header>
      {ownQuestions(run).map((question) => (
        <QuestionCard key={question.interaction_id} asker={{ noun: "workflow", id: run.id }} question={question} />
      ))}
    </section>
  );
}

export function WaitingRun({ run }: { run: Execution }) {
  const titleOf = useTaskTitle();
  const nameOf = useAgentName();
  const workflow = useStore((state) => state.workflowRuns.byID[run.workflow_execution_id ?? ""]);
  const isKnown = run.interactions !== undefined;
  useEffect(() => {
    if (!isKnown) void loadOne("executions", run.id);
  }, [run.id, isKnown]);
  return (
    <section className="panel waiting" aria-label={titleOf(run.task_id)}>
      <header className="panel-head">
        <Link href={`/runs/${run.id}`} className="named grow">
          <Avatar name={nameOf(run.agent_id)} />
          <span>
            <strong>{titleOf(run.task_id)}</strong>
            <small>
              {nameOf(run.agent_id)}
              {workflow && `, in ${workflow.pattern_name}`}
            </small>
          </span>
        </Link>
        <Status status={run.status} />
        <Elapsed from={run.start_time} to={null} />
        <CopyID id={run.id} />
      </header>
      {(run.interactions ?? []).map((question) => (
        <QuestionCard key={question.interaction_id} asker={{ noun: "execution", id: run.id }} question={question} />
      ))}
    </section>
  );
}
