import { withoutColours } from "../events/eventWords";
import { clock, duration } from "../format/format";
import { Icon } from "../kit/Icon";
import { Code } from "../kit/parts";
import { summary, todosIn, type ToolUse } from "./toolUses";

export function ToolsTab({ uses }: { uses: ToolUse[] }) {
  if (uses.length === 0) return <p className="padded muted">It has not used a tool.</p>;
  return <div className="tool-list">{uses.map((use) => <ToolCard key={use.id + use.from} use={use} />)}</div>;
}

/** One use of a tool: what it did in one line, all of it when opened. */
export function ToolCard({ use }: { use: ToolUse }) {
  const todos = todosIn(use);
  return (
    <details className={`tool ${use.isError ? "bad" : ""}`}>
      <summary>
        <Icon name="tool" size={14} />
        <strong>{use.tool}</strong>
        <span className="clip grow mono">{summary(use)}</span>
        {use.isError && <span className="tag tone-bad">failed</span>}
        <small className="figures">{use.to ? took(use) : "under way"}</small>
      </summary>
      <div className="tool-body">
        {todos.length > 0
          ? (
            <ul className="todos">
              {todos.map((todo) => (
                <li key={todo.text} className={todo.status}>
                  {todo.text}
                  <small>{todo.status.replace("_", " ")}</small>
                </li>
              ))}
            </ul>
          )
          : (
            <Code
              label="Input"
              text={typeof use.input.command === "string"
                ? `$ ${use.input.command}`
                : JSON.stringify(use.input, null, 2)}
            />
          )}
        {use.result !== null && <Code label="Result" text={withoutColours(use.result) || "(nothing)"} />}
        <p className="muted">{clock(use.from)}</p>
      </div>
    </details>
  );
}

function took(use: ToolUse): string {
  return duration(Date.parse(use.to ?? use.from) - Date.parse(use.from));
}
