import { useEffect, useMemo, useState } from "react";
import * as routes from "../../api/routes";
import { count, money, title as titleCase } from "../../format/format";
import { Button } from "../../kit/Button";
import { Menu } from "../../kit/Menu";
import { Avatar, Code, CopyID, Fact, PageHead, Panel, Skeleton } from "../../kit/parts";
import { Status, Tag } from "../../kit/Status";
import { Ago } from "../../kit/Time";
import { words } from "../../api/client";
import { toast } from "../../kit/toasts";
import { Link, navigate } from "../../router/router";
import { useExecutions, useTasks } from "../../store/selectors";
import { dispatch, useStore } from "../../store/store";
import { CostByDay } from "../../usage/CostByDay";
import { useUsage } from "../../usage/useUsage";
import type { Agent } from "../../wire";
import type { UsageReport } from "../../wire-figures";
import { MissingPage } from "../MissingPage";
import { RunTable } from "../runs/RunTable";
import { AgentDialog } from "./AgentDialog";
import { figuresByAgent } from "./agentFigures";
import { deleteAgent } from "./deleteAgent";

export function AgentPage({ id }: { id: string }) {
  const agent = useStore((state) => state.agents.byID[id]);
  const loading = useStore((state) => state.agents.loading);
  if (!agent) return loading === "no" ? <Skeleton rows={8} /> : <MissingPage what={`an agent ${id}`} />;
  return <Known agent={agent} />;
}

function Known({ agent }: { agent: Agent }) {
  const [isEditing, setEditing] = useState(false);
  const executions = useExecutions();
  const own = useMemo(() => executions.filter((run) => run.agent_id === agent.id), [executions, agent.id]);
  const figures = useMemo(() => figuresByAgent(own, Date.now())[agent.id], [own, agent.id]);
  const tasks = useTasks().filter((task) => task.assigned_agent_ids.includes(agent.id));
  const usage = useUsage(30, agent.id);
  useOlderRuns(agent.id);
  return (
    <>
      <PageHead
        title={agent.name}
        subtitle={
          <>
            <Link href="/agents">Agents</Link> / {agent.role} <CopyID id={agent.id} />
          </>
        }
      >
        <Status status={agent.status} large />
        <Button needs="operator" icon="edit" onClick={() => setEditing(true)}>Edit</Button>
        <Menu
          label="More actions"
          items={[
            agent.status === "stopped"
              ? {
                needs: "operator" as const,
                label: "Put back into service",
                icon: "play" as const,
                run: () => void setStatus(agent, "idle"),
              }
              : {
                needs: "operator" as const,
                label: "Take out of service",
                icon: "stop" as const,
                run: () => void setStatus(agent, "stopped"),
              },
            {
              label: "Delete…",
              icon: "trash",
              danger: true,
              run: () => void deleteAgent(agent).then((isGone) => isGone && navigate("/agents")),
            },
          ]}
        />
      </PageHead>
      <dl className="facts tiles">
        <Fact label="Runs">{figures?.runs ?? 0}</Fact>
        <Fact label="Tokens">{count(figures?.tokens ?? 0)}</Fact>
        <Fact label="Cost">{money(figures?.cost ?? 0)}</Fact>
        <Fact label="Cost today">{usage ? money(costToday(usage)) : "…"}</Fact>
        <Fact label="Budget per run">
          <Budget agent={agent} />
        </Fact>
        <Fact label="Last active">
          <Ago time={agent.last_active} />
        </Fact>
      </dl>
      <div className="split">
        <Panel title="History">
          <RunTable runs={own} empty="It has not worked on anything yet." />
        </Panel>
        <div className="stack">
          <CostByDay report={usage} by={["models"]} />
          <Panel title="Profile">
            <Profile agent={agent} />
          </Panel>
          <Panel title={`Tasks (${tasks.length})`}>
            {tasks.length === 0 && <p className="padded muted">No task is given to it.</p>}
            <ul className="plain-list">
              {tasks.map((task) => (
                <li key={task.id}>
                  <Link href={`/tasks/${task.id}`} className="grow clip">{task.title}</Link>
                  <Status status={task.status} />
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      </div>
      {isEditing && <AgentDialog agent={agent} onClose={() => setEditing(false)} />}
    </>
  );
}

function costToday({ days }: UsageReport): number {
  return days[days.length - 1]?.total.usage.cost_usd ?? 0;
}

function Budget({ agent }: { agent: Agent }) {
  const budget = agent.execution_settings.max_budget_usd;
  return <>{typeof budget === "number" ? money(budget) : <span className="muted">none</span>}</>;
}

function Profile({ agent }: { agent: Agent }) {
  const lists = ["capabilities", "tools", "objectives", "constraints"] as const;
  return (
    <div className="profile">
      <div className="named">
        <Avatar name={agent.name} />
        <p>{agent.description ?? "No description."}</p>
      </div>
      <h3>System prompt</h3>
      <p className="quote">{agent.system_prompt}</p>
      {lists.filter((name) => agent[name].length > 0).map((name) => (
        <div key={name}>
          <h3>{titleCase(name)}</h3>
          <div className="tags">{agent[name].map((entry) => <Tag key={entry}>{entry}</Tag>)}</div>
        </div>
      ))}
      {Object.keys(agent.execution_settings).length > 0 && (
        <details>
          <summary>Execution settings</summary>
          <Code text={JSON.stringify(agent.execution_settings, null, 2)} label="Execution settings" />
        </details>
      )}
      {Object.keys(agent.memory_settings).length > 0 && (
        <details>
          <summary>Memory settings</summary>
          <Code text={JSON.stringify(agent.memory_settings, null, 2)} label="Memory settings" />
        </details>
      )}
    </div>
  );
}

async function setStatus(agent: Agent, status: "idle" | "stopped"): Promise<void> {
  try {
    dispatch({ type: "stored", name: "agents", item: await routes.agents.update(agent.id, { status }) });
    toast({
      kind: "success",
      title: status === "stopped" ? `${agent.name} gets no new work` : `${agent.name} is back in service`,
    });
  } catch (error) {
    toast({ kind: "error", title: "Error updating agent", text: words(error) });
  }
}

/** The store holds the newest runs of all agents: the older ones of this one are read when its page opens. */
function useOlderRuns(id: string): void {
  useEffect(() => {
    routes.executions.list(`&agent_id=${encodeURIComponent(id)}`)
      .then(({ items }) => items.reverse().forEach((item) => dispatch({ type: "stored", name: "executions", item })))
      .catch(() => undefined); // The history then shows what the store holds.
  }, [id]);
}
