import type { Json, JsonObject, LiveEvent } from "../wire";

/** One use of a tool by an agent. */
export interface ToolUse {
  id: string;
  tool: string;
  input: JsonObject;
  result: string | null;
  isError: boolean;
  from: string;
  to: string | null;
}

export function toolUses(events: readonly LiveEvent[]): ToolUse[] {
  const uses = new Map<string, ToolUse>();
  for (const { event, data, timestamp } of events) {
    const id = String(data.tool_use_id ?? "");
    if (event === "tool_use") {
      uses.set(id, {
        id,
        tool: String(data.tool ?? "tool"),
        input: object(data.input),
        result: null,
        isError: false,
        from: timestamp,
        to: null,
      });
    }
    const use = event === "tool_result" ? uses.get(id) : undefined;
    if (use) Object.assign(use, { result: String(data.content ?? ""), isError: data.is_error === true, to: timestamp });
  }
  return [...uses.values()];
}

/** The one thing of a tool's input that says what it does. */
const TELLING = [
  "command",
  "file_path",
  "path",
  "notebook_path",
  "pattern",
  "url",
  "query",
  "description",
  "prompt",
  "skill",
];

export function summary({ input }: Pick<ToolUse, "input">): string {
  for (const name of TELLING) if (typeof input[name] === "string") return input[name] as string;
  const todos = input.todos;
  if (Array.isArray(todos)) {
    return `${todos.filter((todo) => object(todo).status === "completed").length} of ${todos.length} done`;
  }
  return Object.keys(input).length === 0 ? "" : JSON.stringify(input);
}

export interface Todo {
  text: string;
  status: string;
}

export function todosIn({ input }: ToolUse): Todo[] {
  if (!Array.isArray(input.todos)) return [];
  return input.todos.map((todo) => ({
    text: String(object(todo).content ?? ""),
    status: String(object(todo).status ?? "pending"),
  }));
}

/** A change of a file: what was there, and what is there now. */
export interface FileChange {
  path: string;
  before: string;
  after: string;
}

const WRITERS = new Set(["Write", "Edit", "MultiEdit", "NotebookEdit"]);

/** What agents changed, by file, as their tools say it. */
export function fileChanges(uses: ToolUse[]): Map<string, FileChange[]> {
  const files = new Map<string, FileChange[]>();
  for (const use of uses) {
    if (!WRITERS.has(use.tool) || use.isError) continue;
    const path = text(use.input.file_path) || text(use.input.notebook_path) || text(use.input.path);
    if (path) files.set(path, [...(files.get(path) ?? []), ...changesOf(use.input, path)]);
  }
  return files;
}

function changesOf(input: JsonObject, path: string): FileChange[] {
  if (Array.isArray(input.edits)) return input.edits.flatMap((edit) => changesOf(object(edit), path));
  if (typeof input.new_string === "string") return [{ path, before: text(input.old_string), after: input.new_string }];
  return [{ path, before: "", after: text(input.content) || text(input.new_source) }];
}

function object(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
