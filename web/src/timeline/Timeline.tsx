import { type PointerEvent, useMemo, useRef, useState } from "react";
import { duration } from "../format/format";
import { Button } from "../kit/Button";
import { statusWord } from "../kit/Status";
import { useNow } from "../kit/Time";
import type { Row, Span } from "./rows";
import { makeScale, type Scale, type Stretch, ticks } from "./scale";

interface TimelineProps {
  rows: Row[];
  isLive: boolean;
  chosen: string | null;
  onChoose: (id: string) => void;
}

/** When what happened: queueing, work and waiting apart, idle time folded, growing while it is live. */
export function Timeline({ rows, isLive, chosen, onChoose }: TimelineProps) {
  const present = useNow(isLive);
  const [zoom, setZoom] = useState<Stretch | null>(null);
  const whole = useMemo(() => extent(rows, present), [rows, present]);
  const scale = useMemo(() => makeScale(zoom ?? whole, busy(rows, present)), [rows, whole, zoom, present]);
  if (rows.length === 0) return <p className="padded muted">Nothing has begun yet.</p>;
  return (
    <div className="timeline">
      <div className="timeline-head">
        <span className="timeline-label muted">
          {zoom && <Button small look="ghost" onClick={() => setZoom(null)}>Show all</Button>}
        </span>
        <Axis scale={scale} origin={whole.from} onZoom={setZoom} />
      </div>
      <ol className="timeline-rows">
        {rows.map((row) => (
          <TimelineRow
            key={row.id}
            row={row}
            scale={scale}
            present={present}
            isChosen={row.id === chosen}
            onChoose={onChoose}
          />
        ))}
      </ol>
      <p className="legend" aria-hidden="true">
        <span className="key queue">queued</span>
        <span className="key work">at work</span>
        <span className="key wait">waits</span>
        <span className="grow" />
        <span>drag over the axis to zoom</span>
      </p>
    </div>
  );
}

function Axis({ scale, origin, onZoom }: { scale: Scale; origin: number; onZoom: (window: Stretch) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const percent = (event: PointerEvent) => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.max(0, Math.min(100, ((event.clientX - left) / width) * 100));
  };
  const release = () => {
    if (drag && Math.abs(drag.to - drag.from) > 1) {
      onZoom({ from: scale.time(Math.min(drag.from, drag.to)), to: scale.time(Math.max(drag.from, drag.to)) });
    }
    setDrag(null);
  };
  return (
    <div
      className="axis"
      ref={box}
      aria-hidden="true"
      onPointerUp={release}
      onPointerLeave={() => setDrag(null)}
      onPointerDown={(event) => {
        const at = percent(event);
        setDrag({ from: at, to: at });
      }}
      onPointerMove={(event) => {
        if (drag) setDrag({ ...drag, to: percent(event) });
      }}
    >
      {ticks(scale, origin).map((tick) => (
        <span key={tick.ms} style={{ left: `${tick.percent}%` }}>
          {tick.ms === 0 ? "0s" : duration(tick.ms).replace(".0s", "s")}
        </span>
      ))}
      {scale.segments.filter((segment) => segment.isIdle).map((segment) => (
        <i
          key={segment.from}
          className="fold"
          style={{ left: `${segment.left}%`, width: `${segment.width}%` }}
          title={`${duration(segment.to - segment.from)} with nothing at work`}
        >
          ≈
        </i>
      ))}
      {drag && <b style={{ left: `${Math.min(drag.from, drag.to)}%`, width: `${Math.abs(drag.to - drag.from)}%` }} />}
    </div>
  );
}

function TimelineRow({ row, scale, present, isChosen, onChoose }: {
  row: Row;
  scale: Scale;
  present: number;
  isChosen: boolean;
  onChoose: (id: string) => void;
}) {
  const worked = row.spans.reduce(
    (sum, span) => sum + (span.kind === "work" ? (span.to ?? Math.max(present, span.from)) - span.from : 0),
    0,
  );
  return (
    <li>
      <button
        type="button"
        className={`timeline-row ${isChosen ? "chosen" : ""}`}
        aria-pressed={isChosen}
        onClick={() => onChoose(row.id)}
        aria-label={`${row.title}, ${statusWord(row.status)}, at work for ${duration(worked)}`}
      >
        <span className={`timeline-label depth-${Math.min(3, row.depth)}`}>
          <span className="clip">{row.title}</span>
          {row.detail && <small className="clip">{row.detail}</small>}
        </span>
        <span className="track">
          {scale.segments.filter((segment) => segment.isIdle).map((segment) => (
            <i key={segment.from} className="fold" style={{ left: `${segment.left}%`, width: `${segment.width}%` }} />
          ))}
          {row.spans.map((span) => (
            <Bar
              key={`${span.kind}${span.from}`}
              span={span}
              scale={scale}
              present={present}
            />
          ))}
        </span>
      </button>
    </li>
  );
}

/** A label needs about this much room, in percent. */
const LABEL_ROOM = 9;

function Bar({ span, scale, present }: { span: Span; scale: Scale; present: number }) {
  const to = span.to ?? Math.max(present, span.from);
  const left = scale.at(span.from);
  const width = scale.at(to) - left;
  if (width <= 0 && (left <= 0 || left >= 100)) return null;
  const took = duration(to - span.from);
  return (
    <span
      className={`bar ${span.kind} tone-${span.tone} ${span.to === null ? "open" : ""}`}
      title={`${span.label}: ${took}`}
      style={{ left: `${left}%`, width: `max(${width}%, 3px)` }}
    >
      {width > LABEL_ROOM && span.kind !== "tool" && <em>{took}</em>}
    </span>
  );
}

function extent(rows: Row[], present: number): Stretch {
  let from = Infinity;
  let to = -Infinity;
  for (const { spans } of rows) {
    for (const span of spans) {
      from = Math.min(from, span.from);
      to = Math.max(to, span.to ?? Math.max(present, span.from));
    }
  }
  return from === Infinity ? { from: present - 1000, to: present } : { from, to: Math.max(to, from + 10) };
}

function busy(rows: Row[], present: number): Stretch[] {
  return rows.flatMap((row) =>
    row.spans.filter((span) => span.kind === "work" || span.kind === "tool")
      .map((span) => ({ from: span.from, to: span.to ?? Math.max(present, span.from) }))
  );
}
