import { strict as assert } from "node:assert";
import { test } from "node:test";
import { collectionReducer, emptyCollection } from "../src/store/collection";
import { join, live } from "../src/store/live";
import type { LiveEvent } from "../src/wire";

interface Thing {
  id: string;
  name?: string;
}
const reduce = collectionReducer<Thing>("agents", true);
const event = (cursor: number, name = "updated", data: object = {}): LiveEvent => ({
  type: "execution_event",
  event: name,
  timestamp: "",
  cursor,
  data: { execution_id: "e", ...data },
});
const output = (name: string, data: object): LiveEvent => ({
  type: "output_event",
  event: name,
  timestamp: "",
  transient: true,
  data: { execution_id: "e", ...data },
});

test("a list replaces what was there, but keeps what only the item's own route tells", () => {
  let state = reduce(emptyCollection<Thing>(), {
    type: "stored",
    name: "agents",
    item: { id: "1", name: "kept" } as Thing,
  });
  state = reduce(state, { type: "listed", name: "agents", items: [{ id: "2" }, { id: "1" }], total: 2 });
  assert.deepEqual(state.ids, ["2", "1"]);
  assert.equal(state.byID["1"]?.name, "kept");
  assert.equal(state.loading, "yes");
});

test("what is new comes first, what is changed stays in place, what is gone is gone", () => {
  let state = reduce(undefined, { type: "listed", name: "agents", items: [{ id: "1" }], total: 1 });
  state = reduce(state, { type: "stored", name: "agents", item: { id: "2" } });
  state = reduce(state, { type: "stored", name: "agents", item: { id: "1" } });
  assert.deepEqual([state.ids, state.total], [["2", "1"], 2]);
  state = reduce(state, { type: "removed", name: "agents", id: "2" });
  assert.deepEqual([state.ids, state.total], [["1"], 1]);
  assert.equal(reduce(state, { type: "removed", name: "agents", id: "2" }), state);
});

test("an absent route is not a failure, and a failure hides nothing that is shown", () => {
  assert.equal(reduce(undefined, { type: "listFailed", name: "agents", isAbsent: true, error: "" }).loading, "absent");
  const shown = reduce(undefined, { type: "listed", name: "agents", items: [], total: 0 });
  assert.equal(reduce(shown, { type: "listFailed", name: "agents", isAbsent: false, error: "x" }).loading, "yes");
});

test("an event that is replayed counts once", () => {
  let state = live(undefined, { type: "linked", link: "live", cursor: 10 });
  state = live(state, { type: "frames", events: [event(9), event(11), event(12)] });
  state = live(state, { type: "frames", events: [event(11), event(12), event(13)] });
  assert.deepEqual(state.feed.map(({ cursor }) => cursor), [11, 12, 13]);
  assert.equal(state.cursor, 13);
});

test("a journal joins pages and live events by cursor, in order", () => {
  const joined = join([event(1), event(4)], [event(2), event(4), event(3)]);
  assert.deepEqual(joined.map(({ cursor }) => cursor), [1, 2, 3, 4]);
  const present = [event(1)];
  assert.equal(join(present, []), present);
});

test("an open journal takes its own events only", () => {
  let state = live(undefined, { type: "journalOpened", id: "e" });
  state = live(state, { type: "frames", events: [event(1), event(2, "updated", { execution_id: "other" })] });
  assert.equal(state.journals.e?.events.length, 1);
  assert.equal(live(state, { type: "journalClosed", id: "e" }).journals.e, undefined);
});

test("words are gathered as they come, until the message is whole", () => {
  let state = live(undefined, {
    type: "frames",
    events: [output("thinking", { text: "hm" }), output("text", { text: "one " }), output("text", { text: "two" })],
  });
  assert.deepEqual([state.output.e?.text, state.output.e?.thinking], ["one two", ""]);
  state = live(state, {
    type: "frames",
    events: [output("usage", { input_tokens: 5, output_tokens: 7, cost_usd: 0.01 })],
  });
  assert.equal(state.output.e?.outputTokens, 7);
  state = live(state, { type: "frames", events: [event(1, "message", { text: "one two" })] });
  assert.equal(state.output.e?.text, "");
  state = live(state, { type: "frames", events: [event(2, "completed")] });
  assert.equal(state.output.e?.cost, 0);
});

test("ten thousand events of one frame are one state", () => {
  const events = Array.from({ length: 10_000 }, (_, index) => event(index + 1));
  const began = performance.now();
  const state = live(live(undefined, { type: "journalOpened", id: "e" }), { type: "frames", events });
  assert.equal(state.journals.e?.events.length, 10_000);
  assert.equal(state.feed.length, 500);
  assert.ok(performance.now() - began < 500);
});
