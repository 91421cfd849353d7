import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  LiveSocket,
  LONGEST_WAIT_MS,
  PING_MS,
  reconnectWait,
  SHORTEST_WAIT_MS,
  SILENCE_MS,
  type SocketState,
  type WireEvents,
} from "../shared/socket";
import type { ServerFrame } from "../shared/types";

interface Line {
  events: WireEvents;
  sent: { type: string; after?: number }[];
  closed: boolean;
}

/** A socket over lines we hold the other end of, and a clock that moves when told. */
function staged() {
  const lines: Line[] = [];
  const states: SocketState[] = [];
  const frames: ServerFrame[] = [];
  const timers: { at: number; task: () => void }[] = [];
  let now = 0;
  let held = 0;
  const socket = new LiveSocket({
    open: (events) => {
      const line: Line = { events, sent: [], closed: false };
      lines.push(line);
      return { send: (text) => line.sent.push(JSON.parse(text) as { type: string }), close: () => (line.closed = true) };
    },
    greet: () => [{ type: "hello", token: "t", conversation_id: "c_1", after: held }],
    frame: (frame) => frames.push(frame),
    state: (state) => states.push(state),
    after: (ms, task) => {
      const timer = { at: now + ms, task };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer) >>> 0, timers.includes(timer) ? 1 : 0);
    },
    random: () => 0,
  });
  const pass = (ms: number) => {
    const until = now + ms;
    for (;;) {
      const due = timers.filter((timer) => timer.at <= until).sort((left, right) => left.at - right.at)[0];
      if (due === undefined) break;
      timers.splice(timers.indexOf(due), 1);
      now = due.at;
      due.task();
    }
    now = until;
  };
  const last = () => lines.at(-1) as Line;
  const ready = () => {
    last().events.opened();
    last().events.said('{"type": "ready"}');
  };
  return { socket, lines, states, frames, pass, last, ready, hold: (seq: number) => (held = seq) };
}

describe("reconnectWait", () => {
  it("always lies between half a second and fifteen seconds", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const wait = reconnectWait(attempt, random);
        expect(wait).toBeGreaterThanOrEqual(SHORTEST_WAIT_MS);
        expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_MS);
      }),
    );
  });

  it("spreads clients that lost the desk at the same moment", () => {
    expect(reconnectWait(5, 0.9) - reconnectWait(5, 0.1)).toBeGreaterThan(5_000);
  });
});

describe("LiveSocket", () => {
  it("says hello first, is online once the desk has spoken, and passes frames on", () => {
    const stage = staged();
    stage.socket.start();
    stage.ready();
    stage.last().events.said('{"type": "entry", "conversation_id": "c_1", "entry": {}}');
    expect(stage.last().sent).toEqual([{ type: "hello", token: "t", conversation_id: "c_1", after: 0 }]);
    expect(stage.states).toEqual(["connecting", "online"]);
    expect(stage.frames.map((frame) => frame.type)).toEqual(["ready", "entry"]);
  });

  it("says what comes up between the greeting and the desk's first word", () => {
    const stage = staged();
    stage.socket.start();
    expect(stage.socket.send({ type: "unwatch", conversation_id: "c_2" })).toBe(false);
    stage.last().events.opened();
    expect(stage.socket.send({ type: "watch", conversation_id: "c_2", after: 0 })).toBe(true);
    expect(stage.last().sent.map((frame) => frame.type)).toEqual(["hello", "watch"]);
  });

  it("comes back after a loss and resumes from the last number held", () => {
    const stage = staged();
    stage.socket.start();
    stage.ready();
    stage.hold(7);
    stage.last().events.closed(1006);
    expect(stage.states.at(-1)).toBe("reconnecting");
    stage.pass(SHORTEST_WAIT_MS);
    stage.ready();
    expect(stage.lines).toHaveLength(2);
    expect(stage.last().sent[0]?.after).toBe(7);
    expect(stage.states.at(-1)).toBe("online");
  });

  it.each([
    [4400, "stopped"],
    [4401, "sign_in"],
  ])("does not retry after %i", (code, state) => {
    const stage = staged();
    stage.socket.start();
    stage.ready();
    stage.last().events.closed(code);
    stage.pass(60_000);
    expect(stage.lines).toHaveLength(1);
    expect(stage.states.at(-1)).toBe(state);
  });

  it.each([1001, 1012, 4408])("retries after %i", (code) => {
    const stage = staged();
    stage.socket.start();
    stage.ready();
    stage.last().events.closed(code);
    stage.pass(LONGEST_WAIT_MS);
    expect(stage.lines.length).toBeGreaterThan(1);
  });

  it("waits long when the desk says there are too many", () => {
    const stage = staged();
    stage.socket.start();
    stage.ready();
    stage.last().events.closed(4429);
    stage.pass(LONGEST_WAIT_MS - 1);
    expect(stage.lines).toHaveLength(1);
    stage.pass(1);
    expect(stage.lines).toHaveLength(2);
  });

  it("pings, and treats a desk that no longer answers as gone", () => {
    const stage = staged();
    stage.socket.start();
    stage.ready();
    stage.pass(PING_MS);
    expect(stage.last().sent.at(-1)).toEqual({ type: "ping" });
    stage.last().events.said('{"type": "pong"}');
    stage.pass(PING_MS + SILENCE_MS);
    expect(stage.lines[0]?.closed).toBe(true);
    expect(stage.states).toContain("reconnecting");
  });

  it("ignores the late words of a line it has left", () => {
    const stage = staged();
    stage.socket.start();
    stage.ready();
    stage.last().events.closed(1006);
    stage.lines[0]?.events.said('{"type": "reload", "conversation_id": "c_1"}');
    stage.lines[0]?.events.closed(4401);
    expect(stage.frames.map((frame) => frame.type)).toEqual(["ready"]);
    expect(stage.states.at(-1)).toBe("reconnecting");
  });

  it("tries at once when the network is back", () => {
    const stage = staged();
    stage.socket.start();
    stage.ready();
    stage.last().events.closed(1006);
    stage.socket.wake();
    expect(stage.lines).toHaveLength(2);
  });

  it("survives words it does not understand", () => {
    const stage = staged();
    stage.socket.start();
    stage.last().events.opened();
    for (const text of ["", "nonsense", "null", "[]", "3"]) stage.last().events.said(text);
    expect(stage.frames).toEqual([]);
    expect(stage.states.at(-1)).toBe("online");
  });
});
