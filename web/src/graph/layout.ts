// A layered drawing of a graph without cycles, in the manner of Sugiyama: ranks, dummy nodes for long edges, an order
// with few crossings, positions. Long edges run between the nodes instead of behind them.

export interface GraphEdge {
  from: string;
  to: string;
}

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  /** The top left corner of each node. */
  nodes: Record<string, Point>;
  /** The points each edge passes, from the right side of one node to the left side of another. */
  edges: (GraphEdge & { points: Point[] })[];
}

export const NODE = { width: 190, height: 56 };
const GAP = { x: 56, y: 18 };
const DUMMY_HEIGHT = 14;
const SWEEPS = 6;

interface Cell {
  id: string;
  isDummy: boolean;
}

export function layOut(ids: string[], given: GraphEdge[]): Layout {
  const known = new Set(ids);
  const edges = withoutShortcuts(
    ids,
    withoutCycles(ids, given.filter((e) => known.has(e.from) && known.has(e.to) && e.from !== e.to)),
  );
  const ranks = rank(ids, edges);
  const { layers, chains } = layer(ids, edges, ranks);
  order(layers, chains);
  return place(layers, chains, edges);
}

/** Leaves out edges that close a cycle: the server refuses them, a half-typed form may still have one. */
function withoutCycles(ids: string[], edges: GraphEdge[]): GraphEdge[] {
  const kept: GraphEdge[] = [];
  for (const edge of edges) {
    if (!reaches(edge.to, edge.from, successors(ids, kept))) kept.push(edge);
  }
  return kept;
}

/** Leaves out a → c where a → b → c says the same. */
export function withoutShortcuts(ids: string[], edges: GraphEdge[]): GraphEdge[] {
  const next = successors(ids, edges);
  return edges.filter(({ from, to }) =>
    !(next.get(from) ?? []).some((between) => between !== to && reaches(between, to, next))
  );
}

function successors(ids: string[], edges: GraphEdge[]): Map<string, string[]> {
  const next = new Map(ids.map((id) => [id, [] as string[]]));
  for (const { from, to } of edges) next.get(from)?.push(to);
  return next;
}

function reaches(from: string, to: string, next: Map<string, string[]>): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return false;
}

/** The longest way from a beginning. */
function rank(ids: string[], edges: GraphEdge[]): Map<string, number> {
  const ranks = new Map(ids.map((id) => [id, 0]));
  for (let pass = 0; pass < ids.length; pass += 1) {
    let isChanged = false;
    for (const { from, to } of edges) {
      const least = (ranks.get(from) ?? 0) + 1;
      if ((ranks.get(to) ?? 0) >= least) continue;
      ranks.set(to, least);
      isChanged = true;
    }
    if (!isChanged) break;
  }
  return ranks;
}

function layer(ids: string[], edges: GraphEdge[], ranks: Map<string, number>) {
  const depth = Math.max(0, ...ranks.values());
  const layers: Cell[][] = Array.from({ length: depth + 1 }, () => []);
  for (const id of ids) layers[ranks.get(id) ?? 0]?.push({ id, isDummy: false });
  const chains = edges.map((edge, index) => {
    const chain = [edge.from];
    for (let level = (ranks.get(edge.from) ?? 0) + 1; level < (ranks.get(edge.to) ?? 0); level += 1) {
      const dummy = `dummy ${index} ${level}`;
      layers[level]?.push({ id: dummy, isDummy: true });
      chain.push(dummy);
    }
    return [...chain, edge.to];
  });
  return { layers, chains };
}

/** Sweeps forth and back, putting each cell near the middle of its neighbours. */
function order(layers: Cell[][], chains: string[][]): void {
  const before = new Map<string, string[]>();
  const after = new Map<string, string[]>();
  for (const chain of chains) {
    chain.slice(1).forEach((id, index) => {
      const previous = chain[index] ?? "";
      before.set(id, [...(before.get(id) ?? []), previous]);
      after.set(previous, [...(after.get(previous) ?? []), id]);
    });
  }
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForth = sweep % 2 === 0;
    const sequence = isForth ? layers : [...layers].reverse();
    const positions = new Map<string, number>();
    for (const cells of sequence) {
      const middle = (cell: Cell, index: number) => mean((isForth ? before : after).get(cell.id), positions) ?? index;
      const keyed = cells.map((cell, index) => ({ cell, key: middle(cell, index), index }));
      keyed.sort((a, b) => a.key - b.key || a.index - b.index);
      keyed.forEach(({ cell }, index) => {
        cells[index] = cell;
        positions.set(cell.id, index);
      });
    }
  }
}

function mean(ids: string[] | undefined, positions: Map<string, number>): number | null {
  const known = (ids ?? []).map((id) => positions.get(id)).filter((value): value is number => value !== undefined);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function place(layers: Cell[][], chains: string[][], edges: GraphEdge[]): Layout {
  const heightOf = (cell: Cell) => (cell.isDummy ? DUMMY_HEIGHT : NODE.height);
  const heights = layers.map((cells) => cells.reduce((sum, cell) => sum + heightOf(cell) + GAP.y, -GAP.y));
  const height = Math.max(NODE.height, ...heights);
  const at = new Map<string, Point>();
  const nodes: Record<string, Point> = {};
  layers.forEach((cells, level) => {
    let y = (height - (heights[level] ?? 0)) / 2;
    for (const cell of cells) {
      const point = { x: level * (NODE.width + GAP.x), y };
      if (!cell.isDummy) nodes[cell.id] = point;
      at.set(cell.id, { x: point.x, y: y + heightOf(cell) / 2 });
      y += heightOf(cell) + GAP.y;
    }
  });
  const drawn = chains.map((chain, index) => ({ ...(edges[index] as GraphEdge), points: passing(chain, at) }));
  return { width: layers.length * (NODE.width + GAP.x) - GAP.x, height, nodes, edges: drawn };
}

/** An edge leaves a node at its right, crosses a dummy from side to side, and enters a node at its left. */
function passing(chain: string[], at: Map<string, Point>): Point[] {
  return chain.flatMap((id, index) => {
    const point = at.get(id) ?? { x: 0, y: 0 };
    const left = { x: point.x, y: point.y };
    const right = { x: point.x + NODE.width, y: point.y };
    return index === 0 ? [right] : index === chain.length - 1 ? [left] : [left, right];
  });
}

/** A smooth line through the points: level at each of them. */
export function pathThrough(points: Point[]): string {
  return points.map((point, index) => {
    const previous = points[index - 1];
    if (!previous) return `M${point.x} ${point.y}`;
    if (previous.y === point.y) return `L${point.x} ${point.y}`;
    const middle = (previous.x + point.x) / 2;
    return `C${middle} ${previous.y} ${middle} ${point.y} ${point.x} ${point.y}`;
  }).join(" ");
}
