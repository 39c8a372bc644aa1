import { strict as assert } from "node:assert";
import { test } from "node:test";
import { count, duration, estimate, money, plural, relative, title } from "../src/format/format";

test("a duration has two units at most", () => {
  assert.equal(duration(0), "0ms");
  assert.equal(duration(999), "999ms");
  assert.equal(duration(4_249), "4.2s");
  assert.equal(duration(59_999), "59.9s");
  assert.equal(duration(185_000), "3m 05s");
  assert.equal(duration(7_800_000), "2h 10m");
  assert.equal(duration(277_200_000), "3d 5h");
  assert.equal(duration(NaN), "0s");
  assert.equal(duration(-1), "0s");
});

test("a time is told from now, before and after", () => {
  assert.equal(relative(1000, 2000), "now");
  assert.equal(relative(0, 12_000), "12s ago");
  assert.equal(relative(0, 3_600_000), "1h ago");
  assert.equal(relative(7_200_000, 0), "in 2h");
  assert.equal(relative(0, 86_400_000 * 9), "9d ago");
  assert.equal(relative(86_400_000 * 1200, 0), "in 3y");
});

test("large numbers are short, and small sums keep digits that mean something", () => {
  assert.deepEqual([0, 920, 26_400, 99_940, 123_456, 999_949, 1_300_000].map(count), [
    "0",
    "920",
    "26.4k",
    "99.9k",
    "123k",
    "1000k",
    "1.3M",
  ]);
  assert.deepEqual([0, 0.0042, 0.159, 12.4].map(money), ["$0", "$0.0042", "$0.159", "$12.40"]);
});

test("words", () => {
  assert.equal(title("in_progress"), "In progress");
  assert.equal(plural(1, "task"), "1 task");
  assert.equal(plural(0, "task"), "0 tasks");
  assert.equal(estimate(15), "15m");
  assert.equal(estimate(90), "1h 30m");
  assert.equal(estimate("2 hours"), "2 hours");
  assert.equal(estimate(null), "");
});
