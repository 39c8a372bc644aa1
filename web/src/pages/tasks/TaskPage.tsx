import { useState } from "react";
import { estimate } from "../../format/format";
import { Button } from "../../kit/Button";
import { Markdown } from "../../kit/Markdown";
import { Menu } from "../../kit/Menu";
import { CopyID, Fact, PageHead, Panel, Skeleton } from "../../kit/parts";
import { Status, Tag } from "../../kit/Status";
import { Ago } from "../../kit/Time";
import { Link, navigate } from "../../router/router";
import { isEnded, useExecutions, useTasks } from "../../store/selectors";
import { useStore } from "../../store/store";
import type { Task } from "../../wire";
import { MissingPage } from "../MissingPage";
import { RunTable } from "../runs/RunTable";
import { deleteTask, startTask } from "./taskActions";
import { TaskDialog } from "./TaskDialog";
import { Agents } from "./TaskTable";

export function TaskPage({ id }: { id: string }) {
  const task = useStore((state) => state.tasks.byID[id]);
  const loading = useStore((state) => state.tasks.loading);
  if (!task) return loading === "no" ? <Skeleton rows={8} /> : <MissingPage what={`a task ${id}`} />;
  return <Known task={task} />;
}

function Known({ task }: { task: Task }) {
  const [isEditing, setEditing] = useState(false);
  const runs = useExecutions().filter((run) => run.task_id === task.id);
  const live = runs.find((run) => !isEnded(run.status));
  return (
    <>
      <PageHead
        title={task.title}
        subtitle={
          <>
            <Link href="/tasks">Tasks</Link> / <CopyID id={task.id} />
          </>
        }
      >
        <Status status={task.status} large />
        {live
          ? <Button look="primary" icon="run" onClick={() => navigate(`/runs/${live.id}`)}>Open the run</Button>
          : <Button needs="operator" look="primary" icon="play" onClick={() => void startTask(task)}>Start</Button>}
        <Button needs="operator" icon="edit" onClick={() => setEditing(true)}>Edit</Button>
        <Menu
          label="More actions"
          items={[{
            label: "Delete…",
            icon: "trash",
            danger: true,
            run: () => void deleteTask(task).then((isGone) => isGone && navigate("/tasks")),
          }]}
        />
      </PageHead>
      {task.error_message && <p className="banner bad" role="note">{task.error_message}</p>}
      <dl className="facts tiles">
        <Fact label="Priority">
          <Status status={task.priority} />
        </Fact>
        <Fact label="Agents">
          <Agents task={task} />
        </Fact>
        <Fact label="Estimate">{estimate(task.estimated_duration) || <span className="muted">none</span>}</Fact>
        <Fact label="Deadline">
          <Ago time={task.deadline} none="none" />
        </Fact>
        <Fact label="Created">
          <Ago time={task.created_at} />
        </Fact>
      </dl>
      <div className="split">
        <div className="stack">
          <Panel title="What is to be done">
            <div className="padded">
              <Markdown text={task.description} />
            </div>
          </Panel>
          <TaskResult task={task} />
          <Panel title="Runs">
            <RunTable runs={runs} empty="Nobody has worked on it yet." />
          </Panel>
        </div>
        <Around task={task} />
      </div>
      {isEditing && <TaskDialog task={task} onClose={() => setEditing(false)} />}
    </>
  );
}

function TaskResult({ task }: { task: Task }) {
  const result = task.results.result;
  if (Object.keys(task.results).length === 0) return null;
  return (
    <Panel title="Result">
      <div className="padded">
        <Markdown
          text={typeof result === "string" ? result : "```json\n" + JSON.stringify(task.results, null, 2) + "\n```"}
        />
      </div>
    </Panel>
  );
}

function Around({ task }: { task: Task }) {
  const tasks = useTasks();
  const before = tasks.filter((other) => task.dependencies.includes(other.id));
  const after = tasks.filter((other) => other.dependencies.includes(task.id));
  return (
    <div className="stack">
      <TaskLinks title="Waits for" tasks={before} none="It waits for no other task." />
      <TaskLinks title="Waited for by" tasks={after} none="No other task waits for it." />
      <Panel title="Details">
        <div className="profile">
          <h3>Expected output</h3>
          <p>{task.expected_output ?? <span className="muted">Not said</span>}</p>
          <h3>Resources</h3>
          {task.resources.length === 0
            ? <p className="muted">None</p>
            : <div className="tags">{task.resources.map((entry) => <Tag key={entry}>{entry}</Tag>)}</div>}
        </div>
      </Panel>
    </div>
  );
}

function TaskLinks({ title, tasks, none }: { title: string; tasks: Task[]; none: string }) {
  return (
    <Panel title={title}>
      {tasks.length === 0 && <p className="padded muted">{none}</p>}
      <ul className="plain-list">
        {tasks.map((other) => (
          <li key={other.id}>
            <Link href={`/tasks/${other.id}`} className="grow clip">{other.title}</Link>
            <Status status={other.status} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
