import { signal } from "@preact/signals";
import { call, callForFile } from "../shared/http";
import { Asked, attempt } from "../shared/remote";
import { TeamPage } from "../shared/team-page";
import type { Behind, Board, Improvement, Letter, Plan, State, Told, Wanted } from "./contract";

export type Place = "figures" | "board" | "report";
export type Days = 7 | 30 | 90;

export const PLACES: readonly Place[] = ["figures", "board", "report"];

/** Which conversations are looked at behind a figure. */
export interface Looking {
  wanted: Wanted;
  page: number;
  found: Behind | null;
}

/** What is written on the board just now: a plan, new or of an improvement, or the day it took effect. */
export type Writing = { what: "plan"; of: Improvement | null; plan: Plan } | { what: "done"; of: Improvement };

/** The whole screen of insights. */
export class Insights extends TeamPage {
  protected override readonly roles = ["supervisor", "admin"] as const;
  readonly place = signal<Place>("figures");
  readonly days = signal<Days>(30);
  /** Of whose customers alone; empty: of everybody. */
  readonly segment = signal(new URLSearchParams(location.search).get("segment") ?? "");
  readonly week = signal<"last" | "this">("last");
  readonly looking = signal<Looking | null>(null);
  readonly writing = signal<Writing | null>(null);
  readonly told: Asked<Told>;
  readonly report: Asked<Told>;
  readonly board: Asked<Board>;
  readonly letter: Asked<Letter>;

  constructor() {
    super();
    const { signedOut } = this;
    this.told = new Asked(() => call<Told>(`/api/insights?${this.asked().toString()}`), signedOut);
    this.report = new Asked(() => call<Told>(`/api/insights?${this.weekAsked().toString()}`), signedOut);
    this.board = new Asked(() => call<Board>("/api/insights/improvements"), signedOut);
    this.letter = new Asked(() => call<Letter>("/api/insights/letter"), signedOut);
  }

  show(place: Place): void {
    this.place.value = place;
    this.trouble.value = null;
    this.said.value = null;
    this.keepAddress();
    void this.load();
  }

  async load(): Promise<void> {
    const place = this.place.value;
    const wanted = place === "figures" ? [this.told, this.board] : place === "board" ? [this.board] : [this.report, this.board, this.letter];
    await Promise.all(wanted.map((each) => each.load()));
  }

  /** Every figure of the page, what is behind it and the file from now on of this segment's customers alone. */
  narrow(segment: string): void {
    this.segment.value = segment;
    this.keepAddress();
    void this.told.load();
  }

  choose(days: Days): void {
    this.days.value = days;
    void this.told.load();
  }

  chooseWeek(week: "last" | "this"): void {
    this.week.value = week;
    void this.report.load();
  }

  /** The conversations behind a figure. */
  async look(wanted: Wanted, page = 0): Promise<void> {
    const before = this.looking.value;
    this.looking.value = { wanted, page, found: before?.wanted === wanted ? before.found : null };
    const span = wanted.span ?? this.shownPeriod();
    const asked = this.place.value === "figures" ? this.asked() : new URLSearchParams({ days: String(this.days.value) });
    for (const [name, value] of Object.entries({ part: wanted.part, page: String(page), first: span.first, last: span.last })) asked.set(name, value);
    for (const name of ["reason", "handoff", "cause"] as const) {
      const narrowed = wanted[name];
      if (narrowed !== undefined) asked.set(name, narrowed);
    }
    this.trouble.value = await attempt(
      async () => {
        const found = await call<Behind>(`/api/insights/conversations?${asked.toString()}`);
        // Closed or asked for something else meanwhile: then nobody wants to see this.
        if (this.looking.value?.wanted === wanted && this.looking.value.page === page) this.looking.value = { wanted, page, found };
      },
      this.signedOut,
    );
  }

  /** The file, fetched with the page's own means so that a refusal is told. */
  async takeAlong(): Promise<void> {
    await this.step(async () => {
      const file = await callForFile(`/api/insights/export?${this.asked().toString()}`);
      const address = URL.createObjectURL(file);
      const link = document.createElement("a");
      link.href = address;
      link.download = `insights-${this.days.value}-days.csv`;
      link.click();
      URL.revokeObjectURL(address);
    });
  }

  /** A new improvement, about a contact reason if one is at hand. */
  plan(reason: string | null = null, title = ""): void {
    const owner = this.agent.value?.id ?? "";
    this.trouble.value = null;
    this.writing.value = { what: "plan", of: null, plan: { title, figure: "durable", reason, owner_id: owner, action: "", due_on: null } };
  }

  rewrite(improvement: Improvement): void {
    const { title, figure, reason, owner, action, due_on } = improvement;
    this.trouble.value = null;
    this.writing.value = { what: "plan", of: improvement, plan: { title, figure, reason, owner_id: owner.id, action, due_on } };
  }

  async keep(plan: Plan): Promise<void> {
    const writing = this.writing.value;
    if (writing?.what !== "plan") return;
    const of = writing.of;
    await this.step(async () => {
      const board =
        of === null
          ? await this.write<Board>("POST", "/api/insights/improvements", { ...plan })
          : await this.write<Board>("PUT", at(of.id), { ...plan, version: of.version });
      this.board.set(board);
      this.writing.value = null;
    }, of === null ? "It is on the board." : "Kept.");
  }

  async move(improvement: Improvement, to: State, actedOn: string | null = null, remark = ""): Promise<void> {
    await this.step(async () => {
      const body = { version: improvement.version, to, acted_on: actedOn, remark };
      this.board.set(await this.write<Board>("POST", `${at(improvement.id)}/state`, body));
      this.writing.value = null;
    }, to === "done" ? "Kept. From that day on it is measured." : "Kept.");
  }

  async askForLetter(wanted: boolean): Promise<void> {
    await this.step(async () => this.letter.set(await this.write<Letter>("PUT", "/api/insights/letter", { wanted })));
  }

  private asked(): URLSearchParams {
    const asked = new URLSearchParams({ days: String(this.days.value) });
    if (this.segment.value !== "") asked.set("segment", this.segment.value);
    return asked;
  }

  /** So that a reload shows the same. */
  private keepAddress(): void {
    const search = this.segment.value === "" ? "" : `?segment=${encodeURIComponent(this.segment.value)}`;
    history.replaceState(null, "", `${location.pathname}${search}#${this.place.value}`);
  }

  private shownPeriod() {
    const told = this.place.value === "report" ? this.report.value : this.told.value;
    return told?.period ?? { first: "", last: "" };
  }

  private weekAsked(): URLSearchParams {
    const asked = new URLSearchParams({ days: "7" });
    if (this.week.value === "last") asked.set("until", lastSunday(new Date()));
    return asked;
  }

  protected override opened(): void {
    this.show(PLACES.find((place) => place === location.hash.slice(1)) ?? "figures");
  }
}

function at(id: string): string {
  return `/api/insights/improvements/${encodeURIComponent(id)}`;
}

/** The Sunday before today, as 2026-11-22; today itself is never meant. */
export function lastSunday(now: Date): string {
  const day = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
  day.setUTCDate(day.getUTCDate() - (day.getUTCDay() || 7));
  return day.toISOString().slice(0, 10);
}
