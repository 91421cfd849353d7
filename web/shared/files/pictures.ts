import type { Attachment } from "../types";

/** Fetches a file, or a picture's small version, as whoever is signed in here. */
export type FetchFile = (attachmentId: string, small: boolean) => Promise<Blob>;

/** Pictures of a chat as addresses an <img> can show. Files need a session to be fetched, which an <img> cannot send. */
export class Pictures {
  private readonly small = new Map<string, Promise<string>>();

  constructor(private readonly fetchFile: FetchFile) {}

  /** The small version; fetched once. */
  thumbnail(attachment: Attachment): Promise<string> {
    const known = this.small.get(attachment.id);
    if (known !== undefined) return known;
    const fetched = this.fetchFile(attachment.id, true).then((content) => URL.createObjectURL(content));
    // What failed is tried again when it is next drawn.
    fetched.catch(() => this.small.delete(attachment.id));
    this.small.set(attachment.id, fetched);
    return fetched;
  }

  /** Uses what is here already instead of fetching it. */
  seed(attachment: Attachment, content: Blob): void {
    if (!this.small.has(attachment.id)) this.small.set(attachment.id, Promise.resolve(URL.createObjectURL(content)));
  }

  /** The whole file. */
  whole(attachment: Attachment): Promise<Blob> {
    return this.fetchFile(attachment.id, false);
  }

  /** Hands the file to the browser to be saved under its name. */
  async save(attachment: Attachment): Promise<void> {
    const url = URL.createObjectURL(await this.whole(attachment));
    const link = document.createElement("a");
    link.href = url;
    link.download = attachment.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  /** Forgets everything: somebody else is here now. */
  clear(): void {
    for (const url of this.small.values()) void url.then((address) => URL.revokeObjectURL(address), () => undefined);
    this.small.clear();
  }
}
