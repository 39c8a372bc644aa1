import { type ChangeEvent, useRef } from "react";
import { words } from "../../api/client";
import * as routes from "../../api/routes";
import { useForm } from "../../forms/useForm";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { SelectField, TextField } from "../../kit/Field";
import { toast } from "../../kit/toasts";
import { dispatch } from "../../store/store";
import type { Agent } from "../../wire";
import { agentsIn, draftOf, formOf, validateAgent } from "./agentDraft";

interface AgentDialogProps {
  /** The agent to change; a new one without. */
  agent?: Agent | undefined;
  /** What a new one begins with. */
  start?: Partial<Agent> | undefined;
  onClose: () => void;
}

export function AgentDialog({ agent, start, onClose }: AgentDialogProps) {
  const form = useForm({
    start: formOf(agent ?? start),
    validate: validateAgent,
    failure: agent ? "Error updating agent" : "Error creating agent",
    submit: async (values) => {
      const draft = draftOf(values);
      const item = agent ? await routes.agents.update(agent.id, draft) : await routes.agents.create(draft);
      dispatch({ type: "stored", name: "agents", item });
      toast({ kind: "success", title: agent ? "Agent updated successfully" : "Agent created successfully" });
      onClose();
    },
  });
  const footer = (
    <>
      {!agent && <LoadButton onLoad={(loaded) => form.setValues(formOf(loaded))} />}
      <span className="grow" />
      <Button onClick={onClose}>Cancel</Button>
      <Button needs="operator" look="primary" busy={form.isBusy} onClick={() => void form.send()}>
        {agent ? "Save" : "Create agent"}
      </Button>
    </>
  );
  return (
    <Dialog title={agent ? `Edit ${agent.name}` : "New agent"} width="wide" onClose={onClose} footer={footer}>
      <form className="form" onSubmit={(event) => void form.send(event)} noValidate>
        <AgentFields form={form} />
        <button type="submit" className="hidden" tabIndex={-1} aria-hidden="true" />
      </form>
    </Dialog>
  );
}

type Form = ReturnType<typeof useForm<ReturnType<typeof formOf>>>;

function AgentFields({ form: { values, set, issues } }: { form: Form }) {
  const list = { rows: 3, hint: "One per line" };
  const field = (name: keyof typeof values) => ({ value: values[name], onChange: set(name), error: issues[name] });
  return (
    <>
      <div className="columns">
        <TextField label="Name" required focus {...field("name")} placeholder="Ada" />
        <TextField label="Role" required {...field("role")} placeholder="Swift engineer" />
      </div>
      <TextField
        label="Description"
        required
        rows={2}
        {...field("description")}
        placeholder="What it is good at, for people"
      />
      <TextField label="System prompt" required rows={5} {...field("system_prompt")} placeholder="You are…" />
      <div className="columns">
        <TextField label="Capabilities" {...list} {...field("capabilities")} />
        <TextField label="Tools" {...list} hint="One per line, such as Read or Bash(git *)" {...field("tools")} />
        <TextField label="Objectives" {...list} {...field("objectives")} />
        <TextField label="Constraints" {...list} {...field("constraints")} />
      </div>
      <details className="more-fields">
        <summary>How it is run</summary>
        <div className="columns">
          <SelectField label="Backend" {...field("backend")} options={backends} />
          <TextField label="Model" {...field("model")} placeholder="The backend's own" />
          <TextField label="Budget in dollars" type="number" {...field("max_budget_usd")} />
          <TextField label="Most turns" type="number" {...field("max_turns")} />
          <TextField label="Timeout in seconds" type="number" {...field("timeout")} />
          <SelectField label="Tools that no rule allows" {...field("permission_mode")} options={permissionModes} />
        </div>
        <TextField
          label="Further execution settings"
          mono
          rows={4}
          hint="A JSON object"
          {...field("execution_settings")}
        />
        <TextField label="Memory settings" mono rows={3} hint="A JSON object" {...field("memory_settings")} />
      </details>
    </>
  );
}

const backends = [
  { value: "", label: "The server's" },
  { value: "claude_cli", label: "Claude CLI" },
  { value: "anthropic_api", label: "Anthropic API" },
  { value: "openai_api", label: "OpenAI-compatible API" },
  { value: "expert", label: "Expert (plans by rule)" },
  { value: "scripted", label: "Scripted (for demos)" },
];

const permissionModes = [
  { value: "", label: "The backend's own rule" },
  ...["manual", "default", "acceptEdits", "plan", "auto", "dontAsk", "bypassPermissions"].map((mode) => ({
    value: mode,
    label: mode,
  })),
];

function LoadButton({ onLoad }: { onLoad: (agent: Partial<Agent>) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const load = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (!file) return;
    try {
      const [first, ...others] = agentsIn(await file.text());
      if (first) onLoad(first);
      for (const agent of others) dispatch({ type: "stored", name: "agents", item: await routes.agents.create(agent) });
      const text = others.length > 0 ? `${others.length} more were created from the same file.` : file.name;
      toast({ kind: "success", title: "Agent loaded from file", text });
    } catch (error) {
      toast({ kind: "error", title: "Error loading agent file", text: words(error) });
    }
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        className="hidden"
        aria-label="Agent file"
        tabIndex={-1}
        onChange={(event) => void load(event)}
      />
      <Button icon="upload" onClick={() => input.current?.click()}>Load from a file</Button>
    </>
  );
}
