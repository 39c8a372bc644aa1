import { useEffect, useState } from "react";
import { title } from "../../format/format";
import { Graph } from "../../graph/Graph";
import { Button, LinkButton } from "../../kit/Button";
import { Menu } from "../../kit/Menu";
import { Code, CopyID, Fact, PageHead, Panel, Skeleton } from "../../kit/parts";
import { Status } from "../../kit/Status";
import { Ago, Elapsed } from "../../kit/Time";
import { loadOne } from "../../live/refresh";
import { Link, navigate } from "../../router/router";
import { useAgentName, useWorkflowRuns } from "../../store/selectors";
import { useStore } from "../../store/store";
import type { Pattern } from "../../wire-workflows";
import { MissingPage } from "../MissingPage";
import { Integrity } from "./OrchestrationPage";
import { deletePattern, executePattern } from "./patternActions";
import { dryRun } from "./patternShape";

export function PatternPage({ id }: { id: string }) {
  const [isAsked, setAsked] = useState(false);
  const pattern = useStore((state) => state.patterns.byID[id]);
  useEffect(() => {
    void loadOne("patterns", id).then(() => setAsked(true));
  }, [id]);
  if (!pattern) return isAsked ? <MissingPage what={`a pattern ${id}`} /> : <Skeleton rows={8} />;
  return <Known pattern={pattern} />;
}

function Known({ pattern }: { pattern: Pattern }) {
  const agents = useStore((state) => state.agents.byID);
  const tasks = useStore((state) => state.tasks.byID);
  const runs = useWorkflowRuns().filter((run) => run.pattern_id === pattern.id);
  const nameOf = useAgentName();
  const { nodes, edges } = dryRun(pattern.workflow_type, pattern.agent_ids, pattern.task_ids, agents, tasks);
  const open = (id: string) => {
    if (tasks[id]) navigate(`/tasks/${id}`);
  };
  return (
    <>
      <PageHead
        title={pattern.name}
        subtitle={
          <>
            <Link href="/orchestration">Orchestration</Link> / {title(pattern.workflow_type.toLowerCase())}{" "}
            <CopyID id={pattern.id} />
          </>
        }
      >
        <LinkButton needs="operator" icon="edit" href={`/orchestration/${pattern.id}/edit`}>Edit</LinkButton>
        <Button needs="operator" look="primary" icon="play" onClick={() => void executePattern(pattern.id)}>
          Execute
        </Button>
        <Menu
          label="More actions"
          items={[{
            label: "Delete…",
            icon: "trash",
            danger: true,
            run: () => void deletePattern(pattern).then((isGone) => isGone && navigate("/orchestration")),
          }]}
        />
      </PageHead>
      <dl className="facts tiles">
        <Fact label="Status">
          <Status status={pattern.status} />
        </Fact>
        <Fact label="Integrity">
          <Integrity pattern={pattern} />
        </Fact>
        <Fact label="Agents">{pattern.agent_ids.map(nameOf).join(", ")}</Fact>
        <Fact label="Directory">
          {pattern.project_directory ?? <span className="muted">one for each execution</span>}
        </Fact>
        <Fact label="Changed">
          <Ago time={pattern.updated_at} />
        </Fact>
      </dl>
      <div className="stack">
        <Panel title="What it does">
          {pattern.user_objective && <p className="padded">{pattern.user_objective}</p>}
          <Graph label="What it does" nodes={nodes} edges={edges} onChoose={open} />
        </Panel>
        <Panel title={`Runs (${runs.length})`}>
          {runs.length === 0 && <p className="padded muted">It has not been run yet.</p>}
          <ul className="plain-list">
            {runs.map((run) => (
              <li key={run.id}>
                <Link href={`/workflows/${run.id}`} className="grow">{`Run ${run.id.slice(-8)}`}</Link>
                <Elapsed from={run.started_at} to={run.completed_at} />
                <Ago time={run.created_at} />
                <Status status={run.status} />
              </li>
            ))}
          </ul>
        </Panel>
        {Object.keys(pattern.configuration ?? {}).length > 0 && (
          <Panel title="Configuration">
            <div className="padded">
              <Code label="Configuration" text={JSON.stringify(pattern.configuration, null, 2)} />
            </div>
          </Panel>
        )}
      </div>
    </>
  );
}
