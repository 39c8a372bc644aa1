import { plural, title } from "../../format/format";
import { LinkButton } from "../../kit/Button";
import { ListBody, ListTools, useListKeys, useRows } from "../../kit/ListTools";
import { Empty, PageHead, Panel } from "../../kit/parts";
import { Status } from "../../kit/Status";
import { Segments } from "../../kit/Tabs";
import { Ago, Elapsed } from "../../kit/Time";
import { Link, navigate, setQuery, usePlace } from "../../router/router";
import { isEnded, useAgentName, useExecutions, useTaskTitle, useWorkflowRuns } from "../../store/selectors";
import { useFoundRuns } from "../../search/useSearch";
import { useStore } from "../../store/store";
import { ComparePanel } from "./ComparePanel";
import { RunTable } from "./RunTable";

const statuses = ["pending", "running", "waiting", "pausing", "paused", "aborting", "completed", "failed", "aborted"];

export function RunsPage() {
  const { query } = usePlace();
  const kind = query.get("kind") === "workflows" ? "workflows" : "executions";
  const live = useExecutions().filter((run) => !isEnded(run.status)).length;
  return (
    <>
      <PageHead title="Runs" subtitle={`${plural(live, "execution")} under way`}>
        <Segments
          label="Kind"
          chosen={kind}
          onChoose={(next) => setQuery({ kind: next === "workflows" ? next : null, status: null })}
          options={[{ name: "executions", label: "Executions" }, { name: "workflows", label: "Workflows" }]}
        />
      </PageHead>
      {kind === "executions" ? <Executions /> : <Workflows />}
    </>
  );
}

function Executions() {
  const { query } = usePlace();
  const loading = useStore((state) => state.executions.loading);
  const runs = useExecutions();
  const titleOf = useTaskTitle();
  const nameOf = useAgentName();
  const text = (query.get("q") ?? "").toLowerCase();
  const status = query.get("status");
  const found = useFoundRuns(text, "executions");
  const shown = runs.filter((run) =>
    (!status || run.status === status) &&
    (found.has(run.id) || `${titleOf(run.task_id)} ${nameOf(run.agent_id)} ${run.id}`.toLowerCase().includes(text))
  );
  const total = useStore((state) => state.executions.total);
  const { rows, more } = useRows(shown, total - runs.length + shown.length);
  const chosen = useListKeys(rows, (run) => navigate(`/runs/${run.id}`));
  return (
    <>
      <Panel>
        <ListTools placeholder="Task, agent, id, or any words" statuses={statuses} />
        <ListBody
          name="executions"
          loading={loading}
          total={runs.length}
          shown={shown.length}
          empty={
            <Empty
              icon="run"
              title="Nothing has run yet"
              action={<LinkButton href="/tasks" look="primary">To the tasks</LinkButton>}
            >
              Start a task, or execute a pattern.
            </Empty>
          }
        >
          <RunTable runs={rows} empty="" chosen={chosen} />
          {more}
        </ListBody>
      </Panel>
      <ComparePanel runs={shown} />
    </>
  );
}

function Workflows() {
  const { query } = usePlace();
  const runs = useWorkflowRuns();
  const loading = useStore((state) => state.workflowRuns.loading);
  const text = (query.get("q") ?? "").toLowerCase();
  const status = query.get("status");
  const found = useFoundRuns(text, "workflowRuns");
  const shown = runs.filter((run) =>
    (!status || run.status === status) &&
    (found.has(run.id) || `${run.pattern_name} ${run.workflow_type} ${run.id}`.toLowerCase().includes(text))
  );
  return (
    <Panel>
      <ListTools placeholder="Pattern, id, or any words" statuses={statuses} />
      <ListBody
        name="workflowRuns"
        loading={loading}
        total={runs.length}
        shown={shown.length}
        empty={
          <Empty
            icon="flow"
            title="No workflow has run yet"
            action={<LinkButton href="/orchestration" look="primary">To the patterns</LinkButton>}
          />
        }
      >
        <table className="table">
          <thead>
            <tr>
              <th>Workflow</th>
              <th>Status</th>
              <th>Progress</th>
              <th className="right">Took</th>
              <th className="right">Started</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((run) => (
              <tr key={run.id}>
                <td className="wide">
                  <Link href={`/workflows/${run.id}`} className="named">
                    <span>
                      <strong>{run.pattern_name}</strong>
                      <small>{title(run.workflow_type)}</small>
                    </span>
                  </Link>
                </td>
                <td>
                  <Status status={run.status} />
                </td>
                <td>
                  <progress value={run.progress} max={1} aria-label="Progress" />
                </td>
                <td className="right">
                  <Elapsed from={run.started_at} to={run.completed_at} />
                </td>
                <td className="right">
                  <Ago time={run.created_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ListBody>
    </Panel>
  );
}
