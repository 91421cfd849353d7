import { describe, expect, it, vi } from "vitest";
import { Attaching } from "../shared/files/attaching";
import { browserFiles, memoryFiles, type FileStore } from "../shared/files/file-store";
import { fileSign, fileSize, isPendingFile } from "../shared/files/pending-file";
import { DeskError } from "../shared/http";
import { Outbox, Refused } from "../shared/outbox";
import { memoryStorage, type KeyValue } from "../shared/storage";
import type { Attachment } from "../shared/types";

vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }));

const cup = () => new File(["cup"], "cup.png", { type: "image/png" });
const form = () => new File(["%PDF"], "form.pdf", { type: "application/pdf" });

interface Desk {
  store: KeyValue;
  files: FileStore;
  /** One answer per attempt; none left: taken. */
  answers: (DeskError | "never")[];
  sent: string[];
}

const desk = (answers: Desk["answers"] = []): Desk => ({ store: memoryStorage(), files: memoryFiles(), answers, sent: [] });

function attachingAt({ store, files, answers, sent }: Desk) {
  const arrived: Attachment[] = [];
  const attaching = new Attaching({
    files,
    store,
    prefix: () => "ana.",
    limits: () => ({ bytes: 1000, per_message: 3 }),
    send: (file, _content, progress, signal) => {
      sent.push(file.id);
      const answer = answers.shift();
      if (answer instanceof DeskError) return Promise.reject(answer);
      if (answer === "never") {
        progress(0.5);
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new DeskError(0, "unreachable", ""))));
      }
      const seen = file.type.startsWith("image/") ? { width: 4, height: 3 } : {};
      return Promise.resolve({ id: `a_${file.id}`, name: file.name, type: file.type, bytes: file.bytes, ...seen });
    },
    arrived: (attachment) => arrived.push(attachment),
  });
  const states = () => attaching.tray.value.map((file) => attaching.uploads.value.get(file.id)?.state);
  return { attaching, arrived, states };
}

const settled = async () => {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
};

describe("attaching", () => {
  it("sends a chosen file at once and gives the message its id at the desk", async () => {
    const at = desk();
    const { attaching, arrived, states } = attachingAt(at);
    attaching.choose([cup(), form()]);
    await settled();
    expect(states()).toEqual(["ready", "ready"]);
    const files = attaching.take();
    expect(attaching.tray.value).toEqual([]);
    expect(await attaching.deliver(files)).toEqual(files.map((file) => `a_${file.id}`));
    expect(at.sent).toHaveLength(2);
    await attaching.done(files);
    await settled();
    expect(arrived.map((file) => file.name)).toEqual(["cup.png"]);
    expect([await at.files.keys(), at.store.keys()]).toEqual([[], []]);
  });

  it("sends a file whose message was written before it was stored here", async () => {
    const at = desk();
    const { attaching } = attachingAt(at);
    attaching.choose([cup()]);
    const files = attaching.take();
    expect(await attaching.deliver(files)).toEqual([`a_${files[0]?.id}`]);
    await settled();
    expect(at.sent).toHaveLength(1);
  });

  it("says beforehand what is too large or too many, and sends the rest", async () => {
    const { attaching, states } = attachingAt(desk());
    attaching.choose([new File(["x".repeat(1001)], "big.txt"), cup(), cup(), cup()]);
    await settled();
    expect(states()).toEqual(["refused", "ready", "ready"]);
    expect(attaching.trouble.value).toBe("A message takes at most 3 files.");
    expect(attaching.take()).toHaveLength(2);
    expect(attaching.tray.value.map((file) => file.name)).toEqual(["big.txt"]);
  });

  it("keeps what could not be sent, with the same id, and says what the desk refused", async () => {
    const refusal = new DeskError(415, "attachment_type_refused", "We take pictures.");
    const at = desk([new DeskError(0, "unreachable", ""), refusal, new DeskError(429, "attachment_quota", "Enough for today.")]);
    const { attaching, states } = attachingAt(at);
    attaching.choose([cup(), form(), form()]);
    await settled();
    expect(states()).toEqual(["failed", "refused", "refused"]);
    const [first, second] = attaching.tray.value;
    expect(attaching.uploads.value.get(second?.id ?? "")?.reason).toBe("We take pictures.");
    attaching.retry(first?.id ?? "");
    await settled();
    expect(states()[0]).toBe("ready");
    expect(at.sent[0]).toBe(at.sent[3]);
  });

  it("stops a file that is taken out, and forgets it", async () => {
    const at = desk(["never"]);
    const { attaching, states } = attachingAt(at);
    attaching.choose([cup()]);
    await settled();
    expect(states()).toEqual(["uploading"]);
    expect([...attaching.uploads.value.values()][0]?.progress).toBe(0.5);
    attaching.remove(attaching.tray.value[0]?.id ?? "");
    await settled();
    expect([attaching.tray.value, attaching.uploads.value.size, await at.files.keys()]).toEqual([[], 0, []]);
  });

  it("takes up a chosen file after a reload, and says so when its bytes are lost", async () => {
    const at = desk([new DeskError(0, "unreachable", "")]);
    const before = attachingAt(at);
    before.attaching.choose([cup(), form()]);
    await settled();
    const [kept, lost] = before.attaching.tray.value;
    await at.files.remove(`ana.file.${lost?.id}`);
    await at.files.put("ana.file.nobody-waits-for-it", cup());
    await at.files.put("ben.file.1", cup());
    const after = attachingAt(at);
    await after.attaching.restore([]);
    await settled();
    expect(after.attaching.tray.value.map((file) => file.name)).toEqual(["cup.png"]);
    expect(after.states()).toEqual(["ready"]);
    expect(after.attaching.trouble.value).toBe("form.pdf was lost when the page was closed. Please attach it again.");
    expect(await at.files.keys()).toEqual([`ana.file.${kept?.id}`, "ben.file.1"]);
  });

  it("sends files again that the desk has removed meanwhile, once", async () => {
    const at = desk();
    const { attaching } = attachingAt(at);
    attaching.choose([cup()]);
    await settled();
    const files = attaching.take();
    await attaching.deliver(files);
    const gone = new DeskError(409, "attachment_gone", "Please attach it again.");
    expect(() => attaching.sendAgain(files, gone)).toThrow(gone);
    await attaching.deliver(files);
    expect(at.sent).toEqual([files[0]?.id, files[0]?.id]);
    expect(() => attaching.sendAgain(files, gone)).toThrow(Refused);
    expect(() => attaching.sendAgain([], gone)).toThrow(Refused);
  });
});

describe("a message with files in the outbox", () => {
  it("survives a reload and is refused in words when the browser lost the bytes", async () => {
    const at = desk([new DeskError(0, "unreachable", ""), new DeskError(0, "unreachable", "")]);
    const boxOver = (attaching: Attaching) =>
      new Outbox({
        store: at.store,
        prefix: "ana.outbox.",
        send: (item) => attaching.deliver(item.files ?? []).then(() => undefined),
        changed: () => undefined,
      });
    const before = attachingAt(at);
    before.attaching.choose([cup()]);
    await settled();
    const files = before.attaching.take();
    boxOver(before.attaching).add({ id: "1", conversation_id: "c_1", text: "", at: "2026-11-25T10:00:00Z", files });
    await settled();

    const after = attachingAt(at);
    const outbox = boxOver(after.attaching);
    expect(outbox.list().map((item) => [item.state, item.files])).toEqual([["not_sent", files]]);
    await after.attaching.restore(files);
    await at.files.remove(`ana.file.${files[0]?.id}`);
    await outbox.flush();
    expect(outbox.list().map((item) => [item.state, item.reason])).toEqual([
      ["refused", "cup.png was lost when the page was closed. Please attach it again."],
    ]);
  });
});

describe("the browser's file store", () => {
  it("works from memory where the browser has no database, or forbids it", async () => {
    const forbidden = { open: () => { throw new DOMException("no", "SecurityError"); } } as unknown as IDBFactory;
    for (const factory of [undefined, forbidden]) {
      const files = browserFiles("x", factory);
      await files.put("a", cup());
      expect(await (await files.get("a"))?.text()).toBe("cup");
      await files.remove("a");
      expect([await files.get("a"), await files.keys()]).toEqual([null, []]);
    }
  });
});

describe("words about files", () => {
  it("says sizes and kinds as people do", () => {
    expect([0, 900, 2048, 1_500_000, 12_000_000].map(fileSize)).toEqual(["0 B", "900 B", "2 kB", "1.4 MB", "11 MB"]);
    expect(["form.pdf", "photo.JPEG", "README", "a.b/c"].map(fileSign)).toEqual(["PDF", "JPEG", "FILE", "FILE"]);
  });

  it("takes only whole descriptions from storage", () => {
    const file = { id: "1", name: "a", type: "", bytes: 1 };
    expect([file, { ...file, bytes: "1" }, null, {}].map(isPendingFile)).toEqual([true, false, false, false]);
  });
});
