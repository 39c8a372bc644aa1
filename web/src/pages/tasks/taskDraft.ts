import type { Task } from "../../wire";
import { gather, type Issues, lines, text } from "../../forms/validation";

export interface TaskForm {
  title: string;
  description: string;
  expected_output: string;
  resources: string;
  priority: string;
  status: string;
  deadline: string;
  estimated_duration: string;
  dependencies: string[];
  assigned_agent_ids: string[];
}

export function formOf(task?: Task): TaskForm {
  return {
    title: task?.title ?? "",
    description: task?.description ?? "",
    expected_output: task?.expected_output ?? "",
    resources: (task?.resources ?? []).join("\n"),
    priority: task?.priority ?? "medium",
    status: task?.status ?? "pending",
    deadline: localTime(task?.deadline),
    estimated_duration: task?.estimated_duration == null ? "" : String(task.estimated_duration),
    dependencies: task?.dependencies ?? [],
    assigned_agent_ids: task?.assigned_agent_ids ?? [],
  };
}

export function validateTask(form: TaskForm): Issues {
  return gather({ title: text(form.title, 1, 255), description: text(form.description) });
}

/** - Parameter task: the present one; its status goes along only where it was changed. */
export function draftOf(form: TaskForm, task?: Task): object {
  const estimate = form.estimated_duration.trim();
  return {
    title: form.title.trim(),
    description: form.description.trim(),
    expected_output: form.expected_output.trim() || null,
    resources: lines(form.resources),
    priority: form.priority,
    dependencies: form.dependencies,
    assigned_agent_ids: form.assigned_agent_ids,
    deadline: form.deadline ? new Date(form.deadline).toISOString() : null,
    // A bare number is minutes; everything else goes as it is written.
    estimated_duration: estimate === "" ? null : /^\d+(\.\d+)?$/.test(estimate) ? Number(estimate) : estimate,
    ...(task && task.status !== form.status ? { status: form.status } : {}),
  };
}

/** What `<input type="datetime-local">` wants: local time, no zone. */
function localTime(iso: string | null | undefined): string {
  if (!iso) return "";
  const time = new Date(iso);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
