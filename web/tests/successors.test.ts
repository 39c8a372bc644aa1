import { strict as assert } from "node:assert";
import { test } from "node:test";
import { canHandOver, presentTurn, successors } from "../src/run/successors";
import type { Agent, Execution } from "../src/wire";
import type { WorkflowRun } from "../src/wire-workflows";

const run = { id: "w", workflow_type: "swarm", status: "running", agent_ids: ["a", "b", "c", "gone"] } as WorkflowRun;
const agents = Object.fromEntries(
  [["a", "running"], ["b", "idle"], ["c", "stopped"], ["d", "idle"]].map((
    [id, status],
  ) => [id, { id, status } as Agent]),
);
const turn = (id: string, status: string, workflow_execution_id = "w") =>
  ({ id, status, workflow_execution_id, agent_id: "a" }) as Execution;

test("a swarm can be handed over while it lives, and nothing else", () => {
  assert.ok(canHandOver(run));
  assert.ok(canHandOver({ ...run, status: "paused" }));
  assert.ok(!canHandOver({ ...run, status: "aborting" }));
  assert.ok(!canHandOver({ ...run, status: "completed" }));
  assert.ok(!canHandOver({ ...run, workflow_type: "adaptive" }));
});

test("the present turn is the run's own that is not over", () => {
  const turns = [turn("1", "aborted"), turn("2", "running", "an older run"), turn("3", "waiting")];
  assert.equal(presentTurn(run, turns)?.id, "3");
  assert.equal(presentTurn(run, turns.slice(0, 2)), undefined);
});

test("who takes part, is in service and has it not goes on", () => {
  assert.deepEqual(successors(run, turn("1", "running"), agents).map(({ id }) => id), ["b"]);
  assert.deepEqual(successors(run, undefined, agents).map(({ id }) => id), ["a", "b"]);
});
