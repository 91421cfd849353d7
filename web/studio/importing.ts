import { signal } from "@preact/signals";
import type { StudioDesk } from "./api";
import type { Imported } from "./contract";
import { attempt, type SignedOut } from "../shared/remote";

const PIECE = 0x8000;

/** Examples from elsewhere: first what they would bring, then, on a second word, into the files. */
export class Importing {
  readonly format = signal<"tsv" | "rasa">("tsv");
  readonly text = signal("");
  readonly fileName = signal<string | null>(null);
  readonly found = signal<Imported | null>(null);
  readonly busy = signal(false);
  readonly trouble = signal<string | null>(null);
  private bytes: string | null = null;

  constructor(
    private readonly desk: StudioDesk,
    private readonly signedOut: SignedOut,
    private readonly changed: () => void,
  ) {}

  write(text: string): void {
    this.text.value = text;
    this.bytes = this.fileName.value = this.found.value = null;
  }

  /** The file goes as it is: whether it is text is for the desk to say. */
  async take(file: File): Promise<void> {
    this.bytes = base64(new Uint8Array(await file.arrayBuffer()));
    this.fileName.value = file.name;
    this.text.value = "";
    this.format.value = /\.ya?ml$/i.test(file.name) ? "rasa" : "tsv";
    await this.ask(false);
  }

  get empty(): boolean {
    return this.bytes === null && this.text.value.trim() === "";
  }

  async ask(commit: boolean): Promise<void> {
    if (this.empty || this.busy.value) return;
    this.busy.value = true;
    this.found.value = null;
    const content = this.bytes === null ? { text: this.text.value } : { base64: this.bytes };
    this.trouble.value = await attempt(async () => {
      this.found.value = await this.desk.bring(this.format.value, content, commit);
      if (commit) this.changed();
    }, this.signedOut);
    this.busy.value = false;
  }
}

export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}
