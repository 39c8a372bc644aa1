import { strict as assert } from "node:assert";
import { test } from "node:test";
import { ApiError } from "../src/api/client";
import { gather, issuesOf, json, lines, number, password, text } from "../src/forms/validation";
import { agentsIn, draftOf, formOf, validateAgent } from "../src/pages/agents/agentDraft";
import { choicesIn } from "../src/questions/choices";
import { match } from "../src/router/router";
import { fileChanges, summary, toolUses } from "../src/run/toolUses";
import type { LiveEvent } from "../src/wire";

test("a form says what the server would say", () => {
  assert.equal(text("  "), "should not be blank");
  assert.equal(text("short", 10), "should have at least 10 characters");
  assert.equal(text("x".repeat(256), 1, 255), "should have at most 255 characters");
  assert.equal(password("elevenchars"), "should have at least 12 characters");
  assert.equal(password("x".repeat(256)), null);
  assert.equal(json("[1]"), "should be a JSON object");
  assert.equal(json("{"), "should be valid JSON");
  assert.equal(number("0", 1, 5), "should be between 1 and 5");
  assert.equal(number("", 1, 5), null);
  assert.deepEqual(gather({ a: null, b: "is bad" }), { b: "is bad" });
  assert.deepEqual(lines(" a \n\n b"), ["a", "b"]);
});

test("the server's findings go to their fields", () => {
  const error = new ApiError(422, "Validation Error", {
    errors: [{ loc: ["body", "execution_settings", "max_turns"], msg: "should be an integer", type: "int_type" }],
  });
  assert.deepEqual(issuesOf(error), { execution_settings: "should be an integer" });
});

test("an agent survives the way through the form", () => {
  const agent = {
    name: "Ada",
    role: "engineer",
    description: "d",
    system_prompt: "You write code.",
    capabilities: ["a", "b"],
    tools: [],
    objectives: [],
    constraints: [],
    memory_settings: { k: 1 },
    execution_settings: { model: "m", max_turns: 5, script: [{ say: "x" }] },
  };
  assert.deepEqual(draftOf(formOf(agent)), agent);
  assert.deepEqual(Object.keys(validateAgent(formOf())), ["name", "role", "description", "system_prompt"]);
});

test("a file may hold one agent, a list, or an object with a list", () => {
  const agent = { name: "A", role: "r", description: "d", system_prompt: "s" };
  for (const content of [agent, [agent], { agents: [agent] }]) {
    assert.equal(agentsIn(JSON.stringify(content)).length, 1);
  }
  assert.throws(() => agentsIn('{"name":"A"}'), /missing required fields \(role/);
});

test("addresses are matched by their parts", () => {
  assert.deepEqual(match("/agents/:id", "/agents/a%20b"), { id: "a b" });
  assert.deepEqual(match("/", "/"), {});
  assert.equal(match("/agents/:id", "/agents"), null);
  assert.deepEqual(match("/agents", "/agents/"), {});
});

test("questions with options are understood, others are free", () => {
  assert.equal(
    choicesIn({ questions: [{ question: "Q", options: [{ label: "A", description: "d" }, "B"] }] })[0]?.options.length,
    2,
  );
  assert.deepEqual(choicesIn({ questions: "?" }), []);
  assert.deepEqual(choicesIn(undefined), []);
});

test("tools are told in one line, and what they change by file", () => {
  const use = (id: string, tool: string, input: object): LiveEvent => ({
    type: "execution_event",
    event: "tool_use",
    timestamp: "t",
    data: { tool_use_id: id, tool, input: input as never },
  });
  const uses = toolUses([
    use("1", "Write", { file_path: "a", content: "x" }),
    use("2", "Edit", { file_path: "a", old_string: "x", new_string: "y" }),
    use("3", "Bash", { command: "ls" }),
    use("4", "MultiEdit", {
      file_path: "b",
      edits: [{ old_string: "1", new_string: "2" }, { old_string: "3", new_string: "4" }],
    }),
  ]);
  assert.equal(summary(uses[2]!), "ls");
  assert.deepEqual([...fileChanges(uses)].map(([path, changes]) => [path, changes.length]), [["a", 2], ["b", 2]]);
});
