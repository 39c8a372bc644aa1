import { useMemo } from "react";
import { count, money, plural, tokens } from "../../format/format";
import { LinkButton } from "../../kit/Button";
import { Avatar, PageHead, Panel, Skeleton } from "../../kit/parts";
import { Status } from "../../kit/Status";
import { Ago, Elapsed } from "../../kit/Time";
import { Link } from "../../router/router";
import {
  isEnded,
  useAgentName,
  useAgents,
  useExecutions,
  useTasks,
  useTaskTitle,
  useWaiting,
  useWaitingCount,
  useWorkflowRuns,
} from "../../store/selectors";
import { useStore } from "../../store/store";
import { CostByDay } from "../../usage/CostByDay";
import { useUsage } from "../../usage/useUsage";
import type { Execution } from "../../wire";
import type { UsageReport } from "../../wire-figures";
import { WaitingRun } from "../inbox/InboxPage";
import { FirstRun } from "./FirstRun";
import { LiveFeed } from "./LiveFeed";

export function Dashboard() {
  const executions = useExecutions();
  const waiting = useWaiting();
  const usage = useUsage(14);
  const isLoaded = useStore((state) => state.executions.loading !== "no");
  const running = executions.filter((run) => !isEnded(run.status));
  return (
    <>
      <PageHead title="Dashboard" subtitle="What every agent is doing right now">
        <LinkButton href="/tasks?new=1" icon="plus">New task</LinkButton>
        <LinkButton href="/agents?new=1" icon="plus" look="primary">New agent</LinkButton>
      </PageHead>
      {isLoaded ? <Tiles usage={usage} /> : <Skeleton rows={2} />}
      <FirstRun />
      {waiting.length > 0 && (
        <Panel
          title="Needs you"
          aside={<LinkButton href="/inbox" small>Open the inbox</LinkButton>}
          className="calling"
        >
          {waiting.slice(0, 2).map((run) => <WaitingRun key={run.id} run={run} />)}
        </Panel>
      )}
      <div className="split">
        <div className="stack">
          <Panel title="At work">
            <AtWork runs={running} />
          </Panel>
          <Panel title="Agents" aside={<LinkButton href="/agents" small>All agents</LinkButton>}>
            <AgentStates />
          </Panel>
          <RecentFailures runs={executions} />
        </div>
        <div className="stack">
          <CostByDay report={usage} by={["agents", "models"]} />
          <LiveFeed />
        </div>
      </div>
    </>
  );
}

function Tiles({ usage }: { usage: UsageReport | null }) {
  const agents = useAgents();
  const tasks = useTasks();
  const waiting = useWaitingCount();
  const today = usage?.days[usage.days.length - 1]?.total;
  const working = agents.filter((agent) => agent.status === "executing").length;
  return (
    <div className="tiles cards">
      <Tile href="/agents" label="Agents at work" value={String(working)} more={`of ${agents.length}`} />
      <Tile
        href="/tasks"
        label="Tasks done"
        value={String(tasks.filter((task) => task.status === "completed").length)}
        more={`of ${tasks.length}`}
      />
      <Tile
        href="/inbox"
        label="Need you"
        value={String(waiting)}
        more={waiting === 0 ? "all clear" : plural(waiting, "question")}
        isCalling={waiting > 0}
      />
      <Tile
        href="/runs"
        label="Tokens today"
        value={today ? count(tokens(today.usage)) : "…"}
        more={plural(today?.model_calls ?? 0, "call")}
      />
      <Tile
        href="/runs"
        label="Cost today"
        value={today ? money(today.usage.cost_usd ?? 0) : "…"}
        more="since midnight UTC"
      />
    </div>
  );
}

function Tile(
  { href, label, value, more, isCalling }: {
    href: string;
    label: string;
    value: string;
    more: string;
    isCalling?: boolean;
  },
) {
  return (
    <Link href={href} className={`tile ${isCalling ? "calling" : ""}`}>
      <span>{label}</span>
      <strong>{value}</strong>
      <small>{more}</small>
    </Link>
  );
}

function AtWork({ runs }: { runs: Execution[] }) {
  const titleOf = useTaskTitle();
  const nameOf = useAgentName();
  const output = useStore((state) => state.live.output);
  const workflows = useWorkflowRuns().filter((run) => !isEnded(run.status));
  if (runs.length + workflows.length === 0) {
    return <p className="padded muted">Nobody is at work. Start a task or execute a pattern.</p>;
  }
  return (
    <ul className="plain-list roomy">
      {workflows.map((run) => (
        <li key={run.id}>
          <Link href={`/workflows/${run.id}`} className="grow named">
            <span>
              <strong>{run.pattern_name}</strong>
              <small>Workflow, {run.workflow_type}</small>
            </span>
          </Link>
          <progress value={run.progress} max={1} aria-label="Progress" />
          <Status status={run.status} />
        </li>
      ))}
      {runs.slice(0, 12).map((run) => (
        <li key={run.id}>
          <Link href={`/runs/${run.id}`} className="grow named">
            <Avatar name={nameOf(run.agent_id)} />
            <span>
              <strong className="clip">{titleOf(run.task_id)}</strong>
              <small className="clip">{output[run.id]?.text.slice(-90) || nameOf(run.agent_id)}</small>
            </span>
          </Link>
          <Elapsed from={run.start_time} to={null} />
          <Status status={run.status} />
        </li>
      ))}
      {runs.length > 12 && (
        <li>
          <Link href="/runs">{`${runs.length - 12} more`}</Link>
        </li>
      )}
    </ul>
  );
}

function AgentStates() {
  const agents = useAgents();
  const sorted = useMemo(
    () =>
      [...agents].sort((a, b) =>
        Number(b.status === "executing") - Number(a.status === "executing") ||
        (b.last_active ?? "").localeCompare(a.last_active ?? "")
      ),
    [agents],
  );
  if (agents.length === 0) return <p className="padded muted">There are no agents yet.</p>;
  return (
    <ul className="plain-list">
      {sorted.slice(0, 8).map((agent) => (
        <li key={agent.id}>
          <Link href={`/agents/${agent.id}`} className="grow named">
            <Avatar name={agent.name} small />
            <span>
              <strong>{agent.name}</strong> <small>{agent.role}</small>
            </span>
          </Link>
          <Ago time={agent.last_active} />
          <Status status={agent.status} />
        </li>
      ))}
    </ul>
  );
}

function RecentFailures({ runs }: { runs: Execution[] }) {
  const titleOf = useTaskTitle();
  const failed = runs.filter((run) => run.status === "failed").slice(0, 5);
  if (failed.length === 0) return null;
  return (
    <Panel title="Recent failures" aside={<LinkButton href="/runs?status=failed" small>All failures</LinkButton>}>
      <ul className="plain-list roomy">
        {failed.map((run) => (
          <li key={run.id}>
            <Link href={`/runs/${run.id}`} className="grow named">
              <span>
                <strong className="clip">{titleOf(run.task_id)}</strong>
                <small className="clip bad-words">{run.error_message}</small>
              </span>
            </Link>
            <Ago time={run.end_time} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
