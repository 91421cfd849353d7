import type { ClientFrame, ServerFrame } from "./types";

export type SocketState = "connecting" | "online" | "reconnecting" | "sign_in" | "stopped";

/** The part of a WebSocket we use, so that tests can speak for the desk. */
export interface Wire {
  send(text: string): void;
  close(): void;
}

export interface WireEvents {
  opened(): void;
  said(text: string): void;
  closed(code: number): void;
}

export interface LiveSocketParts {
  open: (events: WireEvents) => Wire;
  /** What to say first on every connection: `hello` or `watch`, with the last `seq` held at that moment. */
  greet: () => ClientFrame[];
  frame: (frame: ServerFrame) => void;
  state: (state: SocketState) => void;
  /** Runs the task after so many ms; the answer cancels it. */
  after: (ms: number, task: () => void) => () => void;
  random: () => number;
}

export const PING_MS = 25_000;
export const SILENCE_MS = 10_000;
export const SHORTEST_WAIT_MS = 500;
export const LONGEST_WAIT_MS = 15_000;

/** How long to wait before the n-th try (from 0): at least half a second, at most fifteen, never in step with others. */
export function reconnectWait(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** (attempt + 1));
  return SHORTEST_WAIT_MS + random * (ceiling - SHORTEST_WAIT_MS);
}

/** One live connection that comes back by itself, resumes where it was and notices when the other side went silent. */
export class LiveSocket {
  private wire: Wire | null = null;
  private attempt = 0;
  private round = 0;
  private current: SocketState | null = null;
  private greeted = false;
  private cancelWait: (() => void) | null = null;
  private cancelPing: (() => void) | null = null;
  private cancelSilence: (() => void) | null = null;

  constructor(private readonly parts: LiveSocketParts) {}

  start(): void {
    this.attempt = 0;
    this.connect("connecting");
  }

  /** Tries now instead of waiting: the network is back, or the screen woke up. */
  wake(): void {
    if (this.current === "reconnecting" && this.cancelWait !== null) this.connect("reconnecting");
    else if (this.current === "online") this.ping();
  }

  stop(): void {
    this.drop();
    this.tell("stopped");
  }

  /**
   * Sends behind the greeting and answers whether it was; without a connection nothing is kept here. It does not wait
   * for the desk's first word: what is left out between the two would be in no greeting and never be said at all.
   */
  send(frame: ClientFrame): boolean {
    if (!this.greeted || this.wire === null) return false;
    this.wire.send(JSON.stringify(frame));
    return true;
  }

  private connect(state: SocketState): void {
    this.drop();
    this.tell(state);
    const round = (this.round += 1);
    const mine = (task: () => void) => () => {
      if (round === this.round) task();
    };
    this.expectWord();
    this.wire = this.parts.open({
      opened: mine(() => {
        this.greeted = true;
        this.parts.greet().forEach((frame) => this.send(frame));
      }),
      said: (text) => mine(() => this.hear(text))(),
      closed: (code) => mine(() => this.lost(code))(),
    });
  }

  private hear(text: string): void {
    this.cancelSilence?.();
    this.cancelSilence = null;
    const frame = parse(text);
    if (this.current !== "online") {
      this.attempt = 0;
      this.tell("online");
      this.schedulePing();
    }
    if (frame !== null && frame.type !== "pong") this.parts.frame(frame);
  }

  private lost(code: number): void {
    this.drop();
    if (code === 4401) { this.tell("sign_in"); return; }
    if (code === 4400) { this.tell("stopped"); return; }
    const wait = code === 4429 ? LONGEST_WAIT_MS : reconnectWait(this.attempt, this.parts.random());
    this.attempt += 1;
    this.tell("reconnecting");
    this.cancelWait = this.parts.after(wait, () => this.connect("reconnecting"));
  }

  private schedulePing(): void {
    this.cancelPing?.();
    this.cancelPing = this.parts.after(PING_MS, () => {
      this.ping();
      this.schedulePing();
    });
  }

  private ping(): void {
    this.send({ type: "ping" });
    this.expectWord();
  }

  /** A connection that says nothing for so long is dead, whatever the browser believes. */
  private expectWord(): void {
    this.cancelSilence ??= this.parts.after(SILENCE_MS, () => this.lost(1006));
  }

  private drop(): void {
    this.round += 1;
    this.greeted = false;
    for (const cancel of [this.cancelWait, this.cancelPing, this.cancelSilence]) cancel?.();
    this.cancelWait = this.cancelPing = this.cancelSilence = null;
    this.wire?.close();
    this.wire = null;
  }

  private tell(state: SocketState): void {
    if (this.current === state) return;
    this.current = state;
    this.parts.state(state);
  }
}

/** A frame, or null for text that is none: later desks may say things this page does not know. */
function parse(text: string): ServerFrame | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "type" in value ? (value as ServerFrame) : null;
  } catch {
    return null;
  }
}
