import { estimate } from "../../format/format";
import { useListKeys, useRows } from "../../kit/ListTools";
import { Menu } from "../../kit/Menu";
import { Avatar } from "../../kit/parts";
import { Status } from "../../kit/Status";
import { Ago } from "../../kit/Time";
import { Link, navigate } from "../../router/router";
import type { Task } from "../../wire";
import { deleteTask, startTask } from "./taskActions";

export function TaskTable({ tasks, onEdit }: { tasks: Task[]; onEdit: (task: Task) => void }) {
  const { rows, more } = useRows(tasks);
  const chosen = useListKeys(rows, (task) => navigate(`/tasks/${task.id}`));
  return (
    <>
      <table className="table">
        <thead>
          <tr>
            <th>Task</th>
            <th>Status</th>
            <th>Priority</th>
            <th>Agents</th>
            <th>Waits for</th>
            <th>Estimate</th>
            <th className="right">Deadline</th>
            <th className="right">Changed</th>
            <th>
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((task, index) => (
            <tr key={task.id} className={index === chosen ? "chosen" : ""}>
              <td className="wide">
                <Link href={`/tasks/${task.id}`} className="named">
                  <span>
                    <strong>{task.title}</strong>
                    <small className="clip">{task.description}</small>
                  </span>
                </Link>
              </td>
              <td>
                <Status status={task.status} />
              </td>
              <td>
                <Status status={task.priority} />
              </td>
              <td>
                <Agents task={task} />
              </td>
              <td className="figures">{task.dependencies.length || <span className="muted">–</span>}</td>
              <td>{estimate(task.estimated_duration) || <span className="muted">–</span>}</td>
              <td className="right">
                <Ago time={task.deadline} none="–" />
              </td>
              <td className="right">
                <Ago time={task.updated_at} />
              </td>
              <td className="right">
                <Menu
                  label={`Actions for ${task.title}`}
                  items={[
                    {
                      needs: "operator",
                      label: "Start",
                      icon: "play",
                      run: () => void startTask(task),
                    },
                    {
                      needs: "operator",
                      label: "Edit",
                      icon: "edit",
                      run: () => onEdit(task),
                    },
                    { label: "Delete…", icon: "trash", danger: true, run: () => void deleteTask(task) },
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </>
  );
}

export function Agents({ task }: { task: Task }) {
  if (task.assigned_agents.length === 0) return <span className="muted">Nobody</span>;
  return (
    <span className="avatars" title={task.assigned_agents.map((agent) => agent.name).join(", ")}>
      {task.assigned_agents.slice(0, 4).map((agent) => <Avatar key={agent.id} name={agent.name} small />)}
      <span className="clip">
        {task.assigned_agents.length === 1 ? task.assigned_agents[0]?.name : `${task.assigned_agents.length} agents`}
      </span>
    </span>
  );
}
