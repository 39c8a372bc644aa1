import { diffLines } from "diff";
import { useMemo } from "react";
import { Icon } from "../kit/Icon";
import { type FileChange, fileChanges, type ToolUse } from "./toolUses";

/** Longer differences are folded until somebody wants them. */
const LONG = 300;

/** What changed in which file, as the agent's tools say it. */
export default function FilesTab({ uses }: { uses: ToolUse[] }) {
  const files = useMemo(() => [...fileChanges(uses)].map(([path, changes]) => compare(path, changes)), [uses]);
  if (files.length === 0) {
    return (
      <p className="padded muted">
        It has not changed a file with its own tools. What a command changed does not show here.
      </p>
    );
  }
  return <div className="files">{files.map((file) => <FileDiff key={file.path} file={file} />)}</div>;
}

interface Line {
  kind: "added" | "removed" | "same" | "cut";
  text: string;
}

interface Compared {
  path: string;
  lines: Line[];
  added: number;
  removed: number;
}

function FileDiff({ file }: { file: Compared }) {
  return (
    <details className="file" open={file.lines.length <= LONG}>
      <summary>
        <Icon name="file" size={14} />
        <span className="mono clip grow">{file.path}</span>
        <span className="figures">
          <span className="plus">+{file.added}</span> <span className="minus">−{file.removed}</span>
        </span>
      </summary>
      <pre tabIndex={0} aria-label={`Changes of ${file.path}`}>
        {file.lines.map((line, index) => <span key={index} className={`diff ${line.kind}`}>{marks[line.kind]}{line.text}{"\n"}</span>)}
      </pre>
    </details>
  );
}

const marks = { added: "+ ", removed: "− ", same: "  ", cut: "" };

function compare(path: string, changes: FileChange[]): Compared {
  const lines: Line[] = [];
  for (const [index, change] of changes.entries()) {
    if (index > 0) lines.push({ kind: "cut", text: "⋯" });
    for (const part of diffLines(change.before, change.after)) {
      const kind = part.added ? "added" : part.removed ? "removed" : "same";
      for (const text of part.value.replace(/\n$/, "").split("\n")) if (part.value !== "") lines.push({ kind, text });
    }
  }
  return { path, lines, added: of(lines, "added"), removed: of(lines, "removed") };
}

function of(lines: Line[], kind: Line["kind"]): number {
  return lines.filter((line) => line.kind === kind).length;
}
