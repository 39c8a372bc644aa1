import { strict as assert } from "node:assert";
import { test } from "node:test";
import { executionRow, stepRows } from "../src/timeline/rows";
import { gaps, makeScale, ticks } from "../src/timeline/scale";
import type { Execution, LiveEvent, Step } from "../src/wire";

const time = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000).toISOString();
const at = (seconds: number) => 1_700_000_000_000 + seconds * 1000;
const event = (name: string, seconds: number, data: object = {}): LiveEvent => ({
  type: "execution_event",
  event: name,
  timestamp: time(seconds),
  cursor: seconds,
  data: { execution_id: "e", ...data },
});
const execution = (status: string, end: number | null): Execution =>
  ({ id: "e", status, start_time: time(0), end_time: end === null ? null : time(end) }) as Execution;

test("gaps are what no stretch covers", () => {
  assert.deepEqual(gaps({ from: 0, to: 100 }, [{ from: 20, to: 30 }, { from: 10, to: 25 }]), [{ from: 0, to: 10 }, {
    from: 30,
    to: 100,
  }]);
  assert.deepEqual(gaps({ from: 0, to: 10 }, [{ from: 0, to: 10 }]), []);
});

test("hours of waiting take little room, and work keeps its proportions", () => {
  const scale = makeScale({ from: 0, to: 3_620_000 }, [{ from: 0, to: 10_000 }, { from: 3_610_000, to: 3_620_000 }]);
  assert.equal(scale.segments.filter((segment) => segment.isIdle).length, 1);
  assert.ok(scale.at(3_610_000) - scale.at(10_000) < 5);
  assert.ok(Math.abs(scale.at(10_000) - (100 - scale.at(3_610_000))) < 0.001);
});

test("a place leads back to its time", () => {
  const scale = makeScale({ from: 0, to: 100_000 }, [{ from: 0, to: 20_000 }, { from: 70_000, to: 100_000 }]);
  for (const moment of [0, 5_000, 20_000, 45_000, 99_000]) {
    assert.ok(Math.abs(scale.time(scale.at(moment)) - moment) < 1);
  }
});

test("ticks are round and few", () => {
  const found = ticks(makeScale({ from: 500, to: 63_500 }, [{ from: 500, to: 63_500 }]), 500);
  assert.ok(found.length >= 4 && found.length <= 8);
  assert.ok(found.every((tick) => tick.ms % 10_000 === 0));
});

test("queueing, work and waiting are told apart", () => {
  const row = executionRow(
    execution("completed", 20),
    [
      event("created", 0),
      event("started", 2),
      event("needs_input", 5),
      event("input_given", 15),
      event("continued", 16),
      event("completed", 20),
    ],
    "t",
    "a",
  );
  assert.deepEqual(row.spans.map((span) => [span.kind, (span.from - at(0)) / 1000, ((span.to ?? 0) - at(0)) / 1000]), [
    ["queue", 0, 2],
    ["work", 2, 5],
    ["wait", 5, 15],
    ["queue", 15, 16],
    ["work", 16, 20],
  ]);
});

test("what goes on has no end, and an execution without events is one bar", () => {
  assert.equal(
    executionRow(execution("running", null), [event("created", 0), event("started", 1)], "t", "a").spans[1]?.to,
    null,
  );
  assert.deepEqual(executionRow(execution("completed", 9), [], "t", "a").spans.map((span) => span.kind), ["work"]);
});

test("attempts of a step share a row, values have none, and tools stand below their step", () => {
  const step = (path: string, attempt: number, from: number, to: number, status: string, kind = "step"): Step =>
    ({ path, attempt, kind, status, call_id: "", started_at: time(from), ended_at: time(to) }) as Step;
  const rows = stepRows(
    [step("now", 1, 0, 0, "completed", "value"), step("work", 1, 0, 2, "failed"), step("work", 2, 4, 9, "completed")],
    [event("tool_use", 5, { tool_use_id: "1", tool: "Read" }), event("tool_result", 6, { tool_use_id: "1" })],
    "e",
    1,
  );
  assert.deepEqual(rows.map((row) => [row.title, row.spans.length, row.depth]), [["work", 2, 1], ["tools", 1, 2]]);
});
