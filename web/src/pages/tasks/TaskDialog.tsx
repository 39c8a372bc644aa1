import * as routes from "../../api/routes";
import { title as titleCase } from "../../format/format";
import { AgentPicker, TaskPicker } from "../../forms/pickers";
import { useForm } from "../../forms/useForm";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { SelectField, TextField } from "../../kit/Field";
import { toast } from "../../kit/toasts";
import { dispatch } from "../../store/store";
import type { Task } from "../../wire";
import { draftOf, formOf, validateTask } from "./taskDraft";

export const priorities = ["low", "medium", "high", "urgent"] as const;
export const taskStatuses = ["pending", "in_progress", "completed", "failed", "cancelled"] as const;

export function TaskDialog({ task, onClose }: { task?: Task | undefined; onClose: () => void }) {
  const { values, set, issues, isBusy, send } = useForm({
    start: formOf(task),
    validate: validateTask,
    failure: task ? "Error updating task" : "Error creating task",
    submit: async (form) => {
      const draft = draftOf(form, task);
      const item = task ? await routes.tasks.update(task.id, draft) : await routes.tasks.create(draft);
      dispatch({ type: "stored", name: "tasks", item });
      toast({ kind: "success", title: task ? "Task updated successfully" : "Task created successfully" });
      onClose();
    },
  });
  const options = (names: readonly string[]) => names.map((value) => ({ value, label: titleCase(value) }));
  const footer = (
    <>
      <span className="grow" />
      <Button onClick={onClose}>Cancel</Button>
      <Button needs="operator" look="primary" busy={isBusy} onClick={() => void send()}>
        {task ? "Save" : "Create task"}
      </Button>
    </>
  );
  return (
    <Dialog title={task ? "Edit task" : "New task"} width="wide" onClose={onClose} footer={footer}>
      <form className="form" onSubmit={(event) => void send(event)} noValidate>
        <TextField label="Title" required focus value={values.title} onChange={set("title")} error={issues.title} />
        <TextField
          label="Description"
          required
          rows={4}
          value={values.description}
          onChange={set("description")}
          error={issues.description}
        />
        <TextField
          label="Expected output"
          rows={2}
          value={values.expected_output}
          onChange={set("expected_output")}
          error={issues.expected_output}
        />
        <div className="columns">
          <SelectField
            label="Priority"
            value={values.priority}
            onChange={set("priority")}
            options={options(priorities)}
            error={issues.priority}
          />
          {task && (
            <SelectField
              label="Status"
              value={values.status}
              onChange={set("status")}
              options={options(taskStatuses)}
              error={issues.status}
            />
          )}
          <TextField
            label="Deadline"
            type="datetime-local"
            value={values.deadline}
            onChange={set("deadline")}
            error={issues.deadline}
          />
          <TextField
            label="Estimated duration"
            value={values.estimated_duration}
            onChange={set("estimated_duration")}
            error={issues.estimated_duration}
            hint="Minutes, or words such as “2 hours”"
          />
        </div>
        <div className="columns">
          <AgentPicker
            label="Agents"
            chosen={values.assigned_agent_ids}
            onChange={set("assigned_agent_ids")}
            error={issues.assigned_agent_ids}
          />
          <TaskPicker
            label="Depends on"
            without={task?.id ?? ""}
            chosen={values.dependencies}
            onChange={set("dependencies")}
            error={issues.dependencies}
          />
        </div>
        <TextField
          label="Resources"
          rows={2}
          hint="One per line: files, links, anything it needs"
          value={values.resources}
          onChange={set("resources")}
          error={issues.resources}
        />
        <button type="submit" className="hidden" tabIndex={-1} aria-hidden="true" />
      </form>
    </Dialog>
  );
}
