import { beforeEach, describe, expect, it } from "vitest";
import { DeskError } from "../shared/http";
import { memoryStorage, type KeyValue } from "../shared/storage";
import type { Decided, Decision, Message, Refused } from "../studio/contract";
import { Labelling } from "../studio/labelling";
import { label, message } from "./misread";

const TRACK: Decision = { kind: "intent", intent: "track_order", text: null };
const AWAY = () => new DeskError(0, "unreachable", "no");

/** The desk's side, as its rules are: versions grow, and an older one is refused. */
class Side {
  readonly versions = new Map<number, number>();
  readonly undone: string[] = [];
  fails: (() => DeskError) | null = null;
  private labels = 0;

  label = (messages: readonly { id: number; version: number }[], decision: Decision): Promise<Decided> => {
    if (this.fails !== null) return Promise.reject(this.fails());
    const fits = messages.filter(({ id, version }) => (this.versions.get(id) ?? 1) === version);
    const rest = messages.filter((each) => !fits.includes(each));
    const done = fits.map(({ id, version }) => {
      this.versions.set(id, version + 1);
      return message(id, { version: version + 1, label: label({ id: `l_${(this.labels += 1)}`, ...decision }) });
    });
    const refused = rest.map(({ id }): Refused => ({ id, code: "labelled_meanwhile", by: "Noor", intent: "complaint", message: message(id, { version: 2 }) }));
    return Promise.resolve({ labels: done.flatMap((each) => (each.label === null ? [] : [each.label])), messages: done, refused });
  };

  undoLabel = (id: string): Promise<{ message: Message }> => {
    if (this.fails !== null) return Promise.reject(this.fails());
    this.undone.push(id);
    return Promise.resolve({ message: message(1, { version: 9 }) });
  };
}

let side: Side;
let store: KeyValue;
let changed: Message[];
let refused: Refused[];
let failed: string[];

function labelling(): Labelling {
  return new Labelling({
    desk: side,
    store,
    prefix: () => "kept.ida.",
    changed: (messages) => void changed.push(...messages),
    refused: (all) => void refused.push(...all),
    failed: (_, words) => void failed.push(words),
    signedOut: (error) => error.status === 401,
  });
}

beforeEach(() => {
  side = new Side();
  store = memoryStorage();
  changed = [];
  refused = [];
  failed = [];
});

describe("labels on their way", () => {
  it("are there at once, and the desk's own words follow", async () => {
    const way = labelling();
    const sent = way.give([message(1)], TRACK);
    expect([...way.ids.value]).toEqual([1]);
    await sent;
    expect(way.ids.value.size).toBe(0);
    expect(changed.map(({ version }) => version)).toEqual([2]);
    expect(store.keys()).toEqual([]);
  });

  it("let a second thought about the same message follow the first", async () => {
    const way = labelling();
    void way.give([message(1)], TRACK);
    await way.give([message(1)], { ...TRACK, intent: "complaint" });
    expect(refused).toEqual([]);
    expect(changed.at(-1)?.label?.intent).toBe("complaint");
  });

  it("never overwrite a colleague's, and go on", async () => {
    const way = labelling();
    side.versions.set(1, 2);
    await way.give([message(1), message(2)], TRACK);
    expect(refused.map(({ id, by }) => [id, by])).toEqual([[1, "Noor"]]);
    expect(changed.map(({ id }) => id)).toEqual([2]);
    side.versions.set(3, 2);
    await way.give([message(3)], TRACK);
    expect(way.undoable.value, "what was refused cannot be taken back").toBe(1);
  });

  it("are kept while the desk is away, over a reload too, and sent once it answers", async () => {
    const way = labelling();
    side.fails = AWAY;
    await way.give([message(1)], TRACK);
    await way.give([message(2)], TRACK);
    expect(way.kept.value).toBe(2);
    const reloaded = labelling();
    reloaded.restore();
    expect([...reloaded.ids.value]).toEqual([1, 2]);
    side.fails = null;
    await reloaded.retry();
    expect(changed.map(({ id }) => id)).toEqual([1, 2]);
    expect(store.keys()).toEqual([]);
  });

  it("wait for a new sign-in when this one has ended", async () => {
    const way = labelling();
    side.fails = () => new DeskError(401, "unauthorized", "Please sign in.");
    await way.give([message(1)], TRACK);
    expect(store.keys()).toHaveLength(1);
    expect(failed).toEqual([]);
  });

  it("are given up, with the desk's words, when it will never take them", async () => {
    const way = labelling();
    side.fails = () => new DeskError(400, "invalid_field", "The assistant knows no such intent.");
    await way.give([message(1)], TRACK);
    expect(failed).toEqual(["The assistant knows no such intent."]);
    expect(way.ids.value.size).toBe(0);
    expect(way.undoable.value).toBe(0);
  });
});

describe("undo", () => {
  it("takes back the last, all of its messages, and then the one before", async () => {
    const way = labelling();
    await way.give([message(1)], TRACK);
    await way.give([message(2), message(3)], TRACK);
    expect(await way.undo()).toEqual([2, 3]);
    expect(await way.undo()).toEqual([1]);
    expect(side.undone).toEqual(["l_2", "l_3", "l_1"]);
    expect(await way.undo()).toBeNull();
  });

  it("pressed twice takes back two", async () => {
    const way = labelling();
    await way.give([message(1)], TRACK);
    await way.give([message(2)], TRACK);
    expect(await Promise.all([way.undo(), way.undo(), way.undo()])).toEqual([[2], [1], null]);
    expect(side.undone).toEqual(["l_2", "l_1"]);
  });

  it("waits for what is on its way, and drops what was never sent", async () => {
    const way = labelling();
    void way.give([message(1)], TRACK);
    expect(await way.undo()).toEqual([1]);
    expect(side.undone).toEqual(["l_1"]);
    side.fails = AWAY;
    await way.give([message(2)], TRACK);
    expect(await way.undo()).toEqual([2]);
    expect(way.kept.value).toBe(0);
    expect(store.keys()).toEqual([]);
  });

  it("can be tried again when the desk was away", async () => {
    const way = labelling();
    await way.give([message(1)], TRACK);
    side.fails = AWAY;
    await expect(way.undo()).rejects.toThrow();
    side.fails = null;
    expect(await way.undo()).toEqual([1]);
  });
});
