import { signal } from "@preact/signals";
import { DeskError } from "../http";
import { Refused } from "../outbox";
import { readJson, type KeyValue } from "../storage";
import type { Attachment, FileLimits } from "../types";
import { freshId } from "../uuid";
import type { FileStore } from "./file-store";
import { fileSize, isPendingFile, type PendingFile } from "./pending-file";
import { t } from "../words";

/** `failed`: kept, may be tried again. `refused`: the desk does not take it. */
export interface Upload {
  state: "uploading" | "ready" | "failed" | "refused";
  /** 0 to 1. */
  progress: number;
  reason: string | null;
  attachment: Attachment | null;
  /** The picture itself, while it is only here. */
  preview: string | null;
}

export interface AttachingParts {
  files: FileStore;
  store: KeyValue;
  /** Where this person's things lie, in both stores. */
  prefix: () => string;
  limits: () => FileLimits;
  send: (file: PendingFile, content: Blob, progress: (share: number) => void, signal: AbortSignal) => Promise<Attachment>;
  /** A picture that was here arrived: it need not be fetched to be shown. */
  arrived: (attachment: Attachment, content: Blob) => void;
}

/** What a browser shows as a picture and the desk may take; others are shown as a file. */
const SHOWN = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);
const RETRY_MS = 5_000;
const NOTHING: Upload = { state: "uploading", progress: 0, reason: null, attachment: null, preview: null };

/**
 * The files of one chat on their way out. A chosen file is kept in this browser and sent at once; the message takes it along
 * when it is written. Each file keeps the id it was born with, so that sending it twice stores it once.
 */
export class Attaching {
  /** Chosen for the message being written. */
  readonly tray = signal<PendingFile[]>([]);
  readonly uploads = signal<ReadonlyMap<string, Upload>>(new Map());
  readonly trouble = signal<string | null>(null);
  private readonly dropped = new Set<string>();
  private readonly sentAgain = new Set<string>();
  private readonly running = new Map<string, { sent: Promise<Attachment>; stop: AbortController }>();

  constructor(private readonly parts: AttachingParts) {}

  /** Adds files to the message being written and begins to send them. */
  choose(chosen: readonly File[]): void {
    this.trouble.value = null;
    const { bytes, per_message } = this.parts.limits();
    for (const file of chosen) {
      if (this.tray.value.length >= per_message) {
        this.trouble.value = t("most_files", { n: per_message });
        return;
      }
      const item: PendingFile = { id: freshId(), name: file.name || "file", type: file.type, bytes: file.size };
      this.put([...this.tray.value, item]);
      if (file.size > bytes) this.set(item.id, { state: "refused", reason: t("larger_than", { size: fileSize(bytes) }) });
      else void this.begin(item, file);
    }
  }

  /** Takes a file out of the message being written. */
  remove(id: string): void {
    this.trouble.value = null;
    const file = this.tray.value.find((item) => item.id === id);
    this.put(this.tray.value.filter((item) => item.id !== id));
    if (file !== undefined) this.drop([file]);
  }

  retry(id: string): void {
    const file = this.tray.value.find((item) => item.id === id);
    if (file !== undefined) void this.start(file);
  }

  /** What the message takes along; files that were refused stay behind. */
  take(): PendingFile[] {
    const taken = this.tray.value.filter((file) => this.sendable(file));
    this.put(this.tray.value.filter((file) => !this.sendable(file)));
    this.trouble.value = null;
    return taken;
  }

  sendable(file: PendingFile): boolean {
    return this.uploads.value.get(file.id)?.state !== "refused";
  }

  /** The desk's ids of a message's files, once all have arrived. Throws Refused, or DeskError when it may help to wait. */
  async deliver(files: readonly PendingFile[]): Promise<string[]> {
    const ids: string[] = [];
    for (const file of files) ids.push((await this.start(file)).id);
    return ids;
  }

  /** The message has arrived: nothing of its files need be kept here. */
  async done(files: readonly PendingFile[]): Promise<void> {
    for (const file of files) {
      const attachment = this.uploads.value.get(file.id)?.attachment ?? null;
      const content = await this.parts.files.get(this.key(file));
      if (attachment !== null && content !== null && attachment.width !== undefined) this.parts.arrived(attachment, content);
    }
    this.drop(files);
  }

  /** The desk does not have these files any more: the next try of the message sends them again. Always throws. */
  sendAgain(files: readonly PendingFile[], gone: DeskError): never {
    // Once: a file that another tab has sent already would be refused for ever.
    const first = files.filter((file) => !this.sentAgain.has(file.id));
    if (first.length === 0) throw new Refused(gone.message);
    for (const file of first) {
      this.sentAgain.add(file.id);
      this.set(file.id, { attachment: null, state: "failed", progress: 0 });
    }
    throw gone;
  }

  /** Stops and forgets files. */
  drop(files: readonly PendingFile[]): void {
    const left = new Map(this.uploads.value);
    for (const file of files) {
      this.dropped.add(file.id);
      this.running.get(file.id)?.stop.abort();
      const preview = left.get(file.id)?.preview ?? null;
      if (preview !== null) URL.revokeObjectURL(preview);
      left.delete(file.id);
      void this.parts.files.remove(this.key(file));
    }
    this.uploads.value = left;
  }

  /** After a reload: takes up what was chosen, and forgets bytes that no message waits for (`waiting`: the outbox's). */
  async restore(waiting: readonly PendingFile[]): Promise<void> {
    const chosen = readJson(this.parts.store, this.trayKey, isPendingFiles) ?? [];
    const prefix = this.parts.prefix();
    this.tray.value = chosen;
    const kept = new Set(waiting.map((file) => file.id));
    for (const key of await this.parts.files.keys()) {
      const id = key.startsWith(`${prefix}file.`) ? key.slice(prefix.length + "file.".length) : null;
      // Looked at only now: a file may have been chosen while the browser was asked.
      const wanted = id === null || kept.has(id) || this.uploads.value.has(id) || this.tray.value.some((file) => file.id === id);
      if (!wanted) await this.parts.files.remove(key);
    }
    for (const file of chosen) {
      if (this.parts.prefix() !== prefix) return;
      if (this.uploads.value.has(file.id)) continue;
      if ((await this.parts.files.get(this.key(file))) !== null) void this.start(file);
      else {
        this.put(this.tray.value.filter((item) => item.id !== file.id));
        this.trouble.value = t("file_lost", { name: file.name });
      }
    }
    for (const file of waiting) void this.look(file);
  }

  /** Clears the screen: somebody else is here now. What is kept stays with whom it belongs to. */
  reset(): void {
    for (const { stop } of this.running.values()) stop.abort();
    for (const { preview } of this.uploads.value.values()) if (preview !== null) URL.revokeObjectURL(preview);
    this.tray.value = [];
    this.uploads.value = new Map();
    this.trouble.value = null;
  }

  private async begin(file: PendingFile, content: Blob): Promise<void> {
    await this.parts.files.put(this.key(file), content);
    // It may have been taken out again while it was being stored.
    if (this.dropped.has(file.id)) await this.parts.files.remove(this.key(file));
    else void this.start(file);
  }

  private start(file: PendingFile): Promise<Attachment> {
    const there = this.uploads.value.get(file.id)?.attachment ?? null;
    if (there !== null) return Promise.resolve(there);
    const known = this.running.get(file.id);
    if (known !== undefined) return known.sent;
    const stop = new AbortController();
    const sent = this.send(file, stop.signal).finally(() => this.running.delete(file.id));
    this.running.set(file.id, { sent, stop });
    // What went wrong shows on the file; whoever waits for it hears it, too.
    sent.catch(() => undefined);
    return sent;
  }

  private async send(file: PendingFile, stopped: AbortSignal): Promise<Attachment> {
    const content = await this.look(file);
    if (content === null) {
      const words = t("file_lost", { name: file.name });
      this.set(file.id, { state: "refused", reason: words });
      throw new Refused(words);
    }
    this.set(file.id, { state: "uploading", progress: 0, reason: null });
    try {
      const attachment = await this.parts.send(file, content, (progress) => this.set(file.id, { progress }), stopped);
      this.set(file.id, { state: "ready", progress: 1, attachment });
      return attachment;
    } catch (error) {
      if (!(error instanceof DeskError) || stopped.aborted) throw error;
      // A session that ended or a conversation that is gone is dealt with by whoever sends the message.
      const refused = (error.final && error.status !== 401 && error.status !== 404) || error.code === "attachment_quota";
      this.set(file.id, { state: refused ? "refused" : "failed", reason: refused ? error.message : null });
      if (!refused) setTimeout(() => this.tryAgain(file.id), RETRY_MS);
      throw refused ? new Refused(error.message) : error;
    }
  }

  private tryAgain(id: string): void {
    if (this.uploads.value.get(id)?.state === "failed") this.retry(id);
  }

  /** The bytes of a file, with a preview of what can be seen of it. */
  private async look(file: PendingFile): Promise<Blob | null> {
    const content = await this.parts.files.get(this.key(file));
    const preview = this.uploads.value.get(file.id)?.preview ?? null;
    if (content !== null && preview === null && SHOWN.has(file.type)) {
      this.set(file.id, { preview: URL.createObjectURL(content) });
    }
    return content;
  }

  private set(id: string, change: Partial<Upload>): void {
    const known = this.uploads.value.get(id) ?? NOTHING;
    this.uploads.value = new Map(this.uploads.value).set(id, { ...known, ...change });
  }

  private put(tray: PendingFile[]): void {
    this.tray.value = tray;
    if (tray.length === 0) this.parts.store.remove(this.trayKey);
    else this.parts.store.set(this.trayKey, JSON.stringify(tray));
  }

  private key(file: PendingFile): string {
    return `${this.parts.prefix()}file.${file.id}`;
  }

  private get trayKey(): string {
    return `${this.parts.prefix()}tray`;
  }
}

function isPendingFiles(value: unknown): value is PendingFile[] {
  return Array.isArray(value) && value.every(isPendingFile);
}
