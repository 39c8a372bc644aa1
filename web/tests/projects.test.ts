import { strict as assert } from "node:assert";
import { test } from "node:test";
import { errorsByFile } from "../src/pages/orchestration/projectErrors";

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
