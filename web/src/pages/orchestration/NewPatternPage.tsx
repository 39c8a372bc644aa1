import { useEffect, useState } from "react";
import { words } from "../../api/client";
import * as routes from "../../api/routes";
import { useForm } from "../../forms/useForm";
import { Graph } from "../../graph/Graph";
import { useCommands } from "../../keys/registry";
import { Button } from "../../kit/Button";
import { Empty, PageHead, Panel, Skeleton } from "../../kit/parts";
import { toast } from "../../kit/toasts";
import { loadOne } from "../../live/refresh";
import { Link, navigate, usePlace } from "../../router/router";
import { dispatch, useStore } from "../../store/store";
import type { Analysis, Pattern } from "../../wire-workflows";
import { MissingPage } from "../MissingPage";
import { AnalysisPanel } from "./AnalysisPanel";
import { executePattern } from "./patternActions";
import { changeOf, draftOf, emptyForm, formOf, type PatternForm, validatePattern } from "./patternDraft";
import { Members, Purpose } from "./PatternFields";
import { dryRun } from "./patternShape";
import { TypePicker } from "./TypePicker";

export function NewPatternPage() {
  const { query } = usePlace();
  return <PatternEditor start={emptyForm(query.get("type") ?? "")} />;
}

export function EditPatternPage({ id }: { id: string }) {
  const [isAsked, setAsked] = useState(false);
  const pattern = useStore((state) => state.patterns.byID[id]);
  useEffect(() => {
    void loadOne("patterns", id).then(() => setAsked(true));
  }, [id]);
  if (!isAsked) return <Skeleton rows={8} />;
  return pattern
    ? <PatternEditor start={formOf(pattern)} pattern={pattern} />
    : <MissingPage what={`a pattern ${id}`} />;
}

/** The form of a pattern, with what the analysis says of it and what would run. */
function PatternEditor({ start, pattern }: { start: PatternForm; pattern?: Pattern }) {
  const [analysis, setAnalysis] = useState<Analysis | null>(null);
  const [isExecuting, setExecuting] = useState(false);
  const form = useForm<PatternForm>({
    start,
    validate: validatePattern,
    failure: `Failed to ${pattern ? "update" : "create"} workflow pattern`,
    submit: async (values) => {
      const item = pattern
        ? await routes.patterns.update(pattern.id, changeOf(values))
        : await routes.patterns.create(draftOf(values));
      dispatch({ type: "stored", name: "patterns", item });
      toast({ kind: "success", title: `Workflow pattern ${pattern ? "updated" : "created"} successfully` });
      await leave(item, isExecuting);
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
        title={pattern ? `Edit ${pattern.name}` : "New pattern"}
        subtitle={
          <>
            <Link href="/orchestration">Orchestration</Link> / which agents, which tasks, and how
          </>
        }
      >
        <Button needs="operator" icon="spark" onClick={() => void analyze()}>Analyze</Button>
        <Button needs="operator" type="submit" busy={form.isBusy} onClick={() => setExecuting(false)}>
          {pattern ? "Save" : "Create"}
        </Button>
        <Button
          needs="operator"
          type="submit"
          look="primary"
          icon="play"
          busy={form.isBusy}
          onClick={() => setExecuting(true)}
        >
          {pattern ? "Save and execute" : "Create and execute"}
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
    toast({ kind: "error", title: "Analysis failed", text: words(error) });
  }
}
