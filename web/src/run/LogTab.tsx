import { useMemo, useState } from "react";
import { clock } from "../format/format";
import { Button } from "../kit/Button";
import { download } from "../kit/parts";
import { VirtualList } from "../kit/VirtualList";
import { useStore } from "../store/store";
import type { LiveEvent } from "../wire";
import { type Level, logRows } from "./logLines";

const ROW_HEIGHT = 20;
const levels: Level[] = ["info", "warning", "error"];

/** Everything an execution said and did, line by line, with the newest in sight. */
export function LogTab({ executionID, events }: { executionID: string; events: readonly LiveEvent[] }) {
  const [isFollowing, setFollowing] = useState(true);
  const [text, setText] = useState("");
  const [level, setLevel] = useState<Level>("info");
  const speaking = useStore((state) => state.live.output[executionID]?.text ?? "");
  const rows = useMemo(() => logRows(events), [events]);
  const shown = useMemo(
    () =>
      rows.filter((row) =>
        levels.indexOf(row.level) >= levels.indexOf(level) && row.text.toLowerCase().includes(text.toLowerCase())
      ),
    [rows, text, level],
  );
  const save = () =>
    download(`run-${executionID}.log`, rows.map((row) => `${row.time}\t${row.level}\t${row.text}`).join("\n"));
  return (
    <div className="log">
      <div className="log-tools">
        <input
          type="search"
          placeholder="Find"
          aria-label="Find in the log"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <select aria-label="Lowest level" value={level} onChange={(event) => setLevel(event.target.value as Level)}>
          <option value="info">All</option>
          <option value="warning">Warnings and errors</option>
          <option value="error">Errors</option>
        </select>
        <label className="check">
          <input type="checkbox" checked={isFollowing} onChange={() => setFollowing(!isFollowing)} />Follow
        </label>
        <span className="grow" />
        <Button small look="ghost" icon="download" onClick={save}>Save</Button>
      </div>
      {shown.length === 0 && (
        <p className="padded muted">{rows.length === 0 ? "Nothing was logged yet." : "No line matches."}</p>
      )}
      <VirtualList
        label="Log"
        items={shown}
        rowHeight={ROW_HEIGHT}
        follow={isFollowing}
        onFollowChange={setFollowing}
        render={(row, index) => (
          <div key={row.key} className={`log-line ${row.level}`}>
            <span className="line-number">{index + 1}</span>
            <span className="line-time">{row.time && clock(row.time)}</span>
            <span className="line-text" title={row.text}>
              {row.level !== "info" && row.time && <b>{`${row.level} `}</b>}
              {row.text}
            </span>
          </div>
        )}
      />
      {speaking && (
        <p className="speaking" aria-hidden="true">
          {speaking.slice(-200)}
          <i className="caret" />
        </p>
      )}
    </div>
  );
}
