import { useMemo } from "react";
import { LinkButton } from "../../kit/Button";
import { Avatar, PageHead, Panel, Skeleton } from "../../kit/parts";
import { Status } from "../../kit/Status";
import { Ago } from "../../kit/Time";
import { Link } from "../../router/router";
import { isEnded, useAgents, useExecutions, useTaskTitle, useWaiting } from "../../store/selectors";
import { useStore } from "../../store/store";
import { CostByDay } from "../../usage/CostByDay";
import { useUsage } from "../../usage/useUsage";
import type { Execution } from "../../wire";
import { WaitingRun } from "../inbox/InboxPage";
import { AtWork } from "./AtWork";
import { FirstRun } from "./FirstRun";
import { LiveFeed } from "./LiveFeed";
import { ServerChecks } from "./ServerChecks";
import { Tiles } from "./Tiles";

export function Dashboard() {
  const executions = useExecutions();
  const waiting = useWaiting();
  const usage = useUsage(14);
  const isLoaded = useStore((state) => state.executions.loading !== "no");
  const running = executions.filter((run) => !isEnded(run.status));
  return (
    <>
      <PageHead title="Dashboard" subtitle="What every agent is doing right now">
        <LinkButton needs="operator" href="/tasks?new=1" icon="plus">New task</LinkButton>
        <LinkButton needs="operator" href="/agents?new=1" icon="plus" look="primary">New agent</LinkButton>
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
          <ServerChecks />
        </div>
      </div>
    </>
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
