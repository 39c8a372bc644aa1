import { AgentPicker, TaskPicker } from "../../forms/pickers";
import type { useForm } from "../../forms/useForm";
import { TextField } from "../../kit/Field";
import type { PatternForm } from "./patternDraft";

type Form = ReturnType<typeof useForm<PatternForm>>;

/** What a pattern is for, and where it works. */
export function Purpose({ form: { values, set, issues } }: { form: Form }) {
  return (
    <div className="form padded">
      <TextField
        label="Name"
        required
        value={values.name}
        onChange={set("name")}
        error={issues.name}
        placeholder="Release notes"
      />
      <TextField
        label="Objective"
        rows={3}
        value={values.objective}
        onChange={set("objective")}
        error={issues.user_objective}
        placeholder="What should be true in the end?"
      />
      <TextField
        label="Description"
        rows={2}
        value={values.description}
        onChange={set("description")}
        error={issues.description}
      />
      <TextField
        label="Project directory"
        mono
        value={values.directory}
        onChange={set("directory")}
        error={issues.project_directory}
        hint="Where the agents work. Empty: a directory of its own for each execution."
      />
      <details className="more-fields">
        <summary>Configuration</summary>
        <TextField
          label="Configuration"
          mono
          rows={5}
          value={values.configuration}
          onChange={set("configuration")}
          error={issues.configuration}
          hint={'A JSON object, such as {"max_iterations": 5}'}
        />
      </details>
    </div>
  );
}

/** Who takes part, and what is to be done. */
export function Members({ form: { values, set, issues } }: { form: Form }) {
  return (
    <div className="columns padded">
      <AgentPicker label="Agents" chosen={values.agents} onChange={set("agents")} error={issues.agent_ids} />
      <TaskPicker label="Tasks" chosen={values.tasks} onChange={set("tasks")} error={issues.task_ids} />
    </div>
  );
}
