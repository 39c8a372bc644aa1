import { title as titleCase, tokens } from "../format/format";
import { executePattern } from "../pages/orchestration/patternActions";
import { Link, navigate } from "../router/router";
import { useStore } from "../store/store";
import type { Execution, Json } from "../wire";
import type { WorkflowRun } from "../wire-workflows";
import { Handoff } from "./Handoff";
import { rerunWorkflow } from "./rerun";
import { RunHeader, startedBy } from "./RunHeader";

/** What a workflow's run is, how it stands, and what can be done about it. */
export function WorkflowHeader({ run, executions }: { run: WorkflowRun; executions: Execution[] }) {
  const budget = useStore((state) => state.patterns.byID[run.pattern_id ?? ""]?.configuration?.budget);
  const sum = (figure: (execution: Execution) => number) =>
    executions.filter((execution) => execution.workflow_execution_id === run.id)
      .reduce((total, execution) => total + figure(execution), 0);
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
      budget={limit(budget, "cost_usd")}
      tokenBudget={limit(budget, "tokens")}
      facts={[
        {
          label: "Pattern",
          value: <Link href={`/orchestration/${run.pattern_id}`}>{titleCase(run.workflow_type)}</Link>,
        },
        ...startedBy(run.started_by),
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
      again={() => void rerunWorkflow(run, executions)}
      extra={<Handoff run={run} executions={executions} />}
      more={[{
        needs: "operator",
        label: "Execute the pattern anew",
        icon: "play",
        run: () => run.pattern_id && void executePattern(run.pattern_id),
      }, { label: "Open the pattern", icon: "flow", run: () => navigate(`/orchestration/${run.pattern_id}`) }]}
    />
  );
}

function limit(budget: Json | undefined, name: string): number | null {
  const value = typeof budget === "object" && budget !== null && !Array.isArray(budget) ? budget[name] : null;
  return typeof value === "number" ? value : null;
}
