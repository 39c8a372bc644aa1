import { type FormEvent, useState } from "react";
import { words } from "../../api/client";
import * as routes from "../../api/routes";
import { plural } from "../../format/format";
import { Button } from "../../kit/Button";
import { TextField } from "../../kit/Field";
import { Panel } from "../../kit/parts";
import { Tag } from "../../kit/Status";
import { toast } from "../../kit/toasts";
import { loadList } from "../../live/refresh";
import type { ProjectLoad, ProjectSurvey } from "../../wire-projects";
import { errorsByFile } from "./projectErrors";

/** Agents and tasks from the files of a directory: first looked at, then loaded. */
export function ProjectPanel() {
  const [directory, setDirectory] = useState("");
  const [isForced, setForced] = useState(false);
  const [survey, setSurvey] = useState<ProjectSurvey | null>(null);
  const [problem, setProblem] = useState<string | undefined>();
  const [isBusy, setBusy] = useState(false);
  const attempt = async (act: (path: string) => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await act(directory.trim());
    } catch (error) {
      setSurvey(null);
      setProblem(words(error));
    }
    setBusy(false);
  };
  const look = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async (path) => setSurvey(await routes.projects.look(path)));
  };
  const load = () =>
    void attempt(async (path) => {
      const loaded = await routes.projects.load(path, isForced);
      setSurvey((present) => present && { ...present, errors: loaded.errors });
      tell(loaded);
      await Promise.all([loadList("agents"), loadList("tasks")]);
    });
  return (
    <Panel title="Load from a project directory">
      <form className="project padded" onSubmit={look} noValidate>
        <TextField
          label="Project directory"
          mono
          value={directory}
          onChange={(path) => {
            setDirectory(path);
            setSurvey(null);
            setProblem(undefined);
          }}
          placeholder="/home/me/project"
          error={problem}
          hint="Its JSON files, and those in agents, tasks and .claude, may hold agents and tasks."
        />
        <Button needs="operator" type="submit" icon="search" busy={isBusy} disabled={directory.trim() === ""}>
          Look
        </Button>
      </form>
      {survey && (
        <div className="survey" role="status">
          <Survey survey={survey} />
          <div className="actions">
            <label className="check">
              <input type="checkbox" checked={isForced} onChange={(event) => setForced(event.target.checked)} />
              Update those that are there under the same name
            </label>
            <Button
              needs="operator"
              look="primary"
              icon="upload"
              busy={isBusy}
              disabled={survey.errors.length > 0 || survey.agents.length + survey.tasks.length === 0}
              onClick={load}
            >
              {`Load ${plural(survey.agents.length, "agent")} and ${plural(survey.tasks.length, "task")}`}
            </Button>
          </div>
        </div>
      )}
    </Panel>
  );
}

function Survey({ survey }: { survey: ProjectSurvey }) {
  const { agents, tasks, files, errors } = survey;
  return (
    <>
      {files.length === 0 && <p className="muted">There are no JSON files of agents or tasks in it.</p>}
      <Names title="Agents" names={agents} />
      <Names title="Tasks" names={tasks} />
      {files.length > 0 && (
        <details>
          <summary>{plural(files.length, "file")}</summary>
          <ul className="file-names">{files.map((file) => <li key={file}>{file}</li>)}</ul>
        </details>
      )}
      {errors.length > 0 && (
        <div className="file-errors">
          <p className="field-error">Nothing can be loaded while this is wrong:</p>
          <dl>
            {errorsByFile(errors).map(([file, messages]) => (
              <div key={file}>
                <dt className="mono">{file}</dt>
                {messages.map((message) => <dd key={message}>{message}</dd>)}
              </div>
            ))}
          </dl>
        </div>
      )}
    </>
  );
}

function Names({ title, names }: { title: string; names: string[] }) {
  if (names.length === 0) return null;
  return (
    <div>
      <h3>{`${title} (${names.length})`}</h3>
      <div className="tags">
        {names.map((name, index) => <Tag key={`${name} ${index}`}>{name || "without a name"}</Tag>)}
      </div>
    </div>
  );
}

function tell(loaded: ProjectLoad): void {
  if (loaded.errors.length > 0) {
    toast({
      kind: "error",
      title: "Nothing was loaded",
      text: `${plural(loaded.errors.length, "problem")}, listed by file.`,
    });
    return;
  }
  const sum = loaded.agents_loaded + loaded.tasks_loaded;
  toast({
    kind: sum > 0 ? "success" : "info",
    title: sum > 0 ? "Project loaded" : "Everything was there already",
    text: `${plural(loaded.agents_loaded, "agent")} and ${plural(loaded.tasks_loaded, "task")} were written.`,
  });
}
