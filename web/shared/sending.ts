import { DeskError } from "./http";
import type { ClientFrame, Entry, ServerFrame } from "./types";

export const ANSWER_MS = 5_000;

export interface SendingParts {
  /** Says a frame on the live connection; false when there is none. */
  say: (frame: ClientFrame) => boolean;
  /** Runs the task after so many ms; the answer cancels it. */
  after: (ms: number, task: () => void) => () => void;
}

interface Underway {
  stored: (entry: Entry) => void;
  failed: (error: DeskError) => void;
  cancel: () => void;
}

/** Messages on the live connection, each answered there with `sent` or `refused`; no answer counts as not reached. */
export class Sending {
  private readonly underway = new Map<string, Underway>();

  constructor(private readonly parts: SendingParts) {}

  /** The stored entry; null when there is no live connection to say it on. Throws DeskError like any call. */
  async send(conversation_id: string, id: string, text: string, attachments: string[] = []): Promise<Entry | null> {
    const files = attachments.length === 0 ? {} : { attachments };
    return new Promise((resolve, reject) => {
      if (!this.parts.say({ type: "send", conversation_id, id, text, ...files })) {
        resolve(null);
        return;
      }
      const cancel = this.parts.after(ANSWER_MS, () => this.fail(id, unreachable()));
      this.underway.set(id, { stored: resolve, failed: reject, cancel });
    });
  }

  /** Takes the answers out of what the desk says. */
  hear(frame: ServerFrame): void {
    if (frame.type === "sent") {
      const item = this.take(frame.id);
      item?.stored(frame.entry);
    } else if (frame.type === "refused") this.fail(frame.id, new DeskError(frame.status, frame.code, frame.message));
  }

  /** The connection is gone: whether the desk has stored these is not known, so they are to be sent again. */
  lost(): void {
    for (const id of [...this.underway.keys()]) this.fail(id, unreachable());
  }

  private fail(id: string, error: DeskError): void {
    this.take(id)?.failed(error);
  }

  private take(id: string): Underway | undefined {
    const item = this.underway.get(id);
    this.underway.delete(id);
    item?.cancel();
    return item;
  }
}

function unreachable(): DeskError {
  return new DeskError(0, "unreachable", "The desk could not be reached.");
}
