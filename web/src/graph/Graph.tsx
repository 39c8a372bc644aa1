import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { Button } from "../kit/Button";
import { statusWord, toneOf } from "../kit/Status";
import { type GraphEdge, layOut, NODE, pathThrough } from "./layout";

export interface GraphNode {
  id: string;
  title: string;
  detail: string;
  figure?: string | undefined;
  status: string;
}

interface GraphProps {
  label: string;
  nodes: GraphNode[];
  edges: GraphEdge[];
  chosen?: string | null | undefined;
  onChoose?: (id: string) => void;
}

/** More than this is a wall, not a picture. */
const MOST_NODES = 300;
const PADDING = 24;

/** Work and what it waits for, from left to right; fitted to the width, and zoomed by hand. */
export function Graph({ label, nodes, edges, chosen, onChoose }: GraphProps) {
  const shown = nodes.slice(0, MOST_NODES);
  const shape = `${shown.map((node) => node.id).join()} ${edges.map((edge) => edge.from + edge.to).join()}`;
  const layout = useMemo(() => layOut(shown.map((node) => node.id), edges), [shape]);
  const { box, scale, setZoom, isZoomed } = useFit(layout.width + 2 * PADDING);
  const byID = useMemo(() => new Map(shown.map((node) => [node.id, node])), [nodes]);
  const width = layout.width + 2 * PADDING;
  const height = layout.height + 2 * PADDING;
  return (
    <div className="graph">
      <div className="graph-zoom" role="group" aria-label="Zoom">
        <Button small look="ghost" aria-label="Smaller" onClick={() => setZoom(scale / 1.25)}>−</Button>
        <Button small look="ghost" aria-label="Larger" onClick={() => setZoom(scale * 1.25)}>+</Button>
        {isZoomed && <Button small look="ghost" onClick={() => setZoom(null)}>Fit</Button>}
      </div>
      <div className="graph-box" ref={box} tabIndex={0} role="group" aria-label={label}>
        <div className="graph-space" style={{ width: width * scale, height: height * scale }}>
          <div className="graph-sheet" style={{ width, height, transform: `scale(${scale})` }}>
            <svg width={width} height={height} aria-hidden="true">
              <g transform={`translate(${PADDING} ${PADDING})`}>
                {layout.edges.map(({ from, to, points }) => (
                  <path
                    key={`${from} ${to}`}
                    d={pathThrough(points)}
                    className={`edge ${edgeLook(byID.get(from), byID.get(to))}`}
                  />
                ))}
              </g>
            </svg>
            {shown.map((node) => (
              <Node
                key={node.id}
                node={node}
                at={layout.nodes[node.id]}
                isChosen={node.id === chosen}
                onChoose={onChoose}
              />
            ))}
          </div>
        </div>
      </div>
      {nodes.length > MOST_NODES && (
        <p className="padded muted">{`${nodes.length - MOST_NODES} more are not drawn; the list has them all.`}</p>
      )}
    </div>
  );
}

function Node({ node, at, isChosen, onChoose }: {
  node: GraphNode;
  at: { x: number; y: number } | undefined;
  isChosen: boolean;
  onChoose: ((id: string) => void) | undefined;
}) {
  return (
    <button
      type="button"
      className={`node tone-${toneOf(node.status)}`}
      aria-pressed={isChosen}
      onClick={() => onChoose?.(node.id)}
      aria-label={`${node.title}, ${statusWord(node.status)}, ${node.detail}`}
      title={node.title}
      style={{ left: (at?.x ?? 0) + PADDING, top: (at?.y ?? 0) + PADDING, width: NODE.width, height: NODE.height }}
    >
      <span className="node-title">
        <span className="dot" aria-hidden="true" />
        <span className="clip">{node.title}</span>
      </span>
      <span className="node-detail">
        <span className="clip grow">{node.detail}</span>
        <span className="figures">{node.figure ?? statusWord(node.status)}</span>
      </span>
    </button>
  );
}

function edgeLook(from: GraphNode | undefined, to: GraphNode | undefined): string {
  if (to && toneOf(to.status) === "live") return "moving";
  return from && toneOf(from.status) === "good" ? "done" : "";
}

/** Fits the width, never larger than life, until a person zooms. */
function useFit(width: number) {
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(800);
  const [zoom, setZoom] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const scale = zoom ?? Math.max(0.35, Math.min(1, room / width));
  return {
    box,
    scale,
    setZoom: (next: number | null) => setZoom(next && Math.max(0.2, Math.min(2, next))),
    isZoomed: zoom !== null,
  };
}
