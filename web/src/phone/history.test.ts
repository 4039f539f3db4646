import { expect, test } from "vitest";
import { Bench, frame, historyItem, readyPhone, reception } from "./bench";

const ids = (bench: ReturnType<typeof readyPhone>) => bench.phone.history.items.map(({ id }) => id);
const page = (first: boolean, next: string | null, ...names: string[]) => ({
  type: "history-received" as const,
  items: names.map((id) => historyItem(id, "102")),
  next,
  first,
});

const snapshot = (seq: number) =>
  frame({ type: "snapshot", seq, calls: [], registrations: { softphone: true } });

test("a finished call comes to the top by itself, once", () => {
  const bench = readyPhone([historyItem("a", "102")]);
  bench.send(frame({ type: "history", seq: 8, item: historyItem("b", "103") }));
  bench.send(frame({ type: "history", seq: 9, item: historyItem("a", "102") }));
  expect(ids(bench)).toEqual(["a", "b"]);
});

test("older pages are appended, without what is there already", () => {
  const bench = readyPhone().send(page(true, "p2", "d", "c"), { type: "more-history-pressed" });
  expect(bench.trace()).toEqual(["load-history p2"]);
  bench.send({ type: "more-history-pressed" });
  expect(bench.trace()).toEqual([]);
  bench.send(page(false, null, "c", "b"));
  expect(ids(bench)).toEqual(["d", "c", "b"]);
  bench.send({ type: "more-history-pressed" });
  expect(bench.trace()).toEqual([]);
});

test("a page that could not be had is asked for again where it was", () => {
  const bench = readyPhone().send(page(true, "p2", "d"), { type: "more-history-pressed" });
  bench.send({ type: "history-failed" });
  bench.trace();
  bench.send({ type: "more-history-pressed" });
  expect(bench.trace()).toEqual(["load-history p2"]);
});

test("a call that ended while the newest page was on its way is not lost", () => {
  const at = (id: string, minute: number) =>
    historyItem(id, "102", {
      startedAt: `2030-01-01T10:0${9 - minute}:00.000Z`,
      endedAt: `2030-01-01T10:1${minute}:00.000Z`,
    });
  const bench = readyPhone([at("a", 1)]);
  bench.send(frame({ type: "history", seq: 8, item: at("c", 3) }));
  const items = [at("b", 2), at("a", 1)];
  bench.send({ type: "history-received", items, next: null, first: true });
  expect(ids(bench)).toEqual(["c", "b", "a"]);
});

test("what a gap of the events held is fetched, though an older page is on its way", () => {
  const bench = readyPhone().send(page(true, "p2", "c"), { type: "more-history-pressed" });
  expect(bench.trace()).toEqual(["load-history p2"]);
  bench.send(snapshot(90));
  expect(bench.trace()).toEqual(["load-history"]);
  bench.send(page(true, "p2", "d", "c"));
  expect(ids(bench)).toEqual(["d", "c"]);
  expect(bench.send({ type: "more-history-pressed" }).trace()).toEqual(["load-history p2"]);
});

test("a newest page that was asked for before the gap may lack what it held", () => {
  const bench = new Bench().send(
    { type: "started", supported: true },
    { type: "me-received", me: reception },
    { type: "channel-up", channel: "events" },
    snapshot(7),
  );
  expect(bench.trace().filter((did) => did === "load-history")).toHaveLength(1);
  bench.send(snapshot(90));
  expect(bench.trace()).toEqual(["load-history"]);
});

test("a newest page that could not be had is asked for again, and no older one in its place", () => {
  const bench = readyPhone().send(page(true, "p2", "c"), snapshot(90), { type: "history-failed" });
  expect(bench.trace()).toEqual(["load-history"]);
  expect(bench.send({ type: "more-history-pressed" }).trace()).toEqual(["load-history"]);
});
