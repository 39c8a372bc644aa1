import { useMemo, useState } from "react";
import { runDemo } from "../../demo/demo";
import { count, money, plural } from "../../format/format";
import { useCommands } from "../../keys/registry";
import { Button } from "../../kit/Button";
import { ListBody, ListTools, useListKeys, useRows } from "../../kit/ListTools";
import { Menu } from "../../kit/Menu";
import { Avatar, Empty, PageHead, Panel } from "../../kit/parts";
import { Sparkline } from "../../kit/Sparkline";
import { Status } from "../../kit/Status";
import { Ago } from "../../kit/Time";
import { Link, navigate, setQuery, usePlace } from "../../router/router";
import { useFound } from "../../search/useSearch";
import { useAgents, useExecutions, useTaskTitle } from "../../store/selectors";
import { useStore } from "../../store/store";
import type { Agent } from "../../wire";
import { AgentDialog } from "./AgentDialog";
import { type AgentFigures, figuresByAgent } from "./agentFigures";
import { deleteAgent } from "./deleteAgent";

export function AgentsPage() {
  const { query } = usePlace();
  const agents = useAgents();
  const loading = useStore((state) => state.agents.loading);
  const executions = useExecutions();
  const figures = useMemo(() => figuresByAgent(executions, Date.now()), [executions]);
  const [edited, setEdited] = useState<Agent | null>(null);
  const text = (query.get("q") ?? "").toLowerCase();
  const status = query.get("status") ?? "";
  const found = useFound(text, "agent");
  const shown = agents.filter((agent) =>
    (!status || agent.status === status) &&
    (found.has(agent.id) || `${agent.name} ${agent.role} ${agent.capabilities.join(" ")}`.toLowerCase().includes(text))
  );
  useCommands(() => [{ title: "New agent", group: "This page", keys: "n", run: () => setQuery({ new: "1" }) }], []);
  const { rows, more } = useRows(shown);
  const chosen = useListKeys(rows, (agent) => navigate(`/agents/${agent.id}`));
  return (
    <>
      <PageHead
        title="Agents"
        subtitle={agents.length > 0
          ? `${plural(agents.length, "agent")}, ${agents.filter((a) => a.status === "executing").length} at work`
          : "Who works on your tasks"}
      >
        <Button needs="operator" look="primary" icon="plus" onClick={() => setQuery({ new: "1" })}>New agent</Button>
      </PageHead>
      <Panel>
        <ListTools
          placeholder="Name, role, capability, or any words"
          statuses={["idle", "executing", "error", "stopped"]}
        />
        <ListBody
          name="agents"
          loading={loading}
          total={agents.length}
          shown={shown.length}
          empty={
            <Empty
              icon="agent"
              title="No agents yet"
              action={
                <>
                  <Button needs="operator" look="primary" onClick={() => setQuery({ new: "1" })}>
                    Create the first agent
                  </Button>
                  <Button needs="operator" icon="spark" onClick={() => void runDemo()}>Run the demo</Button>
                </>
              }
            >
              An agent has a role, a system prompt and tools. Tasks are given to agents.
            </Empty>
          }
        >
          <table className="table">
            <thead>
              <tr>
                <th>Agent</th>
                <th>Status</th>
                <th>Working on</th>
                <th className="right">Tokens</th>
                <th className="right">Cost</th>
                <th className="right">Runs</th>
                <th>Last 24 hours</th>
                <th className="right">Last active</th>
                <th>
                  <span className="hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((agent, index) => (
                <AgentRow
                  key={agent.id}
                  agent={agent}
                  figures={figures[agent.id]}
                  isChosen={index === chosen}
                  onEdit={() => setEdited(agent)}
                />
              ))}
            </tbody>
          </table>
          {more}
        </ListBody>
      </Panel>
      {query.get("new") && <AgentDialog onClose={() => setQuery({ new: null })} />}
      {edited && <AgentDialog agent={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function AgentRow({ agent, figures, isChosen, onEdit }: {
  agent: Agent;
  figures: AgentFigures | undefined;
  isChosen: boolean;
  onEdit: () => void;
}) {
  const titleOf = useTaskTitle();
  const live = figures?.live;
  return (
    <tr className={isChosen ? "chosen" : ""}>
      <td>
        <Link href={`/agents/${agent.id}`} className="named">
          <Avatar name={agent.name} />
          <span>
            <strong>{agent.name}</strong>
            <small>{agent.role}</small>
          </span>
        </Link>
      </td>
      <td>
        <Status status={agent.status} />
      </td>
      <td className="clip">
        {live ? <Link href={`/runs/${live.id}`}>{titleOf(live.task_id)}</Link> : <span className="muted">Nothing</span>}
      </td>
      <td className="right figures">{count(figures?.tokens ?? 0)}</td>
      <td className="right figures">{money(figures?.cost ?? 0)}</td>
      <td className="right figures">{figures?.runs ?? 0}</td>
      <td>
        <Sparkline values={figures?.activity ?? Array<number>(24).fill(0)} label={`${figures?.runs ?? 0} runs`} />
      </td>
      <td className="right">
        <Ago time={agent.last_active} />
      </td>
      <td className="right">
        <Menu
          label={`Actions for ${agent.name}`}
          items={[
            { needs: "operator", label: "Edit", icon: "edit", run: onEdit },
            {
              label: "Delete…",
              icon: "trash",
              danger: true,
              run: () => void deleteAgent(agent),
            },
          ]}
        />
      </td>
    </tr>
  );
}
