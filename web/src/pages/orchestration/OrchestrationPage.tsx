import { runDemo } from "../../demo/demo";
import { plural, title } from "../../format/format";
import { useCommands } from "../../keys/registry";
import { Button, LinkButton } from "../../kit/Button";
import { ListBody, ListTools, useListKeys } from "../../kit/ListTools";
import { Menu } from "../../kit/Menu";
import { Empty, PageHead, Panel } from "../../kit/parts";
import { Tag } from "../../kit/Status";
import { Ago } from "../../kit/Time";
import { Link, navigate, usePlace } from "../../router/router";
import { useFound } from "../../search/useSearch";
import { all } from "../../store/collection";
import { useStore } from "../../store/store";
import type { Pattern } from "../../wire-workflows";
import { deletePattern, executePattern } from "./patternActions";
import { PatternDiagram } from "./PatternDiagram";
import { ProjectPanel } from "./ProjectPanel";
import { patternNames, patternWords } from "./patternShape";

export function OrchestrationPage() {
  const { query } = usePlace();
  const collection = useStore((state) => state.patterns);
  const types = useStore((state) => state.server.types);
  const text = (query.get("q") ?? "").toLowerCase();
  const status = query.get("status");
  const patterns = all(collection);
  const found = useFound(text, "pattern");
  const shown = patterns.filter((pattern) =>
    (!status || pattern.status === status) &&
    (found.has(pattern.id) || `${pattern.name} ${pattern.description ?? ""}`.toLowerCase().includes(text))
  );
  const chosen = useListKeys(shown, (pattern) => navigate(`/orchestration/${pattern.id}`));
  useCommands(
    () => [{ title: "New pattern", group: "This page", keys: "n", run: () => navigate("/orchestration/new") }],
    [],
  );
  const names = types && types.length > 0 ? types.map((type) => type.name) : patternNames;
  return (
    <>
      <PageHead title="Orchestration" subtitle="How several agents share the work">
        <LinkButton needs="operator" href="/orchestration/new" look="primary" icon="plus">New pattern</LinkButton>
      </PageHead>
      <ul className="pattern-cards" aria-label="Patterns there are">
        {names.map((name) => (
          <li key={name}>
            <Link href={`/orchestration/new?type=${name.toLowerCase()}`} className="pattern-card">
              <PatternDiagram type={name} />
              <strong>{patternWords[name.toLowerCase()]?.title ?? title(name)}</strong>
              <small>
                {patternWords[name.toLowerCase()]?.text ?? types?.find((type) => type.name === name)?.description}
              </small>
            </Link>
          </li>
        ))}
      </ul>
      <Panel title="Saved patterns">
        <ListTools placeholder="Filter by name" statuses={["active", "inactive", "archived"]} />
        <ListBody
          name="patterns"
          loading={collection.loading}
          total={patterns.length}
          shown={shown.length}
          empty={
            <Empty
              icon="flow"
              title="No patterns yet"
              action={
                <>
                  <LinkButton needs="operator" href="/orchestration/new" look="primary">
                    Create the first pattern
                  </LinkButton>
                  <Button needs="operator" icon="spark" onClick={() => void runDemo()}>Run the demo workflow</Button>
                </>
              }
            >
              A pattern says which agents do which tasks, and how they share the work. It can be run again and again.
            </Empty>
          }
        >
          <table className="table">
            <thead>
              <tr>
                <th>Pattern</th>
                <th>Type</th>
                <th>Agents and tasks</th>
                <th>Integrity</th>
                <th className="right">Changed</th>
                <th>
                  <span className="hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((pattern, index) => (
                <PatternRow key={pattern.id} pattern={pattern} isChosen={index === chosen} />
              ))}
            </tbody>
          </table>
        </ListBody>
      </Panel>
      <ProjectPanel />
    </>
  );
}

function PatternRow({ pattern, isChosen }: { pattern: Pattern; isChosen: boolean }) {
  return (
    <tr className={isChosen ? "chosen" : ""}>
      <td className="wide">
        <Link href={`/orchestration/${pattern.id}`} className="named">
          <span className="mini">
            <PatternDiagram type={pattern.workflow_type} />
          </span>
          <span>
            <strong>{pattern.name}</strong>
            <small className="clip">{pattern.description ?? pattern.user_objective}</small>
          </span>
        </Link>
      </td>
      <td>{title(pattern.workflow_type.toLowerCase())}</td>
      <td>{plural(pattern.agent_ids.length, "agent")}, {plural(pattern.task_ids.length, "task")}</td>
      <td>
        <Integrity pattern={pattern} />
      </td>
      <td className="right">
        <Ago time={pattern.updated_at} />
      </td>
      <td className="right">
        <span className="row-actions">
          <Button needs="operator" small icon="play" onClick={() => void executePattern(pattern.id)}>Execute</Button>
          <Menu
            label={`Actions for ${pattern.name}`}
            items={[{ label: "Delete…", icon: "trash", danger: true, run: () => void deletePattern(pattern) }]}
          />
        </span>
      </td>
    </tr>
  );
}

/** Whether everything that a pattern names is still there. */
export function Integrity({ pattern }: { pattern: Pattern }) {
  const { metadata } = pattern;
  if (!metadata) return <span className="muted">not checked</span>;
  const { agents_valid, tasks_valid } = metadata.integrity_check;
  if (agents_valid && tasks_valid) return <Tag tone="good">complete</Tag>;
  const missing = [
    ...(agents_valid ? [] : [plural(metadata.agent_count - metadata.existing_agents, "agent")]),
    ...(tasks_valid ? [] : [plural(metadata.task_count - metadata.existing_tasks, "task")]),
  ];
  return <Tag tone="bad">{`${missing.join(" and ")} gone`}</Tag>;
}
