import { useState } from "react";
import { plural, title as titleCase } from "../../format/format";
import { Graph } from "../../graph/Graph";
import { useCommands } from "../../keys/registry";
import { Button } from "../../kit/Button";
import { ListBody, ListTools } from "../../kit/ListTools";
import { Empty, PageHead, Panel } from "../../kit/parts";
import { Segments } from "../../kit/Tabs";
import { navigate, setQuery, usePlace } from "../../router/router";
import { useAgents, useTasks } from "../../store/selectors";
import { useStore } from "../../store/store";
import type { Task } from "../../wire";
import { priorities, TaskDialog, taskStatuses } from "./TaskDialog";
import { TaskBoard } from "./TaskBoard";
import { TaskTable } from "./TaskTable";

type View = "list" | "board" | "graph";

export function TasksPage() {
  const { query } = usePlace();
  const view = (query.get("view") ?? "list") as View;
  const tasks = useTasks();
  const shown = filtered(tasks, query);
  const loading = useStore((state) => state.tasks.loading);
  const [edited, setEdited] = useState<Task | null>(null);
  const choose = (next: View) => setQuery({ view: next === "list" ? null : next });
  useCommands(() => [
    { title: "New task", group: "This page", keys: "n", run: () => setQuery({ new: "1" }) },
    { title: "List", group: "This page", keys: "v l", run: () => choose("list") },
    { title: "Board", group: "This page", keys: "v b", run: () => choose("board") },
    { title: "Dependency graph", group: "This page", keys: "v g", run: () => choose("graph") },
  ], []);
  return (
    <>
      <PageHead
        title="Tasks"
        subtitle={tasks.length > 0
          ? `${plural(tasks.length, "task")}, ${tasks.filter((t) => t.status === "in_progress").length} in progress`
          : "What there is to do"}
      >
        <Segments
          label="View"
          chosen={view}
          onChoose={choose}
          options={[{ name: "list", label: "List" }, { name: "board", label: "Board" }, {
            name: "graph",
            label: "Graph",
          }]}
        />
        <Button needs="operator" look="primary" icon="plus" onClick={() => setQuery({ new: "1" })}>New task</Button>
      </PageHead>
      <Panel>
        <ListTools placeholder="Filter by title or description" statuses={[...taskStatuses]}>
          <FurtherFilters />
        </ListTools>
        <ListBody
          name="tasks"
          loading={loading}
          total={tasks.length}
          shown={shown.length}
          empty={
            <Empty
              icon="task"
              title="No tasks yet"
              action={
                <Button needs="operator" look="primary" onClick={() => setQuery({ new: "1" })}>
                  Create the first task
                </Button>
              }
            >
              A task says what is to be done, by whom, and what it waits for.
            </Empty>
          }
        >
          {view === "list" && <TaskTable tasks={shown} onEdit={setEdited} />}
          {view === "board" && <TaskBoard tasks={shown} />}
          {view === "graph" && <TaskGraph tasks={shown} />}
        </ListBody>
      </Panel>
      {query.get("new") && <TaskDialog onClose={() => setQuery({ new: null })} />}
      {edited && <TaskDialog task={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function filtered(tasks: Task[], query: URLSearchParams): Task[] {
  const text = (query.get("q") ?? "").toLowerCase();
  const [status, priority, agent] = [query.get("status"), query.get("priority"), query.get("agent")];
  return tasks.filter((task) =>
    (!status || task.status === status) && (!priority || task.priority === priority) &&
    (!agent || task.assigned_agent_ids.includes(agent)) &&
    `${task.title} ${task.description}`.toLowerCase().includes(text)
  );
}

function FurtherFilters() {
  const { query } = usePlace();
  const agents = useAgents();
  return (
    <>
      <label className="pick">
        <span className="hidden">Priority</span>
        <select value={query.get("priority") ?? ""} onChange={(event) => setQuery({ priority: event.target.value })}>
          <option value="">Any priority</option>
          {priorities.map((name) => <option key={name} value={name}>{titleCase(name)}</option>)}
        </select>
      </label>
      <label className="pick">
        <span className="hidden">Agent</span>
        <select value={query.get("agent") ?? ""} onChange={(event) => setQuery({ agent: event.target.value })}>
          <option value="">Any agent</option>
          {agents.map((agent) => <option key={agent.id} value={agent.id}>{agent.name}</option>)}
        </select>
      </label>
    </>
  );
}

function TaskGraph({ tasks }: { tasks: Task[] }) {
  const edges = tasks.flatMap((task) => task.dependencies.map((from) => ({ from, to: task.id })));
  const nodes = tasks.map((task) => ({
    id: task.id,
    title: task.title,
    status: task.status,
    detail: task.assigned_agents.map((agent) => agent.name).join(", ") || "Nobody",
  }));
  return <Graph label="What waits for what" nodes={nodes} edges={edges} onChoose={(id) => navigate(`/tasks/${id}`)} />;
}
