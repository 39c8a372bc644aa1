import { strict as assert } from "node:assert";
import { test } from "node:test";
import { layOut, NODE, withoutShortcuts } from "../src/graph/layout";
import { patternEdges } from "../src/pages/orchestration/patternShape";

const edge = (text: string) => ({ from: text[0] ?? "", to: text[1] ?? "" });

test("what waits stands to the right of what it waits for", () => {
  const { nodes } = layOut(["a", "b", "c", "d"], ["ab", "bc", "ad"].map(edge));
  assert.ok(nodes.a!.x < nodes.b!.x && nodes.b!.x < nodes.c!.x);
  assert.equal(nodes.b!.x, nodes.d!.x);
});

test("nodes never overlap", () => {
  const ids = Array.from({ length: 60 }, (_, index) => `n${index}`);
  const edges = ids.flatMap((id, index) =>
    [1, 3, 7].filter((step) => index + step < 60).map((step) => ({ from: id, to: `n${index + step}` }))
  );
  const places = Object.values(layOut(ids, edges).nodes);
  for (const [index, one] of places.entries()) {
    for (const other of places.slice(index + 1)) {
      assert.ok(Math.abs(one.x - other.x) >= NODE.width || Math.abs(one.y - other.y) >= NODE.height);
    }
  }
});

test("an edge that says what others say is left out", () => {
  assert.deepEqual(withoutShortcuts(["a", "b", "c"], ["ab", "bc", "ac"].map(edge)), ["ab", "bc"].map(edge));
});

test("a cycle, a stranger and a loop do not break the drawing", () => {
  const { nodes, edges } = layOut(["a", "b"], ["ab", "ba", "aa", "az"].map(edge));
  assert.equal(Object.keys(nodes).length, 2);
  assert.equal(edges.length, 1);
});

test("nothing is drawn as nothing", () => {
  assert.deepEqual(layOut([], []).nodes, {});
});

test("a long edge passes between the nodes of the ranks it crosses", () => {
  const layout = layOut(["a", "b", "c", "d", "x"], ["ab", "bc", "cd", "ax", "xd"].map(edge));
  const long = layout.edges.find(({ from, to }) => from === "x" && to === "d");
  assert.ok(long && long.points.length > 2);
});

test("a sequence without dependencies goes one after another; other patterns do not", () => {
  const tasks = {};
  assert.deepEqual(patternEdges("sequential", ["a", "b", "c"], tasks), ["ab", "bc"].map(edge));
  assert.deepEqual(patternEdges("parallel", ["a", "b", "c"], tasks), []);
});
