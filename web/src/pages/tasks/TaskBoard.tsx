import { type DragEvent, useState } from "react";
import { Status } from "../../kit/Status";
import { Menu } from "../../kit/Menu";
import { statusWord } from "../../kit/Status";
import { Ago } from "../../kit/Time";
import { Link } from "../../router/router";
import type { Task, TaskStatus } from "../../wire";
import { taskStatuses } from "./TaskDialog";
import { moveTask, startTask } from "./taskActions";
import { Agents } from "./TaskTable";

const PER_COLUMN = 100;

/** One column for each status. Cards move by dragging, or by their menu for those who do not drag. */
export function TaskBoard({ tasks }: { tasks: Task[] }) {
  return (
    <div className="board">{taskStatuses.map((status) => <Column key={status} status={status} tasks={tasks} />)}</div>
  );
}

function Column({ status, tasks }: { status: TaskStatus; tasks: Task[] }) {
  const [isOver, setOver] = useState(false);
  const own = tasks.filter((task) => task.status === status);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const task = tasks.find((other) => other.id === event.dataTransfer.getData("text/task"));
    if (task) void moveTask(task, status);
  };
  return (
    <section
      className={`column ${isOver ? "over" : ""}`}
      aria-label={statusWord(status)}
      onDrop={drop}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
    >
      <header>
        <Status status={status} />
        <span className="count">{own.length}</span>
      </header>
      {own.slice(0, PER_COLUMN).map((task) => <Card key={task.id} task={task} />)}
      {own.length > PER_COLUMN && <p className="muted padded">{`${own.length - PER_COLUMN} more in the list`}</p>}
    </section>
  );
}

function Card({ task }: { task: Task }) {
  const moves = taskStatuses.filter((status) => status !== task.status)
    .map((status) => ({ label: `Move to ${statusWord(status)}`, run: () => void moveTask(task, status) }));
  return (
    <article className="card" draggable onDragStart={(event) => event.dataTransfer.setData("text/task", task.id)}>
      <div className="card-head">
        <Link href={`/tasks/${task.id}`} className="grow">{task.title}</Link>
        <Menu
          label={`Actions for ${task.title}`}
          items={[{
            needs: "operator",
            label: "Start",
            icon: "play",
            run: () => void startTask(task),
          }, ...moves]}
        />
      </div>
      <div className="card-foot">
        <Agents task={task} />
        <span className="grow" />
        {task.priority !== "medium" && <Status status={task.priority} />}
        {task.deadline && <Ago time={task.deadline} />}
      </div>
    </article>
  );
}
