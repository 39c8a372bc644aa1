import { strict as assert } from "node:assert";
import { test } from "node:test";
import { errorsByFile } from "../src/pages/orchestration/projectErrors";
import { branchOf } from "../src/run/rerun";
import type { Execution, Step } from "../src/wire";

test("what is wrong with a project is told by file, in the order in which it was found", () => {
  assert.deepEqual(
    errorsByFile([
      "agents/ada.json.system_prompt should have at least 10 characters",
      "tasks/b.json: is no JSON: at 3",
      "agents/ada.json.name is required",
      "the tasks would wait for each other: 'A' → 'B' → 'A'",
    ]),
    [
      ["agents/ada.json", ["system_prompt should have at least 10 characters", "name is required"]],
      ["tasks/b.json", ["is no JSON: at 3"]],
      ["The project", ["the tasks would wait for each other: 'A' → 'B' → 'A'"]],
    ],
  );
});

test("a task is repeated by its branch, and what has none by its step", () => {
  const execution = { id: "e", task_id: "t" } as Execution;
  const at = (path: string) => branchOf(execution, [{ call_id: "e", path } as Step]);
  assert.equal(at("tasks/t/execution#2"), "tasks/t");
  assert.equal(at("strategy/1 parallel/tasks/t/votes/1/execution"), "strategy/1 parallel/tasks/t");
  assert.equal(at("round/execution"), "round/execution");
  assert.throws(() => branchOf(execution, []));
});
