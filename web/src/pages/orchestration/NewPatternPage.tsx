import { useState } from "react";
import { ApiError, words } from "../../api/client";
import * as routes from "../../api/routes";
import { useForm } from "../../forms/useForm";
import { title } from "../../format/format";
import { Graph } from "../../graph/Graph";
import { useCommands } from "../../keys/registry";
import { Button } from "../../kit/Button";
import { TextField } from "../../kit/Field";
import { Empty, PageHead, Panel } from "../../kit/parts";
import { Picker } from "../../kit/Picker";
import { toast } from "../../kit/toasts";
import { Link, navigate, usePlace } from "../../router/router";
import { useAgents, useTasks } from "../../store/selectors";
import { dispatch, useStore } from "../../store/store";
import type { Analysis, Pattern } from "../../wire-workflows";
import { AnalysisPanel } from "./AnalysisPanel";
import { executePattern } from "./patternActions";
import { draftOf, type PatternForm, validatePattern } from "./patternDraft";
import { dryRun } from "./patternShape";
import { TypePicker } from "./TypePicker";

export function NewPatternPage() {
  const { query } = usePlace();
  const [analysis, setAnalysis] = useState<Analysis | null>(null);
  const [isExecuting, setExecuting] = useState(false);
  const form = useForm<PatternForm>({
    start: {
      name: "",
      description: "",
      objective: "",
      agents: [],
      tasks: [],
      type: query.get("type") ?? "",
      directory: "",
      configuration: "",
    },
    validate: validatePattern,
    failure: "Failed to create workflow pattern",
    submit: async (values) => {
      const pattern = await routes.patterns.create(draftOf(values));
      dispatch({ type: "stored", name: "patterns", item: pattern });
      toast({ kind: "success", title: "Workflow pattern created successfully" });
      await leave(pattern, isExecuting);
    },
  });
  const { values, set } = form;
  const analyze = () =>
    analyzed(values, (result) => {
      setAnalysis(result);
      set("type")(result.recommended_workflow.toLowerCase());
    });
  useCommands(() => [
    { title: "Analyze", group: "This page", keys: "a", run: () => void analyze() },
  ], [values]);
  return (
    <form onSubmit={(event) => void form.send(event)} noValidate>
      <PageHead
        title="New pattern"
        subtitle={
          <>
            <Link href="/orchestration">Orchestration</Link> / which agents, which tasks, and how
          </>
        }
      >
        <Button icon="spark" onClick={() => void analyze()}>Analyze</Button>
        <Button type="submit" busy={form.isBusy} onClick={() => setExecuting(false)}>Create</Button>
        <Button type="submit" look="primary" icon="play" busy={form.isBusy} onClick={() => setExecuting(true)}>
          Create and execute
        </Button>
      </PageHead>
      <div className="split even">
        <div className="stack">
          <Panel title="What for">
            <Purpose form={form} />
          </Panel>
          <Panel title="Who and what">
            <Members form={form} />
          </Panel>
        </div>
        <div className="stack">
          {analysis && <AnalysisPanel analysis={analysis} />}
          <Panel title="How they share the work">
            <TypePicker
              chosen={values.type}
              recommended={analysis?.recommended_workflow.toLowerCase() ?? null}
              onChoose={set("type")}
            />
          </Panel>
          <DryRun values={values} />
        </div>
      </div>
    </form>
  );
}

type Form = ReturnType<typeof useForm<PatternForm>>;

function Purpose({ form: { values, set, issues } }: { form: Form }) {
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

function Members({ form: { values, set, issues } }: { form: Form }) {
  const agents = useAgents();
  const tasks = useTasks();
  return (
    <div className="columns padded">
      <Picker
        label="Agents"
        none="There are no agents yet."
        chosen={values.agents}
        onChange={set("agents")}
        error={issues.agent_ids}
        options={agents.map((agent) => ({ id: agent.id, title: agent.name, detail: agent.role }))}
      />
      <Picker
        label="Tasks"
        none="There are no tasks yet."
        chosen={values.tasks}
        onChange={set("tasks")}
        error={issues.task_ids}
        options={tasks.map((task) => ({ id: task.id, title: task.title, detail: title(task.status) }))}
      />
    </div>
  );
}

/** What would happen, drawn before it does. */
function DryRun({ values }: { values: PatternForm }) {
  const agents = useStore((state) => state.agents.byID);
  const tasks = useStore((state) => state.tasks.byID);
  const { nodes, edges } = dryRun(values.type, values.agents, values.tasks, agents, tasks);
  return (
    <Panel title="Dry run">
      {values.tasks.length === 0
        ? (
          <Empty icon="graph" title="Nothing to draw yet">
            Choose tasks and agents, and see what would run before it runs.
          </Empty>
        )
        : <Graph label="What would run" nodes={nodes} edges={edges} />}
    </Panel>
  );
}

async function leave(pattern: Pattern, isExecuting: boolean): Promise<void> {
  if (isExecuting) await executePattern(pattern.id);
  else navigate(`/orchestration/${pattern.id}`);
}

async function analyzed(values: PatternForm, take: (analysis: Analysis) => void): Promise<void> {
  if (values.agents.length === 0 || values.tasks.length === 0) {
    toast({ kind: "warning", title: "Please select agents and tasks for analysis" });
    return;
  }
  try {
    const analysis = await routes.workflows.analyze(values.agents, values.tasks, values.objective);
    take(analysis);
    toast({
      kind: "success",
      title: "Workflow analysis completed",
      text: `Recommended: ${analysis.recommended_workflow}`,
    });
  } catch (error) {
    const text = error instanceof ApiError && error.isMissingRoute
      ? "This server cannot analyze yet. Choose a pattern yourself."
      : words(error);
    toast({ kind: "error", title: "Analysis failed", text });
  }
}
