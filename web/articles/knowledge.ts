import { signal } from "@preact/signals";
import { call } from "../shared/http";
import { Asked } from "../shared/remote";
import { TeamPage } from "../shared/team-page";
import { NO_WORDS, type Gap, type Gaps, type Line, type Listed, type Whole, type Words } from "./contract";

export type Place = "articles" | "gaps" | "tasks";
export type StepName = "submit" | "publish" | "archive" | "bring-back";

const PLACES: readonly Place[] = ["articles", "gaps", "tasks"];

/** An article on the desk: which one (null for a new one), its words as they are being written. */
export interface Open {
  whole: Whole | null;
  words: Words;
  gap: number[];
}

/** The whole screen of the knowledge base. */
export class Knowledge extends TeamPage {
  readonly place = signal<Place>("articles");
  readonly open = signal<Open | null>(null);
  readonly listed: Asked<Listed>;
  readonly gaps: Asked<Gaps>;

  constructor() {
    super();
    const { signedOut } = this;
    this.listed = new Asked(() => call<Listed>("/api/knowledge/articles"), signedOut);
    this.gaps = new Asked(() => call<Gaps>("/api/knowledge/gaps"), signedOut);
  }

  show(place: Place): void {
    this.place.value = place;
    this.open.value = null;
    this.trouble.value = null;
    history.replaceState(null, "", `#${place}`);
    void this.load();
  }

  async load(): Promise<void> {
    await Promise.all([this.listed.load(), ...(this.place.value === "gaps" ? [this.gaps.load()] : [])]);
  }

  /** A new article, empty or from what was asked in vain. */
  start(gap: Gap | null): void {
    this.trouble.value = null;
    this.said.value = null;
    const words = gap === null ? NO_WORDS : { ...NO_WORDS, title: gap.draft.title, asked: gap.draft.asked };
    this.open.value = { whole: null, words, gap: gap?.messages ?? [] };
  }

  async look(id: string): Promise<void> {
    await this.step(async () => this.take(await call<Whole>(at(id))));
  }

  leave(): void {
    this.open.value = null;
    this.trouble.value = null;
    void this.load();
  }

  edit(change: Partial<Words>): void {
    const open = this.open.value;
    if (open !== null) this.open.value = { ...open, words: { ...open.words, ...change } };
  }

  async save(): Promise<void> {
    const open = this.open.value;
    if (open === null) return;
    await this.step(async () => {
      const { whole, words, gap } = open;
      const kept =
        whole === null
          ? await this.write<Whole>("POST", "/api/knowledge/articles", { ...words, gap })
          : await this.write<Whole>("PUT", at(whole.article.id), { ...words, version: whole.article.version });
      this.take(kept, "Saved as a draft.");
    });
  }

  async takeStep(name: StepName): Promise<void> {
    const says = { submit: "A colleague is asked to review it.", publish: "Published. Customers and the assistant have it now.", archive: "In the archive.", "bring-back": "A draft again." };
    await this.posted(name, {}, says[name]);
  }

  async sendBack(remark: string): Promise<void> {
    await this.posted("send-back", { remark }, "Sent back to its author.");
  }

  async care(ownerId: string, expiresOn: string | null): Promise<void> {
    const article = this.open.value?.whole?.article;
    if (article === undefined) return;
    await this.step(async () => {
      const body = { version: article.version, owner_id: ownerId, expires_on: expiresOn };
      this.take(await this.write<Whole>("PUT", `${at(article.id)}/care`, body), "Kept.");
    });
  }

  async setAside(gap: Gap): Promise<void> {
    await this.step(async () => {
      await this.write("POST", "/api/knowledge/gaps/set-aside", { messages: gap.messages });
      await this.gaps.load();
    });
  }

  async done(taskId: string): Promise<void> {
    await this.step(async () => {
      await this.write("POST", `/api/knowledge/tasks/${encodeURIComponent(taskId)}/done`, {});
      await this.listed.load();
    });
  }

  private async posted(name: string, more: Record<string, unknown>, says: string): Promise<void> {
    const article = this.open.value?.whole?.article;
    if (article === undefined) return;
    await this.step(async () => this.take(await this.write<Whole>("POST", `${at(article.id)}/${name}`, { ...more, version: article.version }), says));
  }

  private take(whole: Whole, says: string | null = null): void {
    this.open.value = { whole, words: whole.versions[0]?.words ?? NO_WORDS, gap: [] };
    this.said.value = says;
  }

  protected override opened(): void {
    this.show(PLACES.find((place) => place === location.hash.slice(1)) ?? "articles");
  }
}

function at(id: string): string {
  return `/api/knowledge/articles/${encodeURIComponent(id)}`;
}

/** Whether the words differ from what is kept. */
export function changed(open: Open): boolean {
  return JSON.stringify(open.words) !== JSON.stringify(open.whole?.versions[0]?.words ?? NO_WORDS);
}

/** How an article does, in words. */
export function doing({ counts }: Pick<Line, "counts">): string {
  const used = counts.shown + counts.inserted;
  if (used === 0) return "Not used yet";
  const times = used === 1 ? "Used once" : `Used ${used} times`;
  const judged = counts.solved + counts.not_solved;
  return judged === 0 ? times : `${times}; helped in ${counts.solved} of ${judged}`;
}

export type Block = { text: string } | { items: string[] };

/** A text as customers read it: an empty line parts paragraphs, `- ` begins a line of a list (desk/http/help_pages.py). */
export function blocks(body: string): Block[] {
  return body.split(/\n\s*\n/).flatMap((stretch) => {
    const lines = stretch.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    const items = lines.filter((line) => line.startsWith("- ")).map((line) => line.slice(2).trim());
    const text = lines.filter((line) => !line.startsWith("- ")).join(" ");
    return [...(text === "" ? [] : [{ text }]), ...(items.length === 0 ? [] : [{ items }])];
  });
}
