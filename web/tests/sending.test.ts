import { describe, expect, it } from "vitest";
import { DeskError } from "../shared/http";
import { Sending } from "../shared/sending";
import type { ClientFrame } from "../shared/types";
import { said } from "./entries";

function desk(online = true) {
  const frames: ClientFrame[] = [];
  const tasks: (() => void)[] = [];
  const sending = new Sending({
    say: (frame) => {
      if (online) frames.push(frame);
      return online;
    },
    after: (_ms, task) => {
      tasks.push(task);
      return () => tasks.splice(tasks.indexOf(task), 1);
    },
  });
  return { sending, frames, tasks };
}

describe("sending on the live connection", () => {
  it("gives the stored entry to the message it answers", async () => {
    const { sending, frames, tasks } = desk();
    const one = sending.send("c_1", "id-1", "one");
    const two = sending.send("c_1", "id-2", "two");
    expect(frames.map((frame) => frame.type)).toEqual(["send", "send"]);
    sending.hear({ type: "sent", conversation_id: "c_1", id: "id-2", seq: 2, entry: said(2) });
    sending.hear({ type: "sent", conversation_id: "c_1", id: "id-1", seq: 1, entry: said(1) });
    expect((await one)?.seq).toBe(1);
    expect((await two)?.seq).toBe(2);
    expect(tasks).toEqual([]);
  });

  it("fails with the desk's words when it is refused", async () => {
    const { sending } = desk();
    const sent = sending.send("c_1", "id-1", "one");
    const refusal = { code: "message_id_reused", message: "Already used." };
    sending.hear({ type: "refused", conversation_id: "c_1", id: "id-1", status: 409, ...refusal });
    await expect(sent).rejects.toMatchObject({ status: 409, code: "message_id_reused", final: true });
  });

  it("counts as not reached when nothing comes back or the connection is lost", async () => {
    const { sending, tasks } = desk();
    const silent = sending.send("c_1", "id-1", "one");
    tasks[0]?.();
    await expect(silent).rejects.toBeInstanceOf(DeskError);
    const cut = sending.send("c_1", "id-2", "two");
    sending.lost();
    await expect(cut).rejects.toMatchObject({ status: 0, final: false });
  });

  it("says so when there is no connection to send on", async () => {
    const { sending } = desk(false);
    expect(await sending.send("c_1", "id-1", "one")).toBeNull();
  });
});
